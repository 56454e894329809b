"""A conversation's urgency: kept while nothing is settled, explained, never averaged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.conversation import Heard, fused, own_score, trend
from sentiment.otherwise import otherwise
from sentiment.signal import Level, Signal, Span, Strain

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
RANK = {level: rank for rank, level in enumerate(Level)}
GAS = "There is a strong smell of gas in the hallway and my mother has fainted."


def read(text: str) -> Signal:
    return sentiment.read(text, now=NOW)


def heard(*texts: str) -> list[Heard]:
    return [
        Heard(NOW - timedelta(hours=len(texts) - i), read(t)) for i, t in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "ask", ["Any news?", "Hello?", "有消息吗？", "I am waiting for an answer."]
)
def test_asking_again_is_as_urgent_as_what_was_said_before(ask: str) -> None:
    signal = fused(heard(GAS), read(ask), now=NOW)
    assert signal.urgency.level is Level.CRITICAL
    assert any(span.kind == "earlier" for span in signal.urgency.evidence)
    points = sum(span.weight for span in signal.urgency.evidence)
    assert signal.urgency.score == max(0, min(100, points))


def test_what_is_settled_presses_no_longer() -> None:
    solved = read("All sorted now, the engineer fixed it, thank you.")
    assert solved.settled
    assert fused(heard(GAS), solved, now=NOW).urgency == solved.urgency
    after = [*heard(GAS), Heard(NOW, solved)]
    asked = read("What are your opening hours?")
    assert fused(after, asked, now=NOW).urgency == asked.urgency


def test_what_was_said_long_ago_fades() -> None:
    old = [Heard(NOW - timedelta(days=30), read(GAS))]
    asked = read("What are your opening hours?")
    assert fused(old, asked, now=NOW).urgency == asked.urgency


def test_carrying_over_again_and_again_adds_nothing() -> None:
    first = heard(GAS)
    second = fused(first, read("Any news?"), now=NOW)
    third = fused([*first, Heard(NOW, second)], read("Hello?"), now=NOW)
    assert third.urgency.score == first[0].signal.urgency.score
    assert own_score(second) == read("Any news?").urgency.score


def test_a_deadline_that_lies_ahead_is_kept() -> None:
    signal = fused(heard("We need it by noon tomorrow."), read("Any news?"), now=NOW)
    assert signal.deadline
    assert signal.deadline.due_at > NOW


@given(st.lists(st.sampled_from([GAS, "Any news?", "What are your hours?"]), max_size=4))
@settings(max_examples=20, deadline=None)
def test_a_conversation_never_falls_below_its_latest_contact(texts: list[str]) -> None:
    latest = read("The lamp in the hall flickers, come by when you pass.")
    signal = fused(heard(*texts), latest, now=NOW)
    assert signal.urgency.score >= latest.urgency.score


def test_a_trend_needs_four_contacts_and_tells_the_direction() -> None:
    calm, dire = read("What are your opening hours?"), read(GAS)
    at = [NOW + timedelta(hours=i) for i in range(4)]
    rising = [Heard(t, s) for t, s in zip(at, (calm, calm, dire, dire), strict=True)]
    falling = [Heard(t, s) for t, s in zip(at, (dire, dire, calm, calm), strict=True)]
    assert trend(rising) == "rising"
    assert trend(falling) == "falling"
    assert trend(rising[:3]) == "steady"


@pytest.mark.parametrize(
    "text", [GAS, "Please change my name on the bill.", "财务八个人今天都登录不了系统。"]
)
def test_what_would_have_changed_the_level_does_change_it(text: str) -> None:
    urgency = read(text).urgency
    for one in urgency.otherwise:
        assert one.level is not urgency.level
        gone = sum(span.weight for span in one.spans) * (-1 if one.how == "without" else 1)
        points = sum(span.weight for span in urgency.evidence) + gone
        assert one.score == max(0, min(100, round(points))) or one.how == "with"


def test_nothing_smaller_than_what_is_shown_would_have_changed_it() -> None:
    spans = (
        Span(0, 0, "", "base", 40),
        Span(0, 4, "harm", "harm", 20),
        Span(5, 9, "more", "harm", 3),
    )
    found = otherwise(spans, solved=False)
    assert found[0].how == "without"
    assert found[0].spans == (spans[1],)
    assert found[0].level is Level.NORMAL


def test_words_and_voice_that_disagree_are_both_shown() -> None:
    calm = read("What are your opening hours?")
    strained = Strain(90, 12.0, 40, 30, True, ())
    told = sentiment.with_strain(calm, strained)
    assert told.disagree == "strained"
    assert told.urgency.score - calm.urgency.score <= 15
    quiet = replace(strained, index=10, alarm_at=None)
    assert sentiment.with_strain(read(GAS), quiet).disagree == "calm"
    assert sentiment.with_strain(calm, quiet).disagree is None
    assert (
        RANK[sentiment.with_strain(read(GAS), quiet).urgency.level] == RANK[Level.CRITICAL]
    )
