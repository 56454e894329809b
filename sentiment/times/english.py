"""Times that an English sentence names: parsedatetime says which day, this says the rest.

A vague time ends when it ends: a day at 23:59, a morning at 12:00, business at 17:00.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

import parsedatetime

from sentiment.times.moment import Moment, at, day_end

_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri"
    r"|(?:(?<=on )|(?<=by )|(?<=next )|(?<=this )|(?<=till )|(?<=until )|(?<=before ))"
    r"(?:sat|sun))"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60,
    "half an": 0.5, "half a": 0.5, "a couple of": 2, "the next": 1,
}  # fmt: skip
_COUNT = rf"\d{{1,3}}(?:\.\d)?|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_NUMBER = "|".join(
    k for k in sorted(_WORDS, key=len, reverse=True) if " " not in k and len(k) > 2
)
_ORDINAL = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)"
_DATE = (
    rf"(?:the )?(?:{_ORDINAL}|[12]?\d|3[01])(?: of)? {_MONTH}\b(?:,? 20\d\d)?"
    rf"|{_MONTH}\.? (?:{_ORDINAL}|[12]?\d|3[01])(?!\d|:)(?:,? 20\d\d)?"
    rf"|20\d\d-[01]\d-[0-3]\d|the {_ORDINAL}\b(?! (?:time|floor|year|grade|century"
    rf"|birthday|of|day|week|contact|email|call))"
)
_DAY = (
    rf"today|tonight|tomorrow|tmrw|tmr|tomoz|2moro"
    rf"|(?:this|the same) (?:morning|afternoon|evening"
    rf"|lunchtime)|this (?:noon|midnight)"
    rf"|the day after tomorrow|(?:(?:this|next|coming) )?{_WEEKDAY}\b|{_DATE}"
)
_PART = (
    r"first thing|early|mid-?morning|morning|lunch ?time|lunch|noon|midday|afternoon"
    r"|evening|night|midnight"
)
_CLOCK = (
    r"(?:(?:[01]?\d|2[0-4]):|(?<=at )(?:1?\d|2[0-4])\."
    r"|\b1?\d\.(?=[0-5]\d(?: ?[ap]\.?m|,? (?:today|tonight|tomorrow|tmrw|on ))))"
    r"[0-5]\d(?: ?[ap]\.?m\b\.?)?(?![\d.]*\d| ?(?:%|gb|mb|kg"
    r"|million|euros?|dollars?|pounds?))(?: ?hrs?\b)?"
    rf"|(?:(?<=by )|(?<=before )|(?<=until )|(?<=till ))(?:{_NUMBER})(?= ?(?:[.,;!?\n]|$))"
    rf"|(?:1[0-2]|[1-9]|{_NUMBER}) ?(?:[ap]\.?m\b\.?|o'?clock)|noon|midday|midnight"
    r"|(?:half past|(?:a )?quarter (?:past|to)|(?:ten|twenty|five|\d{1,2}) (?:past|to))"
    rf" (?:1[0-2]|[1-9]|{_NUMBER})(?: ?[ap]\.?m\b)?"
    r"|(?:[01]\d|2[0-3])[0-5]\d ?(?:hrs|hours)\b"
)
_HOUR = rf"(?:1[0-2]|[1-9]|{_NUMBER})"
# An hour alone: behind a day any that counts nothing, else one that ends its clause.
_AT = r"(?:(?<=at )|(?<=by )|(?<=before )|(?<=until )|(?<=till ))"
_UNITS = (
    r"(?![\d.:,]*\d| ?(?:%|am\b|pm\b|o'|[a-z]*(?:people|men|minutes?|hours?|days?|weeks?"
    r"|points?|percent|million|thousand|hundred|of|or|and|to|euros?|dollars?|pounds?)\b))"
)
_HOUR_BEHIND = rf"{_AT}{_HOUR}{_UNITS}\b"
_HOUR_ALONE = (
    rf"{_AT}{_HOUR}(?=,? (?:(?:on|this|the) )?(?:today|tonight|tomorrow|tmrw|morning"
    rf"|afternoon|evening|in the|{_WEEKDAY}\b)| ?(?:[.,;!?\n](?!\d)|$))"
)
_SHOW = re.compile(r"\b(?:show|curtain|performance|concert|dinner|party|gig|kick-?off)\b")
_NEAR = 60  # letters before "tomorrow at seven" in which a show makes it the evening
_CUE = (
    r"no later than|not later than|at the latest by|on or before|ahead of|prior to"
    r"|before|until|till"
    r"|by|due(?: on| at| by)?|within|expir(?:es|ing)(?: on| at)?|closes?(?: on| at)?"
    r"|ends?(?: on| at)?|deadline(?: is| of)?"
)
TIME = re.compile(
    rf"\b(?=[a-z\d])(?:(?P<cue>{_CUE})\s+)?"
    rf"(?:(?:at|on|the|around|about)\s+)?(?:"
    rf"(?P<day>{_DAY})(?:,? (?:the )?(?P<day_b>{_ORDINAL}"
    rf"|(?:the )?{_DATE}))?(?:,?(?: in the| at| by| before| around| from"
    rf"| until)? (?P<part>{_PART})\b)?"
    rf"(?:,?(?: at| by| before| around| until| maybe| -"
    rf"| between [\d:.]+ ?(?:[ap]m)? and| from [\d:.]+ ?(?:[ap]m)? (?:to"
    rf"|until))? ?(?P<clock>{_CLOCK}|{_HOUR_BEHIND}))?"
    rf"|(?P<part3>first thing|lunch ?time|lunch|mid-?morning|early)"
    rf"(?: on)? (?P<day4>{_DAY})"
    rf"|(?P<clock2>{_CLOCK}|{_HOUR_ALONE})(?:,?(?: on| this| the)? (?P<day2>"
    rf"(?:today|tonight|tomorrow|tmrw|tmr|(?:this )?(?:morning|afternoon|evening)"
    rf"|{_WEEKDAY}\b|{_DATE}"
    rf"|in the (?:morning|afternoon|evening)|at night))(?: (?P<part2>{_PART})\b)?)?"
    rf"|(?P<span>(?:in |within )?(?:(?:the )?next |under |less than "
    rf"|about )?(?P<count>{_COUNT})(?P<and_half> and a half)?[ -]?(?:more )?(?:\w+ )?(?"
    rf"P<unit>min(?:ute)?s?|hours?|hrs?|(?:working |business )?days?|weeks?"
    rf"|fortnights?|months?)\b(?P<and_half2> and a half)?"
    rf"(?P<after> from now| left| away|'? time)?)"
    rf"|(?P<work>(?:the )?(?:end of (?:the )?(?:business|working day|work(?:day)?|day"
    rf"|play)|close of (?:business|play)|eod|cob)(?: (?P<day3>today|tomorrow"
    rf"|(?:on )?{_WEEKDAY}))?)\b"
    rf"|(?P<wide>(?:the )?end of (?:the |this |next )?(?:week|month|quarter|year|{_MONTH})"
    rf"|(?:month|year|quarter)[- ]end|mid[- ](?:month|{_MONTH})"
    rf"|(?:this|next) (?:week(?:end)?|month|year)|spring|summer|autumn|winter"
    rf"|christmas|new year|easter|weekend|{_MONTH}(?: 20\d\d)?)\b)"
)
# When the parts of a day end; "first thing" is when they begin to work.
_ENDS = {
    "first thing": 9, "early": 9, "midmorning": 11, "mid-morning": 11, "morning": 12,
    "noon": 12, "midday": 12, "lunch": 13, "lunchtime": 13, "lunch time": 13,
    "afternoon": 18, "evening": 22, "midnight": 24,
}  # fmt: skip
_INNER = re.compile(r" (?:by|before|until) ")
_SEASON = {"spring": (3, 1), "summer": (6, 1), "autumn": (9, 1), "winter": (12, 1),
           "christmas": (12, 25), "new year": (12, 31), "easter": (4, 1)}  # fmt: skip


@cache
def _parser() -> parsedatetime.Calendar:
    constants = parsedatetime.Constants("en_US", usePyICU=False)
    constants.DOWParseStyle = 1  # a weekday is the coming one
    constants.CurrentDOWParseStyle = True  # and may be today
    return parsedatetime.Calendar(constants, version=parsedatetime.VERSION_CONTEXT_STYLE)


def times(text: str, now: datetime) -> list[Moment]:
    """Every time that the folded text names, in order; ``now`` is in the reader's zone.

    A span of hours or days counts only where it looks ahead (in, within, left, from now).
    """
    found = []
    for match in TIME.finditer(text):
        due = _resolve(match, now)
        if due is None:
            continue
        cue = match["cue"] or ""
        if match["span"] and not (
            match["span"].startswith(("in ", "within ", "the next ", "next ", "under "))
            or match["after"]
            or cue in ("within", "in")
        ):
            continue
        if (
            match["wide"]
            and not cue
            and not match["wide"].startswith(("next", "the end", "end"))
        ):
            continue
        start, end = match.start(), match.end()
        while end > start and text[end - 1] in " ,.":
            end -= 1
        found.append(
            Moment(
                start,
                end,
                due,
                until=bool(
                    cue or match["work"] or match["span"] or _INNER.search(match.group())
                ),
                clock=bool(match["clock"] or match["clock2"] or match["span"]),
                today=due.date() == now.date(),
                bare=bool(match["clock2"] and not match["day2"]),
                wide=bool(match["wide"]),
            )
        )
    return found


def _resolve(match: re.Match[str], now: datetime) -> datetime | None:
    if match["span"]:
        return _after(match, now)
    if match["work"]:
        return at(_day(match["day3"] or "today", now) or now, 17)
    if match["wide"]:
        return _wide(match["wide"], now, match["cue"] or "")
    if match["part3"]:
        day = _day(match["day4"], now)
        return day and _clock(day, match["part3"], None)
    if match["clock2"]:
        named = match["day2"] or ""
        part = match["part2"] or next(
            (p for p in ("morning", "afternoon", "evening", "night") if p in named), ""
        )
        day = (
            _day(named, now)
            if named and not named.startswith(("in the", "at night"))
            else now
        )
        due = day and _clock(day, part, match["clock2"])
        if (
            due
            and not named
            and due < now
            and re.match(r"[1-9](?:[:.]|$| o)", match["clock2"])
        ):
            due += timedelta(hours=12)  # "at 3:30", said after noon
        return due
    named = match["day"]
    day = _day(match["day_b"] or named, now) or _day(named, now)
    if day is None:
        return None
    part = match["part"] or next(
        (p for p in ("morning", "noon", "afternoon", "evening", "night") if p in named), ""
    )
    evening = _SHOW.search(match.string, max(0, match.start() - _NEAR), match.start())
    if not part and evening and match["clock"] in ("7", "8", "seven", "eight"):
        part = "evening"
    return _clock(day, part, match["clock"])


def _after(match: re.Match[str], now: datetime) -> datetime | None:
    word = match["count"].strip()
    count = _WORDS.get(word)
    if count is None:
        count = float(word)
    if match["and_half"] or match["and_half2"]:
        count += 0.5
    unit = match["unit"]
    if unit.startswith("min"):
        return now + timedelta(minutes=count)
    if unit.startswith(("hour", "hr")):
        return now + timedelta(hours=count)
    if "working" in unit or "business" in unit:
        day, left = now, count
        while left > 0:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return at(day, 17)
    days = {"d": 1, "w": 7, "f": 14, "m": 30}[unit.split()[-1][0]]
    return now + timedelta(days=days * count)


def _wide(text: str, now: datetime, cue: str) -> datetime | None:
    for name, (month, day) in _SEASON.items():
        if name in text:
            due = day_end(now.replace(month=month, day=day))
            return due if due >= now else due.replace(year=now.year + 1)
    ahead = 1 if "next" in text else 0
    if "weekend" in text:
        last = 4 if cue in ("before", "ahead of", "prior to") else 6
        return day_end(now + timedelta(days=last - now.weekday() + 7 * ahead))
    if "week" in text:
        last = 4 if "end of" in text else 6
        return day_end(now + timedelta(days=last - now.weekday() + 7 * ahead))
    if "year" in text:
        return day_end(now.replace(year=now.year + ahead, month=12, day=31))
    if "quarter" in text:
        first = (now.month - 1) // 3 * 3 + 3 * (1 + ahead)
        return day_end(_months(now, first - now.month + 1) - timedelta(days=1))
    if text in ("mid-month", "mid month"):
        return day_end(now.replace(day=15)) if now.day <= 15 else None
    if "month" in text:
        return day_end(_months(now, 1 + ahead) - timedelta(days=1))
    named = re.search(_MONTH, text)
    if named is None:
        return None
    month = "janfebmaraprmayjunjulaugsepoctnovdec".find(named.group()[:3]) // 3 + 1
    start = day_end(now.replace(day=1, month=month))
    if month < now.month:
        start = start.replace(year=now.year + 1)
    if text.startswith("mid"):
        return start.replace(day=15)
    return day_end(_months(start, 1) - timedelta(days=1))


def _months(now: datetime, ahead: int) -> datetime:
    """The first of the month that many months ahead."""
    year, month = divmod(now.year * 12 + now.month - 1 + ahead, 12)
    return now.replace(year=year, month=month + 1, day=1)


def _day(text: str, now: datetime) -> datetime | None:
    """The day that the words name, at this time of day; None where there is none."""
    if text.startswith(
        ("today", "tonight", "this morning", "this afternoon", "this evening")
    ) or (
        text
        in (
            "morning",
            "afternoon",
            "evening",
            "this noon",
            "this midnight",
            "this lunchtime",
        )
        or text.startswith("the same")
    ):
        return now
    if text.startswith(("tomorrow", "tmrw", "tmr", "tomoz", "2moro")):
        return now + timedelta(days=1)
    if text == "the day after tomorrow":
        return now + timedelta(days=2)
    ordinal = re.fullmatch(r"(?:the )?(\d+)(?:st|nd|rd|th)", text)
    if ordinal:
        try:
            return now.replace(day=int(ordinal[1]))
        except ValueError:
            return None
    iso = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text)
    try:
        if iso:
            return now.replace(year=int(iso[1]), month=int(iso[2]), day=int(iso[3]))
        plain = re.sub(r"^(?:the|on|this|coming) | of(?= )", "", text)
        weeks = 0
        if plain.startswith("next "):
            plain, weeks = plain[5:], 1
        moment, context = _parser().parseDT(
            plain, sourceTime=now.replace(tzinfo=None), tzinfo=now.tzinfo
        )
    except (ValueError, OverflowError):
        return None
    if not context.hasDate:
        return None
    day: datetime = moment.replace(hour=now.hour, minute=now.minute, tzinfo=now.tzinfo)
    if weeks and day.isocalendar().week == now.isocalendar().week:
        day += timedelta(days=7)  # "next Friday" is in the next week
    # Without a year parsedatetime looks ahead; just gone is likelier than far off.
    if not re.search(r"20\d\d", text) and day - now > timedelta(days=270):
        day = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day
    return day


def _clock(day: datetime, part: str, clock: str | None) -> datetime | None:
    if not clock:
        return at(day, _ENDS[part]) if part in _ENDS else day_end(day)
    clock = clock.strip()
    if clock in ("noon", "midday"):
        return at(day, 12)
    if clock == "midnight":
        return at(day, 24)
    military = re.fullmatch(r"(\d\d)(\d\d) ?(?:hrs|hours)", clock)
    if military:
        return at(day, int(military[1]), int(military[2]))
    read = re.match(
        r"(?:(?:a )?(half|quarter|ten|twenty|five|\d+) (past|to) )?(\d+|[a-z-]+)"
        r"(?:[:.](\d\d))? ?([ap])?",
        clock,
    )
    if not read:
        return None
    hour = int(read[3]) if read[3].isdecimal() else int(_WORDS.get(read[3], 99))
    minute = int(read[4] or 0)
    if read[1]:
        some = {"half": 30, "quarter": 15}.get(read[1]) or int(_WORDS.get(read[1], 0))
        minute = some or int(read[1])
        if read[2] == "to":
            hour, minute = hour - 1, 60 - minute
    half = read[5]
    if half == "p" or (
        not half and hour < 12 and part in ("afternoon", "evening", "night")
    ):
        hour = hour + 12 if hour < 12 else hour
    elif half == "a" and hour == 12:
        hour = 0
    elif not half and hour < 7 and not read[4] and part != "morning":
        hour += 12  # "by five" is in the afternoon
    return at(day, hour, minute) if hour <= 24 and 0 <= minute < 60 else None
