"""A happy or surprised voice alarms as a frightened one does; its words tell them apart."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import sentiment
from sentiment.gladness import glad
from sentiment.language import view
from sentiment.signal import Feeling, Signal, Strain
from sentiment.voice.fitting.spoken import SPOKEN, Sentence, sentences, told

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOUD = Strain(90, 12.0, 30, 30, True, ())
GLAD = {
    "en": "Oh wow, it arrived already and it works perfectly, thank you so much!",
    "zh": "哇，这么快就到了，特别好用，太感谢你们了！",
}


def read(text: str) -> Signal:
    return sentiment.read(text, channel="call", now=NOW)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_raised_voice_with_glad_words_adds_nothing_and_says_so(language: str) -> None:
    words = read(GLAD[language])
    told = sentiment.with_strain(words, LOUD)
    assert told.disagree == "glad"
    assert told.urgency.score == words.urgency.score
    assert told.strain == LOUD  # shown as it is
    assert not [span for span in told.urgency.evidence if span.kind == "strain"]


@pytest.mark.parametrize(
    "more",
    [
        "But my mother is hurt, please hurry!",
        "But I have called three times and nobody answers, I am furious.",
        "But please refund me before five o'clock today.",
        "可是我妈妈受伤了，快一点！",
        "可是我打了三次电话都没人管，气死我了。",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_bad_word_among_glad_ones_leaves_the_alarm(language: str, more: str) -> None:
    signal = read(f"{GLAD[language]} {more}")
    assert not signal.glad
    assert sentiment.with_strain(signal, LOUD).disagree != "glad"


@pytest.mark.parametrize("text", ["", "   ", "Hello.", "喂，你好。", "V-20931", "😀😀😀"])
def test_no_words_are_not_glad_words(text: str) -> None:
    assert not read(text).glad


def test_glad_words_do_not_outweigh_a_bad_feeling_that_is_said_as_well() -> None:
    seen = view(GLAD["en"])
    signal = read(GLAD["en"])
    assert signal.intent is not None
    beside = (signal.intent, signal.urgency.evidence)
    both = (Feeling.JOY, Feeling.ANGER)
    assert glad(seen, signal.emotion, *beside)
    assert not glad(seen, replace(signal.emotion, labels=both), *beside)


def test_a_calm_voice_with_glad_words_disagrees_with_nothing() -> None:
    quiet = replace(LOUD, index=20, alarm_at=None)
    assert sentiment.with_strain(read(GLAD["en"]), quiet).disagree is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_upset_caller_is_taken_for_glad_and_most_glad_ones_are_told(
    language: str,
) -> None:
    found = told(language)
    assert found["upset"].of >= 24
    assert found["upset"].told == 0
    assert found["neutral"].of >= 16
    assert found["neutral"].told <= 1
    assert found["glad"].of >= 24
    assert found["glad"].told / found["glad"].of >= 0.75


def test_the_sentences_are_labelled_and_each_stands_once() -> None:
    every = sentences()
    assert len({one.text for one in every}) == len(every)
    assert {one.feels for one in every} == {
        *("happy", "surprised", "angry", "afraid", "neutral"),
    }
    with SPOKEN.open(encoding="utf-8", newline="") as lines:
        assert len(list(csv.DictReader(lines, delimiter="\t"))) == len(every)
    assert all(isinstance(one, Sentence) for one in every)
