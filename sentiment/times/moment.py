"""One time that a text names, and small arithmetic on days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Moment:
    """A named time: places in the folded text and the instant at which it has passed.

    ``until``: words like by, before, within, 前, 内 make it a limit. ``clock``: an hour
    or a span was named. ``today``: it lies in today. ``bare``: a clock without a day.
    ``wide``: as vague as a week, a month, a season. ``sure``: how surely it is a deadline,
    in logits, once it was judged.
    """

    start: int
    end: int
    due: datetime
    until: bool = False
    clock: bool = False
    today: bool = False
    bare: bool = False
    wide: bool = False
    sure: float = 0.0


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    """That hour of the day on the wall clock of its zone; 24 is the next midnight."""
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if hour == 24:
        return start + timedelta(days=1, minutes=minute)
    return start.replace(hour=hour, minute=minute)


def day_end(day: datetime) -> datetime:
    """The last minute of the day."""
    return at(day, 23, 59)
