"""Mail: the door it comes in by, what is read in it, its ticket, and the replies."""
