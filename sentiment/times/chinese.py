"""Times that a Chinese sentence names: a small grammar, no model.

A vague time ends when it ends: a day at 23:59, a morning at 12:00, work at 18:00.
"""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from sentiment.times.moment import Moment, at, day_end

_NUM = r"(?:\d{1,3}(?:\.\d)?|[零〇一二两三四五六七八九十百半]{1,4})"
_DAY = (
    r"大后天|后天|今[天日晚早夜儿]|明[天日晚早儿]|当[天日]"
    r"|(?<!上)(?<!上个)(?<!每)(?:下下|这个?|本|下个?)?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-7](?!\d))"
    r"|(?:今年|明年|20\d\d年)?(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:[1-3]?\d"
    r"|[一二三四五六七八九十廿]{1,3})(?:日|号)"
    r"|(?<![\d./])(?:1[0-2]|[1-9])[/.](?:[12]\d|3[01]|[1-9])(?=之?前|以前|截止|到期)"
    r"|(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])号(?=之?前|以前|截|到期|[上下中]午|早|晚)"
    r"|(?:这个?|本|下个?)月(?:[1-3]?\d|[一二三四五六七八九十廿]{1,3})(?:日|号)"
    r"|(?<![\d年月.])(?:[1-3]\d|[1-9])日(?=[\d上下中早晚前凌零截]|$)|20\d\d-[01]?\d-[0-3]?\d|20\d\d/[01]?\d/[0-3]?\d"
    r"|(?<![\d年月第.库楼机车床桌路线站门舱柜区])(?:[1-3]\d|[1-9])号(?![会展候房网泵路床区库车]|[机楼线厅柜门店位仓桌井炉窗院馆厂车院台口\w]*[机楼线厅])"
)
_WIDE = (
    r"(?:(?:今年|明年)?(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?|(?:这个?|本|下个?)月)(?:[上中下]旬|初|底|末)|"
    r"(?:这个?|本|下个?)?月(?:底|末)|下个?月初|(?:这个?|本|下)季度末?|年(?:底|末|前)"
    r"|(?:本|这|下)个?(?:周|星期|礼拜)(?:内|之内|以内)?|(?:本|这个?|下个?)月(?:内|之内)?"
)
_PART = (
    r"凌晨|一大?早|天黑|清晨|早上|早晨|上午|中午|正午|下午|傍晚|晚上|晚间"
    r"|夜里|半夜|午夜|早|晚"
)
_CLOCK = (
    rf"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
    rf"|(?:(?<!\d)[012]?\d|[零一二两三四五六七八九十]{{1,3}})(?:点钟?|时(?!间))(?:半|一刻|三刻|整|{_NUM}分?)?"
)
_UNIT = r"分钟|个?小时|个?钟头|个?工作日|天|日|个?星期|个?礼拜|周|个月"
TIME = re.compile(
    rf"(?P<span>(?<![\d.一二三四五六七八九十])(?P<count>{_NUM})(?:多"
    rf"|来)?(?P<half>个半)?(?P<unit>{_UNIT})(?P<half2>半)?"
    rf"(?:之|以)?(?P<within>内|后))"
    rf"|(?:还有|还剩|只剩|剩下?|再过)(?P<count2>{_NUM})(?:多|来)?(?P<unit2>分钟|个?小时|个?钟头)(?P<half3>半)?"
    rf"|(?P<work>(?:今[天日]|明[天日]|(?:这|本)?周[一二三四五])?(?:下班|收工|打烊|关门|关店)(?:之|以)?前)"
    rf"|(?P<day>{_DAY})(?:的|[（(][^)）]{{1,6}}[)）])?\s?(?P<part>{_PART})?\s?(?P<clock>"
    rf"{_CLOCK})?"
    rf"|(?P<wide>{_WIDE})"
    rf"|(?P<soon>马上(?=就?要))"
    rf"|(?P<part2>{_PART})\s?(?P<clock2>{_CLOCK})"
    rf"|(?<![\d:])(?P<clock3>{_CLOCK})"
)
_BEFORE = re.compile(
    r"\s?(?:整)?(?:之前|以前|前(?![面台前后往提期轮几边])|为止|截止|到期|以内|之内)"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def number(text: str) -> float:
    """Read a Chinese or Arabic number under a thousand; ``半`` is a half."""
    if text[0].isdecimal():
        return float(text)
    if text == "半":
        return 0.5
    total, digit = 0, 0
    for char in text.replace("廿", "二十").replace("半", ""):
        if char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(char, 0)
    return float(total + digit)


def times(text: str, now: datetime) -> list[Moment]:
    """Every time that the folded text names, in order; ``now`` in the reader's zone.

    A bare clock time counts only with 前 and the like behind it (``Moment.until``) or
    a day before it; 三天前 (ago) is none.
    """
    found = []
    for match in TIME.finditer(text):
        end = match.end()
        until = _BEFORE.match(text, end)
        due = _resolve(match, now)
        if due is None:
            continue
        if until:
            end = until.end()
        same_day = due.date() == now.date()
        bare = bool(match["clock3"] or match["part2"])
        found.append(
            Moment(
                match.start(),
                end,
                due,
                until=bool(
                    until or match["work"] or match["count2"] or match["within"] == "内"
                ),
                clock=bool(match["clock"] or match["clock2"] or match["clock3"])
                or bool(match["span"] or match["count2"]),
                today=same_day,
                bare=bare,
                wide=bool(match["wide"]),
            )
        )
    return found


def _resolve(match: re.Match[str], now: datetime) -> datetime | None:
    if match["span"]:
        return _after(match, now)
    if match["count2"]:
        return _after(match, now, "count2", "unit2")
    if match["work"]:
        return at(_day(match["work"], now) or now, 18)
    if match["wide"]:
        return _wide(match["wide"], now)
    if match["soon"]:
        return None
    if match["day"]:
        day = _day(match["day"], now)
        if day is None:
            return None
        part = match["part"] or (
            match["day"][1] if match["day"][1:] in ("早", "晚", "夜") else ""
        )
        return _clock(day, part, match["clock"], now)
    if match["clock2"]:
        return _clock(now, match["part2"], match["clock2"], now)
    if match["clock3"]:
        return _clock(now, "", match["clock3"], now)
    return None


def _after(
    match: re.Match[str], now: datetime, size: str = "count", kind: str = "unit"
) -> datetime | None:
    count, unit = number(match[size]), match[kind]
    if match["half"] or match["half2"] or match["half3"]:
        count += 0.5
    if "分钟" in unit:
        return now + timedelta(minutes=count)
    if "小时" in unit or "钟头" in unit:
        return now + timedelta(hours=count)
    if "工作日" in unit:
        day, left = now, count
        while left > 0:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return at(day, 18)
    if unit in ("天", "日"):
        return now + timedelta(days=count)
    if "月" in unit:
        return now + timedelta(days=30 * count)
    return now + timedelta(days=7 * count)


def _wide(text: str, now: datetime) -> datetime | None:
    nexts = 1 if text.startswith("下") else 0
    if text.startswith("年"):
        return day_end(now.replace(month=12, day=31))
    if "季度" in text:
        quarter = (now.month - 1) // 3 + nexts
        return _month_end(now.replace(month=1, day=1), quarter * 3 + 2)
    named = re.match(r"(明年)?(?:今年)?([\d一二三四五六七八九十]+)月", text)
    if named or "旬" in text:
        nexts = (int(number(named[2])) - now.month) % 12 if named else nexts
        end = _month_end(now, nexts + 12 * bool(named and named[1]))
        part = {"上": 10, "初": 5, "中": 20}.get(text[-2] if text[-1] == "旬" else text[-1])
        return end.replace(day=part) if part else end
    if "月初" in text:
        return day_end(_month_end(now, 0) + timedelta(days=5))
    if "月" in text:
        return _month_end(now, nexts)
    sunday = now + timedelta(days=6 - now.weekday() + 7 * nexts)
    return day_end(sunday)


def _month_end(now: datetime, ahead: int) -> datetime:
    year, month = divmod(now.year * 12 + now.month - 1 + ahead, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day_end(now.replace(year=year, month=month + 1, day=last))


def _day(text: str, now: datetime) -> datetime | None:
    head = text[:2]
    if text[0] in "今当" and head != "今年":
        return now
    if text[0] == "明" and head != "明年":
        return now + timedelta(days=1)
    if head == "后天":
        return now + timedelta(days=2)
    if head == "大后":
        return now + timedelta(days=3)
    week = re.match(r"(下下|这个?|本|下个?)?(?:周|星期|礼拜)(.)", text)
    if week:
        name = week[2]
        index = int(name) - 1 if name.isdecimal() else "一二三四五六日".find(name)
        index = 6 if name in "天末日" else index
        monday = now - timedelta(days=now.weekday())
        weeks = {"下下": 2, "下": 1, "下个": 1}.get(week[1] or "", 0)
        day = monday + timedelta(days=index + 7 * weeks)
        if not week[1] and day.date() < now.date():
            day += timedelta(days=7)
        return day
    return _date(text, now)


def _date(text: str, now: datetime) -> datetime | None:
    full = re.match(r"(?:(20\d\d)[-/])?(\d+)[-/.](\d+)$", text)
    if full:
        return _made(now, int(full[1] or now.year), int(full[2]), int(full[3]))
    found = re.match(
        r"(今年|明年|20\d\d年)?(?:(这个?|本|下个?)月|([\d一二三四五六七八九十]+)月份?)?([\d一二三四五六七八九十廿]+)[日号]",
        text,
    )
    if not found:
        return None
    year, month = now.year, now.month
    if found[1]:
        year = year + (found[1] == "明年") if found[1][0] in "今明" else int(found[1][:4])
    if found[2] and found[2].startswith("下"):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    elif found[3]:
        month = int(number(found[3]))
    day = _made(now, year, month, int(number(found[4])))
    if day and not found[1] and found[3] and day.date() < now.date() - timedelta(days=183):
        day = _made(now, year + 1, month, day.day)
    return day


def _made(now: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return now.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _clock(day: datetime, part: str, clock: str | None, now: datetime) -> datetime | None:
    late = (bool(part) and part[0] in "下傍晚夜") or part in ("半夜", "午夜")
    if not clock:
        if part in ("凌晨", "清晨"):
            return at(day, 6)
        if part in ("一早", "一大早"):
            return at(day, 9)
        if part[:1] in ("早", "上"):
            return at(day, 12)
        if part in ("中午", "正午"):
            return at(day, 13)
        if part in ("下午", "傍晚", "天黑"):
            return at(day, 18)
        return day_end(day)
    if ":" in clock:
        hour, minute = (int(piece) for piece in clock.split(":")[:2])
    else:
        read = re.match(r"([\d零一二两三四五六七八九十]+)(?:点钟?|时)(.*)", clock)
        if not read:
            return None
        hour, minute = int(number(read[1])), 0
        rest = read[2].rstrip("分")
        minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}.get(rest, -1)
        minute = int(number(rest)) if minute < 0 else minute
    if hour > 24 or minute > 59:
        return None
    if hour == 0 or (hour == 12 and part[:1] in ("晚", "夜", "半", "午")):
        return at(day, 24, minute)  # midnight ends the day that is named
    if part == "凌晨" and at(day, hour, minute) < now:
        day += timedelta(days=1)
    if (late and hour < 12 and not (part in ("半夜", "夜里", "午夜") and hour < 6)) or (
        part in ("中午", "正午") and hour < 10
    ):
        hour += 12
    due = at(day, hour, minute)
    ambiguous = not part and ":" not in clock and hour < 8
    if ambiguous and (due < now or hour < 7):
        due += timedelta(hours=12)
    return due
