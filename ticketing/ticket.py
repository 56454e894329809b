"""The ticket, the promises that hang on it, who acts on it, and what can be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """Where a ticket stands. Waiting means waiting for the customer."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon a ticket is promised an answer."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class PromiseKind(StrEnum):
    """What was promised."""

    FIRST_REPLY = "first-reply"
    RESOLUTION = "resolution"
    STATED = "stated"  # said by an agent in a reply: "before 10:00 tomorrow"
    CALL_BACK = "call-back"  # said by an agent: "we call you back by four"
    REFUND = "refund"  # said by an agent: "the money is with you by Friday"


# What an agent says in a reply, and later says was kept. The rest is kept by doing it.
SAID = frozenset({PromiseKind.STATED, PromiseKind.CALL_BACK, PromiseKind.REFUND})


class PromiseState(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    EXCUSED = "excused"


class Excuse(StrEnum):
    """Why a promise no longer binds."""

    CUSTOMER_WITHDREW = "customer-withdrew"
    WAITING_FOR_CUSTOMER = "waiting-for-customer"
    CUSTOMER_UNREACHABLE = "customer-unreachable"
    DUPLICATE = "duplicate"
    BEYOND_OUR_CONTROL = "beyond-our-control"
    ERASED = "erased"  # the customer's data was erased; no agent can say so


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise to a customer. ``words`` is what was said, for one that was said."""

    id: UUID
    org_id: UUID
    ticket_id: UUID
    customer_id: UUID
    kind: PromiseKind
    words: str
    made_at: datetime
    due_at: datetime
    state: PromiseState
    settled_at: datetime | None
    excuse: Excuse | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter of one customer. ``version`` grows with each change."""

    id: UUID
    org_id: UUID
    number: int
    customer_id: UUID
    channel: str
    subject: str
    queue: str
    state: State
    priority: Priority
    assignee_id: UUID | None
    urgency: int
    level: str
    emotion: str | None  # None where there were no words to read it in
    needs_review: bool
    escalated: bool
    risk: float | None
    language: str
    opened_at: datetime
    updated_at: datetime
    version: int


class ActorKind(StrEnum):
    """Who changes tickets. The desk is the machine itself."""

    AGENT = "agent"
    CUSTOMER = "customer"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: an agent by account id, a customer by customer id, or the desk."""

    kind: ActorKind
    id: UUID | None = None


DESK = Actor(ActorKind.DESK)


def agent(account_id: UUID) -> Actor:
    """The actor for an agent's account."""
    return Actor(ActorKind.AGENT, account_id)


@dataclass(frozen=True, slots=True)
class Stated:
    """A promise that an agent makes in a reply: what was said, by when, of which kind."""

    words: str
    due_at: datetime
    kind: PromiseKind = PromiseKind.STATED


class TicketError(Exception):
    """Something asked of a ticket was refused; ``status`` is the HTTP status."""

    status = 400


class NoTicket(TicketError):
    """There is no such ticket, promise or escalation in this organisation."""

    status = 404


class Conflict(TicketError):
    """Somebody changed the ticket after what this change answers to."""

    status = 409


class NotPossible(TicketError):
    """The ticket or promise stands in a state that does not allow this."""

    status = 409


class BadPromise(TicketError):
    """A stated promise that cannot be made, such as one whose time has passed."""

    status = 422
