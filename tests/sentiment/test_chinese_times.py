"""Every time that a Chinese text names, and when it has passed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.times.chinese import times
from sentiment.times.chinese.numbers import number

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday


def found(text: str, now: datetime = NOW) -> list[tuple[str, str]]:
    return [
        (text[m.start : m.end], m.due.strftime("%Y-%m-%dT%H:%M")) for m in times(text, now)
    ]


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        # Feasts of the sun, of the moon, of the n-th Sunday, and solar terms.
        ("元旦前换成新的", "元旦前", "2027-01-01T00:00"),
        ("我国庆前要出门", "国庆前", "2026-10-01T00:00"),
        ("五一回老家", "五一", "2026-05-01T23:59"),
        ("618活动前上架", "618活动前", "2026-06-18T00:00"),
        ("双十一发货", "双十一", "2026-11-11T23:59"),
        ("母亲节的康乃馨", "母亲节的", "2026-05-10T23:59"),
        ("父亲节送到", "父亲节", "2026-06-21T23:59"),
        ("黑五的单子", "黑五的", "2026-11-27T23:59"),
        ("端午前给我换", "端午前", "2026-06-19T00:00"),
        ("七夕送餐厅", "七夕", "2026-08-19T23:59"),
        ("中秋要用", "中秋", "2026-09-25T23:59"),
        ("重阳节给老人院送", "重阳节", "2026-10-18T23:59"),
        ("除夕年夜", "除夕", "2026-02-16T23:59"),
        ("清明当天休息", "清明当天", "2026-04-05T23:59"),
        ("霜降前白菜得收完", "霜降前", "2026-10-23T00:00"),
        ("腊月二十五坐车", "腊月二十五", "2026-02-12T23:59"),
        ("年前能发货吗", "年前", "2027-02-06T00:00"),
        ("节前必须贴上", "节前", "2026-04-05T00:00"),
        ("去年国庆", "去年国庆", "2025-10-01T23:59"),
        ("明年五一那天六点集合", "明年五一那天六点", "2027-05-01T06:00"),
        # Days.
        ("十五号到期", "十五号到期", "2026-03-15T23:59"),
        ("三十号能提走吗", "三十号", "2026-03-30T23:59"),
        ("反正6月30才截止", "6月30", "2026-06-30T23:59"),
        ("4月30晚上联调", "4月30晚上", "2026-04-30T23:59"),
        ("23日复工", "23日", "2026-03-23T23:59"),
        ("9月10日至12日确认", "9月10日至12日", "2026-09-12T23:59"),
        ("下周一到周三", "下周一到周三", "2026-03-11T23:59"),
        ("大后天就要穿", "大后天", "2026-03-07T23:59"),
        ("排一下下周五之前来", "下周五之前", "2026-03-13T23:59"),
        ("下下周三上线", "下下周三", "2026-03-18T23:59"),
        ("三周后的周六办", "三周后的周六", "2026-03-28T23:59"),
        ("今明两天要兑完", "今明两天", "2026-03-05T23:59"),
        ("先垫上礼拜五用", "礼拜五", "2026-03-06T23:59"),
        # Hours and parts of days.
        ("明天零点起", "明天零点", "2026-03-05T00:00"),
        ("6月10号24点前", "6月10号24点前", "2026-06-11T00:00"),
        ("零点一过就扣", "零点", "2026-03-05T00:00"),
        ("后半夜三点过期", "后半夜三点", "2026-03-05T03:00"),
        ("晚上五点", "晚上五点", "2026-03-04T17:00"),
        ("中午之前通水", "中午之前", "2026-03-04T12:00"),
        ("拖到天亮就没了", "天亮", "2026-03-05T07:00"),
        ("苗晌午就晒死了", "晌午", "2026-03-04T13:00"),
        ("下午三点收盘前", "下午三点收盘前", "2026-03-04T15:00"),
        ("开盘前重置", "开盘前", "2026-03-05T09:30"),
        ("明天下班前", "明天下班前", "2026-03-05T18:00"),
        # Lengths of time.
        ("再有两三个小时就冻死", "再有两三个小时", "2026-03-04T13:00"),
        ("顶多再撑个把小时", "个把小时", "2026-03-04T11:00"),
        ("还剩两天的量", "还剩两天", "2026-03-06T10:00"),
        ("授权剩余1天", "剩余1天", "2026-03-05T10:00"),
        ("半个钟头翻肚", "半个钟头", "2026-03-04T10:30"),
        ("还剩俩钟头", "还剩俩钟头", "2026-03-04T12:00"),
        ("三个工作日到", "三个工作日", "2026-03-09T18:00"),
        ("72:00:00 后停用", "72:00:00 后", "2026-03-07T10:00"),
        ("三个月内", "三个月内", "2026-06-04T10:00"),
        # Weeks, months, quarters, years.
        ("季度末要关账", "季度末", "2026-03-31T23:59"),
        ("4月初印出来", "4月初", "2026-04-01T23:59"),
        ("下月初能到吗", "下月初", "2026-04-01T23:59"),
        ("下下周", "下下周", "2026-03-22T23:59"),
        ("周末前修好", "周末前", "2026-03-06T23:59"),
        ("福利券年底作废", "年底", "2026-12-31T23:59"),
        ("护照明年五月过期", "明年五月", "2027-05-31T23:59"),
        # What is over.
        ("昨天下的单", "昨天", "2026-03-03T23:59"),
        ("上周报修过", "上周", "2026-03-01T23:59"),
        ("上周五来过", "上周五", "2026-02-27T23:59"),
        ("三天前报修", "三天前", "2026-03-01T10:00"),
        ("停了两天", "两天", "2026-03-02T10:00"),
        ("2019年买的", "2019年", "2019-12-31T23:59"),
        ("今早九点停的", "今早九点", "2026-03-04T09:00"),
        ("凌晨三点停的", "凌晨三点", "2026-03-04T03:00"),
        ("周一至周五 9:00-17:00", "周一至周五 9:00-17:00", "2026-03-13T17:00"),
    ],
)
def test_each_family_of_times_is_found_with_its_words_and_its_instant(
    text: str, words: str, due: str
) -> None:
    assert (words, due) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "坐5号线到7号厅", "三号鸡舍的风机", "3号液氮罐", "要大一号的", "有一点问题",
        "提两点意见", "上午好", "前面那家", "第三天", "六一二三四", "几点上班", "1024元",
        "外面下大雪了", "百分之十一", "提前十五天付", "开庭前给我",
    ],
)  # fmt: skip
def test_numbers_places_greetings_and_what_has_no_day_are_no_times(text: str) -> None:
    assert found(text) == []


def test_so_long_before_counts_from_the_day_that_the_text_names() -> None:
    assert ("十五天", "2026-09-17") in [
        (words, due[:10]) for words, due in found("婚宴十月二号办，尾款提前十五天付")
    ]


def test_what_comes_before_an_event_falls_due_on_its_day() -> None:
    assert ("演出前", "2026-06-20T23:59") in found(
        "合唱团6月20号演出，练了小半年，演出前换好"
    )


def test_an_hour_behind_a_day_is_an_hour_of_that_day() -> None:
    assert found("孩子明天秋游，七点集合")[1] == ("七点", "2026-03-05T07:00")
    assert found("今晚开场没声，九点客人就来")[-1] == ("九点", "2026-03-04T21:00")


def test_a_bare_hour_is_the_next_one_that_the_clock_shows() -> None:
    evening = NOW.replace(hour=22)
    assert found("十二点升档", evening) == [("十二点", "2026-03-05T00:00")]
    assert found("七点集合", evening) == [("七点", "2026-03-05T07:00")]


def test_a_bare_day_just_over_is_past_unless_a_limit_says_otherwise() -> None:
    late = NOW.replace(day=27)
    assert found("25号就该到", late) == [("25号", "2026-03-25T23:59")]
    assert found("25号前要到", late) == [("25号前", "2026-04-25T23:59")]


def test_a_feast_alone_is_wide_and_with_a_limit_is_not() -> None:
    (alone,), (limited,) = times("端午送到", NOW), times("端午前送到", NOW)
    assert alone.wide
    assert not alone.until
    assert limited.until
    assert not limited.wide


@pytest.mark.parametrize(
    ("text", "value"),
    [("两三", 3), ("二十五", 25), ("廿三", 23), ("半", 0.5), ("俩", 2), ("1.5", 1.5)],
)
def test_numbers_are_read_as_people_say_them(text: str, value: float) -> None:
    assert number(text) == value


PIECES = st.sampled_from(
    "今明后昨前大上下每周末月年日号点时分半零〇一二两三十廿百几个多来天小节夜晚早中午到至起内之以前后"
    ":./-~ ,。123069"
    "农历腊正初除夕国庆端清元旦春双剩还有再过提提顶工作刻钟秒季度"
)


@given(st.text(PIECES, max_size=60) | st.text(max_size=60), st.datetimes(
    datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(ZoneInfo("Asia/Shanghai"))
))  # fmt: skip
def test_any_text_is_read_without_error_and_each_time_lies_in_it(
    text: str, now: datetime
) -> None:
    moments = times(text, now)
    ends = 0
    for moment in moments:
        assert ends <= moment.start < moment.end <= len(text)
        assert moment.due.tzinfo is not None
        ends = moment.start
    assert times(text, now) == moments


@pytest.mark.parametrize(
    "unit", ["明天提前三天", "9号", "一十三", "开庭前", "1月1号-", "十"]
)
def test_a_long_text_of_nothing_but_times_is_read_to_its_end(unit: str) -> None:
    text = (unit * 20_000)[:20_000] + "，元旦前"
    assert times(text, NOW)[-1].due.strftime("%m-%d") == "01-01"
