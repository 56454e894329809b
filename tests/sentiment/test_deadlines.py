"""Which times press, and when they fall due."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import sentiment
from sentiment.promises import find
from sentiment.signal import Deadline

ZONE = "Europe/London"
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo(ZONE))  # a Wednesday


def deadline(text: str, now: datetime = NOW, zone: str = ZONE) -> Deadline | None:
    return sentiment.read(text, now=now, zone=zone).deadline


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "冷藏箱报警，疫苗今晚前要转移。今晚八点前必须修好或者转移，否则报废。",
            "今晚八点前",
        ),
        (
            "Please reply by tomorrow. It must be here before 10:00 tomorrow.",
            "before 10:00 tomorrow",
        ),
        (
            "It must be here before 10:00 tomorrow. Please send it by Friday.",
            "before 10:00 tomorrow",
        ),
    ],
)
def test_of_a_limit_that_is_said_twice_the_exact_one_is_told(text: str, words: str) -> None:
    found = deadline(text)
    assert found
    assert found.text == words


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("Please send it by Friday.", "by Friday", "2026-03-06T23:59"),
        ("We need it by 5pm tomorrow.", "by 5pm tomorrow", "2026-03-05T17:00"),
        (
            "It must be here before 10:00 tomorrow",
            "before 10:00 tomorrow",
            "2026-03-05T10:00",
        ),
        ("Please answer within 48 hours.", "within 48 hours", "2026-03-06T10:00"),
        ("The file is due 23:59 tonight.", "due 23:59 tonight", "2026-03-04T23:59"),
        ("Our flight leaves at 6 am tomorrow", "at 6 am tomorrow", "2026-03-05T06:00"),
        (
            "We need the part by the end of the month",
            "by the end of the month",
            "2026-03-31T23:59",
        ),
        ("It has to be filed by 14 March", "by 14 March", "2026-03-14T23:59"),
        (
            "Needed by close of business today",
            "by close of business today",
            "2026-03-04T17:00",
        ),
        ("Boarding in half an hour", "in half an hour", "2026-03-04T10:30"),
        ("The show starts tomorrow at seven", "tomorrow at seven", "2026-03-05T19:00"),
        ("Please reply by tomorrow at 9", "by tomorrow at 9", "2026-03-05T09:00"),
        ("Guests arrive at 6 this evening", "at 6 this evening", "2026-03-04T18:00"),
        ("Please call me back by 2", "by 2", "2026-03-04T14:00"),
        (
            "It closes at quarter to five today",
            "closes at quarter to five today",
            "2026-03-04T16:45",
        ),
        (
            "By first thing tomorrow please, it must run",
            "By first thing tomorrow",
            "2026-03-05T09:00",
        ),
        ("We need it before the weekend", "before the weekend", "2026-03-06T23:59"),
        ("It is due by the end of March", "due by the end of March", "2026-03-31T23:59"),
        ("We must file by month end", "by month end", "2026-03-31T23:59"),
        ("It has to be ready by mid-March", "by mid-March", "2026-03-15T23:59"),
        ("The contract lapses in a fortnight", "in a fortnight", "2026-03-18T10:00"),
        ("今晚十二点截止", "今晚十二点截止", "2026-03-05T00:00"),
        ("零点自动删除，必须处理", "零点", "2026-03-05T00:00"),
        ("凌晨两点要上线", "凌晨两点", "2026-03-05T02:00"),
        ("再过两个小时就要开会", "再过两个小时", "2026-03-04T12:00"),
        ("明天一早就要出货", "明天一早", "2026-03-05T09:00"),
        ("明天天黑前要修好", "明天天黑前", "2026-03-05T18:00"),
        ("12月中旬要审核", "12月中旬", "2026-12-20T23:59"),
        ("本月中旬前要交", "本月中旬前", "2026-03-20T23:59"),
        ("3/10前要交货", "3/10前", "2026-03-10T23:59"),
        ("十五号前要交", "十五号前", "2026-03-15T23:59"),
        ("请在本周五前处理", "本周五前", "2026-03-06T23:59"),
        ("下周三下午三点必须上线", "下周三下午三点", "2026-03-11T15:00"),
        ("请2小时内回复", "2小时内", "2026-03-04T12:00"),
        ("三天内给我答复", "三天内", "2026-03-07T10:00"),
        ("月底前要开好发票", "月底前", "2026-03-31T23:59"),
        ("下班前务必处理好", "下班前", "2026-03-04T18:00"),
        ("今天18:00进入删除期", "今天18:00", "2026-03-04T18:00"),
        ("明天上午十点前必须到货", "明天上午十点前", "2026-03-05T10:00"),
        ("我后天办婚礼", "后天", "2026-03-06T23:59"),
        ("明早九点开庭", "明早九点", "2026-03-05T09:00"),
        ("今晚八点半要开会", "今晚八点半", "2026-03-04T20:30"),
        ("3月20日之前给我", "3月20日之前", "2026-03-20T23:59"),
        ("二十分钟以后就开车", "二十分钟以后", "2026-03-04T10:20"),
        ("11月30日前完成", "11月30日前", "2026-11-30T23:59"),
    ],
)
def test_a_deadline_is_found_with_its_words_and_its_time(
    text: str, words: str, due: str
) -> None:
    found = deadline(text)
    assert found is not None
    assert found.text == words
    assert found.due_at.strftime("%Y-%m-%dT%H:%M") == due


@pytest.mark.parametrize(
    "text",
    [
        "It has been broken since Tuesday.",
        "The server went down at 09:12.",
        "I ordered it on 12 March 2025.",
        "What time do you open on Sunday?",
        "I may come a second time.",
        "Prices went up by 5 or more",
        "It says 3.10 on the label",
        "He is one of seven.",
        "自从周二起就坏了",
        "三天前就报修了",
        "上周三来过",
        "我坐5号线，在7号厅",
        "每周五都堵",
    ],
)
def test_since_when_the_past_and_numbers_are_no_deadlines(text: str) -> None:
    assert deadline(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "it must be done by 75 to five today",
        "must be here by 99 past 4 tomorrow",
        "凌晨25点前必须修好",
        "今天凌晨2点77分前处理",
        "明天零点77分前处理",
    ],
)
def test_a_clock_that_no_clock_shows_is_read_without_error(text: str) -> None:
    read = sentiment.read(text, now=NOW, zone=ZONE)
    assert read.urgency.level
    assert read.deadline is None or read.deadline.due_at.minute in (0, 59)


def test_a_deadline_is_meant_in_the_zone_of_the_desk() -> None:
    found = deadline("明天上午十点前回电", zone="Asia/Shanghai")
    assert found is not None
    assert found.due_at.isoformat() == "2026-03-05T10:00:00+08:00"


def test_an_unknown_zone_is_read_as_utc() -> None:
    assert deadline("by 17:00 today please, must be done", zone="No/Where") is not None


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("Hello Anna, I will call you at 10:15.", "I will call you at 10:15", "04T10:15"),
        (
            "It'll be with you tomorrow before 10:00.",
            "It'll be with you tomorrow before 10:00",
            "05T10:00",
        ),
        (
            "Our engineer is going to be there on Monday at 9am.",
            "Our engineer is going to be there on Monday at 9am",
            "09T09:00",
        ),
        ("您好，我们明天上午十点前给您回电。", "我们明天上午十点前给您回电", "05T10:00"),
        ("退款将在3个工作日内到账！", "退款将在3个工作日内到账", "09T18:00"),
        ("我们会在24小时内联系您；谢谢", "我们会在24小时内联系您", "05T10:00"),
    ],
)
def test_a_promise_in_a_reply_is_found(text: str, words: str, due: str) -> None:
    promises = find(text, now=NOW, zone=ZONE)
    assert [p.text for p in promises] == [words]
    assert promises[0].due_at.strftime("%dT%H:%M") == due
    assert text[promises[0].start : promises[0].end] == words


def test_two_promises_in_one_sentence_are_two() -> None:
    text = "We'll have it fixed within two hours and I will write again by 17:00 today."
    assert len(find(text, now=NOW, zone=ZONE)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I sent it yesterday at 10:00.",
        "We can't do that before Friday.",
        "Please send us the number by Friday.",
        "If you call by 5pm we will ship today.",
        "麻烦您明天前提供订单号。",
        "我们无法在明天前完成。",
        "Thank you for your patience.",
        "",
        "\ud800" * 50,
    ],
)
def test_requests_refusals_conditions_and_the_past_are_no_promises(text: str) -> None:
    assert find(text, now=NOW, zone=ZONE) == []
