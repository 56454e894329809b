"""Pictures with known text, as customers send them: what reading is measured on."""
