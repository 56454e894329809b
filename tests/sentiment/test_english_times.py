"""The times that an English text names, and the instants by which they have passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.times import english

LONDON = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday
BOSTON = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("America/New_York"))
BERLIN = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def named(text: str, now: datetime = LONDON) -> list[tuple[str, str]]:
    return [
        (text[m.start : m.end], m.due.strftime("%Y-%m-%dT%H:%M"))
        for m in english.times(text, now)
    ]


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        # in figures
        ("bailiffs come 21/12/2026 to remove goods", "21/12/2026", "2026-12-21T23:59"),
        ("sign by 3/11 please", "by 3/11", "2026-11-03T23:59"),
        ("the form says start: 4/13", "4/13", "2026-04-13T23:59"),
        ("certificate by 12.03. otherwise it goes back", "by 12.03", "2026-03-12T23:59"),
        ("asked for it on 9.3", "on 9.3", "2026-03-09T23:59"),
        ("delivery 10:00 09 aug", "10:00 09 aug", "2026-08-09T10:00"),
        # ordinals
        ("fireworks licence needed for the fifth", "the fifth", "2026-03-05T23:59"),
        ("or before the twenty fourth", "before the twenty fourth", "2026-03-24T23:59"),
        ("the wedding is on 18th and no suit", "on 18th", "2026-03-18T23:59"),
        ("it gets suspended september second", "september second", "2026-09-02T23:59"),
        ("the third of next month", "the third of next month", "2026-04-03T23:59"),
        ("here until the 3rd", "until the 3rd", "2026-04-03T23:59"),
        ("prom is saturday the 14th", "saturday the 14th", "2026-03-14T23:59"),
        ("by the last day of february", "by the last day of february", "2027-02-28T23:59"),
        ("the last friday of march", "the last friday of march", "2026-03-27T23:59"),
        # weeks on
        ("due a week on thursday", "due a week on thursday", "2026-03-12T23:59"),
        ("tenancy ends a fortnight today", "ends a fortnight today", "2026-03-18T23:59"),
        ("three weeks on saturday we wed", "three weeks on saturday", "2026-03-28T23:59"),
        ("the memorial is a week tomorrow", "a week tomorrow", "2026-03-12T23:59"),
        ("friday week the lease is up", "friday week", "2026-03-13T23:59"),
        ("crew comes next week tuesday", "next week tuesday", "2026-03-10T23:59"),
        ("before the week after next", "before the week after next", "2026-03-16T23:59"),
        # hours
        ("they want it by half eleven", "by half eleven", "2026-03-04T11:30"),
        ("high water is ten to four", "ten to four", "2026-03-04T15:50"),
        ("we open at eleven and nothing works", "at eleven", "2026-03-04T11:00"),
        ("printer reset by 1225", "by 1225", "2026-03-04T12:25"),
        ("it goes at quarter past", "at quarter past", "2026-03-04T10:15"),
        ("the webinar starts on the hour", "on the hour", "2026-03-04T11:00"),
        ("polls close at 8 tonight", "close at 8 tonight", "2026-03-04T20:00"),
        ("lights out tomorrow at midnight", "tomorrow at midnight", "2026-03-05T23:59"),
        ("by midnight", "by midnight", "2026-03-05T00:00"),
        ("between 12 and 4 on thursday", "12 and 4 on thursday", "2026-03-05T16:00"),
        ("in by two central or nobody is paid", "by two central", "2026-03-04T20:00"),
        ("standup at 17:30 cet", "at 17:30 cet", "2026-03-04T16:30"),
        # lengths
        ("the vet says she has an hour", "an hour", "2026-03-04T11:00"),
        ("holds for maybe six hours more", "maybe six hours more", "2026-03-04T16:00"),
        ("the seller gave us 48 hours", "48 hours", "2026-03-06T10:00"),
        ("within three working days", "within three working days", "2026-03-09T17:00"),
        ("in a week's time", "in a week's time", "2026-03-11T10:00"),
        # feasts
        ("before christmas eve", "before christmas eve", "2026-12-24T23:59"),
        ("family here boxing day", "boxing day", "2026-12-26T23:59"),
        ("closed easter monday", "easter monday", "2026-04-06T23:59"),
        ("signs before the bank holiday", "before the bank holiday", "2026-04-03T23:59"),
        ("a hamper for diwali", "diwali", "2026-11-08T23:59"),
        ("the lamb is for eid", "eid", "2026-03-21T23:59"),
        ("candles for hanukkah", "hanukkah", "2026-12-05T23:59"),
        # wide
        ("see you in may", "may", "2026-05-31T23:59"),
        ("some time next spring", "some time next spring", "2027-03-01T23:59"),
    ],
)  # fmt: skip
def test_a_time_is_found_with_its_words_and_its_end(
    text: str, words: str, due: str
) -> None:
    assert (words, due) in named(text)


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("broken since tuesday", "tuesday", "2026-03-03T23:59"),
        ("i rang last monday", "last monday", "2026-03-02T23:59"),
        ("it was fixed three days ago", "three days ago", "2026-03-01T10:00"),
        ("you put it in in 2019", "2019", "2019-12-31T23:59"),
        ("it has been broken for three weeks", "three weeks", "2026-02-11T10:00"),
        ("it arrived on the 2nd", "on the 2nd", "2026-03-02T23:59"),
        ("i rang at nine this morning", "at nine this morning", "2026-03-04T09:00"),
        ("sent it on 20 december", "on 20 december", "2025-12-20T23:59"),
        ("as i said last week", "last week", "2026-03-01T23:59"),
    ],
)
def test_a_time_gone_by_lies_in_the_past(text: str, words: str, due: str) -> None:
    assert (words, due) in named(text)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (
            "hearing is 17 march at 10am. lodge it five clear days before",
            "2026-03-11T10:00",
        ),
        ("checks go out friday and they need the file 48 hours ahead", "2026-03-04T23:59"),
        ("72 hours before the meeting. the meeting is tuesday at 6", "2026-03-07T18:00"),
        ("within 30 days of the letter, dated march 1", "2026-03-31T23:59"),
        ("the house is sold on the 20th, so a week ahead of that", "2026-03-13T23:59"),
    ],
)
def test_a_length_before_or_after_another_time_is_counted_from_it(
    text: str, due: str
) -> None:
    assert due in [when for _, when in named(text)]


@pytest.mark.parametrize(
    ("now", "due"), [(LONDON, "2026-11-03"), (BERLIN, "2026-11-03"), (BOSTON, "2026-03-11")]
)
def test_the_month_comes_first_in_america_alone(now: datetime, due: str) -> None:
    assert [when[:10] for _, when in named("sign by 3/11", now)] == [due]


def test_mothers_day_is_another_day_in_another_country() -> None:
    assert named("flowers for mother's day") == [("mother's day", "2026-03-15T23:59")]
    assert named("flowers for mother's day", BOSTON) == [
        ("mother's day", "2026-05-10T23:59")
    ]


def test_a_feast_that_is_a_season_is_wide_and_a_day_of_it_is_not() -> None:
    [season] = english.times("see you christmas", LONDON)
    [day] = english.times("see you christmas eve", LONDON)
    assert (season.wide, day.wide) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "it may break", "one of seven", "call me 24/7", "half of it", "the first time",
        "the 4th floor", "3/4 of the bottle", "she sat down", "he is 84", "£12.50 a head",
    ],
)  # fmt: skip
def test_words_and_numbers_that_name_no_time_are_left(text: str) -> None:
    assert named(text) == []


VOCABULARY = (
    "by before at on the a week fortnight half past to ten four 31 30 2/30 31.6. 29"
    " february friday next last after of month christmas eve eid 48 hours and between"
    " - , . 24:00 noon midnight days ago from since 12 am central 9/9 20th fifth easter"
    " in 2019 year"
)
WORDS = st.sampled_from(VOCABULARY.split())
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
NOWS = st.datetimes(datetime(1970, 1, 1), datetime(9990, 1, 1), timezones=OFFSETS)


@given(st.one_of(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=200)), NOWS)
def test_any_text_is_read_into_times_that_lie_in_it_in_order(
    text: str, now: datetime
) -> None:
    end = 0
    for moment in english.times(text, now):
        assert end <= moment.start < moment.end <= len(text)
        assert moment.due.tzinfo is not None
        assert moment.today == (moment.due.date() == now.date())
        end = moment.end


@given(st.integers(1, 12), st.integers(1, 28))
def test_a_day_and_its_month_are_never_far_gone_nor_a_year_off(
    month: int, day: int
) -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    name = now.replace(month=month, day=1).strftime("%B").lower()
    for text in (f"by {day} {name}", f"by {name} {day}"):
        [moment] = english.times(text, now)
        assert (moment.due.month, moment.due.day) == (month, day)
        assert timedelta(days=-96) < moment.due - now < timedelta(days=272)
