"""Pictures: the text in them, how sure it is, and plain facts; no feeling is read."""

from intake.pictures.look import look
from intake.pictures.seen import Line, Seen

__all__ = ["Line", "Seen", "look"]
