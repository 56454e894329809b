"""What must hold of every reading, whatever the words."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.reading import weighed
from sentiment.signal import Feeling, Level, Signal, Span, Strain
from sentiment.urgency import Weighed

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
RANK = {level: rank for rank, level in enumerate(Level)}

MESSAGES = [
    "Our team of nine can't open the case system since this morning, nothing gets done.",
    "Please change the name on the meter, I have married.",
    "What are your opening hours over Easter?",
    "There is smoke coming from the meter box and my wife is dizzy.",
    "You took the rent twice and now my account is overdrawn.",
    "The door squeaks since the fitting, come by when you pass.",
    "财务八个人今天都登录不了系统，发票开不出来。",
    "门装完吱吱响，路过时来看看。",
    "过年营业时间是几点？",
    "楼道里煤气味特别重，有人晕倒了。",
    "房租扣了两遍，卡里透支了。",
]


def read(text: str, **more: object) -> Signal:
    return sentiment.read(text, now=NOW, **more)  # type: ignore[arg-type]


def check(text: str, signal: Signal) -> None:
    """Spans are exact, the score is the clipped sum, the numbers are in their bounds."""
    urgency = signal.urgency
    for span in (*urgency.evidence, *signal.emotion.evidence):
        assert span.text == text[span.start : span.end]
    assert urgency.score == max(0, min(100, sum(s.weight for s in urgency.evidence)))
    assert 0 <= urgency.confidence <= 1
    assert set(signal.emotion.probabilities) == set(Feeling)
    assert all(0 <= p <= 1 for p in signal.emotion.probabilities.values())
    if signal.deadline:
        due = signal.deadline
        assert due.text == text[due.start : due.end]
        assert due.due_at.tzinfo is not None
    learned = sum(s.weight for s in urgency.evidence if s.kind == "learned")
    assert -60 <= learned <= 60


@pytest.mark.parametrize("text", MESSAGES)
def test_every_span_is_exact_and_the_score_is_their_sum(text: str) -> None:
    check(text, read(text))


@pytest.mark.parametrize(
    ("points", "grave", "told"),
    [(12, False, False), (12, True, True), (37, True, True), (62, True, False)],
)
def test_words_of_danger_in_what_is_read_as_less_than_high_bring_a_person(
    points: int, grave: bool, told: bool
) -> None:
    found = Weighed((Span(0, 0, "", "base", points),), 0.99, solved=False, grave=grave)
    read = weighed(found)
    assert read.confidence > 0.8
    assert read.needs_review == read.grave == told


def test_a_danger_that_is_denied_or_long_past_brings_nobody() -> None:
    for text in ("Nobody was trapped in the lift, thanks.", "电梯里没有被困的人，谢谢。"):
        assert not read(text).urgency.grave


@given(st.text(max_size=300), st.integers(0, 9), st.floats(0, 1000))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reading(text: str, prior: int, hours: float) -> None:
    check(text, read(text, prior_contacts_7d=prior, hours_waiting=hours))


PIECES = """urgent not on fire broken please by tomorrow 17:00 refund can't thanks > 不 急
着火 打不开 明天 上午 十点 前 谢谢 退款 “ ” \u202e \u200b \ud83d İ ß \x00"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_pieces_of_language_in_any_order_keep_the_invariants(text: str) -> None:
    check(text, read(text))


@pytest.mark.parametrize("text", MESSAGES)
def test_same_text_same_signal(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize("text", MESSAGES)
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda t: t + "!!!!!!",
        lambda t: t.replace(".", "!!!").replace("。", "！！！"),
        lambda t: t + " You are all idiots.",
        lambda t: "This is ridiculous. " + t,
        lambda t: t + " 你们这帮废物！",
        lambda t: t + " Thank you very much in advance. Kind regards",
        lambda t: "Dear Sir or Madam, please. " + t,
        lambda t: "您好，麻烦了。" + t + " 谢谢！",
    ],
)
def test_tone_and_manners_never_move_the_level(text: str, change) -> None:  # type: ignore[no-untyped-def]
    assert read(change(text)).urgency.level == read(text).urgency.level


@pytest.mark.parametrize("text", MESSAGES)
@pytest.mark.parametrize(
    "deadline",
    [
        " We need this by 17:00 today.",
        " It must be done before tomorrow noon.",
        " 今天17点前必须处理。",
        " 明天上午十点前要。",
    ],
)
def test_a_near_deadline_never_lowers_it(text: str, deadline: str) -> None:
    before, after = read(text).urgency, read(text + deadline).urgency
    assert after.score >= before.score
    assert RANK[after.level] >= RANK[before.level]


