"""Hours that English names: half eight, 4pm central, at eleven, ten to four, noon."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sentiment.times.english.figures import HOUR_WORD, WEEKDAY, number
from sentiment.times.moment import at, day_end

_ZONES = {
    "utc|gmt|z": "UTC", "bst": "Europe/London", "cest|cet": "Europe/Berlin",
    "est|edt|et|eastern": "America/New_York", "cst|cdt|ct|central": "America/Chicago",
    "mst|mdt|mt|mountain": "America/Denver", "pst|pdt|pt|pacific": "America/Los_Angeles",
    "aest|aedt": "Australia/Sydney", "nzst|nzdt": "Pacific/Auckland", "jst": "Asia/Tokyo",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "ist": "Asia/Kolkata",
}  # fmt: skip
_ZONE = rf"(?: (?:{'|'.join(_ZONES)})(?: time)?\b)"
_HALF = r"(?: ?[ap]\.?m\b\.?)"
_HOUR = rf"(?:1[0-2]|0?[1-9]|{HOUR_WORD})"
_UNITS = (
    r"(?![\d.:,/]{0,4}\d| ?(?:%|gb|mb|kg|km|mm|cm|m\b|am\b|pm\b|x\b|st\b|nd\b|rd\b|th\b"
    r"|million"
    r"|thousand|hundred|euros?|dollars?|pounds?|quid|percent|degrees?|points?|people|men"
    r"|guests|kids|days?|weeks?|months?|years?|hours?|hrs?|mins?|minutes?|seconds?|of\b"
    r"|or (?:more|so|less|fewer|two|three|four|five|six)\b))"
)
# Words in front of which a number is an hour.
_AT = (
    r"(?:(?<=at )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=til )|(?<=about )"
    r"|(?<=around )"
    r"|(?<=since )|(?<=from )|(?<=after )|(?<=@ )|(?<=gone )|(?<=doors )|(?<=between )"
    r"|(?<=nine to )"
    r"|(?<=past )|(?<=booked for )|(?<=due for )|(?<=set for )|(?<=listed for )"
    r"|(?<=scheduled for )|(?<=arranged for )|(?<=down for ))"
)
# Words behind which it is none of anything: it ends there, or goes on with these.
_ENDED = (
    r"(?= ?(?:[.,;:!?()\"](?!\d)|\n|- |$)| ?- ?\d| (?:and|but|so|on|in|this|to|till|until"
    r"|then"
    r"|there|um|uh|er|right|over|sharp|prompt|i|we|you|he|she|it|they|the|my|your|our|his"
    r"|her"
    r"|their|that|with|for|because|cause|cos|coz|please|pls|otherwise|if|when|where|as|is"
    r"|was"
    r"|at|before|after|latest|onwards?|today|tonight|tomorrow|tmrw|tmr|yesterday|local|each"
    rf"|every|last|next|no|not|a week|a fortnight|or|sometime|{WEEKDAY})\b|'(?!s\b)|'s )"
)
_MINUTES = r"(?:five|ten|twenty|twenty[- ]five|5|10|20|25)"
_TO = rf"(?:(?:{_MINUTES}|\w{{1,12}} minutes?|(?:a )?quarter) (?:past|to)|half past)"
_POINT = r"(?:1?\d|2[0-4])\.[0-5]\d"
_ONE = rf"{_HOUR}(?:[:.][0-5]\d)?{_HALF}?"
_RANGE = rf"(?:(?<=between )|(?<=from )){_ONE} (?:and|to|till|until) {_ONE}{_UNITS}"
CLOCK = (
    rf"(?:{_RANGE}\b|(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?{_HALF}?{_UNITS}(?: ?hrs?\b)?"
    rf"|\b{_POINT}(?:{_HALF}|(?= (?:in the (?:mor|aft|eve)|this (?:mor|aft|eve)|at night"
    rf"|today"
    rf"|tonight|tomorrow|on {WEEKDAY}|gmt|utc)))|(?:{_AT}|(?<=the )){_POINT}{_UNITS}"
    rf"|(?<!from )(?<!between )\b{_TO} {_HOUR}\b{_UNITS}{_HALF}?"
    rf"|\bhalf {_HOUR}\b{_UNITS}{_HALF}?|(?:(?<=at )|(?<=by ))(?:half|quarter) past(?! \w)"
    rf"|{_HOUR} ?(?:[ap]\.?m\b\.?|o'?clock\b)|noon\b|midday\b|midnight\b"
    r"|(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs|hours)\b"
    rf"|(?:(?<=at )|(?<=by )|(?<=before )|(?<=until )|(?<=till ))(?!20[12])"
    rf"(?:[01]\d|2[0-3])[0-5]\d\b{_UNITS}"
    rf"|{_AT}{_HOUR}{_UNITS}(?:{_ZONE}|\b{_ENDED})"
    rf"|\b{_HOUR}(?= (?:tonight|tomorrow|this (?:mor|aft|eve)|in the (?:mor|aft|eve)"
    rf"|at night))"
    rf"|on the hour\b){_ZONE}?(?: (?:sharp|prompt)\b)?"
)
# Behind a named day an hour needs less around it: "Thurs 17th, 5.30", "tonight at 12".
CLOCK_BEHIND = rf"(?:{CLOCK}|{_POINT}{_UNITS}|{_AT}{_HOUR}{_UNITS}\b|(?<=doors ){_HOUR}\b)"
PART = (
    r"first thing|early|mid-?morning|mid-?afternoon|morning|lunch ?time|lunch"
    r"|dinner ?time|noon"
    r"|midday|afternoon|arvo|tea ?time|dusk|evening|night|midnight|cob|eod|close of play"
    r"|close of business|end of (?:play|day|business)|breakfast"
)
# When the parts of a day end; "first thing" is when they begin to work.
_ENDS = {
    "first thing": 9, "early": 9, "breakfast": 9, "midmorning": 11, "mid-morning": 11,
    "morning": 12, "noon": 12, "midday": 12, "lunch": 13, "lunchtime": 13, "lunch time": 13,
    "dinnertime": 13, "dinner time": 13, "mid-afternoon": 16, "midafternoon": 16,
    "cob": 17, "eod": 17, "close of play": 17, "close of business": 17, "end of play": 17,
    "end of day": 17, "end of business": 17, "teatime": 18, "tea time": 18, "afternoon": 18,
    "arvo": 18, "dusk": 18, "evening": 22, "tea": 18, "dinner": 19, "supper": 20, "dawn": 6,
    "overnight": 6, "sunset": 20, "nightfall": 20, "dark": 20, "bedtime": 22,
}  # fmt: skip
_READ = re.compile(
    r"(?:(?P<some>[\w-]+(?: [\w-]+)?|a quarter)(?: minutes?)? (?P<way>past|to) "
    r"|(?P<half>half) )?"
    rf"(?P<hour>\d{{1,2}}|{HOUR_WORD})(?:[:.](?P<minute>\d\d)(?::\d\d)?)? ?"
    r"(?:(?P<side>[ap])\.?m|o'?clock)?"
)
_SHARP = re.compile(r" (?:sharp|prompt)$")
_LATER = timedelta(hours=12)


def part_end(day: datetime, part: str) -> datetime:
    """When that part of the day has passed; the end of the day where it is none."""
    if part == "midnight":
        return day_end(day)
    return at(day, _ENDS[part]) if part in _ENDS else day_end(day)


def hour_named(
    clock: str, day: datetime | None, now: datetime, *, part: str, gone: bool
) -> datetime | None:
    """The instant that a clock time names, on that day or, without one, next to now.

    Without a half of the day it is the coming one (the last one where ``gone``); on
    another day, hours before seven are after noon. Midnight of a named day is its end.
    """
    clock = _SHARP.sub("", clock.strip())
    for names, zone in _ZONES.items():
        known = re.search(rf" (?:{names})(?: time)?$", clock)
        if known:
            there, here = now.astimezone(ZoneInfo(zone)), now.tzinfo
            on = day and there.replace(year=day.year, month=day.month, day=day.day)
            found = _hour(clock[: known.start()], on, there, part, gone)
            return found.astimezone(here) if found else None
    return _hour(clock, day, now, part, gone)


def _hour(
    clock: str, day: datetime | None, now: datetime, part: str, gone: bool
) -> datetime | None:
    on = day or now
    if clock in ("noon", "midday"):
        return at(on, 12)
    if clock == "midnight":
        return _midnight(day, now, gone)
    if clock == "on the hour":
        return at(on, on.hour) + timedelta(hours=1)
    if clock in ("half past", "quarter past"):
        due = at(on, on.hour, 30 if clock[0] == "h" else 15)
        return due if due >= now else due + timedelta(hours=1)
    military = re.fullmatch(r"(\d\d)(\d\d)(?: ?(?:hrs|hours))?", clock)
    if military:
        return at(on, int(military[1]), int(military[2]))
    read = _READ.match(clock)
    if read is None:
        return None
    hour, minute = int(number(read["hour"])), int(read["minute"] or 0)
    if read["half"] or read["way"]:
        minute = 30 if read["half"] or read["some"] == "half" else _minutes(read["some"])
        if read["way"] == "to":
            hour, minute = (hour - 1) or 12, 60 - minute
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if hour == 12 and part in ("night", "midnight") and not minute:
        return _midnight(day, now, gone)
    if read["side"]:
        hour = hour % 12 + 12 * (read["side"] == "p")
        return _turn(at(on, hour, minute), day, now, gone)
    if hour == 0 and not (day or gone) and at(on, 0, minute) < now:
        return at(on, 24, minute)
    if hour > 12 or hour == 0 or read["hour"].startswith("0") or part == "morning":
        return at(on, hour, minute)
    if part in ("afternoon", "evening", "night", "arvo", "teatime"):
        return at(on, hour % 12 + 12, minute)
    return _half(hour % 12, minute, day, now, gone)


def _minutes(text: str) -> int:
    return 15 if "quarter" in text else int(number(text))


def _midnight(day: datetime | None, now: datetime, gone: bool) -> datetime:
    """The end of the day that is named; else the instant at which today ends or began."""
    if day and day.date() != now.date():
        return day_end(day)
    return at(now, 0) if gone else at(now, 24)


def _turn(due: datetime, day: datetime | None, now: datetime, gone: bool) -> datetime:
    """A morning hour said late in the day is tomorrow's."""
    late = not (day or gone) and due < now and due.hour < 12 <= now.hour - 3
    return due + timedelta(days=1) if late else due


def _half(
    hour: int, minute: int, day: datetime | None, now: datetime, gone: bool
) -> datetime:
    """Which half of the day is meant, where it is not said."""
    early = at(day or now, hour, minute)
    late = early + _LATER
    if day and day.date() != now.date():
        return late if hour < 7 else early
    if gone:
        return next((due for due in (late, early) if due <= now), late - 2 * _LATER)
    said = hour in (10, 11) and bool(minute) and minute != 59  # "10:15" is in the morning
    ahead = early if said else next((due for due in (early, late) if due >= now), None)
    if ahead:
        return ahead
    if day or (hour < 7 and now.hour < 20):
        return late
    return early + 2 * _LATER
