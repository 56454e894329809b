"""The JSON that the web and the server exchange; TypeScript types are made from it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
StateName = Literal["open", "waiting", "resolved", "closed"]
PriorityName = Literal["low", "normal", "high", "critical"]
LevelName = Literal["low", "normal", "high", "critical"]
ChannelName = Literal["mail", "call", "picture", "form"]
FeelingName = Literal["anger", "fear", "sadness", "joy", "surprise", "disgust", "neutral"]
PurposeName = Literal[
    "answer-by-mail",
    "read-pictures",
    "record-calls",
    "listen-for-strain",
    "improve-service",
]
RoleName = Literal["admin", "agent", "auditor", "customer"]
SealName = Literal["pending", "sealed", "witnessed", "anchored"]


class Shape(BaseModel):
    """Base of every shape: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """RFC 9457 problem details; ``reasons`` come from auth.verdict.Reason."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    reasons: list[str] = []
    step_up: bool = False


# --- signing in -----------------------------------------------------------------------


class Fingerprint(Shape):
    """Attributes of the browser, all optional, none of them secret."""

    platform: str | None = None
    brand: str | None = None
    major: int | None = None
    mobile: bool | None = None
    time_zone: str | None = None
    languages: list[str] | None = None
    screen: str | None = None  # "1920x1080x24"
    pixel_ratio: float | None = None
    cores: int | None = None
    memory: float | None = None
    touch_points: int | None = None
    gpu: str | None = None
    gamut: str | None = None


class EnrolRequest(Shape):
    """Bind this device's key (the DPoP proof's) to the account that a link names."""

    token: str = Field(max_length=200)
    fingerprint: Fingerprint
    device_name: str = Field(default="", max_length=80)


class TokenRequest(Shape):
    """Ask for an access token with the device key alone.

    One key may belong to two accounts; ``portal`` says whether the customer's is meant.
    """

    fingerprint: Fingerprint
    portal: bool | None = None


class Token(Shape):
    """An access token bound to the device key (RFC 9449)."""

    access_token: str
    expires_in: int
    role: RoleName


class Totp(Shape):
    """A fresh TOTP secret (RFC 6238), as text and as a QR code."""

    secret: str
    uri: str
    qr: str  # SVG as a data: URL


class Code(Shape):
    """A TOTP code."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class Me(Shape):
    """Who this session is, and how sure the desk is."""

    account_id: UUID
    name: str
    role: RoleName
    organisation: str
    device_name: str
    device_since: datetime
    place: str | None
    network: str | None
    masked: bool
    reasons: list[str]
    assurance: int
    totp: bool
    speech_model: bool
    time_zone: str


class Account(Shape):
    """Someone who works at the desk."""

    id: UUID
    name: str
    role: RoleName
    devices: int = 0


class Accounts(Shape):
    items: list[Account]


class NewAccount(Shape):
    """Invite a colleague."""

    name: str = Field(min_length=1, max_length=80)
    role: Literal["admin", "agent", "auditor"]


class Invitation(Shape):
    """A one-time link that enrols one device."""

    link: str
    expires_at: datetime


class PortalLinkRequest(Shape):
    """Mail a customer their own link. The answer never tells whether they are known."""

    mail: str = Field(max_length=254)
    language: Language = "en"


# --- what was read --------------------------------------------------------------------


class SpanShape(Shape):
    """Evidence; offsets count code points in the message's text."""

    start: int
    end: int
    text: str
    kind: str
    weight: float


class UrgencyShape(Shape):
    level: LevelName
    score: int
    confidence: float
    needs_review: bool
    evidence: list[SpanShape]


class EmotionShape(Shape):
    label: FeelingName
    labels: list[FeelingName] = []  # every feeling above its own threshold
    probabilities: dict[str, float]
    evidence: list[SpanShape]


class DeadlineShape(Shape):
    start: int
    end: int
    text: str
    due_at: datetime


class StrainShape(Shape):
    index: float
    alarm_at: float | None
    baseline: float | None
    voiced_seconds: float
    validated: bool
    track: list[tuple[float, float]]


class SignalShape(Shape):
    language: str
    urgency: UrgencyShape
    emotion: EmotionShape
    deadline: DeadlineShape | None
    strain: StrainShape | None
    model: str


# --- tickets --------------------------------------------------------------------------


