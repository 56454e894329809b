"""One ticket with all that belongs to it, except the words and names that others keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from sentiment.signal import Signal

from ..contacts import SIGNAL
from ..escalation import Escalation, escalations
from ..forecasts.store import Forecast, latest
from ..promise import promises_of
from ..reading.correct import Correction, corrections
from ..ticket import Actor, ActorKind, NoTicket, Promise
from .rows import Row, rows_by_id


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said on a ticket. ``id`` finds its words: a contact for kind contact,
    else a message of the desk. ``author_id`` is a customer or an account, by kind.
    """

    id: UUID
    kind: str  # contact, reply, note or receipt
    channel: str | None
    author_id: UUID | None
    automatic: bool
    drives: bool  # the last one that does is why the urgency is what it is
    at: datetime
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a ticket's history: who did what, and why."""

    id: UUID
    version: int
    at: datetime
    actor: Actor
    what: str
    detail: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything ticketing holds on one ticket. ``signal`` is the latest contact's."""

    row: Row
    conversation: tuple[Said, ...]
    history: tuple[Change, ...]
    promises: tuple[Promise, ...]
    escalation: Escalation | None
    forecast: Forecast | None
    signal: Signal | None
    corrections: tuple[Correction, ...]
    related: tuple[Row, ...]


# conversation_ticket, signal: primary key
CONVERSATION = """
select c.message_id, c.kind, c.channel, c.author_id, c.automatic, c.drives, c.at, s.signal
from conversation c left join signal s
    on s.org_id = c.org_id and s.contact_id = c.message_id
where c.org_id = $1 and c.ticket_id = $2 order by c.at, c.message_id
"""
# history_ticket
HISTORY = """
select id, version, at, actor, actor_id, what, detail, why from history
where org_id = $1 and ticket_id = $2 order by version, id
"""
# ticket: primary key, ticket_customer
RELATED = """
select t.related, array(
    select o.id from ticket o where o.org_id = t.org_id and o.customer_id = t.customer_id
    and o.id <> t.id order by o.opened_at desc limit 10) as others
from ticket t where t.org_id = $1 and t.id = $2
"""


async def conversation(db: Connection[Record], org: UUID, ticket_id: UUID) -> list[Said]:
    """What was said on a ticket, in order, with what was read in it."""
    return [
        Said(
            id=row["message_id"],
            kind=row["kind"],
            channel=row["channel"],
            author_id=row["author_id"],
            automatic=row["automatic"],
            drives=row["drives"],
            at=row["at"],
            signal=None if row["signal"] is None else SIGNAL.validate_python(row["signal"]),
        )
        for row in await db.fetch(CONVERSATION, org, ticket_id)
    ]


async def history(db: Connection[Record], org: UUID, ticket_id: UUID) -> list[Change]:
    """Every change of a ticket, oldest first."""
    return [
        Change(
            id=row["id"],
            version=row["version"],
            at=row["at"],
            actor=Actor(ActorKind(row["actor"]), row["actor_id"]),
            what=row["what"],
            detail=row["detail"],
            why=row["why"],
        )
        for row in await db.fetch(HISTORY, org, ticket_id)
    ]


async def detail(db: Connection[Record], org: UUID, ticket_id: UUID, me: UUID) -> Detail:
    """One ticket as an account sees it. Raises NoTicket.

    Related are tickets that a contact names without evidence that it belongs to them,
    and the customer's latest others. Read it in one transaction (repeatable read) if its
    parts must be of one moment.
    """
    found = await rows_by_id(db, org, [ticket_id], me)
    beside = await db.fetchrow(RELATED, org, ticket_id)
    if not found or beside is None:
        raise NoTicket(f"there is no ticket {ticket_id}")
    said = await conversation(db, org, ticket_id)
    read = [s.signal for s in said if s.drives]
    every = await escalations(db, org, ticket_id)
    related = [*beside["related"], *beside["others"]]
    return Detail(
        row=found[0],
        conversation=tuple(said),
        history=tuple(await history(db, org, ticket_id)),
        promises=tuple(await promises_of(db, org, [ticket_id])),
        escalation=every[-1] if every else None,
        forecast=await latest(db, org, ticket_id),
        signal=read[-1] if read else None,
        corrections=tuple(await corrections(db, org, ticket_id)),
        related=tuple(await rows_by_id(db, org, related, me)) if related else (),
    )
