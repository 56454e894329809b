"""Hours and parts of the day: 上午十点, 后半夜三点, 18:00, 零点, 天亮, 下班."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sentiment.times.chinese.numbers import number
from sentiment.times.moment import at, day_end

WORK = {
    "下班": 18 * 60, "收工": 18 * 60, "打烊": 18 * 60, "关门": 18 * 60, "关店": 18 * 60,
    "上班": 9 * 60, "开门": 9 * 60, "开盘": 9 * 60 + 30, "收盘": 15 * 60,
}  # fmt: skip
_WORK = rf"(?:{'|'.join(WORK)})(?=(?:之|以)?前)"
_LONG_PART = (
    r"凌晨|一大?早(?!上)|天黑|天亮|清晨|拂晓|黎明|大?早上|早晨|上午|晌午|中午|正午|午后|下午|傍晚|黄昏"
    r"|晚上|晚间|夜里|夜间|大?半夜|[前后]半夜|午夜|深夜|当晚"
)
PART = rf"{_WORK}|{_LONG_PART}|早|晚"
PART_ALONE = rf"{_WORK}|(?<![一整个每天])(?:{_LONG_PART})(?![好茶餐饭班安])"
_HAN = "零〇一二两三四五六七八九十"
_MINUTE = (
    r"半(?![个天年月小])|[一三]刻钟?|整|[零〇][一二三四五六七八九]分?"
    rf"|[{_HAN}]{{2,3}}分?|[0-5]\d分?(?!\d)|\d分|[{_HAN}]分"
)
_POINTS = (  # three points of a letter, and 3.5
    r"(?!要求|意见|建议|问题|疑问|理由|原因|不满|需要|需求|[万亿倍度]"
    r"|\d|[一二三四五六七八九](?![过到起直定开]))"
)
CLOCK = (
    r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])"
    rf"|(?:(?<![\d.:])(?:[01]?\d|2[0-4])|(?<![{_HAN}几])[{_HAN}]{{1,3}})\s?"
    rf"(?:点钟?|时(?![间候常代期光效尚])(?<!一时))(?:{_MINUTE})?{_POINTS}多?"
)
# 一点 is "a little" unless something says that it is one o'clock.
BARE_CLOCK = (
    r"(?!一点(?!钟|半|整|[一三]刻|[零二三四五]?十|之?前|\d\d|多|左右|开)|[一两二]时)"
    rf"(?:{CLOCK})"
)
_READ = re.compile(rf"([\d{_HAN}]+)\s?(?:点钟?|时)(.*?)多?$")
_TOLD_BEFORE = re.compile(r"(?:都|已经?|现在|从|打|自从)$")
_TOLD_AFTER = re.compile(
    r"(?:左右)?(?:就)?[\u4e00-\u9fff]{1,2}的(?!\w{0,2}[飞火机车船班会票课])"
)
_MORNINGS = ("凌晨", "清晨", "拂晓", "黎明", "天亮")


def told(text: str, start: int, end: int) -> bool:
    """Whether the words around a time say that it is over: 凌晨三点停的, 都八点了."""
    return bool(
        _TOLD_BEFORE.search(text, max(0, start - 3), start) or _TOLD_AFTER.match(text, end)
    )


def part_end(day: datetime, part: str, limit: bool) -> datetime:
    """When that part of the day is over; with ``limit`` noon is 12:00, not one."""
    if part in WORK:
        return at(day, 0) + timedelta(minutes=WORK[part])
    if part == "后半夜":
        return at(day + timedelta(days=1), 6)
    if part in ("凌晨", "清晨"):
        return at(day, 6)
    if part in _MORNINGS:
        return at(day, 7)
    if part in ("一早", "一大早"):
        return at(day, 9)
    if part in ("早", "早上", "大早上", "早晨", "上午", "晨"):
        return at(day, 12)
    if part in ("中午", "正午", "晌午"):
        return at(day, 12 if limit else 13)
    if part in ("午后", "下午", "傍晚", "天黑", "黄昏"):
        return at(day, 18)
    return day_end(day)


def part_alone(part: str, limit: bool, over: bool, now: datetime) -> datetime:
    """The end of a part of a day that is not named: today's, or the next where it must."""
    due = part_end(now, part, limit)
    if part == "后半夜" and now.hour < 6:
        due -= timedelta(days=1)
    if due < now and not over and (limit or part in ("天亮", "拂晓", "黎明")):
        return due + timedelta(days=1)
    return due


