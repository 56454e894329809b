"""What becomes of the tickets of a person who is gone."""
