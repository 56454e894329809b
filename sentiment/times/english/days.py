"""Days that English names: tomorrow, Friday week, the fifth, 21/12, Christmas Eve."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from sentiment.times.english.feasts import FEAST, feast, nth
from sentiment.times.english.figures import (
    MONTH,
    NUMBER,
    ORDINAL,
    ORDINAL_WORD,
    PLACE,
    WEEKDAY,
    month,
    number,
    ordinal,
    weekday,
)  # fmt: skip

_TOMORROW = r"tomor+ow|tommor+ow|tmrw|tmr|tmw|tomoz|2moro(?:w)?"
_COUNTED = (  # "the 5th grade", "18th floor": no day of a month
    r"(?! (?:time|floor|year|grade|century|birthday|anniversary|day|week|contact|email|call"
    r"|street|st|avenue|ave|place|attempt|person|visit|party|generation|gen|edition|hole"
    r"|row"
    r"|reminder|message|one|month|hand|class|party|person|thing|half|line|opinion|house"
    r"|engineer|name|language|hour|minute|degree|part|of (?!next|this|the month"
    r"|[a-z]+ 20))\b)"
)
# Behind an ordinal in words that is a day: the end, or a word that goes on.
_ENDED = (
    r"(?= ?(?:[.,;:!?()\"\n-]|$)| (?:at|and|but|so|is|was|or|to|of (?:next|this|the month)"
    r"|then|we|i|you|it|they|he|she|please|otherwise|for|because|by|before|with|um|uh)\b)"
)
_SPOKEN = (
    r"(?:(?<=on )|(?<=by )|(?<=for )|(?<=before )|(?<=until )|(?<=till )|(?<=since )"
    r"|(?<=is )"
    r"|(?<=was )|(?<=from )|(?<=and )|(?<=say )|(?<=said )|(?<='s )|(?<=through ))"
)
_THE = r"(?:(?<=the )|(?<=on )|(?<=by ))"
_YEAR = r"(?:,? (?:20|19)\d\d\b)?"
_WORD_DAY = rf"{_THE}{ORDINAL_WORD}"
_ORDINALS = rf"(?:{ORDINAL}|{ORDINAL_WORD}|0?[1-9]|[12]\d|3[01])"
_OF_MONTH = r" of (?:the|this|next|last|each|every) month"
_DATE = (
    rf"(?:{WEEKDAY},? )?(?:the )?(?:{_ORDINALS})(?: of)?,? {MONTH}\.?{_YEAR}"
    rf"|(?:{WEEKDAY},? )?{MONTH}\.? (?:the )?(?:{ORDINAL}|{ORDINAL_WORD}\b|(?:0?[1-9]"
    rf"|[12]\d"
    rf"|3[01])(?![\d:]|\.\d| ?[ap]\.?m\b|st|nd|rd|th)){_YEAR}"
    rf"|(?:{WEEKDAY},? )?(?:the )?(?:{ORDINAL}|{ORDINAL_WORD}){_OF_MONTH}"
    rf"|{WEEKDAY},? (?:the )?(?:{ORDINAL}|(?<=the ){ORDINAL_WORD}{_ENDED})"
    rf"|(?:the )?(?:{PLACE}) (?:{WEEKDAY}|day)(?: (?:of|in)(?: {MONTH}| (?:the|this"
    rf"|next) month))"
    r"|20\d\d-[01]\d-[0-3]\d\b"
    rf"|(?:{WEEKDAY},? )?(?<![\d/£$€.,-])[0-3]?\d[/-][0-3]?\d[/-](?:20)?\d\d(?![\d/-])"
    rf"|(?:{WEEKDAY},? )?(?<![\d/£$€.,])(?!24/7|[1-3]/[234](?![\d/])|\d\d?/(?:10|5)(?!\d))"
    r"[0-3]?\d/[0-3]?\d(?![\d/%]| ?(?:cup|inch|mile|price|of|\")\b)"
    r"|(?:(?<=on )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=due )|(?<=since )"
    r"|(?<=for ))[1-3]/[234](?![\d/])"
    r"|(?<![\d.])[0-3]?\d\.[01]?\d\.(?:20)?\d\d(?![\d.])"
    r"|(?:(?<=on )|(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=due )|(?<=since )"
    r"|(?<=from )|(?<=to )|(?<=: )|(?<=of )|(?<=for ))"
    r"(?:[0-3]?\d\.0?[1-9]|(?:1[3-9]|2\d|3[01])\.1[0-2])\.(?!\d)"
    r"|(?<=on )[0-3]?\d\.[01]?\d(?![\d.:]| ?[ap]\.?m)"
    rf"|the {ORDINAL}{_COUNTED}|(?<!'s )(?<![\d$£]){ORDINAL}{_COUNTED}"
    rf"|{_SPOKEN}the {ORDINAL_WORD}\b{_ENDED}|(?<=on )first(?= ?(?:[.,;]|$))"
    r"|the (?:fourth|fifth|[a-z]+teenth|twentieth|twenty[- ][a-z]+(?:th|rd|nd|st)"
    r"|thirtieth)"
    rf"\b{_ENDED}"
)
_SPAN = rf"(?:a|one|two|three|four|\d\d?|{NUMBER})"
_FROM = (
    rf"(?:(?:{_SPAN}) weeks?|a fortnight|(?:{_SPAN}) days?) (?:(?:on|from|next|this"
    rf"|come) )?"
    rf"(?:{WEEKDAY}|today|{_TOMORROW})(?! last)"
)
DAY = (
    rf"{_FROM}|(?:today|{_TOMORROW}) week\b|{WEEKDAY} (?:week(?!end)|fortnight)\b"
    rf"|today|tonight|tonite|{_TOMORROW}|yesterday|last night"
    r"|(?:this|the same|that) (?:morning|afternoon|evening|arvo|lunchtime|teatime)"
    r"|this (?:noon|midnight)|the day (?:after tomorrow|before yesterday)|overmorrow"
    rf"|(?:this|next|last) week,? (?:on )?{WEEKDAY}|{_DATE}"
    rf"|{WEEKDAY} (?:of )?(?:next|this|last) week\b|(?:the )?{WEEKDAY} after next|{FEAST}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
    rf"|(?:(?:this coming|this|next|last|coming|following|the) )?{WEEKDAY}(?: (?:next"
    rf"|last|gone)\b"
    r"(?! (?:week|month|year|time)))?"
)
_WEEKS = re.compile(
    rf"(?P<count>{_SPAN}|a) (?P<unit>week|fortnight|day)s? (?:\w+ )??(?P<day>[a-z]+)$"
)
_PARTS = re.compile(
    rf"(?:(?:{WEEKDAY}),? )?(?:the )?(?:(?P<day>{_ORDINALS})(?: of)?,? (?P<month>{MONTH})"
    rf"|(?P<month2>{MONTH})\.? (?:the )?(?P<day2>{_ORDINALS}))\.?(?:,? (?P<year>(?:20"
    rf"|19)\d\d))?"
)
_PLACED = re.compile(
    rf"(?:the )?(?P<place>{PLACE}) (?P<what>{WEEKDAY}|day) (?:of|in) (?P<month>.+)"
)
_FIGURES = re.compile(
    r"(?P<a>\d+)(?P<mark>[/.-])(?P<b>\d+)(?:[/.-](?P<year>(?:20)?\d\d))?\.?$"
)
_ALONE = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY}),? )?(?:the )?(?P<day>{ORDINAL}|{ORDINAL_WORD})"
    r"(?: of (?P<when>the|this|next|last|each|every) month)?"
)
_WEEKDAY = re.compile(WEEKDAY)
_FEAST = re.compile(FEAST)
_BARE = re.compile(r"\b(?:sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b")
_MONTHS_FIRST = (-10, -3)  # hours from UTC in which 2/13 has the month first


def day_named(text: str, now: datetime, gone: bool) -> tuple[datetime, bool] | None:
    """The day that these words name, at this time of day, and whether it is a wide feast.

    None for none; a day that does not exist raises ValueError. Without a year, month or
    week it is the coming one; the last one where ``gone`` says that the words around tell
    of the past.
    """
    near = _near(text, now)
    if near is not None:
        return near, False
    if _FEAST.fullmatch(text):
        return feast(text, now, gone)
    day = _date(text, now, gone) or _weekday(text, now, gone)
    return (day, False) if day else None


def _near(text: str, now: datetime) -> datetime | None:
    day = timedelta(days=1)
    if text.startswith(("today", "tonight", "tonite")):
        return now + 7 * day * text.endswith("week")
    if text.startswith(("this ", "the same ", "that ")) and not _WEEKDAY.search(text):
        return now
    if re.match(_TOMORROW, text):
        return now + day + 7 * day * text.endswith("week")
    if text in ("yesterday", "last night"):
        return now - day
    if text in ("the day after tomorrow", "overmorrow"):
        return now + 2 * day
    if text == "the day before yesterday":
        return now - 2 * day
    counted = _WEEKS.match(text)
    start = counted and day_named(counted["day"], now, False)
    if counted and start:
        unit = {"w": 7, "f": 14, "d": 1}[counted["unit"][0]]
        return start[0] + unit * number(counted["count"]) * day
    return None


def _weekday(text: str, now: datetime, gone: bool) -> datetime | None:
    named = _WEEKDAY.search(text) or _BARE.search(text)
    if named is None:
        return None
    ahead = (weekday(named.group()) - now.weekday()) % 7
    monday = now - timedelta(days=now.weekday())
    if "this week" in text:
        return monday + timedelta(days=weekday(named.group()))
    if "last week" in text:
        return monday + timedelta(days=weekday(named.group()) - 7)
    if "next week" in text:
        return monday + timedelta(days=weekday(named.group()) + 7)
    if "last" in text or "gone" in text:
        return now + timedelta(days=ahead - 7)
    if text.endswith(("week", "after next")):
        ahead += 7
    elif text.endswith("fortnight"):
        ahead += 14
    elif "next" in text and now.weekday() + ahead < 7:
        ahead += 7  # "next Friday" is in the next week
    elif gone and ahead:
        ahead -= 7
    return now + timedelta(days=ahead)


def _date(text: str, now: datetime, gone: bool) -> datetime | None:
    if re.fullmatch(r"20\d\d-\d\d-\d\d", text):
        return _on(now, *(int(piece) for piece in text.split("-")))
    placed = _PLACED.fullmatch(text)
    if placed:
        return _place(placed, now)
    named = _PARTS.fullmatch(text)
    if named:
        day = ordinal(named["day"] or named["day2"])
        return _yearly(
            now, named["year"], month(named["month"] or named["month2"]), day, gone
        )
    figures = _FIGURES.search(text)
    if figures:
        return _figures(figures, now, gone)
    alone = _ALONE.fullmatch(text)
    return _alone(alone, now, gone) if alone else None


def _alone(alone: re.Match[str], now: datetime, gone: bool) -> datetime | None:
    """A day of a month that is not named: this one, or the first one that has it ahead."""
    day = ordinal(alone["day"])
    if alone["when"] in ("this", "next", "last"):
        return _on(*months(now, {"this": 0, "next": 1, "last": -1}[alone["when"]]), day)
    step = -1 if gone else 1
    for ahead in range(0, 5 * step, step):
        try:
            found = _on(*months(now, ahead), day)
        except ValueError:
            continue
        wrong = alone["weekday"] and found.weekday() != weekday(alone["weekday"])
        if not wrong and (found <= now if gone else found >= now):
            return found
    return _on(*months(now, 0), day)


def _figures(found: re.Match[str], now: datetime, gone: bool) -> datetime | None:
    first, second = int(found["a"]), int(found["b"])
    year = found["year"] and f"20{found['year'][-2:]}"
    hours = (now.utcoffset() or timedelta()) / timedelta(hours=1)
    american = _MONTHS_FIRST[0] <= hours <= _MONTHS_FIRST[1] and found["mark"] != "."
    if (american and first <= 12) or second > 12:
        first, second = second, first
    return _yearly(now, year, second, first, gone)


def _place(found: re.Match[str], now: datetime) -> datetime | None:
    place = -1 if found["place"] == "last" else ordinal(found["place"])
    if "month" in found["month"]:
        _, year, which = months(now, 1 if "next" in found["month"] else 0)
    else:
        which = month(found["month"])
        year = now.year + (which < now.month)
    if found["what"] == "day":
        if place > 0:
            return _on(now, year, which, place)
        return _on(now, year, which, calendar.monthrange(year, which)[1])
    day = nth(year, which, weekday(found["what"]), place)
    return _on(now, day.year, day.month, day.day)


def months(now: datetime, ahead: int) -> tuple[datetime, int, int]:
    """``now``, and the year and month so many months ahead of it."""
    year, before = divmod(now.year * 12 + now.month - 1 + ahead, 12)
    return now, year, before + 1


def _yearly(now: datetime, year: str | None, month: int, day: int, gone: bool) -> datetime:
    """That day; without a year, just gone is likelier than far off."""
    if year:
        return _on(now, int(year), month, day)
    if (month, day) == (2, 29):
        leap = next(y for y in range(now.year - gone, now.year + 9) if calendar.isleap(y))
        return _on(now, leap, 2, 29)
    found = _on(now, now.year, month, day)
    off = (found - now).days
    if off > (60 if gone else 270):
        return _on(now, now.year - 1, month, day)
    return _on(now, now.year + 1, month, day) if off < -95 and not gone else found


def _on(now: datetime, year: int, month: int, day: int) -> datetime:
    return now.replace(year=year, month=month, day=day)
