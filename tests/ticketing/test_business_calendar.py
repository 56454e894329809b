"""The business calendar: read, reckoned with, and never wrong at a change of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.calendar import (
    DAYS,
    DEFAULT,
    BadHours,
    BusinessHours,
    add,
    between,
    hours_of,
    parse,
    set_hours,
)
from ticketing.ticket import Priority, PromiseKind
from ticketing.triage import SERVICE_LEVELS, due

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # the clock jumps at midnight
    "Australia/Lord_Howe",  # and here by half an hour
    "Asia/Shanghai",
    "Pacific/Apia",  # a whole day was left out in 2011
]
instants = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=30))
minutes = st.integers(0, 24 * 60)


@st.composite
def calendars(draw: st.DrawFn) -> BusinessHours:
    zone = draw(st.sampled_from(ZONES))
    if draw(st.integers(0, 9)) == 0:
        return parse("always", zone)
    rules = draw(
        st.lists(st.tuples(st.sampled_from(DAYS), minutes, minutes), min_size=1, max_size=6)
    )
    text = "; ".join(
        f"{day} {a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for day, a, b in rules
    )
    try:
        return parse(text, zone)
    except BadHours:
        return parse("mon-fri 09:00-18:00", zone)


def works_at(hours: BusinessHours, instant: datetime) -> bool:
    """Whether a clock on the wall shows working hours, opening and closing included."""
    if hours.week is None:
        return True
    wall = instant.astimezone(ZoneInfo(hours.zone))
    at = timedelta(
        hours=wall.hour,
        minutes=wall.minute,
        seconds=wall.second,
        microseconds=wall.microsecond,
    )
    day = hours.week[wall.weekday()]
    before = hours.week[(wall.weekday() - 1) % 7]
    midnight = not at and any(b == 1440 for _, b in before)
    return midnight or any(
        timedelta(minutes=a) <= at <= timedelta(minutes=b) for a, b in day
    )


@settings(deadline=None)
@given(calendars(), instants, instants, spans)
def test_starting_later_never_ends_earlier(
    hours: BusinessHours, a: datetime, b: datetime, span: timedelta
) -> None:
    assert add(min(a, b), span, hours) <= add(max(a, b), span, hours)


@settings(deadline=None)
@given(calendars(), instants, spans, spans)
def test_working_longer_never_ends_earlier(
    hours: BusinessHours, start: datetime, a: timedelta, b: timedelta
) -> None:
    assert add(start, min(a, b), hours) <= add(start, max(a, b), hours)


@settings(deadline=None)
@given(calendars(), instants, spans)
def test_the_end_is_never_before_the_start_and_always_inside_working_hours(
    hours: BusinessHours, start: datetime, span: timedelta
) -> None:
    end = add(start, span, hours)
    assert end >= start + (span if hours.week is None else timedelta(0))
    assert works_at(hours, end)


@settings(deadline=None)
@given(calendars(), instants, spans)
def test_what_was_added_is_the_working_time_in_between(
    hours: BusinessHours, start: datetime, span: timedelta
) -> None:
    assert between(start, add(start, span, hours), hours) == span


@settings(deadline=None)
@given(calendars(), instants, spans, spans)
def test_working_in_two_goes_ends_when_one_go_does(
    hours: BusinessHours, start: datetime, a: timedelta, b: timedelta
) -> None:
    b += timedelta(microseconds=1)  # no time at all still waits for the desk to open
    assert add(add(start, a, hours), b, hours) == add(start, a + b, hours)


@settings(deadline=None)
@given(calendars())
def test_the_canonical_text_reads_back(hours: BusinessHours) -> None:
    assert parse(hours.text, hours.zone) == hours


@settings(deadline=None)
@given(calendars(), instants, st.sampled_from(PromiseKind))
def test_more_urgent_never_waits_longer(
    hours: BusinessHours, now: datetime, kind: PromiseKind
) -> None:
    promised = [due(kind, priority, hours, now=now) for priority in Priority]
    assert promised == sorted(promised, reverse=True)


@settings(deadline=None)
@given(calendars(), instants, st.sampled_from(Priority))
def test_a_first_reply_is_promised_before_a_resolution(
    hours: BusinessHours, now: datetime, priority: Priority
) -> None:
    first = due(PromiseKind.FIRST_REPLY, priority, hours, now=now)
    assert now <= first < due(PromiseKind.RESOLUTION, priority, hours, now=now)


def test_every_priority_has_its_service_level() -> None:
    assert set(SERVICE_LEVELS) == set(Priority)


def test_a_friday_evening_goes_on_on_monday() -> None:
    friday = datetime(2026, 3, 6, 17, 30, tzinfo=UTC)
    monday = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
    assert add(friday, timedelta(hours=2), DEFAULT) == monday


def test_the_working_day_stays_nine_hours_when_the_clock_changes() -> None:
    berlin = parse("mon-sun 09:00-18:00", "Europe/Berlin")
    # Summer time began on the night before 29 March 2026.
    saturday = datetime(2026, 3, 28, 17, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    sunday = datetime(2026, 3, 29, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert add(saturday, timedelta(hours=2), berlin) == sunday


def test_a_night_shift_goes_on_past_midnight() -> None:
    night = parse("fri 22:00-06:00", "UTC")
    assert night.text == "fri 22:00-24:00; sat 00:00-06:00"
    friday = datetime(2026, 3, 6, 23, 0, tzinfo=UTC)
    assert add(friday, timedelta(hours=7), night) == friday + timedelta(hours=7)


def test_sunday_to_tuesday_wraps_around_the_week() -> None:
    assert parse("sun-tue 10:00-11:00", "UTC").text == (
        "mon 10:00-11:00; tue 10:00-11:00; sun 10:00-11:00"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "mon",
        "mon 9-18",
        "someday 09:00-18:00",
        "mon 09:60-10:00",
        "mon 25:00-26:00",
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_advice(text: str) -> None:
    with pytest.raises(BadHours, match="write"):
        parse(text, "UTC")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(BadHours, match="zone"):
        parse("always", zone)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        add(datetime(2026, 3, 6), timedelta(0), DEFAULT)


async def test_a_calendar_gets_a_new_version_only_when_it_changes(
    db: asyncpg.Connection, org: object
) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert (await hours_of(db, org)).name == "v0"
    for expected, text in (
        ("v1", "mon-fri 09:00-18:00"),
        ("v1", "mon-fri 9:00-18:00"),
        ("v2", "mon-fri 08:00-18:00"),
        ("always", "always"),
    ):
        await set_hours(db, org, parse(text, "UTC"), now=now)
        assert (await hours_of(db, org)).name == expected
