"""Forecasts as they are made, kept, judged by what happened, and made again later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from ..escalation import Lines, escalate_if
from ..promise import HOLD
from ..record import Act, lock, save
from ..ticket import DESK, NoTicket, PromiseKind, Ticket
from .counting import MODEL, Tally, probability

# Silence is information: the longer a promise has run, the likelier it is missed. After
# three days nothing more was learned from waiting (measured on a help desk's log).
AGES = (timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=3))
# Risks closer than this look the same to an agent.
VISIBLE = 0.01
TRACK_WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Case:
    """What a forecast goes by: the promise as it was made, and how long it has run."""

    kind: PromiseKind
    priority: str
    queue: str
    band: str
    age: timedelta


@dataclass(frozen=True, slots=True)
class Forecast:
    """The probability that a promise will be missed; ``seen`` and ``missed`` are the
    settled promises of its kind that were counted.
    """

    id: UUID
    ticket_id: UUID
    promise_id: UUID
    promise_kind: PromiseKind
    probability: float
    reasons: tuple[Mapping[str, Any], ...]
    seen: int
    missed: int
    made_at: datetime
    model: str


# promise_settled: the latest thousand, so that the desk of today is counted and not the
# one of last year (on a ServiceNow log of 15,000 incidents this gave AUC 0.86 at creation
# and alarms right in 70 %; counting all of it gave 0.77 and 50 %). Of those, only
# promises that were still running at this age.
COUNT = """
select past.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::interval[])
    with ordinality as c (kind, priority, queue, band, age, place)
cross join lateral (
    select count(*) as seen,
        count(*) filter (where broken) as missed,
        count(*) filter (where priority = c.priority) as priority_seen,
        count(*) filter (where priority = c.priority and broken) as priority_missed,
        count(*) filter (where alike) as alike_seen,
        count(*) filter (where alike and broken) as alike_missed
    from (
        select p.priority, p.state = 'broken' as broken, p.settled_at - p.made_at as lived,
            p.priority = c.priority and p.queue = c.queue and p.band = c.band as alike
        from promise p
        where p.org_id = $1 and p.kind = c.kind and p.state <> 'running'
            and p.state <> 'excused'
        order by p.settled_at desc limit 1000
    ) recent where lived >= c.age
) past order by c.place
"""


async def tallies(
    db: Connection[Record], org: UUID, cases: Sequence[Case]
) -> list[tuple[Tally, ...]]:
    """For each case what was counted, from all promises of its kind to those alike."""
    rows = await db.fetch(
        COUNT,
        org,
        [case.kind.value for case in cases],
        [case.priority for case in cases],
        [case.queue for case in cases],
        [case.band for case in cases],
        [case.age for case in cases],
    )
    return [
        (
            Tally("all", case.kind.value, row["seen"], row["missed"]),
            Tally("priority", case.priority, row["priority_seen"], row["priority_missed"]),
            Tally(
                "queue-and-hour",
                f"{case.queue}, {case.band}",
                row["alike_seen"],
                row["alike_missed"],
            ),
        )
        for case, row in zip(cases, rows, strict=True)
    ]


def from_counts(
    ticket_id: UUID,
    promise_id: UUID,
    case: Case,
    counted: Sequence[Tally],
    *,
    now: datetime,
) -> Forecast:
    """The forecast that follows from what was counted."""
    reasons: list[Mapping[str, Any]] = [
        {"name": t.group, "value": t.value, "seen": t.seen, "missed": t.missed}
        for t in reversed(counted)
    ]
    hours = round(case.age / timedelta(hours=1), 1)
    reasons.append({"name": "running", "value": hours, "unit": "hours"})
    return Forecast(
        id=uuid7(),
        ticket_id=ticket_id,
        promise_id=promise_id,
        promise_kind=case.kind,
        probability=probability(counted),
        reasons=tuple(reasons),
        seen=counted[0].seen,
        missed=counted[0].missed,
        made_at=now,
        model=MODEL,
    )


KEEP = """
insert into forecast (org_id, id, ticket_id, promise_id, promise_kind, model, probability,
    reasons, seen, missed, made_at)
select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
    $7::float8[], $8::jsonb[], $9::int[], $10::int[], $11::timestamptz[])
"""


async def keep(db: Connection[Record], org: UUID, forecasts: Sequence[Forecast]) -> None:
    """Store forecasts; settling their promise will tell what came of them."""
    await db.execute(
        KEEP,
        org,
        [f.id for f in forecasts],
        [f.ticket_id for f in forecasts],
        [f.promise_id for f in forecasts],
        [f.promise_kind.value for f in forecasts],
        [f.model for f in forecasts],
        [f.probability for f in forecasts],
        # One JSON list each; a list of lists would be taken for a square array.
        [{"reasons": list(f.reasons)} for f in forecasts],
        [f.seen for f in forecasts],
        [f.missed for f in forecasts],
        [f.made_at for f in forecasts],
    )


# promise_ticket
RUNNING = """
select id, kind, priority, queue, band, made_at from promise
where org_id = $1 and ticket_id = $2 and state = 'running'
    and ($3::text is null or kind = $3) and ($4::timestamptz is null or forecast_at <= $4)
