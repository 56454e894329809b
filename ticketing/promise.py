"""Promises: made, kept, broken and excused, sealed in the transaction that does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record
from uuid6 import uuid7

from ledger import seal_many, stamp
from ledger.entry import Commitment, Kind
from ledger.verify import GRACE

from .calendar import BusinessHours
from .record import Act, lock, save
from .ticket import (
    DESK,
    SAID,
    Actor,
    BadPromise,
    Excuse,
    NoTicket,
    NotPossible,
    Priority,
    Promise,
    PromiseKind,
    PromiseState,
    State,
    Stated,
    Ticket,
)
from .triage import calendar_of, due
from .view.words import clean

COLUMNS = ", ".join(f"p.{f.name}" for f in fields(Promise))
SEALED = {
    PromiseState.RUNNING: Kind.PROMISE_MADE,
    PromiseState.KEPT: Kind.PROMISE_KEPT,
    PromiseState.BROKEN: Kind.PROMISE_BROKEN,
    PromiseState.EXCUSED: Kind.PROMISE_EXCUSED,
}
MOST_STATED = 20
FURTHEST = timedelta(days=731)  # nobody promises a customer anything for later


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise about to be made; ``calendar`` names what its due time comes from."""

    kind: PromiseKind
    due_at: datetime
    calendar: str
    words: str = ""
    id: UUID = field(default_factory=uuid7)


def promise_from(row: Record) -> Promise:
    """The promise in a row that holds COLUMNS."""
    values = {f.name: row[f.name] for f in fields(Promise)}
    return Promise(
        **{
            **values,
            "kind": PromiseKind(values["kind"]),
            "state": PromiseState(values["state"]),
            "excuse": values["excuse"] and Excuse(values["excuse"]),
        }
    )


def service_drafts(
    kinds: Iterable[PromiseKind],
    priority: Priority,
    hours: BusinessHours,
    *,
    now: datetime,
) -> list[Draft]:
    """First reply and resolution as a priority promises them from now on."""
    name = calendar_of(priority, hours).name
    return [Draft(k, due(k, priority, hours, now=now), name) for k in kinds]


def stated_drafts(stated: Sequence[Stated], *, now: datetime) -> list[Draft]:
    """What an agent said. Raises BadPromise on a time that has passed or has no zone."""
    if len(stated) > MOST_STATED:
        raise BadPromise(f"more than {MOST_STATED} promises in one reply")
    for said in stated:
        if not said.words.strip():
            raise BadPromise("a promise without words promises nothing")
        if said.due_at.tzinfo is None or not now < said.due_at <= now + FURTHEST:
            raise BadPromise(f"a promise for {said.due_at.isoformat()} cannot be kept")
    return [Draft(s.kind, s.due_at.astimezone(UTC), "none", clean(s.words)) for s in stated]


MAKE = f"""
insert into promise as p (org_id, id, ticket_id, customer_id, kind, words, made_at,
    due_at, target_at, state, calendar, queue, priority, band, forecast_at)
select $1, d.id, $2, $3, d.kind, d.words, $4, d.due_at, d.due_at, 'running', d.calendar,
    $5, $6, $7, $13
from unnest($8::uuid[], $9::text[], $10::text[], $11::timestamptz[], $12::text[])
    as d (id, kind, words, due_at, calendar)
returning {COLUMNS}
"""


async def make(
    db: Connection[Record],
    ticket: Ticket,
    drafts: Sequence[Draft],
    hours: BusinessHours,
    *,
    forecast_after: timedelta = timedelta(0),
    beside: Sequence[Commitment] = (),
    now: datetime,
) -> list[Promise]:
    """Make promises to the ticket's customer and seal that each was made.

    ``beside`` is sealed in the same statement. The ticket must be locked or new, so that
    no two first replies or resolutions of one ticket can run at once.
    """
    if not drafts:
        return []
    rows = await db.fetch(
        MAKE,
        ticket.org_id,
        ticket.id,
        ticket.customer_id,
        now,
        ticket.queue,
        ticket.priority.value,
        band(now, hours.zone),
        [draft.id for draft in drafts],
        [draft.kind.value for draft in drafts],
        [draft.words for draft in drafts],
        [draft.due_at for draft in drafts],
        [draft.calendar for draft in drafts],
        now + forecast_after,
    )
    made = [promise_from(row) for row in rows]
    sealed = [
        _commitment(ticket, promise, draft.calendar)
        for promise, draft in zip(made, drafts, strict=True)
    ]
    await seal_many(db, ticket.org_id, [*sealed, *beside], now=now)
    return made


