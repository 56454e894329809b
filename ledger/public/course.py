"""The log's course: how it grew, and how its promises ended month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

POINTS = 120
MONTHS = 24

# One step down checkpoint_pkey for each point, whatever the number of checkpoints.
GROWTH = """
select distinct found.size, found.at
from (select size from checkpoint where org_id = $1 order by size desc limit 1) as last,
    generate_series(1, $2::int) as point,
    lateral (
        select c.size, c.at from checkpoint c
        where c.org_id = $1 and c.size >= ceil(last.size * point / $2::numeric)::bigint
        order by c.size limit 1
    ) as found
order by found.size
"""
COUNT = """
insert into log_month (org_id, month, kind, records)
select $1, * from unnest($2::date[], $3::text[], $4::bigint[])
on conflict (org_id, month, kind)
do update set records = log_month.records + excluded.records
"""
# Through the primary key: at most MONTHS times the number of kinds.
BY_MONTH = """
select month, kind, records from log_month
where org_id = $1 and month > $2 and kind like 'promise.%' order by month
"""


@dataclass(frozen=True, slots=True)
class Point:
    """A state of the log that was signed."""

    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """What the log says of one month's promises, by when each thing happened (UTC)."""

    first: date
    made: int
    kept: int
    broken: int
    excused: int


async def growth(db: Connection[Record], org: UUID, *, points: int = POINTS) -> list[Point]:
    """Signed states spread evenly over the log's size, the newest last."""
    return [Point(**row) for row in await db.fetch(GROWTH, org, points)]


async def count_records(
    db: Connection[Record], org: UUID, records: Iterable[tuple[str, datetime]]
) -> None:
    """Add records (kind and time) that were just put in order, in that transaction."""
    counts = Counter((_month(at), kind) for kind, at in records)
    places = sorted(counts)  # one order for everybody, so that nobody waits in a circle
    await db.execute(
        COUNT,
        org,
        [month for month, _ in places],
        [kind for _, kind in places],
        [counts[place] for place in places],
    )


async def months(db: Connection[Record], org: UUID, *, now: datetime) -> list[Month]:
    """The last two years' months in which something was recorded, the oldest first."""
    this = _month(now)
    since = this.replace(year=this.year - MONTHS // 12)
    found: dict[date, dict[str, int]] = {}
    for row in await db.fetch(BY_MONTH, org, since):
        found.setdefault(row["month"], {})[row["kind"]] = row["records"]
    return [
        Month(
            first,
            counts.get("promise.made", 0),
            counts.get("promise.kept", 0),
            counts.get("promise.broken", 0),
            counts.get("promise.excused", 0),
        )
        for first, counts in found.items()
    ]


def _month(at: datetime) -> date:
    return at.astimezone(UTC).date().replace(day=1)
