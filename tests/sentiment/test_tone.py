"""Tone never moves how urgent a text is: manners, insults, capitals, marks, emoji."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.language import LIMIT, view
from sentiment.signal import Level, Urgency
from sentiment.training.pressures import situations
from sentiment.words.plain import toneless

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
Change = Callable[[str], str]

BEFORE = {
    "en": [
        *("Please, ", "Hello, ", "Dear team, ", "Good morning all,\n", "Excuse me, "),
        *("Sorry to bother you, but ", "I hope you are well. ", "Kindly, "),
        *(
            "I'm absolutely furious! ",
            "You incompetent clowns! ",
            "What a joke of a company. ",
        ),
        *("Fucking hell, ", "This is ridiculous!!! ", "Unacceptable! ", "Shame on you. "),
        *("😡😡 ", "🙏 ", "!!! ", "I am fed up with you people. "),
    ],
    "zh": [
        *(
            "您好，",
            "你好，",
            "麻烦您，",
            "不好意思打扰了，",
            "尊敬的客服，",
            "拜托，",
            "亲，您好！",
        ),
        *(
            "气死我了！",
            "什么垃圾公司！",
            "他妈的，",
            "太过分了！",
            "我非常生气！",
            "傻逼公司，",
        ),
        *("你们这群废物！", "😡😡", "🙏", "！！！", "简直离谱！", "岂有此理！"),
    ],
}
AFTER = {
    "en": [
        *("!!!", " Please.", " Thank you very much.", " Thanks in advance!", " thx!!"),
        *("\n\nKind regards", " Have a nice day!", " I would really appreciate your help."),
        *(" You are all useless idiots!", " Worst company ever!", " Shame on you!!"),
        *(" This is completely unacceptable.", " I'm so angry with you.", " Damn it!"),
        *(" Please help!", " Could you please look into this?", " Your support sucks!"),
        *(" What a terrible company!", " Ridiculous service.", " You're useless!"),
        *(" 😡🔥", " 🙏🙏", " :-(", "...", " Are you kidding me?!"),
    ],
    "zh": [
        *(
            "！！！",
            "谢谢！",
            "谢谢您的帮助。",
            "辛苦了，非常感谢！",
            "拜托了！",
            "麻烦了。",
            "此致敬礼",
        ),
        *(
            "你们这群废物！",
            "真是一群骗子！",
            "太过分了！！！",
            "什么态度！",
            "我非常生气！",
            "真无耻！",
        ),
        *(
            "请帮忙处理。",
            "能否麻烦您帮忙看一下？",
            "你们的服务太烂了！",
            "服务真差！",
            "离谱！",
        ),
        *("😡🔥", "🙏🙏", "[微笑]", "……", "气死人了！", "卧槽！"),
    ],
}
LOUD: list[Change] = [
    str.upper,
    lambda text: text.replace("。", "！！！"),
    lambda text: text.replace(". ", "!!! "),
    lambda text: text.replace("?", "???").replace("？", "？？"),
    lambda text: text.replace("please", "PLEEEASE").replace("no ", "nooooo "),
]


def lines(language: str) -> list[str]:
    """The project's own situations, but for those that are nothing but a quotation."""
    return [text for text, _ in situations(language) if view(text).own.strip()]


def ended(text: str) -> str:
    """With a mark at the end, so that another sentence can follow."""
    return text if text[-1] in ".!?。！？" else text + "."


def changes(language: str) -> list[Change]:
    before = [lambda text, words=words: words + text for words in BEFORE[language]]
    after = [lambda text, words=words: ended(text) + words for words in AFTER[language]]
    return [*before, *after, *LOUD]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_read_for_urgency_is_the_same_text_with_any_tone(language: str) -> None:
    moved = []
    for text in random.Random(3).sample(lines(language), 200):
        bare = toneless(view(text)).own
        for change in changes(language):
            if toneless(view(change(text))).own != bare:
                moved.append(change(text))
    assert moved == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tone_never_moves_level_or_score_of_own_situations(language: str) -> None:
    chance = random.Random(4)
    for text in chance.sample(lines(language), 40):
        before = read(text)
        for change in chance.sample(changes(language), 4):
            after = read(change(text))
            assert (after.level, after.score) == (before.level, before.score), change(text)


def read(text: str) -> Urgency:
    return sentiment.read(text, now=NOW).urgency


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_several_tones_at_once_change_nothing_either(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(["en", "zh"]))
    text = data.draw(st.sampled_from(lines(language)))
    changed = text
    for change in data.draw(st.lists(st.sampled_from(changes(language)), max_size=4)):
        changed = change(changed)
    assert toneless(view(changed)).own == toneless(view(text)).own


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            *("thanks", "you", "idiots", "please", "PLEASE", "fuck", "!", "!!", "?", "."),
            *(",", "…", "谢谢", "麻烦", "请", "废物", "😡", "\n", " ", "it broke", "坏了"),
            *("(", ")", "3.5", "10:15", "\u200b", "\r\n", "\x00"),
        ]
    ),
    max_size=12,
).map("".join)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_what_is_left_leads_back_to_the_source_letter_by_letter(text: str) -> None:
    seen = view(text)
    left = toneless(seen)
    assert left.origin is not None
    assert len(left.own) == len(left.origin)
    assert list(left.origin) == sorted(left.origin)
    for place, letter in enumerate(left.own):
        start, end = left.span(place, place + 1)
        assert end == start + 1
        if letter.isalnum():
            assert view(text[start:end]).text == letter


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_taking_tone_away_again_changes_nothing(text: str) -> None:
    left = toneless(view(text))
    assert toneless(left).own == left.own


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("PLEASE help, the line is DOWN!!!", "the line is down"),
        ("Thanks for nothing. Refund me.", "thanks for nothing. refund me"),
        ("申请退款，请尽快。", "申请退款,尽快"),
        ("骗子冒充你们客服", "骗子冒充你们客服"),
        ("I feel sick and dizzy", "i feel sick and dizzy"),
        ("恶心想吐", "恶心想吐"),
        ("At 10:15 it read 3.5 (thanks!)", "at 10:15 it read 3.5"),
        ("www.example.org", "www.example.org"),
        ("垃圾桶着火了！！！", "垃圾桶着火了"),
        ("😡😡亲，您好！传送带停不下来。", "传送带停不下来"),
        ("我的母亲，她摔倒了。", "我的母亲,她摔倒了"),
        ("I want to invite her, 邀请函丢了", "i want to invite her,邀请函丢了"),
        ("Thank you!", ""),
        ("谢谢！！！", ""),
    ],
)
def test_words_of_harm_and_of_things_stay(text: str, left: str) -> None:
    assert toneless(view(text)).own == left


@pytest.mark.parametrize(
    "text",
    [
        "please ",
        "you useless stupid ",
        "谢谢",
        "你们这群",
        "really very ",
        "thanks you ",
        "aaa",
        "! ",
        "(",
    ],
)
def test_a_megabyte_of_tone_is_read_once_over(text: str) -> None:
    left = toneless(view(text * (1_000_000 // len(text))))
    assert len(left.own) <= 2 * len(left.source) <= 2 * LIMIT


@pytest.mark.parametrize(
    "text", ["Thank you!", "谢谢！", "Kind regards", "😀", "You idiots!"]
)
def test_nothing_but_tone_presses_nobody(text: str) -> None:
    assert read(text).level == Level.LOW


def test_where_nothing_was_sent_nothing_is_known() -> None:
    assert read("").level == Level.NORMAL
