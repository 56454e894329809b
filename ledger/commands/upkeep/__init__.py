"""Commands that look after the stored log, one module each."""
