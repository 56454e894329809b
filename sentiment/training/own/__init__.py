"""Heads trained on the project's own lines: what customers feel and write about."""
