"""Fine-tune, export and shrink the small English encoder."""
