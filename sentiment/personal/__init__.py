"""Personal data in what a customer wrote, so that it can be shown without it."""

from sentiment.personal.find import Kind, Personal, personal
from sentiment.personal.hide import hidden, masked_mail, masked_phone

__all__ = ["Kind", "Personal", "hidden", "masked_mail", "masked_phone", "personal"]
