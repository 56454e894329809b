"""What is to be seen in pictures: text and facts, and what it shows where weights tell."""

from sentiment.pictures.looking import look, warm

__all__ = ["look", "warm"]
