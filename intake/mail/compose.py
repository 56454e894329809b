"""A mail that goes out, put together so that nothing in it can become a header."""

from __future__ import annotations

import email.policy
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal
from uuid import UUID

_MOST_REFERENCES = 20
_LONGEST_SUBJECT = 200
_POLICY = email.policy.SMTP.clone(max_line_length=78)
# What Outlook's and other desks' out-of-office programs heed beside RFC 3834.
_NO_ANSWER = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the desk is in its mails; ``key`` signs reply addresses and Message-IDs."""

    organisation: str
    address: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A small file of text that goes with a mail, byte for byte."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mail says and to whom. ``answers`` is the Message-ID that it answers."""

    id: UUID
    kind: Literal["reply", "receipt", "link"]
    name: str
    mail: str
    subject: str
    text: str
    language: str
    answers: str | None = None
    references: Sequence[str] = ()
    enclosed: Sequence[Enclosed] = ()


class Unmailable(ValueError):
    """The address is none that a mail can be sent to."""

    status = 422


def message_id(draft_id: UUID, sender: Sender) -> str:
    """Give the one Message-ID of a mail: the same at each attempt, and not to be guessed,
    as knowing it is part of what lets a participant join a ticket."""
    said = b"veridesk message 1\0" + draft_id.bytes
    token = hmac.digest(sender.key, said, hashlib.sha256)[:16].hex()
    return f"{token}@{_ascii(sender.address.rpartition('@')[2])}"


def compose(draft: Draft, sender: Sender, reply_to: str | None, now: datetime) -> bytes:
    """Give the bytes of a mail (RFC 5322), text/plain in UTF-8.

    Every value that came from a person is brought to one line first, so no subject and
    no name can add a header or a recipient. Receipts say that a program wrote them
    (RFC 3834). Raises Unmailable.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(sender.organisation, sender.address)
    mail["To"] = _address(draft.name, draft.mail)
    if reply_to is not None:
        mail["Reply-To"] = _address(sender.organisation, reply_to)
    mail["Subject"] = one_line(draft.subject)[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id(draft.id, sender)}>"
    known = [i for i in draft.references if _plain_id(i)]
    if draft.answers and _plain_id(draft.answers):
        mail["In-Reply-To"] = f"<{draft.answers}>"
        known = [*(i for i in known if i != draft.answers), draft.answers]
    if known:
        # The first and the latest: what threads are rebuilt from (RFC 5322, 3.6.4).
        shown = [*known[:1], *known[1:][-_MOST_REFERENCES:]]
        mail["References"] = " ".join(f"<{i}>" for i in shown)
    mail["Content-Language"] = draft.language
    if draft.kind != "reply":
        for name, value in _NO_ANSWER.items():
            mail[name] = value
    text = draft.text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    encoding = "7bit" if text.isascii() and _short(text) else "base64"
    mail.set_content(f"{text.rstrip()}\n", charset="utf-8", cte=encoding)
    for one in draft.enclosed:
        # As bytes: lines of text are ended otherwise on the way, and these are signed.
        data = one.text.encode()
        mail.add_attachment(data, "application", "octet-stream", filename=one.name)
    return mail.as_bytes()


def one_line(text: str) -> str:
    """Leave only what may stand in a header: printable characters on one line."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())


def answer_subject(subject: str, number: int) -> str:
    """Give the subject of an answer. The number is for people: it threads nothing."""
    subject = one_line(subject)
    while subject[:3].lower() == "re:":
        subject = subject[3:].lstrip()
    mark = f"[#{number}]"
    return one_line(f"Re: {subject}" if mark in subject else f"Re: {subject} {mark}")


def _address(name: str, mail: str) -> Address:
    local, _, domain = one_line(mail).rpartition("@")
    try:
        if not local.isascii():
            raise Unmailable("the local part is not ASCII, which few servers take")
        return Address(one_line(name)[:100], username=local, domain=_ascii(domain))
    except (ValueError, LookupError, email.errors.MessageError) as error:
        raise Unmailable("not an address that a mail can be sent to") from error


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _plain_id(value: str) -> bool:
    return value.isascii() and value.isprintable() and not set(value) & set(" <>")


def _short(text: str) -> bool:
    return all(len(line) < 900 for line in text.split("\n"))
