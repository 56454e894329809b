"""Proving that a request comes from a device that was enrolled."""
