"""Personal data with its middle taken out, for those who may not see it."""

from __future__ import annotations

HIDDEN = "•••"


def masked_mail(mail: str | None) -> str | None:
    """Keep the first letter and the domain: enough to tell two apart, not to write to."""
    if mail is None:
        return None
    local, at, domain = mail.rpartition("@")
    return f"{local[:1]}{HIDDEN}{at}{domain}"


def masked_phone(phone: str | None) -> str | None:
    """Keep the last two digits."""
    return None if phone is None else f"{HIDDEN}{phone[-2:]}"
