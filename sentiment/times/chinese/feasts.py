"""Days that have a name: public holidays, lunar feasts, solar terms, days of great sales.

Lunar days and solar terms come from borax (the tables of the Hong Kong Observatory, 1900
to 2100), which is loaded only where one is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sentiment.times.chinese.numbers import number

_FIXED = {
    "元旦": (1, 1), "跨年": (12, 31), "情人节": (2, 14), "妇女节": (3, 8), "三八": (3, 8),
    "植树节": (3, 12), "315": (3, 15), "愚人节": (4, 1), "五一": (5, 1), "劳动节": (5, 1),
    "青年节": (5, 4), "护士节": (5, 12), "汶川纪念日": (5, 12), "520": (5, 20),
    "六一": (6, 1), "儿童节": (6, 1), "高考": (6, 7), "618": (6, 18), "建党节": (7, 1),
    "建军节": (8, 1), "抗战胜利": (9, 3), "教师节": (9, 10), "开渔节": (9, 16),
    "烈士纪念日": (9, 30), "国庆": (10, 1), "十一": (10, 1), "1024": (10, 24),
    "万圣": (10, 31), "记者节": (11, 8), "双十一": (11, 11), "双11": (11, 11),
    "光棍节": (11, 11), "双十二": (12, 12), "双12": (12, 12), "公祭日": (12, 13),
    "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
_NTH = {"母亲节": (5, 2, 6), "父亲节": (6, 3, 6), "感恩节": (11, 4, 3), "黑五": (11, 4, 3)}
_LUNAR = {
    "春节": (1, 1), "大年初一": (1, 1), "过年": (1, 1), "年前": (1, 1), "年后": (1, 1),
    "元宵": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15),
    "七月半": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
}  # fmt: skip
_EVE = ("除夕", "年三十", "大年三十", "大年夜", "年夜饭")
_TERMS = (
    "小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至"
    "小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪冬至"
)
_TERM = {_TERMS[i : i + 2]: i // 2 for i in range(0, len(_TERMS), 2)}
_WEATHER = ("大雪", "小雪", "雨水", "大寒", "小寒", "大暑")  # the words of a forecast too
# These are numbers too: only with words of a feast behind them.
_CODES = ("520", "618", "315", "1024", "三八", "十一")
_PUBLIC = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
_AS_DAY = (
    r"(?=节|之?前|以前|那天|当天|当日|期间|活动|大促|晚会|价保|预售|长假|假期|放假|黄金周)"
)
_PLAIN = sorted(
    (
        name
        for name in (*_FIXED, *_NTH, *_LUNAR, *_EVE, *_TERM)
        if name not in _CODES and name not in _WEATHER and name not in ("年前", "年后")
    ),
    key=len,
    reverse=True,
)
_HAN_DAY = (
    r"(?:初[一二三四五六七八九十]|三十|廿[一二三四五六七八九]?|二?十[一二三四五六七八九]?)"
)
LUNAR = (
    rf"(?:(?:农历|阴历)?(?:正|腊|冬)月|(?:农历|阴历)(?:十[一二]?|[一二三四五六七八九])月){_HAN_DAY}"
    r"|(?:十[一二]?|[一二三四五六七八九])月初[一二三四五六七八九十](?![批次个台直步级期])"
    r"|(?:大年)?初[四五六七八九十](?![步级期])|大年初[一二三]"
)
FEAST = (
    rf"(?:去年|今年|明年)?(?:(?:{'|'.join(_PLAIN)})(?![二三四五六七八九])(?:节日?|夜|纪念日|日(?=活动))?"
    rf"|(?<![\d.])(?:{'|'.join(_CODES)}){_AS_DAY}节?"
    rf"|(?:{'|'.join(_WEATHER)})(?=那天|这天|当天|节气|以?前)"
    r"|(?<![\d一二两三四五六七八九十几多半数百去今明当前后早老些整同周学成])年(?:前|后)(?![面台轮])"
    r"|(?<![过季细情环调音一两三四五六七八九十\d])节前(?![面台])|(?<![过季细情环调音])节后)"
)
_LEAD = re.compile(r"(去年|今年|明年)?(.*)", re.S)


def feast(text: str, ahead: bool, now: datetime) -> datetime | None:
    """The day that the words (a match of FEAST) name, at the hour of ``now``.

    Of a day that comes round each year the next one is meant, unless the last is much
    nearer and none ``ahead`` is asked for. None where the calendar does not reach.
    """
    lead, name = _LEAD.match(text).groups()  # type: ignore[union-attr]
    if name in ("节前", "节后"):
        days = [_nearest(_yearly(name), False, now) for name in _PUBLIC]
        known = [day for day in days if day]
        coming = [day for day in known if day >= now.date()]
        past = [day for day in known if day < now.date() <= day + timedelta(days=10)]
        best = (past if name == "节后" and past else coming) or known
        return _as_time(min(best), now) if best else None
    named = _yearly(name)
    if lead:
        year = now.year + {"去年": -1, "今年": 0, "明年": 1}[lead]
        return _as_time(named(year), now)
    return _as_time(_nearest(named, ahead, now), now)


def lunar(text: str, ahead: bool, now: datetime) -> datetime | None:
    """The day of the lunar calendar that the words (a match of LUNAR) name."""
    month, _, said = text.removeprefix("农历").removeprefix("阴历").rpartition("月")
    day = int(number(said.removeprefix("大年").removeprefix("初")))
    if not month and not text.startswith("大年"):
        return lunar_day(day, now)
    index = {"正": 1, "冬": 11, "腊": 12, "": 1}.get(month) or int(number(month))
    return _as_time(_nearest(_in_lunar_year(index, day), ahead, now), now)


def lunar_month_end(text: str, now: datetime) -> datetime | None:
    """The last day of 正月, 冬月 or 腊月."""
    index = {"正": 1, "冬": 11, "腊": 12}[text[0]]
    return _as_time(_nearest(_in_lunar_year(index, 29), False, now), now)


def lunar_day(day: int, now: datetime) -> datetime | None:
    """The next such day of any lunar month, today counted."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    try:
        today = LunarDate.from_solar(now.date())
        length = LCalendars.ndays(today.year, today.month, today.leap)
        away = day - today.day + length * (day < today.day)
        return now + timedelta(days=away)
    except (ValueError, OverflowError):
        return None


