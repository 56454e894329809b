"""Where a new ticket goes and what it is promised: the one table of service levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.contact import Contact
from sentiment.signal import Level, Signal

from .calendar import ALWAYS, BusinessHours, add
from .ticket import Priority, PromiseKind

RANK = {priority: rank for rank, priority in enumerate(Priority)}
FIRST_LINE, CHINESE = "first-line", "chinese"


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What a priority is promised, in working time unless ``round_the_clock``."""

    first_reply: timedelta
    resolution: timedelta
    round_the_clock: bool = False


# A more urgent ticket never waits longer, whatever the calendar: each row is at most the
# row below it, and round the clock is the shortest calendar there is.
SERVICE_LEVELS = {
    Priority.CRITICAL: ServiceLevel(
        timedelta(hours=1), timedelta(hours=8), round_the_clock=True
    ),
    Priority.HIGH: ServiceLevel(timedelta(hours=2), timedelta(hours=16)),
    Priority.NORMAL: ServiceLevel(timedelta(hours=8), timedelta(hours=40)),
    Priority.LOW: ServiceLevel(timedelta(hours=16), timedelta(hours=80)),
}


def triage(contact: Contact, signal: Signal) -> tuple[str, Priority]:
    """Choose the queue by who can read the language, and the priority by urgency.

    Whoever reads Chinese here reads English too, so mixed text goes to them.
    """
    queue = CHINESE if signal.language in ("zh", "mixed") else FIRST_LINE
    return queue, priority_of(signal.urgency.level)


def priority_of(level: Level) -> Priority:
    """The priority that a level of urgency is worked at; they share their names."""
    return Priority(level.value)


def calendar_of(priority: Priority, hours: BusinessHours) -> BusinessHours:
    """The calendar that a promise at this priority is reckoned with."""
    return ALWAYS if SERVICE_LEVELS[priority].round_the_clock else hours


def due(
    kind: PromiseKind, priority: Priority, hours: BusinessHours, *, now: datetime
) -> datetime:
    """When a first reply or a resolution promised now falls due."""
    level = SERVICE_LEVELS[priority]
    within = level.first_reply if kind is PromiseKind.FIRST_REPLY else level.resolution
    return add(now, within, calendar_of(priority, hours))


def one_step_up(priority: Priority) -> Priority:
    """The next higher priority; the highest stays."""
    return list(Priority)[min(RANK[priority] + 1, len(RANK) - 1)]


def higher(a: Priority, b: Priority) -> Priority:
    """The more urgent of two priorities."""
    return max(a, b, key=RANK.__getitem__)
