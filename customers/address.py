"""Ways to reach a customer, brought to the one form that finds them again."""

from __future__ import annotations

import re
import unicodedata

from .customer import AddressKind

_MAIL = re.compile(
    r"[^\s@<>,;:\"\\\x00-\x20\x7f]{1,64}@[^\s@<>,;:\"\\\x00-\x20\x7f]{1,255}"
)
_EXTENSION = re.compile(r"(?:ext\.?|x|#|;|转|分机).*$", re.IGNORECASE)


class BadAddress(ValueError):
    """The text is no address of its kind."""

    status = 422


def normalise(kind: AddressKind, value: str) -> str:
    """Give the form under which an address is stored and found; idempotent.

    Mail: NFC and lower case, also left of the @ (RFC 5321 would allow two people there;
    no real mailbox does). Phone: digits with a leading +, as E.164 writes them; a number
    dialled without its country stays as it was dialled. Raises BadAddress on the rest.
    """
    return _mail(value) if kind is AddressKind.MAIL else _phone(value)


def _mail(value: str) -> str:
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", value.strip()).lower())
    if not _MAIL.fullmatch(text) or any(0xD800 <= ord(c) < 0xE000 for c in text):
        raise BadAddress("not a mail address")
    return text


def _phone(value: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip().removeprefix("tel:")
    text = _EXTENSION.sub("", text).replace("(0)", "")
    digits = "".join(c for c in text if c in "0123456789")
    if digits.startswith("00"):
        text, digits = "+", digits[2:]
    if not 3 <= len(digits) <= 15 or re.search(r"[^\d\s+().\-/]", text):
        raise BadAddress("not a phone number")
    return f"+{digits}" if text.startswith("+") else digits
