"""Weights an operator configures: used only once they were found better."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sentiment
from sentiment.commands.compare import run
from sentiment.signal import Feeling
from sentiment.words.neural.configured import (
    Unusable,
    Verdict,
    chosen,
    configured,
    digest,
    keep,
    verdicts,
)

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
TEXT = "Please send the invoice for March."


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A tiny classifier of three finer feelings that always finds remorse."""
    return tiny(tmp_path / "weights", ["joy", "remorse", "anger"])


def tiny(folder: Path, labels: list[str]) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "please", "send", "the"]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={name: at for at, name in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([0.0, 4.0, 0.0]))
    model.save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def verdict(folder: Path, configured_score: float) -> Verdict:
    return Verdict("en", "en.jsonl", 10, 0.5, configured_score, digest(folder))


def test_finer_labels_count_for_their_feeling(weights: Path) -> None:
    chances = configured(weights).chances(TEXT)
    assert set(chances) == set(Feeling)
    assert chances[Feeling.SADNESS] > 0.9
    assert sum(chances.values()) == pytest.approx(1)


def test_without_a_comparison_nothing_changes(weights: Path) -> None:
    plain = sentiment.read(TEXT, now=NOW)
    assert sentiment.read(TEXT, now=NOW, emotion_weights=str(weights)) == plain


def test_worse_weights_stay_unused_and_better_ones_are_used(weights: Path) -> None:
    keep(weights, verdict(weights, 0.4))
    assert chosen(str(weights), "en") is None
    keep(weights, verdict(weights, 0.6))
    found = sentiment.read(TEXT, now=NOW, emotion_weights=str(weights)).emotion
    assert found.label is Feeling.SADNESS
    assert sum(s.weight for s in found.evidence) == pytest.approx(found.score, abs=1e-9)
    assert chosen(str(weights), "zh") is None


def test_a_comparison_of_other_weights_does_not_count(weights: Path) -> None:
    keep(weights, replace(verdict(weights, 0.9), sha256="0" * 64))
    assert chosen(str(weights), "en") is None


def test_weights_without_feelings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        configured(tiny(tmp_path / "other", ["spam", "ham", "eggs"]))


def test_the_command_measures_both_and_keeps_the_result(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"text": TEXT, "emotion": "neutral"},
        {"text": "I miss him", "emotion": "sadness"},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "en.jsonl").write_text(lines + "\n")

    asked = argparse.Namespace(weights=str(weights), data=tmp_path)
    assert run(asked) == 0
    assert "2 messages" in capsys.readouterr().out
    (kept,) = verdicts(weights).values()
    assert kept.texts == 2
    assert 0 <= kept.configured <= 1
