"""A desk's own corrections are learned where that reads the latest weeks better."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.learned.versions import cards, roll_back, standing
from sentiment.reading import MODEL, read
from sentiment.signal import Level, Topic
from sentiment.training.desk import learn as learning
from sentiment.training.desk.adjust import adjusted_head
from sentiment.training.desk.heads import learners
from sentiment.training.desk.judge import compared
from sentiment.training.desk.learn import Learned, Why, learn
from sentiment.training.desk.lesson import BadLesson, Label, Lesson, lessons, line
from sentiment.words.linear import Head, grams
from tests.sentiment.learned.given import (
    LATEST,
    NOW,
    PAST,
    STOPPED,
    corrected,
    lesson,
    let_stand,
)

OWN = 60  # of the project's lines: the tests need not learn all of them again


def learned(known: list[Lesson], models: Path) -> Learned:
    return learn(known, models, own=OWN, tell=lambda _: None, now=NOW)


def why(found: Learned) -> dict[str, Why]:
    return {one.head: one.why for one in found.outcomes}


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Learned]:
    """A desk that corrected a word of its own for weeks, and learned it."""
    models = tmp_path_factory.mktemp("models")
    known = [*corrected(PAST), *corrected(LATEST), *let_stand(PAST), *let_stand(LATEST)]
    return models, learned(known, models)


def test_corrections_teach_a_new_word_and_the_new_model_goes_live(taught):
    models, found = taught
    assert why(found)["topic-en"] is Why.BETTER
    assert why(found)["urgency"] is Why.BETTER
    text = "since nine our zorvex is amber"
    plain = read(text, now=NOW)
    assert plain.intent.topic is not Topic.OUTAGE
    read_now = read(text, models=str(models), now=NOW)
    assert read_now.intent.topic is Topic.OUTAGE
    assert read_now.urgency.level is Level.CRITICAL
    assert plain.urgency.level is not Level.CRITICAL


def test_every_score_names_the_version_that_gave_it(taught):
    models, found = taught
    assert read("hello", models=str(models), now=NOW).model == f"{MODEL}+{found.version}"
    assert read("hello", now=NOW).model == MODEL


def test_what_learned_nothing_about_a_text_reads_it_as_before(taught):
    models, _ = taught
    for text in ("my invoice is wrong", "where is my parcel?", "谢谢，已经解决了"):
        before, after = read(text, now=NOW), read(text, models=str(models), now=NOW)
        assert after.urgency.level is before.urgency.level
        assert after.emotion == before.emotion
        assert after.intent.topic is before.intent.topic


def test_the_evidence_still_sums_to_the_score(taught):
    models, _ = taught
    signal = read(STOPPED[0], models=str(models), now=NOW)
    total = round(sum(span.weight for span in signal.urgency.evidence))
    assert max(0, min(100, total)) == signal.urgency.score


def test_the_card_tells_figures_counts_sizes_hashes_and_parent(taught):
    models, found = taught
    (card,) = cards(models)
    assert (card["version"], card["parent"], card["model"]) == (found.version, "", MODEL)
    heads = {one["head"]: one for one in card["heads"]}
    assert heads["topic-en"]["past"] == len(PAST)
    assert heads["topic-en"]["latest"] == len(LATEST)
    figures = heads["topic-en"]["figures"]
    assert figures["after"] > figures["before"]
    assert figures["luck"] < 0.05
    assert heads["emotion-zh"]["why"] == "too-few"
    assert card["sha256"].keys() == card["bytes"].keys()


def test_the_same_lessons_give_the_same_weights(taught, tmp_path):
    models, found = taught
    known = [*corrected(PAST), *corrected(LATEST), *let_stand(PAST), *let_stand(LATEST)]
    again = learned(known[::-1], tmp_path)
    assert again.version == found.version
    assert standing(tmp_path).weights.files == standing(models).weights.files


def test_a_second_round_has_to_beat_what_is_live_and_else_changes_nothing(taught):
    models, found = taught
    known = [*corrected(PAST), *corrected(LATEST), *let_stand(PAST), *let_stand(LATEST)]
    again = learned(known, models)
    assert again.version is None
    assert why(again)["topic-en"] is Why.NOT_BETTER
    assert standing(models).weights.version == found.version


def test_a_worse_model_is_refused(tmp_path):
    """What agents said before is the opposite of what they say in the latest weeks."""
    known = [
        *corrected(PAST, meant="praise", level="low"),
        *corrected(LATEST),
        *let_stand(PAST),
        *let_stand(LATEST),
    ]
    found = learned(known, tmp_path)
    assert found.version is None
    assert why(found)["topic-en"] is Why.NOT_BETTER
    assert why(found)["urgency"] is not Why.BETTER
    assert cards(tmp_path) == []


def test_nothing_from_the_latest_weeks_is_trained_on(tmp_path):
    """Only the latest weeks know the new word. If any of it leaked into the training,
    the new model would know it, be far better, and go live."""
    agreed = [
        dataclasses.replace(
            one,
            labels={"topic": dataclasses.replace(one.labels["topic"], certain=True)},
        )
        for one in let_stand(PAST)
    ]
    found = learned([*agreed, *corrected(LATEST)], tmp_path)
    assert why(found)["topic-en"] is Why.NOT_BETTER
    assert found.version is None


def test_a_text_read_long_ago_but_corrected_lately_is_not_trained_on(tmp_path):
    late = NOW - timedelta(days=1)
    said = [
        lesson(n, "x", day, {"topic": "refund"}, known_at=late)
        for n, day in enumerate(PAST)
    ]
    found = learned([*said, *corrected(LATEST)], tmp_path)
    assert set(why(found).values()) == {Why.TOO_FEW}


@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.floats(0, 60)).map(lambda both: sorted(both)[::-1]),
        max_size=40,
    )
)
def test_whatever_is_learned_was_read_and_known_before_all_that_it_is_judged_by(days):
    known = [
        lesson(n, "x", read_at, {"topic": "refund"}, known_at=NOW - timedelta(days=told))
        for n, (read_at, told) in enumerate(days)
    ]
    cut = NOW - learning.LATEST
    for learner in learners():
        lot = learning._lot(learner, known, cut)
        latest = [one.at for one in known if one.at >= cut]
        for one in lot.past:
            assert all(one.at < at for at in latest)
            assert one.labels["topic"].known_at < cut


def test_too_few_corrections_are_refused_with_what_is_missing(tmp_path):
    found = learned([*corrected(PAST[:18]), *corrected(LATEST[:3])], tmp_path)
    assert found.version is None
    told = str(found)
    assert "2 more from before the latest two weeks" in told
    assert "7 more from the latest two weeks" in told
    assert "Nothing goes live." in told


def test_a_reader_that_is_no_better_on_half_of_all_samples_is_luck():
    truth = ["refund", "billing"] * 20
    worse = ["refund"] * 40
    lucky = [*truth[:1], *worse[1:]]
    assert not compared(truth, worse, lucky).better
    assert compared(truth, worse, truth).better
    assert not compared(truth, truth, truth).better


def test_what_is_critical_must_not_be_missed_for_a_better_mean():
    rows = [("critical", "critical", "high")] + [("low", "normal", "low")] * 30
    learner = learners()[0]
    lot = learning.Lot((), 30, 30)
    reads = [
        learning.Read(
            Lesson(str(n), "w", "en", "x", NOW, {"urgency": Label(truth, True, NOW)}),
            {"urgency": old},
            {"urgency": new},
        )
        for n, (truth, old, new) in enumerate(rows)
    ]
    outcome = learning._outcome(learner, lot, reads, fitted=True)
    assert outcome.why is Why.MISSES_CRITICAL


def test_an_n_gram_that_one_person_alone_wrote_is_not_learned():
    idf, weights = np.ones(1 << 10, dtype=np.float32), np.zeros((1 << 10, 2))
    head = Head(("a", "b"), 10, 3, idf, weights, np.zeros(2), np.zeros(2))
    texts = ["qqq", "qqq", "zzz", "zzz"]
    truth, weight = np.array([1, 1, 0, 0]), np.ones(4)
    one = adjusted_head(
        *(head, texts, None, truth, weight, ["ann", "ann", "ben", "cem"], 1.0, 1)
    )
    logits = {text: one.logits(grams(text, one.longest)) for text in ("qqq", "zzz")}
    assert np.allclose(logits["qqq"], 0)
    assert logits["zzz"][0] > logits["zzz"][1]


def test_lessons_travel_as_lines_and_a_bad_line_says_which():
    known = corrected(PAST[:3])
    assert list(lessons(map(line, known))) == known
    bad = json.loads(line(known[0]))
    bad["labels"]["topic"]["meant"] = "weather"
    with pytest.raises(BadLesson, match=r"line 2 .*weather is no topic"):
        list(lessons([line(known[1]), json.dumps(bad)]))


def test_going_back_reads_as_before(taught):
    models, _ = taught
    assert roll_back(models, now=NOW) == ""
    text = STOPPED[1].format(n=1)
    assert read(text, models=str(models), now=NOW) == read(text, now=NOW)
