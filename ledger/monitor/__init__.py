"""Following a log as an outsider: what it says is checked against what it said before."""