def _yearly(name: str) -> Callable[[int], date | None]:
    """Which day that name has in a year of the common calendar."""
    short = next(
        (
            known
            for known in (name, name[:4], name[:3], name[:2], name[:5])
            if known in _FIXED
            or known in _NTH
            or known in _LUNAR
            or known in _EVE
            or known in _TERM
        ),
        name.removesuffix("节"),
    )
    if short in _FIXED:
        month, day = _FIXED[short]
        return lambda year: date(year, month, day)
    if short in _NTH:
        month, nth, weekday = _NTH[short]
        late = short == "黑五"

        def nth_day(year: int) -> date:
            first = date(year, month, 1)
            ahead = (weekday - first.weekday()) % 7 + 7 * (nth - 1) + late
            return first + timedelta(days=ahead)

        return nth_day
    if short in _TERM:
        return lambda year: _term(year, _TERM[short])
    if short in _EVE:
        return lambda year: _before(_in_lunar_year(1, 1)(year))
    month, day = _LUNAR.get(short, (1, 1))
    return _in_lunar_year(month, day)


def _before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _in_lunar_year(month: int, day: int) -> Callable[[int], date | None]:
    def found(year: int) -> date | None:
        from borax.calendars.lunardate import LunarDate

        try:
            found: date = LunarDate(year, month, day).to_solar_date()
            return found
        except (ValueError, OverflowError):
            return None

    return found


def _term(year: int, index: int) -> date | None:
    from borax.calendars.lunardate import TermUtils

    try:
        found: date = TermUtils.nth_term_day(year, index)
        return found
    except (ValueError, IndexError):
        return None


def _nearest(
    named: Callable[[int], date | None], only_ahead: bool, now: datetime
) -> date | None:
    today = now.date()
    days = [named(year) for year in range(max(now.year - 2, 1), min(now.year + 2, 9999))]
    coming = min((day for day in days if day and day >= today), default=None)
    past = max((day for day in days if day and day < today), default=None)
    if coming and past and not only_ahead and (today - past) * 5 < coming - today:
        return past
    return coming or past


def _as_time(day: date | None, now: datetime) -> datetime | None:
    return now.replace(year=day.year, month=day.month, day=day.day) if day else None
