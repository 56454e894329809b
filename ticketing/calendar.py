"""The business calendar: when the desk works, and when working time is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from asyncpg import Connection, Record

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
# With less, a resolution would fall due after years, and take as long to reckon.
LEAST_MINUTES = 60
# An instant with room for a week on both sides in every zone.
FIRST, LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)


class BadHours(ValueError):
    """Business hours that cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Working hours of a week in one zone; a value, so equal texts are equal calendars.

    ``week`` holds for each weekday (Monday first) disjoint, ordered stretches of minutes
    after midnight; None means round the clock. ``version`` numbers the calendars that an
    organisation has had; 0 is the default of the settings.
    """

    week: tuple[tuple[tuple[int, int], ...], ...] | None
    zone: str
    version: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """The canonical form, which ``parse`` reads back."""
        if self.week is None:
            return "always"
        return "; ".join(
            f"{DAYS[day]} {','.join(f'{_clock(a)}-{_clock(b)}' for a, b in stretches)}"
            for day, stretches in enumerate(self.week)
            if stretches
        )

    @property
    def name(self) -> str:
        """What sealed promises name as their calendar: ``always``, or v and the version."""
        return "always" if self.week is None else f"v{self.version}"


ALWAYS = BusinessHours(None, "UTC")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not found or int(found[2]) > 59 or minutes > 24 * 60:
        raise BadHours(f"{text!r} is no time of day; write it like 09:00")
    return minutes


def _days(text: str) -> list[int]:
    days: list[int] = []
    for item in text.split(","):
        first, _, last = item.strip().partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise BadHours(f"{item!r} are no weekdays; write mon, mon-fri or sat,sun")
        start, length = DAYS.index(first), DAYS.index(last or first) - DAYS.index(first)
        days += [(start + i) % 7 for i in range(length % 7 + 1)]
    return days


@lru_cache(maxsize=64)
def parse(text: str, zone: str) -> BusinessHours:
    """Read ``mon-fri 09:00-18:00; sat 10:00-12:00,13:00-15:00`` or ``always``.

    A stretch that ends before it starts goes on past midnight. Raises BadHours on
    anything else, on an unknown zone, and on less than an hour a week.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadHours(f"{zone!r} is no time zone; write one like Europe/Berlin") from error
    if text.strip().lower() == "always":
        return BusinessHours(None, zone)
    week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for rule in filter(None, (r.strip().lower() for r in text.split(";"))):
        days, _, times = rule.partition(" ")
        for day in _days(days):
            for stretch in times.split(","):
                opens, dash, closes = stretch.strip().partition("-")
                if not dash:
                    raise BadHours(f"{rule!r} has no hours; write mon-fri 09:00-18:00")
                start, end = _minutes(opens.strip()), _minutes(closes.strip())
                if start < end:
                    week[day].append((start, end))
                else:
                    week[day].append((start, 24 * 60))
                    week[(day + 1) % 7].append((0, end))
    merged = tuple(_merged(stretches) for stretches in week)
    if sum(b - a for stretches in merged for a, b in stretches) < LEAST_MINUTES:
        raise BadHours("less than an hour a week; write mon-fri 09:00-18:00, or always")
    return BusinessHours(merged, zone)


def _merged(stretches: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(s for s in stretches if s[0] < s[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _instants(day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both readings of a wall time (PEP 495): equal unless the clock jumps there."""
    on = day + DAY * (minutes // 1440)
    wall = datetime.combine(on, time(minutes // 60 % 24, minutes % 60), zone)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


def stretches(hours: BusinessHours, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Working stretches that end after ``since``, in order, in UTC.

    Where the clock jumps inside the hour in which the desk opens or closes, the later
    opening and the earlier closing count, so that every instant is one at which a
    clock on the wall shows working hours.
    """
    if hours.week is None:
        yield since, LAST
        return
    zone = ZoneInfo(hours.zone)
    day = since.astimezone(zone).date() - DAY
    while day < LAST.date():
        for opens, closes in hours.week[day.weekday()]:
            start = max(_instants(day, opens, zone))
            end = min(_instants(day, closes, zone))
            if start < end and end > since:
                yield start, end
        day += DAY


def add(start: datetime, working: timedelta, hours: BusinessHours) -> datetime:
    """The instant at which ``working`` time has passed since ``start``, in UTC.

    Never before ``start``, never outside working hours (closing time itself counts as
    inside), and monotone in both: starting later or working longer never ends earlier.
    """
    if start.tzinfo is None:
        raise ValueError("a time without a zone has no place in the calendar")
    if working < timedelta(0):
        raise ValueError("working time cannot be negative")
    left, since = working, start.astimezone(UTC)
    for opens, closes in stretches(hours, since):
        opens = max(opens, since)
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise OverflowError("that much working time ends after the last year of the calendar")


def between(start: datetime, end: datetime, hours: BusinessHours) -> timedelta:
    """Working time from ``start`` to ``end``; zero if ``end`` comes first."""
    total = timedelta(0)
    for opens, closes in stretches(hours, start.astimezone(UTC)):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    return total


# primary key
HOURS = """
select hours, zone, version from calendar where org_id = $1 order by version desc limit 1
"""
SET_HOURS = """
insert into calendar (org_id, version, hours, zone, since)
select $1, $2, $3, $4, $5 on conflict do nothing
"""
DEFAULT = parse("mon-fri 09:00-18:00", "UTC")


async def hours_of(db: Connection[Record], org: UUID) -> BusinessHours:
    """The calendar in force; the default of the settings until one was set."""
    row = await db.fetchrow(HOURS, org)
    if row is None:
        return DEFAULT
    return replace(parse(row["hours"], row["zone"]), version=row["version"])


async def set_hours(
    db: Connection[Record], org: UUID, hours: BusinessHours, *, now: datetime
) -> None:
    """Put a calendar in force for promises made from now on; the same again is nothing.

    Promises already made keep the due time they were sealed with. Several processes may
    start with the same settings at once: one of them writes the version.
    """
    held = await hours_of(db, org)
    if held != hours or held.version == 0:
        await db.execute(SET_HOURS, org, held.version + 1, hours.text, hours.zone, now)
