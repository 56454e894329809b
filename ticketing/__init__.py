"""Tickets: opened, worked, promised on, escalated and forecast."""
