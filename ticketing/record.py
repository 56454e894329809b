"""How a ticket changes: locked, kept, written into its history and announced, as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from .ticket import Actor, ActorKind, Conflict, NoTicket, Priority, State, Ticket
from .view.words import clean

COLUMNS = ", ".join(f"t.{f.name}" for f in fields(Ticket))


What = Literal[
    "opened",
    "wrote",
    "read",
    "replied",
    "noted",
    "receipted",
    "assigned",
    "state",
    "priority",
    "escalated",
    "agreed",
    "undone",
    "corrected",
    "promised",
    "kept",
    "broken",
    "excused",
    "erased",
    "forecast",
    "call-began",
    "call-ended",
]


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a ticket's history: what was done, and why. Holds no personal data
    but ``why``, which agents write.
    """

    what: What
    detail: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


def ticket_from(row: Record) -> Ticket:
    """The ticket in a row that holds COLUMNS."""
    values = {f.name: row[f.name] for f in fields(Ticket)}
    return Ticket(
        **{
            **values,
            "state": State(values["state"]),
            "priority": Priority(values["priority"]),
        }
    )


# primary key
READ = f"select {COLUMNS} from ticket t where t.org_id = $1 and t.id = $2"
# ticket_number
NUMBERED = f"select {COLUMNS} from ticket t where t.org_id = $1 and t.number = $2"
SPOKEN = "select spoken_version from ticket where org_id = $1 and id = $2"


async def ticket(db: Connection[Record], org: UUID, ticket_id: UUID) -> Ticket:
    """One ticket. Raises NoTicket."""
    row = await db.fetchrow(READ, org, ticket_id)
    if row is None:
        raise NoTicket(f"there is no ticket {ticket_id}")
    return ticket_from(row)


async def ticket_numbered(db: Connection[Record], org: UUID, number: int) -> Ticket:
    """The ticket with this number. Raises NoTicket."""
    row = await db.fetchrow(NUMBERED, org, number)
    if row is None:
        raise NoTicket(f"there is no ticket {number}")
    return ticket_from(row)


async def lock(
    db: Connection[Record], org: UUID, ticket_id: UUID, *, seen: int | None = None
) -> Ticket:
    """One ticket, held until the caller's transaction ends. Raises NoTicket.

    Every change begins here, so changes of one ticket come one after another and each
    sees the last. With ``seen``, raises Conflict if a person has changed the ticket since
    that version. What the desk does by itself (forecasts, promises falling due, strain
    in a live call) makes no conflict: it does not change what an agent answers to.
    """
    row = await db.fetchrow(READ + " for update", org, ticket_id)
    if row is None:
        raise NoTicket(f"there is no ticket {ticket_id}")
    held = ticket_from(row)
    if seen is not None:
        await refuse_stale(db, held, seen)
    return held


async def refuse_stale(db: Connection[Record], held: Ticket, seen: int) -> None:
    """Raise Conflict if a person has changed a locked ticket since version ``seen``."""
    if seen < await db.fetchval(SPOKEN, held.org_id, held.id):
        raise Conflict(
            f"ticket {held.number} has changed since version {seen}: read it again"
        )


# What to act on next: the earliest aim among running promises. A first reply or a
# resolution that is overdue goes on standing here until it is done, so that the latest
# tickets do not fall out of the list when their promise breaks.
# promise_ticket, conversation_ticket
NEXT = """
select p.target_at, p.made_at, p.kind from promise p
where p.org_id = $1 and p.ticket_id = $2 and (
    p.state = 'running'
    or p.state = 'broken' and $4 in ('open', 'waiting') and (
        p.kind = 'first-reply' and not exists (
            select from conversation c where c.org_id = p.org_id
            and c.ticket_id = p.ticket_id and c.kind = 'reply')
        or p.kind = 'resolution' and not exists (
            select from promise later where later.org_id = p.org_id
            and later.ticket_id = p.ticket_id and later.kind = 'resolution'
            and later.made_at > p.made_at)))
order by p.target_at limit 1
"""
WRITE_HISTORY = """
insert into history
    (org_id, id, ticket_id, version, at, actor, actor_id, what, detail, why)
select $1, h.id, {ticket}, {version}, {at}, {actor}, {actor_id}, h.what, h.detail, h.why
from unnest({ids}::uuid[], {whats}::text[], {details}::jsonb[], {whys}::text[])
    as h (id, what, detail, why)
"""
ADD_HISTORY = WRITE_HISTORY.format(
    ticket="$2",
    version="$3 + 1",
    at="$13",
    actor="$14",
    actor_id="$15",
    ids="$16",
    whats="$17",
    details="$18",
    whys="$19",
)
SAVE = f"""
with written as (
    {ADD_HISTORY}
), announced as (
    select emit($1, 'ticket', $2,
        jsonb_build_object('version', $3 + 1, 'what', $17::text[]))
)
update ticket t set version = $3 + 1, updated_at = $13,
    spoken_version = case when $20 then $3 + 1 else t.spoken_version end,
    state = $4, priority = $5, assignee_id = $6, urgency = $7, level = $8, emotion = $9,
    needs_review = $10, escalated = $11, risk = $12,
    next_due = coalesce(next.target_at, 'infinity'),
    next_made = next.made_at, next_kind = next.kind
from announced left join lateral ({NEXT}) next on true
where t.org_id = $1 and t.id = $2 and t.version = $3
returning {COLUMNS}
"""


async def save(
    db: Connection[Record],
    changed: Ticket,
    actor: Actor,
    acts: Sequence[Act],
    *,
    now: datetime,
    spoken: bool | None = None,
) -> Ticket:
    """Keep a locked ticket as changed, and tell its history and the live updates.

    ``changed`` still carries the version that was locked; the result carries the next
    one. ``spoken`` says whether replies to earlier versions conflict from now on; by
    default whatever a person does is such a change.
    """
    if not acts:
        raise ValueError("a change that its history does not tell of")
    row = await db.fetchrow(
        SAVE,
        changed.org_id,
        changed.id,
        changed.version,
        changed.state.value,
        changed.priority.value,
        changed.assignee_id,
        changed.urgency,
        changed.level,
        changed.emotion,
        changed.needs_review,
        changed.escalated,
        changed.risk,
        now,
        actor.kind.value,
        actor.id,
        *columns_of(acts),
        actor.kind is not ActorKind.DESK if spoken is None else spoken,
    )
    if row is None:
        raise Conflict(f"ticket {changed.number} was changed without being locked")
    return ticket_from(row)


def columns_of(
    acts: Sequence[Act],
) -> tuple[list[UUID], list[str], list[dict[str, Any]], list[str]]:
    """The acts as the parallel arrays that WRITE_HISTORY unnests."""
    return (
        [uuid7() for _ in acts],
        [act.what for act in acts],
        [dict(act.detail) for act in acts],
        [clean(act.why) for act in acts],
    )
