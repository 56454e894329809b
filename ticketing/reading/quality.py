"""How good readings are: by the week, by how sure they were, for whom, by which model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Record

from customers.consent import agreed
from customers.customer import Purpose

from .correct import Aspect
from .figures import Reliability, Share, reliability, share, stability

SHOWN = timedelta(weeks=26)
EARLIER = 4  # weeks that a week is compared with


@dataclass(frozen=True, slots=True)
class Week:
    """What was read in the week that begins on this Monday, and what people said of it.

    ``drift`` compares levels and feelings with those of the weeks before: None where
    either side has too few. ``said`` counts what people said, ``wrong`` the readings of
    which something was found wrong, ``corrected`` the same by aspect.
    """

    begins: date
    readings: int
    levels: Mapping[str, int]
    feelings: Mapping[str, int]
    confidence: float
    said: int
    wrong: int
    corrected: Mapping[Aspect, int]
    level_drift: float | None
    feeling_drift: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that have a language, channel or region in common; "" is not known.

    ``wrong`` is what people corrected, by aspect and of all readings; ``too_low`` is the
    part of the urgency that hurts: those who wait longer than they should.
    """

    by: str
    name: str
    readings: int
    any: Share
    wrong: Mapping[Aspect, Share]
    too_low: Share


@dataclass(frozen=True, slots=True)
class Used:
    """A model that scores name: how many, from when until when."""

    model: str
    readings: int
    first: datetime
    last: datetime


# signal_read
WEEKS = """
select date_trunc('week', read_at at time zone $3)::date as week, level, emotion,
    count(*) as n, sum(confidence)::float8 as sure
from signal where org_id = $1 and read_at >= $2 and decision_id is not null
group by 1, 2, 3 order by 1
"""
# signal_read, correction: primary key
SAID = """
select date_trunc('week', s.read_at at time zone $3)::date as week, x.aspect,
    count(*) as said, count(distinct x.contact_id) filter (where x.meant <> x.said) as wrong
from signal s join correction x on x.org_id = s.org_id and x.contact_id = s.contact_id
where s.org_id = $1 and s.read_at >= $2 and s.decision_id is not null
group by grouping sets ((1, 2), (1))
"""
# signal_read, correction: primary key. What was read again since is another reading.
JUDGED = """
select x.aspect, x.said = x.meant as right, case x.aspect
    when 'urgency' then s.confidence
    when 'emotion' then (s.signal #>> array['emotion', 'probabilities', x.said])::float8
    else (s.signal #>> '{intent,confidence}')::float8 end as sure
from signal s join correction x on x.org_id = s.org_id and x.contact_id = s.contact_id
where s.org_id = $1 and s.read_at >= $2 and x.said = case x.aspect
    when 'urgency' then s.level when 'emotion' then s.emotion else s.topic end
"""
# signal_read, primary keys, account_customer, device_account
GROUPS = """
with reading as (
    select s.language, c.channel, coalesce(lived.place, '') as region,
        said.urgency, said.emotion, said.topic, said.too_low
    from signal s
    join conversation c on c.org_id = s.org_id and c.message_id = s.contact_id
    left join account a on a.org_id = c.org_id and a.customer_id = c.author_id
    left join lateral (
        select seen.key as place from device d, jsonb_each_text(d.places) seen
        where d.org_id = a.org_id and d.account_id = a.id
        order by seen.value::float8 desc, seen.key limit 1
    ) lived on true
    cross join lateral (
        select coalesce(bool_or(meant <> x.said and aspect = 'urgency'), false) as urgency,
            coalesce(bool_or(meant <> x.said and aspect = 'emotion'), false) as emotion,
            coalesce(bool_or(meant <> x.said and aspect = 'topic'), false) as topic,
            coalesce(bool_or(aspect = 'urgency'
                and strpos('low normal high critical', meant)
                    > strpos('low normal high critical', x.said)), false) as too_low
        from correction x where x.org_id = s.org_id and x.contact_id = s.contact_id
    ) said
    where s.org_id = $1 and s.read_at >= $2 and s.decision_id is not null
)
select language, channel, region, count(*) as n,
    count(*) filter (where urgency or emotion or topic) as any,
    count(*) filter (where urgency) as urgency, count(*) filter (where emotion) as emotion,
    count(*) filter (where topic) as topic, count(*) filter (where too_low) as too_low
from reading group by grouping sets ((language), (channel), (region))
"""
# correction: primary key; conversation: primary key
USABLE = """
select count(*) as kept, count(*) filter (where c.author_id = any($2)) as usable
from correction x join conversation c on c.org_id = x.org_id and c.message_id = x.contact_id
where x.org_id = $1
"""
# signal_read
MODELS = """
select model, count(*) as n, min(read_at) as first, max(read_at) as last
from signal where org_id = $1 and read_at >= $2 and decision_id is not null
group by 1 order by 4 desc
"""


