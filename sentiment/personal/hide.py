"""The one way in which personal data is taken out of what is shown."""

from __future__ import annotations

from sentiment.language import LIMIT
from sentiment.personal.find import personal

HIDDEN = "•••"


def hidden(text: str, sign: str = "•") -> str:
    """The text with each letter and digit of personal data replaced; its length stays.

    What lies beyond the part that was looked at is hidden whole.
    """
    letters = list(text)
    for one in personal(text):
        for place in range(one.start, one.end):
            if letters[place].isalnum():
                letters[place] = sign
    for place in range(LIMIT, len(letters)):
        letters[place] = sign if letters[place].isalnum() else letters[place]
    return "".join(letters)


def masked_mail(mail: str | None) -> str | None:
    """Keep the first letter and the domain: enough to tell two apart, not to write to."""
    if mail is None:
        return None
    local, at, domain = mail.rpartition("@")
    return f"{local[:1]}{HIDDEN}{at}{domain}"


def masked_phone(phone: str | None) -> str | None:
    """Keep the last two digits."""
    return None if phone is None else f"{HIDDEN}{phone[-2:]}"
