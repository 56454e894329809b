"""The one shape that mails, calls, pictures and forms become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """How a contact came in."""

    MAIL = "mail"
    CALL = "call"
    PICTURE = "picture"
    FORM = "form"


SURE = 0.9  # below it a line may look right and be wrong: no deadline, no amount from it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a picture.

    ``confidence`` is 0..1: its words' mean, or its least sure number's if that is less,
    since times and amounts are taken from lines. ``box`` is left, top, right, bottom as
    shares 0..1 of the picture as people see it.
    """

    text: str
    confidence: float
    box: tuple[float, float, float, float]

    @property
    def sure(self) -> bool:
        """Whether a time or an amount may be taken from it."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a contact.

    ``text`` is what was read in a picture, if it was, in ``lines``, and ``facts`` what
    that and the file tell.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    text: str | None = None
    confidence: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One thing a customer said, whatever the channel.

    ``text`` holds the new words alone; ``full_text`` also quoted history. ``thread`` is
    the ticket that the contact belongs to by evidence (a signed reply token, or
    References plus the sender being a participant), never by what a subject line says;
    ``related`` is a ticket it names without that evidence. ``assurance`` is 0 (an
    address only), 1 (aligned DKIM/DMARC or a signed reply token) or 2 (a device key).
    ``automatic`` marks auto-replies and bulk mail (RFC 3834).
    """

    id: UUID
    org_id: UUID
    channel: Channel
    customer_id: UUID
    received_at: datetime
    subject: str
    text: str
    full_text: str
    assurance: int = 0
    thread: UUID | None = None
    related: UUID | None = None
    automatic: bool = False
    message_id: str | None = None
    parts: tuple[Part, ...] = ()
    assurance_reasons: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is read and shown: a first letter's subject is part of what it says."""
        opens = self.thread is None and self.channel in (Channel.MAIL, Channel.FORM)
        return opening_words(self.subject, self.text) if opens else self.text


def opening_words(subject: str, text: str) -> str:
    """What a letter says that belongs to no ticket yet."""
    return f"{subject}\n{text}" if subject else text
