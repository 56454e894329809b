"""What anybody may ask of the log, in queries that do not go through its records."""