def band(at: datetime, zone: str) -> str:
    """The quarter of the local day: when something comes in tells how fast it is done."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    return ("night", "morning", "afternoon", "evening")[hour // 6]


def made_act(made: Draft) -> Act:
    """The line in the ticket's history for a promise that was made."""
    return Act("promised", {**_named(made), "due_at": stamp(made.due_at)})


def _named(promise: Promise | Draft) -> dict[str, str]:
    return {"promise": promise.kind.value, "id": str(promise.id)}


def _commitment(ticket: Ticket, promise: Promise, calendar: str) -> Commitment:
    """What is sealed of a promise as it now stands."""
    kind = SEALED[promise.state]
    sealed = {
        "promise": promise.kind.value,
        "ticket": str(ticket.number),
        "made_at": stamp(promise.made_at),
        "deadline": stamp(promise.due_at),
        "calendar": calendar,
    }
    if kind is Kind.PROMISE_MADE:
        sealed["grace"] = str(int(GRACE.total_seconds()))
    if promise.excuse is not None:
        sealed["reason"] = promise.excuse.value
    at = promise.settled_at or promise.made_at
    return Commitment(kind, promise.id, promise.customer_id, at, sealed)


# promise_ticket, forecast_promise
SETTLE = f"""
with settled as (
    update promise p
    set state = case when p.due_at < $3 then 'broken' when $8::text is not null
            then 'excused' when $4 then 'kept' else 'broken' end,
        excuse = case when p.due_at >= $3 then $8 end,
        settled_at = least(p.due_at, $3)
    where p.org_id = $1 and p.ticket_id = $2 and p.state = 'running'
        and ($5::text[] is null or p.kind = any($5)) and ($6::uuid is null or p.id = $6)
        and (not $7 or p.due_at < $3)
    returning {COLUMNS}, p.calendar
), judged as (
    update forecast f set broken = settled.state = 'broken'
    from settled where f.org_id = settled.org_id and f.promise_id = settled.id
        and settled.state <> 'excused'
)
select * from settled order by id
"""


async def settle_running(
    db: Connection[Record],
    ticket: Ticket,
    *,
    kept: bool,
    kinds: Sequence[PromiseKind] | None = None,
    promise_id: UUID | None = None,
    overdue_only: bool = False,
    excuse: Excuse | None = None,
    now: datetime,
) -> list[Act]:
    """Settle running promises of a locked ticket, seal how each ended, tell what was done.

    Nothing is kept or excused after its due time: a promise that is overdue broke at that
    moment, whoever finds out and whenever. Forecasts of it learn their outcome, unless it
    was excused, which says nothing about how the desk does.
    """
    rows = await db.fetch(
        SETTLE,
        ticket.org_id,
        ticket.id,
        now,
        kept,
        None if kinds is None else [kind.value for kind in kinds],
        promise_id,
        overdue_only,
        excuse,
    )
    settled = [promise_from(row) for row in rows]
    ends = [
        _commitment(ticket, promise, row["calendar"])
        for promise, row in zip(settled, rows, strict=True)
    ]
    await seal_many(db, ticket.org_id, ends, now=now)
    return [_settled_act(promise) for promise in settled]


def _settled_act(promise: Promise) -> Act:
    told = _named(promise)
    match promise.state:
        case PromiseState.KEPT:
            return Act("kept", told)
        case PromiseState.EXCUSED:
            return Act("excused", {**told, "reason": str(promise.excuse)})
        case _:
            return Act("broken", told)


# promise_ticket
PROMISES = f"""
select {COLUMNS} from promise p where p.org_id = $1 and p.ticket_id = any($2)
order by p.made_at, p.id
"""
ONE = f"select {COLUMNS} from promise p where p.org_id = $1 and p.id = $2"  # primary key


