"""The log as anybody may see it: its state, its course, and how single records stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ui.shapes.base import Shape

KindName = Literal[
    "consent.given",
    "consent.changed",
    "consent.withdrawn",
    "consent.expired",
    "promise.made",
    "promise.kept",
    "promise.broken",
    "promise.excused",
    "decision.made",
    "decision.overridden",
    "audit.head",
    "key.rotated",
    "erasure",
]


TroubleName = Literal[
    "node-down",
    "refused",
    "wrong-chain",
    "contradiction",
    "foreign-contract",
    "not-operator",
    "fee-cap",
    "budget",
]


class AnchorShape(Shape):
    """The newest state that one chain holds for good, and what it is on the way to."""

    chain_id: int
    public: bool  # declared by the operator to be run by others
    contract: str
    size: int  # of what is final; 0 before the first
    at: datetime | None
    block: int | None
    sent_size: int  # of the newest that was sent
    state: Literal["sent", "mined", "final"] | None  # of that one
    sent_at: datetime | None
    mined_at: datetime | None
    trouble: TroubleName | None  # why nothing more can be done there now
    since: datetime | None
    spent: str  # decimal, in the chain's smallest unit (wei)


class WitnessShape(Shape):
    """A witness that is asked: the newest state that it cosigned (0: none yet)."""

    name: str
    size: int
    at: datetime | None
    alarm: bool  # it was shown something that does not fit what it knows


class LogState(Shape):
    """The log now. Whoever doubts it checks ``checkpoint`` with keys of their own."""

    size: int
    root: str  # hex
    pending: int
    checkpoint_at: datetime | None
    checkpoint: str | None  # the newest signed note, with what witnesses added to it
    keys: list[str]  # every verifier key that signs or has signed (signed note format)
    policy: str  # whom the operator asks to cosign (C2SP tlog-policy)
    witnesses: list[WitnessShape]
    anchored_size: int
    anchored_at: datetime | None
    anchored_block: int | None
    anchors: list[AnchorShape]
    level: Literal["self-hosted", "witnessed", "public-chain"]


class LogPoint(Shape):
    size: int
    at: datetime


class LogMonth(Shape):
    """What the log says of promises, by the month in which each thing happened (UTC)."""

    month: date  # its first day
    made: int
    kept: int
    broken: int
    excused: int


class LogCourse(Shape):
    growth: list[LogPoint]
    months: list[LogMonth]


class LogConsistency(Shape):
    """Two heads and the hashes that prove that the first is a part of the second."""

    old: str | None  # signed note; None where none is kept, or it was never signed
    new: str | None
    hashes: list[str]  # base64, RFC 6962 section 2.1.2


class LogSearch(Shape):
    """What somebody holds: a record's reference, alone or with the ticket's number."""

    ref: UUID
    ticket: Annotated[int, Field(ge=1, le=10**15)] | None = None


class LogRecord(Shape):
    kind: KindName
    index: int | None  # None while it waits for its place
    merged_at: datetime | None


class LogMatter(Shape):
    """All records of one reference."""

    ref: UUID
    records: list[LogRecord]


class LogFound(Shape):
    matters: list[LogMatter]
