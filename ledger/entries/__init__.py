"""What may be sealed: the schema of every kind of entry, and asking for it."""
