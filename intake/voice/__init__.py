"""Calls: taken in, kept as they come, listened to, relayed, written down."""
