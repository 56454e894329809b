"""Finds the times of a Chinese text in one pass and says when each has passed."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sentiment.times.chinese.clocks import (
    BARE_CLOCK,
    CLOCK,
    PART,
    PART_ALONE,
    WORK,
    hour,
    part_alone,
    part_end,
    told,
)  # fmt: skip
from sentiment.times.chinese.days import DAY, SUFFIX, day
from sentiment.times.chinese.months import WIDE, stretch
from sentiment.times.chinese.numbers import HAN
from sentiment.times.chinese.spans import SPAN, earlier, is_span, moved, span_end, until
from sentiment.times.moment import Moment, at, day_end

_EVENT = (
    r"(?:收盘|开盘|开会|开庭|起飞|登机|发车|开考|考试|出发|上班|下班|开门|关门|放学|入住|退房|开场|开始|结束"
    r"|出门|彩排|开学|开业|手术|婚礼|发工资|发薪|开标|面试|上线|交房|续保|离职|搬家|演出|活动)"
)
TIME = re.compile(
    rf"(?=[\d{HAN}个还只仅剩再倒大前后昨今明听琴次翌隔第同当最上下这本每周星礼正腊冬农阴阳公去年月季节近拂黎清凌天早晌中午傍黄"
    r"晚夜深收打关开起登发考出放入退结彩手婚面交续离搬演活元跨情妇植愚劳青护汶儿高建抗教烈国万记光双平圣母父感黑春过龙端重除初立雨惊谷芒霜寒白处夏秋小"
    rf"公])(?:(?P<span>{SPAN})"
    rf"|(?P<day>{DAY}){SUFFIX}?(?:[（(][^)）]{{1,6}}[)）]|(?:周|星期|礼拜)[一二三四五六日天])?的?\s?"
    rf"(?P<part>{PART})?\s?(?P<clock>{CLOCK})?"
    rf"|(?P<wide>{WIDE})"
    rf"|(?P<part2>{PART})\s?(?P<clock2>{CLOCK})"
    rf"|(?P<clock3>{BARE_CLOCK})|(?P<part3>{PART_ALONE})"
    rf"|(?P<event>{_EVENT}(?=(?:之|以)?前)))"
)
_BEFORE = re.compile(
    rf"\s?(?:整)?(?:{_EVENT}|[\u4e00-\u9fff]{{2}}(?=之前|以前))?"
    r"(?:之前|以前|前(?![面台后往提期轮几边天晚年夜半])|为止|截止?|到期|以内|之内|止)"
)
_LATEST = re.compile(r"(?:最迟|最晚|不晚于|赶在|截止[到至于]?)\s?$")
_JOIN = re.compile(r"\s?(?:-|~|至|到|—)\s?")
_NEAR = 40  # letters behind a day in which a bare hour is an hour of that day


@dataclass(slots=True)
class _Known:
    """What the text said so far: its last day, whether that was an evening, and where."""

    day: datetime | None = None
    evening: bool = False
    end: int = -_NEAR
    last: int = -1  # where the last time of any kind ended


def times(text: str, now: datetime) -> list[Moment]:
    """Every time that the folded text names, in order; ``now`` in the reader's zone.

    Also those that are past or press nobody: a judge by context decides afterwards. A
    length of time counts from ``now``; 三天前 and 停了三天 lie so far back. 提前三天 and
    开庭前 count from the day that the text names, and are left out where it names none.
    """
    found: list[Moment] = []
    tied: list[tuple[re.Match[str], int]] = []
    days: list[tuple[int, datetime]] = []  # in order of the text
    known = _Known()
    for match in TIME.finditer(text):
        length = match["span"] and is_span(match)
        limit = _BEFORE.match(text, match.end())
        end = limit.end() if limit else match.end()
        if match["event"] or (length and earlier(text, match)):
            if not found or match.start() >= found[-1].end:
                tied.append((match, end))
            continue
        moment = _moment(text, match, end, limit is not None, known, now)
        if moment is None:
            continue
        if not match["wide"] and not length:
            days.append((match.start(), moment.due))
        joined = found and _joins(text, found[-1], moment)
        if joined:
            found[-1] = replace(moment, start=found[-1].start)
        else:
            found.append(moment)
        known.last = match.end()
    for match, end in tied:
        due = _tied(match, days)
        if due is not None:
            today = due.date() == now.date()
            found.append(Moment(match.start(), end, due, until=True, today=today))
    return sorted(found, key=lambda moment: moment.start)


def _joins(text: str, first: Moment, second: Moment) -> bool:
    """Whether the two are the ends of one stretch: 9月10日至12日, 9:00-17:00."""
    gap = text[first.end : second.start]
    return len(gap) < 4 and bool(_JOIN.fullmatch(gap)) and first.wide == second.wide


def _tied(match: re.Match[str], days: list[tuple[int, datetime]]) -> datetime | None:
    """The instant of what is said against another day of the text: the nearest one."""
    if not days:
        return None
    after = bisect(days, match.start(), key=lambda named: named[0])
    near = days[max(0, after - 1) : after + 1]
    _, base = min(near, key=lambda named: abs(named[0] - match.start()))
    return base if match["event"] else moved(match, base, -1)


def _moment(
    text: str, match: re.Match[str], end: int, limit: bool, known: _Known, now: datetime
) -> Moment | None:
    due: datetime | None
    start = match.start()
    named = match["feast"] or match["wide"] or ""
    limit = (
        limit
        or named.endswith(("前", "内"))
        or bool(_LATEST.search(text, max(0, start - 5), start))
    )
    clock = bool(match["clock"] or match["clock2"] or match["clock3"])
    bare = bool(match["clock2"] or match["clock3"] or match["part3"])
    wide = bool(match["wide"])
    over = told(text, start, match.end())
    if match["span"]:
        if not is_span(match):
            due = _hour(match, "", match["span"], known, limit, over, now)
            clock = bare = True
        else:
            clock, limit = True, until(text, match) or (limit and match["way"] != "前")
            due, bare = span_end(text, match, now), not limit and not match["way"]
    elif match["day"]:
        due = _day(text, match, known, limit, over, now)
        wide = bool(match["feast"]) and not (
            limit or match["part"] or clock or match.end("day") < match.end()
        )
    elif match["wide"]:
        due = stretch(match["wide"], limit, now)
    elif match["part3"]:
        due = _part(match, known, limit, over, now)
        bare = match["part3"] not in WORK
        limit = limit or not bare
    else:
        spoken = match["clock2"] or match["clock3"]
        due = _hour(match, match["part2"] or "", spoken, known, limit, over, now)
    if due is None:
        return None
    return Moment(
        start, end, due, until=limit, clock=clock, today=due.date() == now.date(),
        bare=bare, wide=wide,
    )  # fmt: skip


def _day(
    text: str, match: re.Match[str], known: _Known, limit: bool, over: bool, now: datetime
) -> datetime | None:
    said = match["day"]
    joined = len(gap := text[known.last : match.start()]) < 4 and known.last >= 0
    joined = joined and bool(_JOIN.fullmatch(gap))
    on = day(match, now, known=known.day, limit=limit, joined=joined)
    if on is None:
        return None
    part = match["part"] or (said[1] if said[1:2] in ("早", "晚", "夜", "晨") else "")
    known.day, known.end = on, match.end()
    known.evening = part[:1] in ("晚", "夜")
    if match["clock"]:
        night = said[1:2] in ("晚", "夜") and match["part"] == "凌晨"
        on += timedelta(days=night)
        return hour(on, part, match["clock"], named=True, limit=limit, over=over, now=now)
    if part:
        return part_end(on, part, limit)
    begins = limit and match["feast"] and match.end("day") == match.end()
    return at(on, 0) if begins else day_end(on)


def _anchor(match: re.Match[str], known: _Known, now: datetime) -> datetime | None:
    """The day that an hour without a day belongs to, if one was named just before."""
    near = known.day and match.start() - known.end < _NEAR
    return known.day if near and known.day and known.day.date() >= now.date() else None


def _hour(
    match: re.Match[str], part: str, clock: str, known: _Known, limit: bool, over: bool,
    now: datetime,
) -> datetime | None:  # fmt: skip
    on = _anchor(match, known, now)
    if on is None or on.date() == now.date():
        part = part or ("晚" if on and known.evening else "")
        return hour(now, part, clock, named=False, limit=limit, over=over, now=now)
    part = part or ("晚" if known.evening else "")
    return hour(on, part, clock, named=True, limit=limit, over=over, now=now)


def _part(
    match: re.Match[str], known: _Known, limit: bool, over: bool, now: datetime
) -> datetime:
    on = _anchor(match, known, now)
    if on is not None and on.date() > now.date():
        return part_end(on, match["part3"], limit)
    return part_alone(match["part3"], limit, over, now)