order by due_at, id
"""
NEXT_TIME = "update promise set forecast_at = $3 where org_id = $1 and id = $2"
# forecast_promise
RISK = """
select max(latest.probability) from promise p cross join lateral (
    select f.probability from forecast f
    where f.org_id = p.org_id and f.promise_id = p.id
    order by f.made_at desc, f.id desc limit 1
) latest where p.org_id = $1 and p.ticket_id = $2 and p.state = 'running'
"""


async def _score(
    db: Connection[Record],
    held: Ticket,
    kind: PromiseKind | None,
    at: datetime | None,
    *,
    now: datetime,
) -> tuple[Ticket, list[Forecast]]:
    org = held.org_id
    rows = await db.fetch(RUNNING, org, held.id, kind and kind.value, at)
    cases = [
        Case(
            PromiseKind(row["kind"]),
            row["priority"],
            row["queue"],
            row["band"],
            max(now - row["made_at"], AGES[0]),
        )
        for row in rows
    ]
    counted = await tallies(db, org, cases)
    made = [
        from_counts(held.id, row["id"], case, tally, now=now)
        for row, case, tally in zip(rows, cases, counted, strict=True)
    ]
    await keep(db, org, made)
    for row, case in zip(rows, cases, strict=True):
        later = next((row["made_at"] + age for age in AGES if age > case.age), None)
        await db.execute(NEXT_TIME, org, row["id"], later)
    risk = await db.fetchval(RISK, org, held.id)
    if made and (held.risk is None or risk is None or abs(risk - held.risk) >= VISIBLE):
        told = [
            Act(
                "forecast",
                {"promise": f.promise_kind.value, "probability": round(f.probability, 3)},
            )
            for f in made
        ]
        held = await save(db, replace(held, risk=risk), DESK, told, now=now)
    return held, made


async def forecast(
    db: Connection[Record], org: UUID, ticket_id: UUID, kind: PromiseKind, *, now: datetime
) -> Forecast:
    """Forecast again the first running promise of this kind, and store the forecast.

    The ticket's risk becomes the highest of its running promises. Raises NoTicket if no
    such promise runs.
    """
    _, made = await _score(db, await lock(db, org, ticket_id), kind, None, now=now)
    if not made:
        raise NoTicket(f"no promise of a {kind} is running on this ticket")
    return made[0]


# promise_forecast
TO_SCORE = """
select distinct ticket_id from (
    select ticket_id from promise where org_id = $1 and state = 'running'
        and forecast_at <= $2 order by forecast_at limit $3
) due
"""


async def forecast_due(
    db: Connection[Record],
    org: UUID,
    *,
    lines: Lines | None = None,
    most: int = 200,
    now: datetime,
) -> int:
    """Forecast every running promise that has reached its next age; how many were.

    Ages are AGES: as soon as it was made, then after an hour, a day and three days. A
    ticket whose risk crosses its line is escalated. Several workers may call this at
    once; tickets that somebody holds wait for the next call.
    """
    waiting = [row["ticket_id"] for row in await db.fetch(TO_SCORE, org, now, most)]
    scored = 0
    for row in await db.fetch(HOLD, org, waiting):
        held, made = await _score(db, await lock(db, org, row["id"]), None, now, now=now)
        scored += len(made)
        if made:
            await escalate_if(db, org, held.id, lines=lines, now=now)
    return scored


# forecast_ticket
LATEST = """
select f.* from forecast f join promise p on p.org_id = f.org_id and p.id = f.promise_id
where f.org_id = $1 and f.ticket_id = $2
order by p.state = 'running' desc, f.made_at desc, f.probability desc limit 1
"""


async def latest(db: Connection[Record], org: UUID, ticket_id: UUID) -> Forecast | None:
    """The forecast to show: of what still runs the latest, the likeliest miss first."""
    row = await db.fetchrow(LATEST, org, ticket_id)
    return (
        None
        if row is None
        else Forecast(
            id=row["id"],
            ticket_id=row["ticket_id"],
            promise_id=row["promise_id"],
            promise_kind=PromiseKind(row["promise_kind"]),
            probability=row["probability"],
            reasons=tuple(row["reasons"]["reasons"]),
            seen=row["seen"],
            missed=row["missed"],
            made_at=row["made_at"],
            model=row["model"],
        )
    )


@dataclass(frozen=True, slots=True)
class Track:
    """How often alarms came true: ``right`` of ``alarms`` promises were missed."""

    right: int
    alarms: int


# forecast_outcome
TRACK = """
select count(distinct promise_id) filter (where broken) as right_ones,
    count(distinct promise_id) as alarms
from forecast where org_id = $1 and promise_kind = $2 and made_at >= $3
    and broken is not null and probability >= $4
"""


async def track_record(
    db: Connection[Record], org: UUID, kind: PromiseKind, line: float, *, now: datetime
) -> Track:
    """How often, in the last 90 days, promises forecast at ``line`` or more were missed."""
    row = await db.fetchrow(TRACK, org, kind.value, now - TRACK_WINDOW, line)
    if row is None:
        raise AssertionError("an aggregate always has one row")
    return Track(row["right_ones"], row["alarms"])
