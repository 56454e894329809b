"""Feelings and topics: evidence that sums, chances, mixed text, old signals."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

import sentiment
from sentiment.language import view, whole
from sentiment.signal import Emotion, Feeling, Signal, Topic
from sentiment.training import scales
from sentiment.training.data import named, spoken
from sentiment.training.own.topics import CLEAR, LABELS, examples
from sentiment.words.emotion import parts
from sentiment.words.linear import grams
from sentiment.words.parts import shares, telling
from sentiment.words.posts import posted

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

FELT = [
    ("You people are liars, I am sick of your excuses!", Feeling.ANGER),
    ("I'm so scared, someone is at the door and I'm alone.", Feeling.FEAR),
    ("We're thrilled, it works perfectly, thank you so much!", Feeling.JOY),
    ("Please send the invoice for March to the new address.", Feeling.NEUTRAL),
    ("你们到底管不管？骗子公司，气死我了！", Feeling.ANGER),
    ("我一个人在家，有人在拧门把手，好害怕。", Feeling.FEAR),
    ("太好了，修好了，全家都高兴坏了，谢谢！", Feeling.JOY),
    ("请将发票寄到新地址。", Feeling.NEUTRAL),
]


def felt(text: str) -> Emotion:
    return sentiment.read(text, now=NOW).emotion


@pytest.mark.parametrize(("text", "feeling"), FELT)
def test_plain_feelings_are_read_in_both_languages(text: str, feeling: Feeling) -> None:
    assert felt(text).label is feeling


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "\n> You never answer!\n"])
def test_who_says_nothing_is_said_to_feel_nothing(text: str) -> None:
    emotion = felt(text)
    assert (emotion.label, emotion.labels) == (Feeling.NEUTRAL, (Feeling.NEUTRAL,))
    assert emotion.probabilities[Feeling.NEUTRAL] == 1


@given(st.text(max_size=200) | st.sampled_from([text for text, _ in FELT]))
@settings(max_examples=60, deadline=None)
def test_the_evidence_sums_to_the_score_whatever_the_words(text: str) -> None:
    emotion = felt(text)
    assert sum(s.weight for s in emotion.evidence) == pytest.approx(emotion.score, abs=1e-9)
    assert all(s.text == text[s.start : s.end] for s in emotion.evidence)
    assert emotion.label in emotion.labels or emotion.labels
    assert all(0 <= chance <= 1 for chance in emotion.probabilities.values())


@pytest.mark.parametrize(
    ("text", "part", "quoted"),
    [
        ("You charged me twice!", "charged me tw", "charged me twice"),
        ("it does that again? whatever", "n? wh", "again? whatever"),
        ("you don't answer", "t answ", "don't answer"),
        ("太气人了！钱到现在都不退。", "现在都不", "钱到现在都不退"),
        ("从上周到现在我一直等着您的答复真的太久", "一直", "一直"),
        ("我的account坏了", "acc", "account"),
        ("x" * 90, "x", "x"),
    ],
)
def test_no_word_and_no_short_clause_is_quoted_cut(
    text: str, part: str, quoted: str
) -> None:
    start = text.index(part)
    first, last = whole(text, start, start + len(part))
    assert text[first:last] == quoted


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_what_is_quoted_holds_what_was_read(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    first, last = whole(text, start, end)
    if start < end:
        assert 0 <= first <= start
        assert end <= last <= len(text)


@pytest.mark.parametrize("text", [text for text, _ in FELT])
def test_the_words_of_a_feeling_are_whole_and_told_once(text: str) -> None:
    told = [span for span in felt(text).evidence if span.text]
    assert all(one.end <= after.start for one, after in pairwise(told))
    for span in told:
        if text.isascii():
            assert re.search(rf"(?<!\w){re.escape(span.text)}(?!\w)", text)


def test_the_score_is_the_linear_heads_own() -> None:
    text = FELT[0][0]
    (part,) = parts(view(text))
    emotion = felt(text)
    own = dict(zip(FEELING_ORDER, part.logits, strict=True))[emotion.label]
    assert emotion.score == pytest.approx(float(own), abs=1e-3)


FEELING_ORDER = [
    Feeling(name)
    for name in ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
]


def test_mixed_text_is_read_language_by_language() -> None:
    text = "你好 my parcel is lost, 太让人生气了, I am furious with you"
    found = shares(view(text).own)
    assert [language for language, _, _ in found] == ["zh", "en"]
    assert sum(share for _, _, share in found) == pytest.approx(1)
    assert all(len(part) == len(text) for _, part, _ in found)
    assert "parcel" not in found[0][1]
    assert "生气" not in found[1][1]
    assert felt(text).label is Feeling.ANGER


def test_the_telling_sentences_of_a_long_text_are_kept_within_their_room() -> None:
    quiet = "The parcel was sent on Monday and came on Wednesday. " * 6
    text = view(quiet + "I am furious, you liars! " + quiet).own
    (part,) = parts(view(text))
    runs = telling(text, part.grams, part.adds[:, [0]], 60)
    assert any("furious" in text[start:end] for start, end in runs)
    assert sum(end - start for start, end in runs) <= 120


def test_topics_are_named_or_said_to_be_unknown() -> None:
    refund = sentiment.read("I want a refund, give me my money back", now=NOW).intent
    assert refund is not None
    assert refund.topic is Topic.REFUND
    assert 0 < refund.confidence <= 1
    assert refund.alternatives
    parcel = sentiment.read("我的快递到哪了？物流八天没动了", now=NOW).intent
    assert parcel is not None
    assert parcel.topic is Topic.DELIVERY
    for nothing in ("", "…", "It's the same as with the other one.", "就是上回那个"):
        silent = sentiment.read(nothing, now=NOW).intent
        assert silent is not None
        assert silent.topic is Topic.UNKNOWN


def test_a_signal_stored_before_topics_were_read_still_loads() -> None:
    adapter = TypeAdapter(Signal)
    stored = adapter.dump_python(sentiment.read(FELT[0][0], now=NOW), mode="json")
    del stored["intent"], stored["emotion"]["score"]
    old = adapter.validate_python(stored)
    assert old.intent is None
    assert old.emotion.label is Feeling.ANGER


def test_the_projects_own_examples_are_labelled_and_none_is_said_twice() -> None:
    for language in ("en", "zh"):
        lines = [sample.text for sample in spoken(language)]
        assert len(lines) == len(set(lines)) > 700
        assert {f for s in spoken(language) for f in s.labels} == {f.value for f in Feeling}
        about = examples(language)
        judged = about.texts[: about.judged]
        assert len(judged) == len(set(judged))
        assert set(about.truth[: about.judged]) == set(range(len(LABELS)))
        assert set(about.truth[about.judged :]) == set(range(CLEAR))
    assert named("zh")


def test_a_scale_calibrates_and_finds_the_cut() -> None:
    order = np.random.default_rng(0)
    truth = (order.random((4000, 2)) < [0.3, 0.1]).astype(float)
    score = 3 * truth + order.normal(size=truth.shape)
    fitted = scales.fit(score, truth)
    chance = fitted.chances(score)
    for label in range(2):
        assert scales.calibration(chance[:, label], truth[:, label]) < 0.03
        said = chance[:, label] > fitted.threshold[label]
        assert scales.f1(truth[:, label], said) > 0.8


POSTS = [
    "#加油# 向一线的医护人员致敬，看得泪目了",
    "今天终于吃到了心心念念的火锅，开心到飞起，哈哈哈哈",
    "早安，新的一天，愿所有的美好都如期而至。",
]
MESSAGES = [
    "你好，我的订单三天了还没发货，麻烦查一下。",
    "贵公司的空调修了两次还是不制冷，请尽快安排师傅上门。",
    "发票抬头写错了，能不能重新开一张？税号不变。",
]


def test_posts_are_told_from_messages_to_a_desk() -> None:
    assert min(map(post, POSTS)) > 0.5 > 0.2 > max(map(post, MESSAGES))


@pytest.mark.parametrize("text", POSTS + MESSAGES)
def test_chances_sum_to_one_whether_posted_or_sent(text: str) -> None:
    assert sum(felt(text).probabilities.values()) == pytest.approx(1, abs=1e-3)


def test_without_the_head_everything_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sentiment.words.posts.head", lambda: None)
    assert [post(text) for text in POSTS] == [0, 0, 0]


def post(text: str) -> float:
    return posted(grams(view(text).own, 3))
