"""The project's own messages: marked exactly, and those that judge never among them."""

from __future__ import annotations

import pytest

from sentiment.signal import Feeling, Level
from sentiment.training.bench import SETS, UNSEEN
from sentiment.training.data import messages, named, spoken
from sentiment.training.letters.letters import LANGUAGES, letters, timed
from sentiment.training.pressures import own
from sentiment.training.tables.urgency import at


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_a_level_a_feeling_and_an_aware_time(language: str) -> None:
    known = letters(language)
    assert len(known) > 1_400
    assert len({one.text for one in known}) == len(known)
    for one in known:
        assert Level(one.level)
        assert Feeling(one.emotion)
        assert one.now.tzinfo is not None
    assert {one.level for one in known} == {level.value for level in Level}
    assert {one.emotion for one in known} == {feeling.value for feeling in Feeling}


@pytest.mark.parametrize("language", LANGUAGES)
def test_marked_times_are_words_of_their_text(language: str) -> None:
    for one in timed(language):
        for words in (*one.deadlines, *one.others):
            assert words
            assert words in one.text


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_that_judges_is_learned_from(language: str, name: str) -> None:
    judging = messages(UNSEEN / name, language)
    assert len(judging) >= 120
    learned = {text for text, _ in own(language)}
    learned |= {sample.text for sample in spoken(language) + named(language)}
    learned |= {one.text for one in timed(language)}
    for row in judging:
        assert row["text"] not in learned
        assert at(row).tzinfo is not None
        for words in (row["deadline"], row["deadline_also"]):
            assert not words or words in row["text"]
