"""The text of a picture: which way is up, what it says, and how sure that is."""

from intake.pictures.text.best import Reading, read_best
from intake.pictures.text.word import box, confidence, joined, sure

__all__ = ["Reading", "box", "confidence", "joined", "read_best", "sure"]
