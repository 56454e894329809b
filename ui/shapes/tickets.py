"""Tickets with all that belongs to them, and what agents do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ui.shapes.base import (
    ChannelName,
    ExcuseName,
    FeelingName,
    Language,
    LevelName,
    PriorityName,
    PromiseName,
    PurposeName,
    SealName,
    Shape,
    StateName,
)
from ui.shapes.reading import CorrectionShape, SignalShape, SuggestionShape, TrendShape
from ui.shapes.signin import Account


class PromiseShape(Shape):
    id: UUID
    ticket_id: UUID
    kind: PromiseName
    words: str
    made_at: datetime
    due_at: datetime
    state: Literal["running", "kept", "broken", "excused"]
    settled_at: datetime | None
    excuse: ExcuseName | Literal["erased"] | None = None
    seal: SealName
    index: int | None = None


class TicketRow(Shape):
    """One line of the list."""

    id: UUID
    number: int
    subject: str | None  # None where masked
    requester: str | None
    masked: bool
    channel: ChannelName
    queue: str
    state: StateName
    priority: PriorityName
    urgency: int
    level: LevelName
    emotion: FeelingName | None  # None where there were no words to read it in
    needs_review: bool
    escalated: bool
    assignee: Account | None
    next_due: datetime | None  # the earliest running promise
    next_made: datetime | None  # when that promise was made: due ring = share of time left
    next_kind: PromiseName | None
    live_call: bool
    unread: bool
    language: str
    opened_at: datetime
    updated_at: datetime
    version: int


class TicketPage(Shape):
    items: list[TicketRow]
    next: str | None
    counts: dict[str, int]  # mine, unassigned, escalated, due, review, all, calls, dead


class LineShape(Shape):
    """A line read in a picture; only a ``sure`` one moves a score."""

    text: str
    confidence: float
    box: tuple[float, float, float, float]  # left, top, right, bottom, 0..1
    sure: bool


class PartShape(Shape):
    id: UUID
    name: str
    media_type: str
    size: int
    text: str | None
    confidence: float | None
    facts: dict[str, str] = {}
    lines: list[LineShape] = []


class MessageShape(Shape):
    """One thing said on a ticket, by a customer, an agent (reply, note) or the desk."""

    id: UUID
    kind: Literal["contact", "reply", "note", "receipt"]
    channel: ChannelName | None
    author: str | None
    at: datetime
    text: str | None  # None where masked; what evidence is counted in
    quoted: str | None = None  # older text below it, folded away
    language: str
    signal: SignalShape | None = None
    parts: list[PartShape] = []
    assurance: int | None = None
    assurance_reasons: list[str] = []
    automatic: bool = False
    delivery: Literal["queued", "sent", "failed", "written"] | None = None
    call_id: UUID | None = None


class HistoryShape(Shape):
    """One change: who, what, why."""

    at: datetime
    who: str
    what: str  # opened, replied, noted, assigned, state, priority, escalated, ...
    detail: dict[str, Any] = {}
    why: str = ""


class Escalation(Shape):
    at: datetime
    from_priority: PriorityName
    to_priority: PriorityName
    reasons: list[
        dict[str, Any]
    ]  # {kind: urgency|strain|risk|agent, value, line, at_second?}
    agreed: bool | None  # None until an agent agrees or undoes it


class ForecastShape(Shape):
    """Probability that a promise will be missed."""

    probability: float
    promise_kind: PromiseName
    reasons: list[dict[str, Any]]  # {name, value, ...}
    seen: int  # settled promises of this kind that it counted
    missed: int
    alarms: int = 0  # forecasts of this kind above the line whose end is known,
    right: int = 0  # and how many of them came true
    made_at: datetime
    model: str


class CustomerShape(Shape):
    id: UUID
    name: str | None
    mail: str | None  # masked to e.g. "h•••@calder.example" until revealed
    phone: str | None
    language: str
    since: datetime
    tickets: int


class NoticeShape(Shape):
    """The words in which a consent is asked for; ``digest`` is their hash, as sealed."""

    language: Language
    label: str
    more: str
    digest: str


class ConsentShape(Shape):
    """How one purpose stands. ``notices`` are the words to ask with, now."""

    id: UUID | None  # None: never given
    purpose: PurposeName
    state: Literal["given", "withdrawn", "expired", "never", "assumed"]
    given_at: datetime | None
    valid_until: datetime | None
    withdrawn_at: datetime | None
    seal: SealName | None
    notices: list[NoticeShape] = []


class TicketDetail(Shape):
    ticket: TicketRow
    messages: list[MessageShape]
    history: list[HistoryShape]
    promises: list[PromiseShape]
    escalation: Escalation | None
    forecast: ForecastShape | None
    customer: CustomerShape
    consents: list[ConsentShape]
    signal: SignalShape | None  # of the latest contact; drives "why this urgency"
    related: list[TicketRow] = []
    suggestions: list[SuggestionShape] = []  # the best first; none for who is calm
    trend: TrendShape | None = None  # None with fewer than two contacts
    read_in: UUID | None = None  # the contact whose reading stands, and is corrected
    corrections: list[CorrectionShape] = []


class StatedPromise(Shape):
    """A promise inside a reply; ``text == body[start:end]``.

    ``kind`` is what the desk reads in the text: said by it, never taken from a request.
    """

    start: int
    end: int
    text: str
    due_at: datetime
    kind: Literal["stated", "call-back", "refund"] = "stated"


class FindPromises(Shape):
    text: str = Field(max_length=20_000)


class FoundPromises(Shape):
    promises: list[StatedPromise]


class NewReply(Shape):
    """A reply to the customer; ``seen`` is the ticket version that it answers to."""

    body: str = Field(min_length=1, max_length=20_000)
    promises: list[StatedPromise] = []
    seen: int
    state: StateName | None = None  # also move the ticket, e.g. resolved
    key: UUID  # made by the browser: sending twice sends once


class NewNote(Shape):
    body: str = Field(min_length=1, max_length=20_000)
    key: UUID


class Assign(Shape):
    account_id: UUID | None


class SetState(Shape):
    state: StateName
    why: str = Field(default="", max_length=500)


class SetPriority(Shape):
    priority: PriorityName
    why: str = Field(default="", max_length=500)


class Escalate(Shape):
    act: Literal["raise", "agree", "undo"]
    why: str = Field(default="", max_length=500)


class SettlePromise(Shape):
    why: str = Field(default="", max_length=500)


class ExcusePromise(Shape):
    """Why a promise no longer binds; the reason is sealed, ``why`` is not."""

    reason: ExcuseName
    why: str = Field(default="", max_length=500)


class Reveal(Shape):
    """Ask to see one hidden value; recorded with its reason."""

    field: Literal["mail", "phone"]
    why: str = Field(min_length=3, max_length=200)


class Revealed(Shape):
    value: str | None
