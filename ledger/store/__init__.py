"""The tree in PostgreSQL, and the order in which it and what follows is stored."""
