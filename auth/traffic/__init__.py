"""Requests as they come in: from where, how many, and what was answered."""
