"""Decode, prune and shrink the public encoder that reads Chinese and English."""
