"""What holds of a reading however the text is changed, in which order, in which process."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.commands.read import lines as answer_lines
from sentiment.language import view
from sentiment.signal import Level, Signal
from sentiment.training.pressures import situations
from sentiment.urgency import level

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
RANK = {name: rank for rank, name in enumerate(Level)}


def read(text: str) -> Signal:
    return sentiment.read(text, now=NOW)


def some(language: str, count: int, seed: int = 1) -> list[str]:
    """Situations with a mark at the end, so that a sentence can follow."""
    known = [text for text, _ in situations(language) if view(text).own.strip()]
    ended = [text for text in known if text[-1] in ".!?。！？"]
    return random.Random(seed).sample(ended, count)


DEADLINES: dict[str, list[Callable[[str], str]]] = {
    "en": [
        lambda text: text + " We need this by 17:00 today.",
        lambda text: text + " Please fix it before tomorrow noon.",
        lambda text: text + " It must be done within two hours!",
        lambda text: "I need an answer by Friday. " + text,
        lambda text: text.rstrip(".!? ") + " by tomorrow.",
        lambda text: text + " My flight leaves at 6 am tomorrow.",
    ],
    "zh": [
        lambda text: text + "今天17点前必须处理。",
        lambda text: text + "请在明天上午十点前解决。",
        lambda text: "请两小时内回复。" + text,
        lambda text: text + "周五之前给我弄好。",
        lambda text: text + "明早九点开庭。",
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_added_deadline_never_lowers_score_or_level(language: str) -> None:
    for text in some(language, 30):
        before = read(text).urgency
        for add in DEADLINES[language]:
            after = read(add(text)).urgency
            assert after.score >= before.score, add(text)
            assert RANK[after.level] >= RANK[before.level], add(text)


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\n> Please answer by 17:00 today, it must be done!",
        "\n> 请在今天17点前处理",
        "\n\nOn Mon, 2 Mar 2026 at 09:00, Anna wrote:\nWe need this before tomorrow noon.",
    ],
)
def test_a_deadline_that_is_only_quoted_from_earlier_mail_adds_nothing(quoted: str) -> None:
    for text in (*some("en", 6), *some("zh", 6)):
        before, after = read(text), read(text + quoted)
        assert after.urgency == before.urgency
        assert after.deadline == before.deadline


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_would_have_changed_the_level_is_true_of_the_sum(language: str) -> None:
    seen = 0
    for text in some(language, 60):
        urgency = read(text).urgency
        whole = sum(span.weight for span in urgency.evidence)
        for other in urgency.otherwise:
            change = sum(span.weight for span in other.spans)
            left = whole - change if other.how == "without" else urgency.score + change
            assert other.score == max(0, min(100, round(left)))
            assert other.level is level(other.score) is not urgency.level
            assert all(
                span in urgency.evidence for span in other.spans if other.how == "without"
            )
            seen += 1
    assert seen > 60


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("The invoice layout is off.", " We need this by 17:00 today."),
        ("Our scanner is jammed, send someone.", " It must be done before tomorrow noon."),
        ("发票抬头写错了。", "今天17点前必须处理。"),
        ("打印机卡纸，请派人来。", "明天上午十点前要。"),
    ],
)
def test_reading_again_without_a_deadline_gives_the_score_that_was_said(
    text: str, deadline: str
) -> None:
    urgency = read(text + deadline).urgency
    (added,) = (span for span in urgency.evidence if span.kind == "deadline")
    left = sum(span.weight for span in urgency.evidence) - added.weight
    assert read(text).urgency.score == max(0, min(100, round(left)))


STRANGE = st.sampled_from(
    [
        "😡",
        "👩‍👧",
        "\U0001f1e8\U0001f1f3",
        "e\u0301",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "\r\n",
        "\ud83d",
        "\u202e",
        "İ",
        "\x00",
        "ß",
        "\u200b",
    ]
)


@given(
    st.sampled_from([*some("en", 40), *some("zh", 40)]),
    st.lists(st.tuples(st.integers(0, 200), STRANGE), max_size=6),
)
@settings(max_examples=100, deadline=None)
def test_spans_are_exact_and_sums_exact_whatever_letters_stand_between(
    text: str, strange: list[tuple[int, str]]
) -> None:
    for place, letter in strange:
        text = text[: place % (len(text) + 1)] + letter + text[place % (len(text) + 1) :]
    signal = read(text)
    urgency, emotion = signal.urgency, signal.emotion
    for span in (*urgency.evidence, *emotion.evidence):
        assert span.text == text[span.start : span.end]
    assert all(isinstance(span.weight, int) for span in urgency.evidence)
    assert urgency.score == max(0, min(100, sum(span.weight for span in urgency.evidence)))
    assert round(sum(span.weight for span in emotion.evidence), 3) == emotion.score
    if signal.deadline:
        due = signal.deadline
        assert due.text == text[due.start : due.end]


def test_the_same_text_is_read_alike_in_any_order_and_any_process() -> None:
    texts = [*some("en", 6, seed=2), *some("zh", 6, seed=2), "\ud83d 😡 请\r\n今天17点前"]
    asked = [
        json.dumps({"id": at, "text": text, "now": NOW.isoformat()})
        for at, text in enumerate(texts)
    ]
    first, second = io.StringIO(), io.StringIO()
    assert answer_lines(asked, first) == answer_lines(asked[::-1], second) == 0
    told = first.getvalue().splitlines()
    assert told == second.getvalue().splitlines()[::-1]
    other = subprocess.run(
        [sys.executable, "-m", "sentiment", "read", "--json"],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line) for line in other.stdout.splitlines()] == [
        json.loads(line) for line in told
    ]
