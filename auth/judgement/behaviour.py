"""Does this look like what the account usually does?

A likelihood ratio over independent features, after Freeman, Jain, Dürmuth, Biggio and
Giacinto, "Who Are You? A Statistical Approach to Measuring User Authenticity" (NDSS 2016).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import exp, log
from uuid import UUID

from asyncpg import Connection, Record

ENOUGH = 12  # events before an account is measured by itself
_BACKOFF = 2.0  # weight of the organisation's habits beside an account's own
_MOST = 2.9  # one feature's most; two strange ones alone are not yet unusual
_UNUSUAL = 6.0
# How many values a feature could have: an attacker's guess is even over them.
_VALUES = {"hour": 168, "network": 100_000, "client": 50, "rate": 10}
_HOUR_NEAR = 0.3  # the same hour on another day, or the hour beside, counts this much

LOAD = "select feature, value, n from habit where org_id = $1 and account_id = $2"
LEARN = """
    insert into habit (org_id, account_id, feature, value, n)
    select $1, who, f.feature, f.value, 1
    from unnest($2::uuid[]) who, unnest($3::text[], $4::text[]) f(feature, value)
    order by who, f.feature
    on conflict (org_id, account_id, feature, value) do update set n = habit.n + 1
"""

Counts = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Habits:
    """How often each value was seen, for an account and for its organisation."""

    own: Counts = field(default_factory=dict)
    shared: Counts = field(default_factory=dict)
    events: float = 0.0
    shared_events: float = 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What is weighed: hour of the week (0..167, UTC), blinded network, client, rate."""

    hour: str
    network: str
    client: str
    rate: str


def moment(now: float, network: str, client: str, per_minute: int) -> Moment:
    """Describe a request; the rate counts in powers of two."""
    at = datetime.fromtimestamp(now, UTC)
    return Moment(
        str(at.weekday() * 24 + at.hour), network, client, str(per_minute.bit_length())
    )


def unusual(seen: Moment, habits: Habits) -> float:
    """Log-likelihood ratio of a stranger over the account's owner; above zero is unusual.

    With fewer than 12 events the account is measured by its organisation, and with too few
    there as well the answer is 0: nothing is known.
    """
    total = 0.0
    young = habits.events < ENOUGH
    if young and habits.shared_events < ENOUGH:
        return 0.0
    for name in ("hour", "network", "client", "rate"):
        value, values = getattr(seen, name), _VALUES[name]
        everyone = (_count(habits.shared, name, value) + 1) / (
            habits.shared_events + values
        )
        if young:
            ratio = log((1 / values) / everyone)
        else:
            own = (_count(habits.own, name, value) + _BACKOFF * everyone) / (
                habits.events + _BACKOFF
            )
            ratio = log(everyone / own)
        total += max(-_MOST, min(_MOST, ratio))
    return total


def strangeness(ratio: float) -> float:
    """The ratio as a probability (0..1)."""
    return 1 / (1 + exp(_UNUSUAL - ratio))


async def load_habits(db: Connection[Record], org: UUID, account_id: UUID) -> Habits:
    """Habits of an account, with those of its organisation to fall back on."""
    own, events = _counts(await db.fetch(LOAD, org, account_id))
    shared, shared_events = _counts(await db.fetch(LOAD, org, org))
    return Habits(own, shared, events, shared_events)


async def learn(db: Connection[Record], org: UUID, account_id: UUID, seen: Moment) -> None:
    """Count one event. Call it only for what was allowed in full, never for a refusal."""
    names = ["client", "hour", "network", "rate"]
    values = [getattr(seen, name) for name in names]
    await db.execute(LEARN, org, [account_id, org], names, values)


def _counts(rows: list[Record]) -> tuple[dict[str, dict[str, float]], float]:
    counts: dict[str, dict[str, float]] = {}
    for row in rows:
        counts.setdefault(row["feature"], {})[row["value"]] = row["n"]
    return counts, sum(counts.get("hour", {}).values())


def _count(counts: Counts, name: str, value: str) -> float:
    seen = counts.get(name, {})
    if name != "hour":
        return seen.get(value, 0.0)
    hour = int(value)
    near = [(hour + shift) % 168 for shift in (-1, 1, *range(24, 168, 24))]
    return seen.get(value, 0.0) + _HOUR_NEAR * sum(seen.get(str(h), 0.0) for h in near)
