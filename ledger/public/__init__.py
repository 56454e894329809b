"""What anybody may ask of the log, in queries that cost the same however large it is."""