async def promises_of(
    db: Connection[Record], org: UUID, ticket_ids: Sequence[UUID]
) -> list[Promise]:
    """Every promise of these tickets, oldest first."""
    return [promise_from(row) for row in await db.fetch(PROMISES, org, list(ticket_ids))]


async def promise(db: Connection[Record], org: UUID, promise_id: UUID) -> Promise:
    """One promise. Raises NoTicket."""
    row = await db.fetchrow(ONE, org, promise_id)
    if row is None:
        raise NoTicket(f"there is no promise {promise_id}")
    return promise_from(row)


async def settle(
    db: Connection[Record],
    org: UUID,
    promise_id: UUID,
    state: PromiseState,
    actor: Actor,
    *,
    why: str = "",
    excuse: Excuse | None = None,
    now: datetime,
) -> Ticket:
    """Say that a promise made in a reply was kept or will not be, or excuse any promise.

    The same again changes nothing. A promise that is overdue is broken whatever is said.
    Only a promise that is excused has an ``excuse``, and always. Raises NotPossible when
    it was settled otherwise before, and for saying how promises ended that settle by
    themselves: the first reply and the resolution.
    """
    found = await promise(db, org, promise_id)
    ticket = await lock(db, org, found.ticket_id)
    found = await promise(db, org, promise_id)
    if state is PromiseState.RUNNING:
        raise NotPossible("a promise can be kept, broken or excused, and then stays so")
    if (state is PromiseState.EXCUSED) != (excuse is not None):
        raise NotPossible("say why a promise is excused, and only then")
    if excuse is None and found.kind not in SAID:
        raise NotPossible(f"a {found.kind} is kept by doing it, not by saying so")
    if found.state is not PromiseState.RUNNING:
        if found.state is not state:
            raise NotPossible(f"this promise was {found.state} before")
        return ticket
    kept = state is PromiseState.KEPT
    (act,) = await settle_running(
        db, ticket, kept=kept, promise_id=promise_id, excuse=excuse, now=now
    )
    told = Act(act.what, act.detail, why)
    return await save(db, ticket, actor, [told], now=now)


# promise_due
OVERDUE = """
select distinct ticket_id from (
    select ticket_id from promise
    where org_id = $1 and state = 'running' and due_at < $2 order by due_at limit $3
) due
"""
# Tickets that somebody is changing right now are left for the next round: whoever holds
# one may settle the promise, and waiting here could only deadlock.
HOLD = """
select id from ticket where org_id = $1 and id = any($2) order by id
for update skip locked
"""


async def settle_due(
    db: Connection[Record], org: UUID, *, most: int = 200, now: datetime
) -> int:
    """Break the running promises whose due time has passed; how many were broken.

    Any number of workers may call this at once and as often as they like: each promise
    breaks once, at its due time. Call again while it returns more than zero.
    """
    overdue = [row["ticket_id"] for row in await db.fetch(OVERDUE, org, now, most)]
    broken = 0
    for row in await db.fetch(HOLD, org, overdue):
        ticket = await lock(db, org, row["id"])
        acts = await settle_running(db, ticket, kept=False, overdue_only=True, now=now)
        if acts:
            await save(db, ticket, DESK, acts, now=now)
            broken += len(acts)
    return broken


AIM = """
update promise p set target_at = least(p.due_at, aim.at)
from unnest($3::text[], $4::timestamptz[]) as aim (kind, at)
where p.org_id = $1 and p.ticket_id = $2 and p.state = 'running' and p.kind = aim.kind
"""


async def aim(
    db: Connection[Record], ticket: Ticket, hours: BusinessHours, *, now: datetime
) -> None:
    """Set the desk's own aim for running promises to what the priority now asks for.

    The sealed due time stays: an aim is never later. Back at the old priority, the aim
    is the due time again.
    """
    kinds = (PromiseKind.FIRST_REPLY, PromiseKind.RESOLUTION)
    await db.execute(
        AIM,
        ticket.org_id,
        ticket.id,
        [kind.value for kind in kinds],
        [due(kind, ticket.priority, hours, now=now) for kind in kinds],
    )


def live(state: State) -> bool:
    """Whether a ticket in this state is still to be worked."""
    return state in (State.OPEN, State.WAITING)