async def weeks(
    db: Connection[Record], org: UUID, zone: str, *, now: datetime
) -> list[Week]:
    """Each week of the last half year in which something was read, oldest first."""
    since = now - SHOWN
    said: dict[date, dict[str | None, Record]] = {}
    for row in await db.fetch(SAID, org, since, zone):
        said.setdefault(row["week"], {})[row["aspect"]] = row
    rows: dict[date, list[Record]] = {}
    for row in await db.fetch(WEEKS, org, since, zone):
        rows.setdefault(row["week"], []).append(row)
    found: list[Week] = []
    for begins, held in rows.items():
        levels, feelings = _counts(held, "level"), _counts(held, "emotion")
        earliest = begins - timedelta(weeks=EARLIER)
        before = [week for week in found if week.begins >= earliest]
        corrected = said.get(begins, {})
        readings = sum(row["n"] for row in held)
        found.append(
            Week(
                begins=begins,
                readings=readings,
                levels=levels,
                feelings=feelings,
                confidence=sum(row["sure"] for row in held) / readings,
                said=corrected[None]["said"] if corrected else 0,
                wrong=corrected[None]["wrong"] if corrected else 0,
                corrected={
                    a: corrected[a]["wrong"] if a in corrected else 0 for a in Aspect
                },
                level_drift=stability(_sum(w.levels for w in before), levels),
                feeling_drift=stability(_sum(w.feelings for w in before), feelings),
            )
        )
    return found


async def calibration(
    db: Connection[Record], org: UUID, *, now: datetime
) -> dict[Aspect, Reliability]:
    """Confidence against what people said, agreements too, by aspect.

    People look at what seems wrong, so this errs towards looking worse than it is.
    """
    lots: dict[Aspect, list[tuple[float, bool]]] = {aspect: [] for aspect in Aspect}
    for row in await db.fetch(JUDGED, org, now - SHOWN):
        if row["sure"] is not None:
            lots[Aspect(row["aspect"])].append((row["sure"], row["right"]))
    return {aspect: reliability(lot) for aspect, lot in lots.items()}


async def groups(db: Connection[Record], org: UUID, *, now: datetime) -> list[Group]:
    """What was corrected by language, channel and region, the largest groups first.

    A region is the country that a customer's own devices are mostly seen in; who only
    writes or calls has none.
    """
    found = []
    for row in await db.fetch(GROUPS, org, now - SHOWN):
        kinds = ("language", "channel", "region")
        by = next(kind for kind in kinds if row[kind] is not None)
        found.append(
            Group(
                by=by,
                name=row[by],
                readings=row["n"],
                any=share(row["any"], row["n"]),
                wrong={a: share(row[a.value], row["n"]) for a in Aspect},
                too_low=share(row["too_low"], row["n"]),
            )
        )
    return sorted(found, key=lambda group: (group.by, -group.readings, group.name))


async def models(db: Connection[Record], org: UUID, *, now: datetime) -> list[Used]:
    """Which models read in the last half year, the latest first."""
    return [
        Used(row["model"], row["n"], row["first"], row["last"])
        for row in await db.fetch(MODELS, org, now - SHOWN)
    ]


async def usable(db: Connection[Record], org: UUID, *, now: datetime) -> tuple[int, int]:
    """How many corrections are kept, and how many are of customers who agreed to that
    their requests improve the service: only these are learned from.
    """
    who = await agreed(db, org, Purpose.IMPROVE_SERVICE, now=now)
    row = await db.fetchrow(USABLE, org, list(who))
    return (0, 0) if row is None else (row["kept"], row["usable"])


def _counts(rows: Sequence[Record], what: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[what]] += row["n"]
    return dict(found)


def _sum(many: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in many:
        found.update(one)
    return found
