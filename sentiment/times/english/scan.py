"""The one pass over a text that finds its times, and what they say together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sentiment.times.english.clocks import CLOCK, CLOCK_BEHIND, PART, hour_named, part_end
from sentiment.times.english.days import DAY, day_named
from sentiment.times.english.spans import SPAN, looks_ahead, span_named
from sentiment.times.english.wides import WIDE, wide_named
from sentiment.times.moment import Moment, at

_MEAL = (
    r"(?:(?<=by )|(?<=before )|(?<=until )|(?<=till )|(?<=since )|(?<=at )|(?<=after ))(?:"
    r"breakfast|lunch|dinner|supper|tea|dusk|dawn|sunset|nightfall|dark"
    r"|bedtime)(?: ?time)?\b"
    r"|(?<!good )(?<!in the )mid-?(?:morning|afternoon)|overnight"
)
# With what a time can begin: looked at first, so that other words cost nothing.
_STARTS = (
    r"(?=\d|(?:an?|the|in|on|at|sat|sun|few|kw|cw|st|may|dec|all|up|eod|cob|nye|cny|fri"
    r"|mon|fall"
    r"|holi|onam|mlk|dark|dusk|dawn|half|some|late|later|tea)\b|(?:jan|feb|mar|apr|jun"
    r"|jul|aug"
    r"|sep|oct|nov|decem|christ|xmas|easter|eid|diwal|divali|deepa|dinner|dragon|dusse"
    r"|boxing"
    r"|bonfire|bank|black|burns|beginning|back end|breakfast|bedtime|bastille|calendar"
    r"|canada"
    r"|chanuk|chinese|cinco|columbus|close|couple|cyber|ash|ascen|april|armistice|anzac"
    r"|austral"
    r"|all|about|around|another|approx|autumn|early|end of|election|eight|eleven|fif|first"
    r"|five|fort|four|freedom|father|good f|ganesh|groundhog|guy|gudi|hallow|hanuk|heritage"
    r"|hogman|holy|indepen|indigen|inside|within|just|june|king's|labo|lunch|lunar|last"
    r"|less"
    r"|martin|matariki|maundy|maybe|memorial|michael|mid|month|mother|nation|new y|next"
    r"|night"
    r"|nin|noon|only|over|palm|pancake|passover|patrick|paddy|pentec|pesach|president"
    r"|public"
    r"|purim|quarter|raksha|rakhi|remembr|republic|rosh|roughly|seco|seve|shrove|silvester"
    r"|six|some ?time|spring|summer|start of|supper|sunset|st\.|sat|sun|mon|tue|wed|thu"
    r"|fri|ten"
    r"|thir|thr|thanks|then|this|that|to(?:day|night|nite|mor)|tom[mo]|tm[rw]|2moro|twe|two"
    r"|teatime|third|under|valentine|veteran|very|vesak|victoria|waitangi|week|whit|winter"
    r"|worker|year|yesterday|yom|middle|juneteenth|one|overmorrow|overnight|fourth))"
)
_SCAN = re.compile(
    rf"(?<![\w$£€#]){_STARTS}(?:"
    rf"(?P<part3>first thing|lunch ?time|lunch|mid-?morning|early)(?: on)? (?P<day3>{DAY})"
    rf"|(?P<day>{DAY})(?:,?(?: in the| at| by| before| around| from| until)?,? "
    rf"(?P<part>{PART})\b)?"
    rf"(?:,?(?: at| by| before| around| about| until| maybe| -| @|,| doors| for"
    rf"| from){{0,3}}"
    rf" (?P<clock>{CLOCK_BEHIND}))?"
    rf"|(?P<clock2>{CLOCK})(?:,?(?: on| this| the|,)? (?:(?P<day2>{DAY})"
    r"|(?P<part2>in the (?:morning|afternoon|evening)|at night)"
    r"|(?P<same>on the (?:day|night)|that (?:day|night)))"
    rf"(?: (?P<part22>{PART})\b)?)?"
    r"|(?P<work>(?:the )?(?:end of (?:the )?(?:business|working day|work(?:day)?|day|play)"
    rf"|close of (?:business|play)|eod|cob)\b(?: (?P<day4>(?:on )?(?:{DAY})))?)"
    r"|(?P<later>in the (?:morning|afternoon|evening))(?! (?:of|or)\b)"
    r"|(?P<then>(?:(?<=by )|(?<=before )|(?<=until )|(?<=till ))then\b)"
    rf"|(?P<meal>{_MEAL})"
    rf"|(?P<wide>{WIDE})|(?P<span>{SPAN})"
    r")"
)
_CUE = re.compile(
    r"(?:\b(?P<cue>no later than|not later than|at the latest by|on or before|ahead of"
    r"|prior to"
    r"|just before|before|until|till|til|by|due(?: on| at| by)?|within|expir(?:es"
    r"|ing)(?: on| at)?"
    r"|closes?(?: on| at)?|ends?(?: on| at)?|deadline(?: is| of)?|through|up to):? )?"
    r"(?:(?:on|at|the|around|about|just|sometime) |@ ?){0,3}\Z"
)
_SPOKEN = 40  # letters in front of a time that say when it was
_GONE = re.compile(
    r"(?:\bsince(?: \w+)?|\bback in|\bas of|\bdated|\bever since"
    r"|\b(?:was|were|been|went|came|began|rang|wrote|made|saw|got|took|left|did|had"
    r"|sent|bought|paid|broke|fell|lost|found|met|put|ran|gave|spoke|heard|kept|didn't"
    r"|wasn't|weren't|hasn't|haven't|was due|were due"
    r"|(?!need|hundred|schedul|expect|requir|suppos|plann|book|clos|delay|postpon|extend|list"
    r"|want"
    r"|promis)"
    r"[a-z]{2,}ed))(?: (?:us|me|it|in|out|up|off|down|again|there|here|him|her|them|this"
    r"|that"
    r"|back|away|over|everything|all|one|twice|early|late)){0,2}"
    r"(?: (?:on|at|by|around|about|the|in)){0,2}\s*$"
)
_TO_BE = re.compile(
    r"\b(?:to|will|must|be|gets?|being|should|can|is|are|it's|has to|have to)(?: \w+)? \w+"
    r"(?: (?:on|at|by|in|the|for|around|about)){0,2}\s*$"
)
_SHOW = re.compile(r"\b(?:show|curtain|performance|concert|dinner|party|gig|kick-?off)\b")
_NEAR = 60  # letters before "tomorrow at seven" in which a show makes it the evening
_FAR = 90  # letters across which one time is counted from another
_CLOSE = 40  # letters across which an hour still belongs to a day
_APART = re.compile(r"[.,;!?\n]|\b(?:by|before|until|till|clos\w+)\b")
_HOURS = re.compile(r".+? (?:and|to|till|until) (?P<last>.+)")
_SINCE_THEN = re.compile(r"\b(?:from|between) $")
_INNER = re.compile(r" (?:by|before|until) ")
_RANGE = re.compile(r" ?(?:-|to|till|until|through|or) ?(?:the )?")
_PARTS = (
    "morning",
    "noon",
    "afternoon",
    "evening",
    "night",
    "lunchtime",
    "arvo",
    "teatime",
)


class _Found(NamedTuple):
    """A time, with what was found and whether it names a day or waits for another time."""

    moment: Moment | None
    match: re.Match[str]
    day: bool


def times(text: str, now: datetime) -> list[Moment]:
    """Every time that the folded text names, in order, those gone by too.

    ``now`` is aware, in the reader's zone. A vague time ends when it ends: a day at
    23:59, a morning at 12:00, business at 17:00. Those of the past lie before ``now``
    where the words say so (since, ago, last, was). One pass; never raises.
    """
    found: list[_Found] = []
    for match in _SCAN.finditer(text):
        last = next((f.moment for f in reversed(found) if f.day and f.moment), None)
        if last and match.start() - last.end > _FAR:
            last = None
        read = _read(match, now, last)
        if read is not None:
            found.append(read)
    return _joined(text, _counted(found, now))


def _read(match: re.Match[str], now: datetime, last: Moment | None) -> _Found | None:
    text, start = match.string, match.start()
    cued = _CUE.search(text, max(0, start - 34), start)
    cue = (cued and cued["cue"]) or ""
    gone = not cue and _gone(text[max(0, start - _SPOKEN) : start])
    try:
        due, wide, day = _due(match, now, cue, gone, last)
    except (ValueError, OverflowError):  # the 31st of June, the year 10000
        return None
    if due is None and not (match["span"] and (match["before"] or match["from"])):
        return None
    begin, end = cued.start() if cued else start, match.end()
    while end > start and text[end - 1] in " ,.":
        end -= 1
    ahead = bool(match["span"] and looks_ahead(match))
    moment = due if due is None else Moment(
        begin,
        end,
        due,
        until=bool(cue or match["work"] or ahead or _INNER.search(match.group())),
        clock=bool(match["clock"] or match["clock2"] or (match["span"] and (
            ahead or match["unit"].startswith(("min", "hour", "hr"))))),
        today=due.date() == now.date(),
        bare=bool(match["clock2"] and not (match["day2"] or match["same"])),
        wide=wide,
    )  # fmt: skip
    return _Found(moment, match, day)


def _gone(before: str) -> bool:
    return bool(_GONE.search(before)) and not _TO_BE.search(before)


def _due(
    match: re.Match[str], now: datetime, cue: str, gone: bool, last: Moment | None
) -> tuple[datetime | None, bool, bool]:
    """When it has passed, whether it is wide, and whether it names a day."""
    if match["wide"]:
        return wide_named(match["wide"], now, cue, gone), True, False
    if match["span"]:
        if match["before"] or match["from"]:
            return None, False, True  # counted from another time, when all are found
        return span_named(match, now, None), False, bool(match["unit"][0] in "dw")
    if match["work"]:
        named = (match["day4"] or "today").removeprefix("on ")
        day = day_named(named, now, gone)
        return (at(day[0], 17) if day else None), False, True
    if match["then"]:
        return (last.due if last else None), False, False
    if match["meal"]:
        return _meal(match["meal"], now, gone), False, False
    if match["later"]:
        day = day_named("tomorrow" if now.hour >= 12 else "today", now, False)
        part = match["later"].split()[-1]
        return (part_end(day[0], part) if day else None), False, True
    if match["part3"]:
        day = day_named(match["day3"], now, gone)
        return (part_end(day[0], match["part3"]) if day else None), False, True
    if match["clock2"]:
        return _clock(match, now, gone, last), False, bool(match["day2"])
    day = day_named(match["day"], now, gone)
    if day is None:
        return None, False, False
    part = match["part"] or _part(match["day"])
    if match["day"].endswith("days"):  # on Mondays: a habit, that nothing is counted from
        return part_end(day[0], part), False, False
    if not match["clock"]:
        alone = day[1] and not (cue or match["part"])
        return part_end(day[0], part), alone, True
    return _at_clock(match, match["clock"], day[0], now, part, gone), False, True


def _meal(words: str, now: datetime, gone: bool) -> datetime:
    """When a meal or a part of the day that stands alone is over, today or tomorrow."""
    due = part_end(now, re.sub(r" ?time$", "", words))
    late = words == "overnight" or (due < now and not gone)
    return due + timedelta(days=1) if late else due


def _part(words: str) -> str:
    return next((part for part in _PARTS if part in words), "")


def _clock(
    match: re.Match[str], now: datetime, gone: bool, last: Moment | None
) -> datetime | None:
    """An hour before its day, with the day named before it, or alone."""
    part = match["part22"] or _part(match["part2"] or match["day2"] or "")
    day = day_named(match["day2"], now, gone) if match["day2"] else None
    on = day[0] if day else None
    if match["same"] or (
        last and not match["day2"] and not gone and _carries(match, last, now)
    ):
        on = last.due if last else now
    elif match["part2"]:
        on = now
        due = _at_clock(match, match["clock2"], on, now, part, gone)
        if due and due < now and not gone and due.hour < 12 <= now.hour:
            on = day_named("tomorrow", now, False)[0]  # type: ignore[index]
    return _at_clock(match, match["clock2"], on, now, part, gone)


def _carries(match: re.Match[str], last: Moment, now: datetime) -> bool:
    """Whether an hour belongs to the day named just before it, in the same clause."""
    between = match.string[last.end : match.start()]
    other = last.clock or last.wide or _APART.search(between)
    return last.due.date() > now.date() and not other and len(between) < _CLOSE


def _at_clock(
    match: re.Match[str],
    clock: str,
    day: datetime | None,
    now: datetime,
    part: str,
    gone: bool,
) -> datetime | None:
    ranged = _HOURS.fullmatch(clock)
    if ranged and _SINCE_THEN.search(
        match.string[max(0, match.start() - 12) : match.start()]
    ):
        clock = ranged["last"]
    show = _SHOW.search(match.string, max(0, match.start() - _NEAR), match.start())
    if not part and day and show and clock in ("7", "8", "seven", "eight"):
        part = "evening"
    return hour_named(clock, day, now, part=part, gone=gone)


def _counted(found: list[_Found], now: datetime) -> list[Moment]:
    """The times, with lengths such as "two days before" counted from the time they mean."""
    moments = []
    for at_, (moment, match, _) in enumerate(found):
        if moment is None:
            anchor = _anchor(found, at_, bool(match["from"]))
            try:
                due = span_named(match, now, anchor)
            except (ValueError, OverflowError):
                continue
            end = match.end()
            moment = Moment(
                match.start(), end, due, until=looks_ahead(match), clock=True,
                today=due.date() == now.date(),
            )  # fmt: skip
        moments.append(moment)
    return moments


def _anchor(found: list[_Found], here: int, behind: bool) -> datetime | None:
    """The day named nearest to a length of time: behind it first where it is "from"."""
    match = found[here].match
    before = next(
        (f.moment for f in reversed(found[:here][-4:]) if f.day and f.moment), None
    )
    after = next((f.moment for f in found[here + 1 : here + 5] if f.day and f.moment), None)
    if before and match.start() - before.end > _FAR:
        before = None
    if after and after.start - match.end() > _FAR:
        after = None
    first, second = (after, before) if behind else (before, after)
    chosen = first or second
    return chosen.due if chosen else None


def _joined(text: str, moments: list[Moment]) -> list[Moment]:
    """Ranges made one: "the 3rd to the 5th", "between 10 and noon" end at their end."""
    joined: list[Moment] = []
    for moment in moments:
        if joined:
            first = joined[-1]
            if moment.start < first.end:  # the word before it belongs to "year-end" already
                clear = first.end + (text[first.end] == " ")
                moment = replace(moment, start=clear)
            between = text[first.end : moment.start]
            pair = between == " and " and text[: first.start].endswith("between ")
            owned = text.startswith(
                "'s", moment.end
            )  # "Friday or Saturday's delivery stops"
            if first.wide and between == " " and text.startswith("on ", moment.start):
                joined[-1] = replace(moment, start=first.start, until=first.until)
                continue  # "my year-end on 20 December"
            if (
                (pair or _RANGE.fullmatch(between))
                and first.due <= moment.due
                and not owned
            ):
                until = first.until or moment.until
                joined[-1] = replace(moment, start=first.start, until=until)
                continue
        joined.append(moment)
    return joined