class PromiseShape(Shape):
    id: UUID
    ticket_id: UUID
    kind: Literal["first-reply", "resolution", "stated"]
    words: str
    made_at: datetime
    due_at: datetime
    state: Literal["running", "kept", "broken"]
    settled_at: datetime | None
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
    emotion: FeelingName
    needs_review: bool
    escalated: bool
    assignee: Account | None
    next_due: datetime | None  # the earliest running promise
    next_made: datetime | None  # when that promise was made: due ring = share of time left
    next_kind: Literal["first-reply", "resolution", "stated"] | None
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


class PartShape(Shape):
    id: UUID
    name: str
    media_type: str
    size: int
    text: str | None
    confidence: float | None
    facts: dict[str, str] = {}


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
    promise_kind: Literal["first-reply", "resolution", "stated"]
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


class ConsentShape(Shape):
    id: UUID | None  # None: never given
    purpose: PurposeName
    state: Literal["given", "withdrawn", "expired", "never", "assumed"]
    given_at: datetime | None
    valid_until: datetime | None
    withdrawn_at: datetime | None
    seal: SealName | None


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
    correction: Literal["too-low", "right", "too-high"] | None = None


class StatedPromise(Shape):
    """A promise inside a reply; ``text == body[start:end]``."""

    start: int
    end: int
    text: str
    due_at: datetime


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


class Correct(Shape):
    """What an agent thinks of the urgency."""

    urgency: Literal["too-low", "right", "too-high"]


class SettlePromise(Shape):
    why: str = Field(default="", max_length=500)


class Reveal(Shape):
    """Ask to see one hidden value; recorded with its reason."""

    field: Literal["mail", "phone"]
    why: str = Field(min_length=3, max_length=200)


class Revealed(Shape):
    value: str | None


# --- calls ----------------------------------------------------------------------------


class CallShape(Shape):
    id: UUID
    ticket_id: UUID
    source: Literal["browser", "twilio"]
    caller: str | None
    started_at: datetime
    ended_at: datetime | None
    recorded: bool
    listened: bool  # whether strain may be computed
    transcript: Literal["none", "pending", "done", "no-model"]
    answered_by: str | None
    keys: str  # DTMF pressed
    strain: StrainShape | None
    alarm_line: float


class Calls(Shape):
    """Calls that are live first, then the newest."""

    items: list[CallShape]


# --- operating ------------------------------------------------------------------------


class DeadLetter(Shape):
    """A job that failed for good and is kept."""

    id: int
    job: str
    ref: str | None
    error: str
    attempts: int
    failed_at: datetime


class DeadLetters(Shape):
    items: list[DeadLetter]


class LogState(Shape):
    size: int
    root: str  # hex
    pending: int
    checkpoint_at: datetime | None
    anchored_size: int
    anchored_at: datetime | None
    anchored_block: int | None
    level: Literal["self-hosted", "witnessed", "public-chain"]
    key: str  # the log's verifier key (signed note format)


class DemoState(Shape):
    running: bool
    steps: list[str]


# --- the portal -----------------------------------------------------------------------


class PortalTicket(Shape):
    id: UUID
    number: int
    subject: str
    state: StateName
    opened_at: datetime
    updated_at: datetime
    promises: list[PromiseShape]


class PortalMessage(Shape):
    id: UUID
    mine: bool
    author: str
    at: datetime
    text: str
    parts: list[PartShape] = []


class PortalConversation(Shape):
    ticket: PortalTicket
    messages: list[PortalMessage]


class DataUse(Shape):
    """Who used the customer's data, and what for."""

    at: datetime
    who: str
    what: str
    why: str


class PortalHome(Shape):
    name: str
    language: Language
    masked: bool
    tickets: list[PortalTicket]
    consents: list[ConsentShape]
    uses: list[DataUse]


class SetConsent(Shape):
    given: bool
    months: Annotated[int, Field(ge=1, le=24)] = 6


class SetLanguage(Shape):
    language: Language


class Receipt(Shape):
    """What writing in brought about. The ticket follows once it is read."""

    contact_id: UUID


# --- live updates ---------------------------------------------------------------------


class LiveEvent(Shape):
    """One message on the live socket. ``cursor`` resumes after a reconnect.

    topics: ticket (ref ticket), call (ref call; body strain point or state), log
    (body LogState), dead (body count), demo (body DemoState).
    """

    cursor: str
    topic: Literal["ticket", "call", "log", "dead", "demo"]
    ref: UUID | None = None
    body: dict[str, Any] = {}
