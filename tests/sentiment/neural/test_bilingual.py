"""The encoder of both languages: what it sees, where its pieces lie, how it is bounded."""

from __future__ import annotations

import numpy as np
import pytest

from sentiment.language import view
from sentiment.training.bilingual import base
from sentiment.words.neural.bilingual import HEAD, TAIL, encoder, prepared
from sentiment.words.pressure import weighing

TEXT = "The line is down since nine, 产线停了, nobody can work"


def test_every_piece_leads_back_to_its_words() -> None:
    own = view(TEXT).own
    read = encoder().read(own)
    words = "".join(own[s:e] for s, e in zip(read.start, read.end, strict=True) if e > s)
    assert words.replace(" ", "") == own.replace(" ", "")


def test_what_is_said_of_the_pieces_sums_to_what_is_said_of_the_text() -> None:
    model, read = weighing(), encoder().read(view(TEXT).own)
    whole = (read.rows.mean(axis=0) - model.centre) @ model.words
    parts = (read.rows - model.centre) @ model.words / len(read.rows)
    assert np.allclose(parts.sum(axis=0), whole, atol=1e-4)


@pytest.mark.parametrize(
    "loud",
    ["THE LINE IS DOWN!!!", "Dear all, the line is down. Thank you!", "the line is down."],
)
def test_shouting_manners_and_marks_at_the_end_are_not_seen(loud: str) -> None:
    assert prepared(view(loud).own, {})[0] == "the line is down"


@pytest.mark.parametrize("text", ["x " * 50_000, "停" * 100_000, "\ud800", "", "\u202e!!"])
def test_any_text_is_read_in_a_bounded_number_of_pieces(text: str) -> None:
    read = encoder().read(view(text).own)
    assert 2 <= len(read.rows) <= HEAD + TAIL + 2
    assert np.isfinite(read.rows).all()


def test_other_weights_than_the_checked_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "_PACKAGE", "sentiment")
    with pytest.raises(base.NoBase, match="not the one"):
        base.base()
