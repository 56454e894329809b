"""A call: what is known when it starts, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

AGENT_RATE = 16_000  # samples a second of every agent's voice


class Source(StrEnum):
    """Ways in."""

    BROWSER = "browser"
    TWILIO = "twilio"


class Track(StrEnum):
    """Whose voice."""

    CALLER = "caller"
    AGENT = "agent"


class Transcript(StrEnum):
    """Whether what was said has been written down."""

    NONE = "none"
    PENDING = "pending"
    DONE = "done"
    NO_MODEL = "no-model"


@dataclass(frozen=True, slots=True)
class CallStart:
    """What a door knows of a call before there is a ticket.

    ``caller`` is the number that the provider names, or empty: a claim, no proof.
    ``ticket_id`` is the ticket that a signed-in caller says it is about. ``record`` and
    ``listen`` are what the caller was asked and agreed to on this line; whoever opens the
    call may narrow them by the customer's consents, never widen them.
    """

    source: Source
    external: str
    rate: int
    language: str = "en"
    caller: str = ""
    record: bool = False
    listen: bool = False
    ticket_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it stands. ``rate`` is that of the caller's track, in samples a second."""

    id: UUID
    org_id: UUID
    ticket_id: UUID
    customer_id: UUID
    contact_id: UUID | None
    source: Source
    language: str
    rate: int
    recorded: bool
    listened: bool
    started_at: datetime
    ended_at: datetime | None
    answered_by: UUID | None
    keys: str
    transcript: Transcript
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one track: 16-bit mono little-endian samples."""

    track: Track
    seq: int
    at_ms: int
    pcm: bytes
