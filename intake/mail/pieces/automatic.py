"""Which mails a program wrote, and which must not be answered by one (RFC 3834)."""

from __future__ import annotations

import re

from .header import Fields

_BULK = re.compile(r"\b(?:bulk|junk|list|auto_reply)\b", re.IGNORECASE)
_PRESENT = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoresponder",
    "x-mail-autoreply",
    "list-id",
    "list-unsubscribe",
    "x-failed-recipients",
    "feedback-id",
)
_NOBODY = re.compile(
    r"(?:mailer-daemon|postmaster|no-?_?reply|do-?_?not-?_?reply|bounces?|auto-?reply)"
    r"(?:[+=-][^@]*)?@",
    re.IGNORECASE,
)
# Many programs, Chinese ones above all, say so in the subject alone.
_SUBJECT = re.compile(
    r"\s*\[?(?:auto(?:matic)?[ -]?(?:reply|response)|autoreply|自动回复|自動回覆|自動回復"
    r"|automatische antwort|réponse automatique|respuesta automática)\s*\]?\s*(?:[:：\-]|$)"
    r"|\s*(?:out of (?:the )?office|abwesenheitsnotiz|不在办公室|外出)\s*(?:[:：]|$)",
    re.IGNORECASE,
)


def is_automatic(fields: Fields, media_type: str, sender: str, subject: str) -> bool:
    """Tell whether a program sent this: an auto-reply, a bounce, bulk mail or a list.

    Such mail never changes the state of a ticket and is never answered.
    """
    submitted = fields.value("auto-submitted")
    return bool(
        (submitted and submitted != "no")
        or _BULK.search(fields.text("precedence"))
        or any(fields.raw(name) is not None for name in _PRESENT)
        or fields.text("return-path").replace(" ", "") == "<>"
        or media_type in ("multipart/report", "message/delivery-status")
        or _NOBODY.match(sender)
        or _SUBJECT.match(subject)
    )


def wants_no_answer(fields: Fields) -> bool:
    """Tell whether the writer, maybe a person, asks programs not to answer.

    Other desks put this on what their people write, so it does not make a mail automatic.
    """
    asked = fields.text("x-auto-response-suppress").lower()
    return any(word in asked for word in ("all", "autoreply", "oof")) or (
        fields.raw("x-loop") is not None
    )
