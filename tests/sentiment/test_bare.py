"""N-grams of the words alone: no mark and no gap moves them, and each knows its place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sentiment.words.bare import bare
from sentiment.words.linear import READ, grams

WORDS = st.lists(st.text("abc停电了1", min_size=1, max_size=6), max_size=12)
GAPS = st.lists(st.sampled_from([" ", "   ", "!! ", "\n", ", "]), min_size=12, max_size=12)


@given(WORDS, GAPS)
def test_marks_and_gaps_move_nothing(words: list[str], gaps: list[str]) -> None:
    loud = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    assert bare(loud).text == bare(" ".join(words)).text == " ".join(words)


@given(st.text(max_size=200))
def test_each_letter_knows_where_it_stood(text: str) -> None:
    found = bare(text)
    for at, letter in enumerate(found.text):
        if letter != " ":
            assert text[found.places[at]] == letter


@given(st.text("ab 停,.", max_size=80))
def test_what_n_grams_add_is_kept_whole(text: str) -> None:
    found = bare(text)
    cut = grams(found.text, 3)
    adds = np.arange(len(cut.start), dtype=float)
    assert np.isclose(found.spread(adds, cut.start).sum(), adds.sum())


def test_no_more_is_looked_at_than_is_read() -> None:
    assert len(bare("x" * (READ + 500)).text) == READ