def test_the_third_contact_about_an_unsolved_thing_is_high() -> None:
    text = "The squeaking door again, please have a look."
    assert RANK[read(text, prior_contacts_7d=2).urgency.level] >= RANK[Level.HIGH]
    solved = "Thanks, it works now, you can close this."
    assert read(solved, prior_contacts_7d=3).urgency.level == Level.LOW


@pytest.mark.parametrize(
    "text",
    [
        "Not urgent at all: do you also sell the smaller one?",
        "20% off everything, offer ends tonight! Unsubscribe here.",
        "I'm out of the office until Monday. If the building is on fire call 999.",
        "Noted, thanks, nothing further.\n\n> EVERYTHING IS DOWN, THE ROOM IS ON FIRE",
        "不急，就想问问有没有小号的？",
        "自动回复：我周一回来，届时回复。",
        "全场六折，最后三天，扫码领取，回复TD退订",
        "昨天的演练结束，标着着火的邮件可以删了，谢谢。",
    ],
)
def test_what_is_not_meant_or_not_theirs_does_not_press(text: str) -> None:
    assert read(text).urgency.level == Level.LOW


@pytest.mark.parametrize(
    "text",
    [
        "Smoke is coming out of the battery cabinet and two people have collapsed.",
        "Someone is transferring money out of our account right now, three payments gone.",
        "All forty stores are down, no till works anywhere.",
        "电梯里困了三个人，有个老人喘不上气。",
        "有人正在把我们账户里的钱一笔一笔转走。",
        "全国门店收银全部瘫痪，一单都收不了。",
    ],
)
def test_danger_theft_and_a_standstill_are_critical(text: str) -> None:
    assert read(text).urgency.level == Level.CRITICAL


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The tap drips.", "en"),
        ("水龙头滴水，GPS也偏了。", "zh"),
        ("麻烦看一下 the invoice we sent last week, 抬头写错了, thanks a lot", "mixed"),
        ("12345 !!", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert read(text).language == language


def test_traditional_and_hidden_letters_are_read_alike() -> None:
    plain = read("系统打不开，无法登录").urgency
    assert read("系統打不開，無法登錄").urgency.score == plain.score
    assert read("系统打\u200b不开，无\u202e法登录").urgency.score == plain.score


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "不" * 1_000_000,
        "> " * 300_000,
        "you useless stupid " * 50_000,
        "by friday " * 100_000,
        "can't " * 100_000,
        "1" * 500_000,
        "\ud800" * 100_000,
        "\u202e\u200b" * 100_000,
        "在" + "写" * 100_000,
        "\n" * 500_000,
        "明天上午十点前" * 50_000,
    ],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    sentiment.warm()
    began = time.process_time()
    check(text, read(text))
    assert time.process_time() - began < 3


def test_strain_adds_bounded_points_and_replaces_itself() -> None:
    signal = read("The line is bad, hello?")
    strain = Strain(80.0, 12.0, 30.0, 20.0, True, ((1.0, 80.0),))
    once = sentiment.with_strain(signal, strain)
    assert once.urgency.score == signal.urgency.score + 12
    assert sentiment.with_strain(once, strain) == once
    calm = sentiment.with_strain(once, Strain(20.0, None, 30.0, 20.0, True, ()))
    assert calm.urgency.score == signal.urgency.score


def test_feelings_in_chinese_can_be_switched_off_and_nothing_else_changes() -> None:
    text = "你们太不负责任了，我很生气，门禁坏了，所有人都进不去。"
    on = sentiment.read(text, now=NOW)
    off = sentiment.read(text, now=NOW, chinese_feelings=False)
    assert off.emotion.label is Feeling.NEUTRAL
    assert set(off.emotion.probabilities.values()) == {0.0}
    assert on.emotion.label is not Feeling.NEUTRAL
    assert (on.urgency, on.deadline) == (off.urgency, off.deadline)
    english = "I am furious, nobody can get in."
    on = sentiment.read(english, now=NOW)
    assert on == sentiment.read(english, now=NOW, chinese_feelings=False)


CRIES = [
    "着火了",
    "我不想活了",
    "电梯困人了",
    "Help, my mum collapsed",
    "Gas smell, she won't wake up",
]


@pytest.mark.parametrize("text", CRIES)
def test_a_cry_of_a_few_words_is_taken_at_its_word(text: str) -> None:
    assert read(text).urgency.level == Level.CRITICAL


@pytest.mark.parametrize("text", [*MESSAGES, *CRIES])
def test_no_harm_takes_points_away_and_no_relief_gives_any(text: str) -> None:
    for span in read(text).urgency.evidence:
        assert span.kind != "harm" or span.weight >= 0
        assert span.kind != "relief" or span.weight <= 0
