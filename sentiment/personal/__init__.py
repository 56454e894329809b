"""Personal data in what a customer wrote, so that it can be shown without it."""

from sentiment.personal.find import Kind, Personal, hidden, personal

__all__ = ["Kind", "Personal", "hidden", "personal"]
