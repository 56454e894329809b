"""Days as they are said: 后天, 下周三, 9月10日, 十五号, 次日; feasts and lunar days too."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sentiment.times.chinese.feasts import FEAST, LUNAR, feast, lunar, lunar_day
from sentiment.times.chinese.months import LAST, nearest_month, shift, year_of
from sentiment.times.chinese.numbers import number

_YEAR = r"(?:(?:去年|今年|明年)|(?<!\d)(?:19|20)?\d\d年)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月份?"
_SHIFTED = rf"(?:{LAST}个?|这个?|本|下个?|每个?|当)月"
_NUMERAL = r"(?:[12]\d|3[01]|0?[1-9])"
_HAN_DAY = (
    r"(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
# What a number with 号 is before: lines, rooms, machines, sizes.
_PLACE = (
    r"(?!\s?(?:线(?![上下])|楼|厅|机(?![票场])|柜|门(?!诊)|位|仓|桌|井|炉|窗|院|馆|厂(?![里家庆])"
    r"|店(?![里庆])|台(?!风)|口|房|泵|路|床|区|库|网(?!上)|车(?![票展就能要到])|会[议场客]|展[厅馆位区台]"
    r"|候[机车]|客房|登机口|检票|航站|船|舱|电梯|字|码|选手|员工|球|钢|桩|塔(?!吊)|罐|池|桥|泊位|病[房床]"
    r"|站|油|柴油|汽油|包间|包厢|地块|教室|人[,。]|多人|冷却|冷库|空调"
    r"|\w{0,3}[枪舍箱罐塘闸炉棚桩泵梯]|\w{0,2}[检出入闸门]口))"
)
_WEEKDAY = r"(?:[一二三四五]|六日?|[日天](?!\d)|[1-7](?![\d.天个日]))"
SUFFIX = r"(?:(?P<eve>前夜|前夕|前一[天晚])|那天|这天|当天|当日|那日|这两天|期间)"
DAY = (
    r"大前[天儿日]|大后[天日儿]|[前后][天日儿](?!多)|[前后]晚|昨[天日晚夜儿晨]个?|琴日"
    r"|今明(?:两|二|俩)天|明后(?:两|二|俩)天"
    r"|(?<![在如至从到])今[天日晚夜早儿晨]个?|[今明][天日晚夜早儿晨]个?|听日|次日|翌日|隔天|第二天|同一?天|当[天日晚]|最后一天"
    rf"|(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})个?(?:周|星期|礼拜)(?:之|以)?后的?(?:周|星期|礼拜){_WEEKDAY}"
    rf"|(?<!每)(?<!每个)(?:(?:{LAST}上?|(?<!一)下下|这|本|下)个?)?(?:周|星期|礼拜){_WEEKDAY}"
    rf"|(?P<lunar>{LUNAR})|(?P<feast>{FEAST})"
    rf"|(?:阳历|公历)?{_YEAR}?(?<![\d.])(?:{_MONTH}|{_SHIFTED})\s?(?:{_NUMERAL}|{_HAN_DAY})\s?(?:日|号)"
    rf"|{_YEAR}?(?<![\d.]){_MONTH}{_NUMERAL}(?![\d.:%年月个天人份单元块件次多万千百岁台家户名点分])"
    rf"|{_YEAR}?(?<![\d.]){_MONTH}(?:[二三]?十[一二三四五六七八九]?)(?=[早晚上下中凌]|之?前|截|到期|那天)"
    r"|(?<!\d)(?:19|20)\d\d(?:-[01]?\d-[0-3]?\d|/[01]?\d/[0-3]?\d|\.[01]?\d\.[0-3]?\d)(?!\d)"
    r"|(?<![\d./])(?:1[0-2]|[1-9])[/.](?:[12]\d|3[01]|[1-9])(?=之?前|以前|截止|到期)"
    rf"|(?<![\d年月第.一二三四五六七八九十百多大小库楼机床桌路线站门舱柜区-])(?<![\d号]、)(?:{_NUMERAL}|{_HAN_DAY})号{_PLACE}"
    rf"|(?<![\d年月第./-]){_NUMERAL}日(?![本均常用语子元程租结报历志式游内后套以])"
    rf"|(?<![\d年月第一二三四五六七八九十百近每]){_HAN_DAY}日(?=之?前|以前|起|到期|截|[上下中]午|凌|零)"
    rf"|(?<=[,。;、])(?:十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九])(?=就[得要]|那天|之?前)"
)
_RELATIVE = {
    "大前": -3, "前": -2, "昨": -1, "琴": -1, "今": 0, "明": 1, "听": 1, "后": 2, "大后": 3,
}  # fmt: skip
_IN_WEEKS = re.compile(
    r"([\d一二两三四五六七八九十]+)个?(?:周|星期|礼拜)(?:之|以)?后的?(?:周|星期|礼拜)(.)"
)
_WEEK = re.compile(r"(上上|上|下下|这|本|下)?个?(?:周|星期|礼拜)(六日|.)")
_FULL = re.compile(r"(?:((?:19|20)\d\d)[-/.])?(\d+)[-/.](\d+)$")
_DATE = re.compile(
    rf"(?:阳历|公历)?({_YEAR})?(?:((?:上|这|本|下|每|当)个?)月|([\d一二三四五六七八九十]+)\s?月份?)?"
    r"\s?([\d一二三四五六七八九十廿]+)\s?[日号]?$"
)


def day(
    match: re.Match[str],
    now: datetime,
    *,
    known: datetime | None,
    limit: bool,
    joined: bool,
) -> datetime | None:
    """The day that the group ``day`` (a match of DAY) names, at the hour of ``now``.

    ``known`` is the day that the text named last, for 当天 and 次日. With ``limit`` (a 前
    behind) a bare number is a day ahead. ``joined``: it ends a stretch that ``known``
    begins, so it lies in that month. None where there is no such day.
    """
    text, base = match["day"], known or now
    if text in ("次日", "翌日", "隔天", "第二天"):
        return base + timedelta(days=1)
    if text.startswith(("当天", "当日", "当晚", "同")) or text == "最后一天":
        return base
    if text.startswith(("今明", "明后")):
        return now + timedelta(days=1 + (text[0] == "明"))
    if match["lunar"]:
        return lunar(text, limit, now)
    if match["feast"]:
        named = feast(text, limit, now)
        return named - timedelta(days=1) if named and match["eve"] else named
    head = text[:2] if text[0] == "大" else text[0]
    if head in _RELATIVE and text[1] != "年":
        return now + timedelta(days=_RELATIVE[head])
    weeks = _IN_WEEKS.match(text)
    if weeks:
        return _in_week(now, int(number(weeks[1])), weeks[2])
    week = _WEEK.match(text)
    if week:
        if joined and known and not week[1]:
            found = _in_week(known, 0, week[2])
            return found + timedelta(days=7 * (found < known))
        found = _in_week(now, shift(week[1] or ""), week[2])
        # On a Sunday, this Friday is the one ahead for those whose week has begun.
        loose = not week[1] or (week[1] in "这本" and now.weekday() == 6)
        late = loose and found.date() < now.date()
        return found + timedelta(days=7 * late)
    return _date(text, now, known, limit, joined)


def _in_week(now: datetime, weeks: int, name: str) -> datetime:
    index = int(name) - 1 if name.isdecimal() else "一二三四五六日".find(name)
    index = 6 if name in ("天", "日", "六日") else index
    return now + timedelta(days=index - now.weekday() + 7 * weeks)


def _date(
    text: str, now: datetime, known: datetime | None, limit: bool, joined: bool
) -> datetime | None:
    full = _FULL.match(text)
    if full:
        return _made(now, int(full[1] or now.year), int(full[2]), int(full[3]))
    found = _DATE.match(text)
    if not found:
        return None
    number_of_day = int(number(found[4]))
    if text[-1] not in "日号" and "月" not in text:
        return lunar_day(number_of_day, now)
    if found[3]:
        month = int(number(found[3]))
        if found[1]:
            return _made(now, year_of(found[1], now), month, number_of_day)
        return _made(now, now.year, nearest_month(month, now), number_of_day)
    if found[2] and found[2][0] != "每":
        return _made(now, now.year, now.month + shift(found[2]), number_of_day)
    if joined and known:
        made = _made(now, known.year, known.month, number_of_day)
        return (
            made
            if made and made >= known
            else _made(now, known.year, known.month + 1, number_of_day)
        )
    return _bare(number_of_day, now, limit or bool(found[2]))


def _bare(number_of_day: int, now: datetime, ahead: bool) -> datetime | None:
    """十五号: the next one, unless that of this month is only just over."""
    made = _made(now, now.year, now.month, number_of_day)
    later = _made(now, now.year, now.month + 1, number_of_day)
    if made and made < now:
        near = later and not ahead and (now - made) * 2 < later - now
        return made if near else later
    return made or later


def _made(now: datetime, year: int, month: int, number_of_day: int) -> datetime | None:
    years, index = divmod(month - 1, 12)
    try:
        return now.replace(year=year + years, month=index + 1, day=number_of_day)
    except ValueError:
        return None
