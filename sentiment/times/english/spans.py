"""Lengths of time that English names: in two hours, three days ago, 48 hours before."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from sentiment.times.english.figures import NUMBER, number
from sentiment.times.moment import at

_COUNT = (
    rf"(?:\d{{1,3}}(?:\.\d)?|half an?|an?(?: few| couple of| good)?|the next(?: few)?"
    rf"|(?:a )?few"
    rf"|(?:a )?couple(?: of)?|another|(?<=within )the|(?<=inside )the|{NUMBER})"
)
_UNIT = (
    r"min(?:ute)?s?|hours?|hrs?|(?:working |business |banking |clear |calendar "
    r"|full )?days?"
    r"|nights?|weeks?|fortnights?|months?|years?|decades?|weekends?"
)
_MORE = r"(?: or so| and a half| and a bit)?"
# What a length is counted from where it does not begin now.
BEFORE = r"before(?:hand)?|ahead(?: of)?|prior|earlier|in advance"
FROM = r"(?:from|of|after)(?! now\b| today\b| course\b)"
SPAN = (
    r"(?:(?P<in>in|within|inside) )?"
    r"(?:(?P<next>the next|next|under|less than) |(?:about|around|roughly|maybe|only|just"
    r"|over"
    r"|at least|up to|the last|the past|last|past|some|another|approx\.?) ){0,3}"
    rf"(?P<count>{_COUNT})(?P<half> and a half)?"
    rf"(?:(?: ?(?:-|to|or) ?)(?P<most>\d{{1,3}}|{NUMBER}))?"
    rf"(?:[ -]| more "
    rf"| clear )?(?P<unit>{_UNIT})\b(?P<half2>{_MORE})(?:(?:'s?)? time\b(?P<time>)|')?"
    r"(?P<left> (?:from now|left|away|off|more|to go|remaining|remain|max)\b)?"
    r"(?: (?P<ago>ago|back|since|earlier)\b(?! (?:to|in|on|at|from)\b))?"
    rf"(?: (?P<before>(?:{BEFORE})\b)| (?P<from>{FROM})\b)?"
)
_EARLIER = re.compile(
    r"\b(?:ha[sd]|have|been|was|were|[a-z]+ed|without)\b[^.,;!?]{0,24} for\s*$"
    r"|'ve [^.,;!?]{2,24} for\s*$"
    r"|\b(?:all|after|been)\s*$"
)
_LAST = re.compile(r"\b(?:the last|the past|last|past)\b")


def looks_ahead(match: re.Match[str]) -> bool:
    """Whether the length is said to begin now: "in two hours", "an hour left"."""
    return bool(match["in"] or match["next"] or match["left"] or match["time"] is not None)


def span_named(match: re.Match[str], now: datetime, anchor: datetime | None) -> datetime:
    """When the length is over: counted from the anchor if that is what it counts from.

    Lengths gone by ("ago", "for the last") end that long before now.
    """
    count = number(match["most"] or match["count"])
    if match["half"] or match["half2"] == " and a half":
        count += 0.5
    unit = match["unit"]
    before = match.string[max(0, match.start() - 44) : match.start()]
    gone = (
        match["ago"]
        or _LAST.search(match[0])
        or ("another" not in match[0] and _EARLIER.search(before))
    )
    if anchor is not None and match["before"]:
        return add(anchor, -count - (unit.startswith("clear")), unit)
    if anchor is not None and match["from"]:
        return add(anchor, count, unit)
    return add(now, -count if gone and not looks_ahead(match) else count, unit)


def add(start: datetime, count: float, unit: str) -> datetime:
    """So many units later, or earlier; working days leave out weekends and end at 17:00."""
    if unit.startswith("min"):
        return start + timedelta(minutes=count)
    if unit.startswith(("hour", "hr")):
        return start + timedelta(hours=count)
    if unit.startswith(("working", "business", "banking")):
        day, left, step = start, abs(count), timedelta(days=1 if count > 0 else -1)
        while left > 0:
            day += step
            left -= day.weekday() < 5
        return at(day, 17)
    if unit.startswith(("month", "year", "decade")):
        many = count * (12 if unit[0] == "y" else 120 if unit[0] == "d" else 1)
        year, before = divmod(start.year * 12 + start.month - 1 + int(many), 12)
        last = calendar.monthrange(year, before + 1)[1]
        day = start.replace(year=year, month=before + 1, day=min(start.day, last))
        return day + timedelta(days=30 * (many - int(many)))
    days = {"w": 7, "f": 14}.get(unit.split()[-1][0], 1)
    return start + timedelta(days=count * days)
