"""Stretches of the calendar: weeks, months and parts of them, quarters, years."""

from __future__ import annotations

import calendar
import re
from datetime import datetime, timedelta

from sentiment.times.chinese.feasts import lunar_month_end
from sentiment.times.chinese.numbers import number
from sentiment.times.moment import day_end

# 上 is the end of a verb or of 晚上 more often than it is "last".
LAST = r"(?<![晚早马垫带戴赶加算换装补贴挂穿接交考路网线身手插关锁跟赔连遇])上"
_YEAR = r"(?:(?:去年|前年|今年|明年|后年)|(?<!\d)(?:19|20)?\d\d年)"
_SHIFT = rf"(?:{LAST}{LAST[-1]}?个?|这个?|本|当|(?<!一)下下个?|下个?)"
_PIECE = (
    r"(?:[上中下]旬|初(?!步|级|期|次)|中(?![秋午学间心介])|底(?!下|层)|末|(?:之|以)?内)"
)
_ALONE = r"(?![饼子台亮租卡费供薪结票嫂经刊色光销均球])"
WIDE = (
    rf"{_YEAR}?(?<![\d.个每第])(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月份?{_ALONE}{_PIECE}?"
    rf"|{_SHIFT}月份?{_ALONE}{_PIECE}?|(?<![\d个每])月(?:初|中(?![间])|底|末)"
    r"|[正腊冬]月(?!初|十|二|三|廿)"
    rf"|(?:第?[一二三四1-4]|{_SHIFT})季度(?:末|底|内)?|季度?[末底]"
    rf"|(?:{_SHIFT}|{LAST[-1]}{{2}}个?)(?:周|星期|礼拜)(?:末|初|(?:之|以)?内)?(?![一二三四五六日天1-7])"
    r"|(?<!每个)(?<!每)周末|这(?:个)?(?:两|几)天|(?:前|近)(?:两|几|些)天|前阵子"
    rf"|(?:去年|前年|今年|明年|后年|(?<!\d)(?:19|20)\d\d年)(?![级款])(?:年?{_PIECE})?"
    r"|(?<![\d一二两三四五六七八九十几多半])年(?:底|末|初|中(?![秋午国]))"
)
_MONTH = re.compile(
    rf"({_YEAR})?(?:({_SHIFT})|([\d一二三四五六七八九十]+)\s?)?月份?({_PIECE})?$"
)
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_ENDS = {"初": 1, "上旬": 10, "中": 15, "中旬": 20}


def stretch(text: str, before: bool, now: datetime) -> datetime | None:
    """When the stretch that the words (a match of WIDE) name is over.

    ``before``: a 前 follows, so that a weekend ends where it begins.
    """
    if text[0] in "正腊冬":
        day = lunar_month_end(text, now)
        return day_end(day) if day else None
    if text.endswith("天") or text == "前阵子":
        ahead = {"这": 1, "近": -3, "前": -3}[text[0]] + 2 * (
            text[0] == "这" and "几" in text
        )
        return day_end(now + timedelta(days=ahead))
    if "季" in text:
        named = _QUARTER.match(text)
        quarter = int(number(named[1])) - 1 if named else (now.month - 1) // 3 + shift(text)
        return month_end(now.replace(month=1, day=1), quarter * 3 + 2)
    if "周" in text or "星期" in text or "礼拜" in text:
        sunday = now + timedelta(days=6 - now.weekday() + 7 * shift(text))
        return day_end(sunday - timedelta(days=2 * (before and text.endswith("周末"))))
    month = _MONTH.match(text)
    if month:
        return _month(month, now)
    said = re.match(_YEAR, text)
    year = _year(said[0], now) if said else now.year
    if text.endswith("初"):
        year += not said and now.month > 2
        return month_end(now.replace(year=year, month=1, day=1), 0)
    return month_end(now.replace(year=year, month=6 if text[-1] == "中" else 12, day=1), 0)


def _month(found: re.Match[str], now: datetime) -> datetime:
    day = _ENDS.get(found[4] or "", 31)
    ahead = shift(found[2] or "")
    if found[3]:
        month = int(number(found[3]))
        if found[1]:
            ahead = (_year(found[1], now) - now.year) * 12 + month - now.month
        else:
            ahead = nearest_month(month, now) - now.month
    elif not found[2] and day < now.day - 3 * (day == 1):
        ahead = 1  # 月初 said late in a month
    end = month_end(now, ahead)
    return end if day > end.day else end.replace(day=day)


def nearest_month(month: int, now: datetime) -> int:
    """The month, counted from this January, that is meant where no year is named."""
    if month < now.month - 6:
        return month + 12
    return month - 12 if month > now.month + 9 else month


def shift(text: str) -> int:
    """How many weeks, months or quarters away: 上 is one back, 下下 two ahead."""
    return (text[:2].count("下")) - (text[:2].count("上"))


def month_end(now: datetime, ahead: int) -> datetime:
    """The last minute of the month that lies so many months ahead."""
    year, month = divmod(now.year * 12 + now.month - 1 + ahead, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day_end(now.replace(year=year, month=month + 1, day=last))


def _year(text: str, now: datetime) -> int:
    away = {"去": -1, "前": -2, "今": 0, "明": 1, "后": 2}.get(text[0])
    if away is not None:
        return now.year + away
    year = int(text[:-1])
    return year if year > 99 else year + 2000


year_of = _year