def hour(
    day: datetime,
    part: str,
    clock: str,
    *,
    named: bool,
    limit: bool,
    over: bool,
    now: datetime,
) -> datetime | None:
    """That hour of ``day``; None where the clock has no such hour.

    零点 of a ``named`` day begins it, 十二点 at night ends it. Where no day is named and
    the hour is over, the next time that the clock shows it is meant, unless ``over``.
    """
    read = _parsed(clock)
    if read is None:
        return None
    hours, minutes = read
    evening = part[:1] in ("晚", "夜", "深") or part in (
        "半夜",
        "大半夜",
        "前半夜",
        "午夜",
        "当晚",
    )
    if hours == 0 or (hours == 12 and evening):
        return _midnight(day, part, minutes, hours, named, limit, over, now)
    early = 4 if part[:1] in ("晚", "当") else 6  # 晚上五点 is 17:00, 夜里五点 is not
    if part == "后半夜" or (evening and hours < early):
        due = at(day, hours, minutes)
        ahead = (
            due < now
            if not named
            else part[:1] in ("晚", "夜") and day.date() >= now.date()
        )
        return due + timedelta(days=1) if ahead and not over else due
    if part in ("下午", "午后", "傍晚", "黄昏", "天黑") or evening:
        hours += 12 * (hours < 12)
    elif part in ("中午", "正午", "晌午"):
        hours += 12 * (hours < 10)
    if hours > 24:
        return None
    due = at(day, hours, minutes)
    if named:
        vague = not part and ":" not in clock and hours < 7 and day.date() == now.date()
        return due + timedelta(hours=12) if vague else due
    return _coming(due, part, ":" in clock, over, now)


def _parsed(clock: str) -> tuple[int, int] | None:
    if ":" in clock:
        hours, minutes = (int(piece) for piece in clock.split(":")[:2])
        return hours, minutes
    read = _READ.match(clock)
    if not read:
        return None
    rest = read[2].rstrip("分钟")
    fixed = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}.get(rest)
    minutes = int(number(rest)) if fixed is None else fixed
    hours = int(number(read[1]))
    return (hours, minutes) if hours <= 24 and minutes < 60 else None


def _midnight(
    day: datetime, part: str, minutes: int, hours: int, named: bool, limit: bool,
    over: bool, now: datetime,
) -> datetime:  # fmt: skip
    evening = part[:1] in ("晚", "夜", "深", "午", "半", "大", "当")
    begins = at(day, 0, minutes)
    if over and not named:
        return begins
    today = day.date() == now.date()
    if hours == 0 and named and not evening and not (today and limit):
        return begins
    return at(day, 24, minutes)


def _coming(due: datetime, part: str, exact: bool, over: bool, now: datetime) -> datetime:
    """The first of the hours that a bare clock may mean which lies ahead."""
    if due >= now and not over:
        return due
    if part:
        night = part == "凌晨" and not over
        late = (
            part in ("早上", "早", "清晨", "上午", "一早") and now.hour >= 20 and not over
        )
        return due + timedelta(days=1) if night or late else due
    half = due + timedelta(hours=12)
    if over:
        fits = not exact and due.hour < 12 and half <= now
        return half if fits else due
    if not exact and due.hour <= 12 and half >= now:
        return half
    return due + timedelta(days=1) if now - due > timedelta(hours=8) else due
