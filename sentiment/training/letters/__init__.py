"""Messages written for this project as customers write them, each read by its writer."""
