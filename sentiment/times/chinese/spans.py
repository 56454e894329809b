"""Lengths of time: 三天内, 再过两个小时, 顶多个把钟头, 三个工作日, 72:00:00后, 三天前."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sentiment.times.chinese.months import month_end
from sentiment.times.chinese.numbers import HAN, number
from sentiment.times.moment import at

_LEAD = (
    r"(?:还有|还剩下?|还能撑|只剩下?|仅剩|剩余(?:时间)?|剩下?|再过|再有|再(?=[个\d一两二三四五六七八九十半几俩仨]))"
    r"(?:不到|大概|大约|约|最多|顶多|也就)?:?\s?"
)
_COUNT = rf"(?:(?<![\d.:])\d{{1,4}}(?:\.\d)?|(?<![{HAN}第])[{HAN}]{{1,5}}|个把)"
_OF_WEEK = r"(?:之|以)?后的?(?:周|星期|礼拜)"  # 三周后的周六 is a day
_ONE = r"(?<=(?<![三五六七八十初])一)"
_EVENING = rf"(?:{_ONE}|(?<=一个))(?:宿|晚上|下午|早上|上午)"  # not 六一早上
_UNIT = (
    rf"分钟|分(?=\d{{1,2}}秒|后|内)|秒钟?|小时|钟头|工作日|天(?![津气])|日(?=(?:之|以)?[内后]|时效)"
    rf"|周(?![年岁边末日一二三四五六]|{_OF_WEEK})|星期(?![一二三四五六日天]|{_OF_WEEK})"
    rf"|礼拜(?![一二三四五六日天]|{_OF_WEEK})|年(?![级度代款会货终龄薪报审检限纪底末初月前后])"
    rf"|年(?=(?:之|以)?[前后])|(?<=[个俩仨])月|{_EVENING}"
)
SPAN = (
    rf"(?!(?:19|20)\d\d年)(?P<lead>{_LEAD})?(?:(?P<low>{_COUNT})\s?(?:到|至|-|~)\s?)?(?P<count>{_COUNT})\s?"
    rf"(?P<more>[多来余])?(?P<half>个半)?个?(?:[多来])?(?P<unit>{_UNIT})(?P<half2>半(?!天|个))?"
    r"(?P<seconds>\d{1,2}秒)?(?:多|左右)?(?:\s?(?:之|以)?(?P<way>内|后(?![面台果])|前(?![面台后往提期轮几边天])))?"
    r"|(?P<lead2>倒计时:?\s?|剩余(?:时间)?:?\s?|还剩\s?|还有\s?)?(?<![\d:])(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d):[0-5]\d"
    r"(?![\d:])(?:\s?(?:之|以)?(?P<way2>内|后))?"
)
_AHEAD = re.compile(
    r"(?:顶多|最多|至多|[仅只]够|够(?:用|吃)?|撑(?:不过|不了|个|到)?|只有|不到|不足)\s?再?$"
)
_RAN = re.compile(
    r"(?:(?<!不)了|都|已经?|超期|逾期|超过|晚了)(?:快|整整|大概|有|将近|近)?$"
)
_RUN = re.compile(r"(?:多|左右)?(?:了(?!结|解)|以来|没[有人到收]|还没|不回)")
_EARLIER = re.compile(r"(?:提前|提早|前)$")


def is_span(match: re.Match[str]) -> bool:
    """Whether digits with colons are a length and not the clock: 72:00:00, 倒计时."""
    hours = match["hours"]
    return hours is None or int(hours) > 24 or bool(match["lead2"] or match["way2"])


def earlier(text: str, match: re.Match[str]) -> bool:
    """Whether it is so long before something else: 提前三天, 入住前24小时."""
    return bool(_EARLIER.search(text, max(0, match.start() - 2), match.start())) and not (
        match["way"] or match["lead"]
    )


def until(text: str, match: re.Match[str]) -> bool:
    """Whether the length is a limit: within it, or all that is left."""
    if match["lead"] or match["lead2"] or "内" in (match["way"], match["way2"]):
        return True
    return bool(_AHEAD.search(text, max(0, match.start() - 5), match.start()))


def span_end(text: str, match: re.Match[str], now: datetime) -> datetime | None:
    """Where the length ends that begins now, or began if the words say that it is past."""
    back = match["way"] == "前"
    if not (match["way"] or match["way2"] or match["lead"] or match["lead2"]):
        back = bool(
            _RAN.search(text, max(0, match.start() - 5), match.start())
            or _RUN.match(text, match.end())
        )
    return moved(match, now, -1 if back else 1)


def moved(match: re.Match[str], start: datetime, sign: int) -> datetime | None:
    """``start`` and that length on, or back; None beyond the calendar."""
    try:
        return _moved(match, start, sign)
    except (OverflowError, ValueError):
        return None


def _moved(match: re.Match[str], start: datetime, sign: int) -> datetime:
    if match["hours"]:
        away = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        return start + sign * away
    said, unit = match["count"], match["unit"]
    count = 1.0 if said == "个把" else number(said)
    if match["more"] == "来":
        count *= 1.2  # 十来分钟: ten and some
    if match["half"] or match["half2"]:
        count += 0.5
    if unit in ("宿", "晚上", "下午", "早上", "上午"):
        return start
    if unit.startswith("秒"):
        return start + sign * timedelta(seconds=count)
    if unit.startswith("分"):
        seconds = int(match["seconds"][:-1]) if match["seconds"] else 0
        return start + sign * timedelta(minutes=count, seconds=seconds)
    if unit in ("小时", "钟头"):
        return start + sign * timedelta(hours=count)
    if unit == "工作日":
        return _workdays(start, count, sign)
    if unit in ("天", "日"):
        return start + sign * timedelta(days=count)
    if unit in ("月", "年"):
        months = sign * count * (12 if unit == "年" else 1)
        if months == int(months):
            end = month_end(start, int(months))
            return start.replace(
                year=end.year, month=end.month, day=min(start.day, end.day)
            )
        return start + timedelta(days=30 * months)
    return start + sign * timedelta(days=7 * count)


def _workdays(start: datetime, count: float, sign: int) -> datetime:
    """So many days of work on; Saturdays and Sundays are none."""
    weeks, left = divmod(int(count), 5)
    day = start + sign * timedelta(days=7 * weeks)
    while left > 0 or day.weekday() > 4:
        day += sign * timedelta(days=1)
        left -= day.weekday() < 5
    return at(day, 18)
