"""Pictures: the text in them, how sure it is, and plain facts; no feeling is read."""

from intake.pictures.look import look
from intake.pictures.seen import Seen

__all__ = ["Seen", "look", "warm"]


def warm() -> None:
    """Pay for the imports before a customer waits for them."""
    import numpy
    import PIL.Image
    import pytesseract

    assert numpy
    assert PIL.Image
    assert pytesseract
