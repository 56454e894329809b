"""What was read in tickets: corrected by agents, learned from, and counted."""
