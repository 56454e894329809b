"""What the circumstances of a proved request say about it, and what follows."""
