"""A life at stake that is said plainly is critical, however long the message around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sentiment.reading import read
from sentiment.signal import Level

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
AROUND_EN = (
    " I bought it at the branch by the station in the autumn, the box is still here and"
    " so is the receipt. The man at the counter was very kind, thank you for that."
)
AROUND_ZH = "东西是秋天在车站旁边那家店里买的，盒子和小票都还在，柜台的人很好，谢谢他。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "My daughter swallowed one of the magnets from your toy, what should we do?",
            "daughter swallowed one of the magnet",
        ),
        ("Our 3-year-old may have swallowed a button battery.", "swallowed a button"),
        ("I don't want to live any more. Your letters broke me.", "don't want to live"),
        ("i see no reason to go on living, close my account", "no reason to go on living"),
        ("With these bills my family would be better off without me.", "better off"),
        ("孩子把你们的积木玩具拆开，吞了一颗磁珠，我们该怎么办？", "磁珠"),
        ("我不想活了，你们天天打电话。", "不想活"),
    ],
)
def test_it_is_critical_and_its_words_are_shown(text: str, words: str) -> None:
    around = AROUND_EN if text.isascii() else AROUND_ZH
    for whole in (text, text + around, around.strip() + " " + text):
        found = read(whole, now=NOW).urgency
        assert found.level is Level.CRITICAL, whole
        shown = [whole[span.start : span.end] for span in found.evidence]
        assert any(words in one or one in words for one in shown if len(one) > 2), shown


@pytest.mark.parametrize(
    "text",
    [
        "My son swallowed his pride and paid the invoice. Please send a receipt.",
        "Can a toddler swallow the caps of these pens? We have not bought any yet.",
        "She never swallowed any of the tablets, I have counted them. A refund please.",
        "I don't want to live in that street any more, please change my address.",
        "What should I do if a child swallows a magnet? Your leaflet does not say.",
        "That old router is better off dead, I have a new one. Please cancel the rental.",
        "热得不想活了，空调什么时候能送到？",
        "儿子把卡吞进取款机的事已经解决了，谢谢。",
        "如果孩子误吞了磁珠该怎么办？说明书里没写。",
        "跳楼价大甩卖，磁珠玩具一律五折！",
    ],
)
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert read(text, now=NOW).urgency.level is not Level.CRITICAL
