"""Commands that take evidence out of the log, and the one that checks it elsewhere."""
