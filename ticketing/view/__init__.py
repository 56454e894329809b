"""Tickets as they are read: lists, one ticket with all that belongs to it, and search."""
