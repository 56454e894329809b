"""Urgency, emotion and deadlines of what a customer said, with the evidence."""

from sentiment.reading import read, warm, with_strain

__all__ = ["read", "warm", "with_strain"]
