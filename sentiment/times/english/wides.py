"""Weeks, months, seasons and years that English names: times as wide as that."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from sentiment.times.english.days import months
from sentiment.times.english.figures import ANY_MONTH, MONTH, month
from sentiment.times.moment import at, day_end

_SEASONS = {"spring": (3, 1), "summer": (6, 1), "autumn": (9, 1), "fall": (9, 1),
            "winter": (12, 1)}  # fmt: skip
_LENGTH = r"week(?:end)?|month|quarter|year|fortnight|term|season"
_WHICH = r"this|next|last|the following|the coming|the|all|all of"
_SURE = (  # months that are words too count only behind these
    r"(?:(?<=in )|(?<=by )|(?<=of )|(?<=since )|(?<=until )|(?<=till )|(?<=before )"
    r"|(?<=from )"
    r"|(?<=this )|(?<=next )|(?<=last )|(?<=early )|(?<=late )|(?<=mid )|(?<=mid-)"
    r"|(?<=for ))"
)
_MONTH = (
    r"(?:january|february|april|june|july|august|september|october|november|december|sept"
    rf"|{_SURE}{MONTH})\b"
)
WIDE = (
    rf"(?:the )?(?:very )?(?:end|beginning|start|middle|back end|last day) of (?:the "
    rf"|this |next"
    rf" |last )?(?:{_LENGTH}|{MONTH})(?: 20\d\d)?\b"
    r"|(?:month|year|quarter)(?:'s)?[- ]end\b"
    rf"|mid[- ](?:week|month|{MONTH})|midweek"
    rf"|(?:(?:early|late|later|sometime|some time) )?(?:{_WHICH}) (?:(?:bank holiday"
    rf"|long) )?"
    rf"(?:(?:week|weekend) after(?: next)?|{_LENGTH}|spring|summer|autumn|winter"
    rf"|{MONTH})\b(?!')"
    r"|the (?:first|last) (?:week|day) (?:back|of term)|the weekend|weekend\b"
    rf"|(?:(?:early|late|sometime in|some time in) )?{_MONTH}(?:,? 20\d\d)?\b"
    r"|(?:(?<=in )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=since )|(?<=early )"
    r"|(?<=late ))(?:summer|winter|fall)\b|spring\b|autumn\b|(?:the )?half[- ]term"
    r"|(?:(?<=in )|(?<=since )|(?<=from )|(?<=until )|(?<=till )|(?<=for )|(?<=by )"
    r"|(?<=before )"
    r"|(?<=of ))(?:19|20)\d\d\b(?![/:.-]?\d| ?(?:hrs|hours|people|units|%))"
    r"|(?:kw|cw|calendar week) ?[0-5]?\d\b|(?<![\d/])(?:0[1-9]|1[0-2])/20\d\d\b"
)
_BEGINNING = ("before", "ahead of", "prior to", "just before")


def wide_named(text: str, now: datetime, cue: str, gone: bool) -> datetime | None:
    """The instant at which that much time has passed; None where it is not known when.

    Before a month or a year is before its first day, before a weekend is Friday.
    """
    return _week(text, now, cue) or _named(text, now, cue, gone) or _length(text, now, cue)


def _week(text: str, now: datetime, cue: str) -> datetime | None:
    calendar_week = re.match(r"(?:kw|cw|calendar week) ?(\d+)", text)
    if calendar_week:
        end = datetime.fromisocalendar(now.year, int(calendar_week[1]), 7)
        return day_end(now.replace(year=end.year, month=end.month, day=end.day))
    if "week" not in text:
        return None
    if "mid" in text:
        return day_end(now + timedelta(days=(2 - now.weekday()) % 7))
    ahead = _ahead(text) + (2 if text.endswith("after next") else text.endswith("after"))
    if text.endswith(("after next", "after")):
        ahead -= "next" in text
    last = 4 if text.endswith(("back", "of week", "of the week")) or "end of" in text else 6
    if "weekend" in text and cue in _BEGINNING and "end of" not in text:
        last = 4
    if cue in _BEGINNING and "weekend" not in text and "end of" not in text:
        last = 0
    return day_end(now + timedelta(days=last - now.weekday() + 7 * ahead))


def _ahead(text: str) -> int:
    if re.search(r"\b(?:next|following|coming)\b", text):
        return 1
    return -1 if re.search(r"\blast (?!day|week (?:back|of))", text) else 0


def _named(text: str, now: datetime, cue: str, gone: bool) -> datetime | None:
    """A month or a season, or a year in figures."""
    for name, (first, day) in _SEASONS.items():
        if re.search(rf"\b{name}\b", text):
            due = day_end(now.replace(month=first, day=day))
            behind = due < now and not gone and "last" not in text
            return due.replace(year=due.year + behind + ("next" in text and not behind))
    figures = re.fullmatch(r"(\d\d)/(20\d\d)", text)
    if figures:
        return _end(int(figures[2]), int(figures[1]), now)
    year = re.search(r"\b(?:19|20)\d\d$", text)
    named = ANY_MONTH.search(text)
    if named is None:
        return day_end(now.replace(year=int(year[0]), month=12, day=31)) if year else None
    which = month(named.group())
    passed = which < now.month
    when = now.year + (passed and not gone) - (gone and which > now.month)
    if "last" in text and "last day" not in text:
        when = now.year - (which >= now.month)
    when = int(year[0]) if year else when
    start = day_end(now.replace(year=when, month=which, day=1))
    if text.startswith("mid"):
        return start.replace(day=15)
    if cue in _BEGINNING and not re.search(r"\b(?:end|last day)\b", text):
        return start
    if re.search(r"\b(?:beginning|start)\b", text):
        return start
    return _end(when, which, now)


def _length(text: str, now: datetime, cue: str) -> datetime | None:
    """The end of a month, quarter or year told from now."""
    ahead = _ahead(text)
    early = bool(re.search(r"\b(?:beginning|start)\b", text)) or (
        cue in _BEGINNING and "end" not in text and "last day" not in text
    )
    if "year" in text:
        year = now.year + ahead
        return day_end(
            now.replace(year=year, month=1 if early else 12, day=1 if early else 31)
        )
    if "quarter" in text:
        _, year, which = months(now, (now.month - 1) // 3 * 3 + 3 - now.month + 3 * ahead)
        return _end(year, which, now)
    if text in ("mid-month", "mid month"):
        _, year, which = months(now, int(now.day > 15))
        return day_end(now.replace(year=year, month=which, day=15))
    if "month" in text:
        _, year, which = months(now, ahead)
        return (
            day_end(now.replace(year=year, month=which, day=1))
            if early
            else _end(year, which, now)
        )
    if "fortnight" in text:
        return day_end(now + timedelta(days=14))
    return None


def _end(year: int, which: int, now: datetime) -> datetime:
    last = calendar.monthrange(year, which)[1]
    return at(now.replace(year=year, month=which, day=1), 23, 59).replace(day=last)
