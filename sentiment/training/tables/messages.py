"""Feelings in customers' messages, on which no weight was trained."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from sentiment.reading import read
from sentiment.signal import Feeling
from sentiment.training.data import messages
from sentiment.training.feelings import rarity, table, weighted
from sentiment.training.scales import calibration
from sentiment.training.tables.baselines import keywords, majority, side, vader

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
NAMES = [feeling.value for feeling in Feeling]


def print_messages(data: Path) -> None:
    """DIR/urgency in both languages: macro-F1 of seven, either reader counts as right."""
    for language in ("en", "zh"):
        rows = messages(data / "urgency", language)
        texts = [row["text"] for row in rows]
        signals = [read(text, now=NOW) for text in texts]
        truth = [Feeling(row["emotion"]) for row in rows]
        print(f"feelings {language}: {len(rows)} messages that no weight was trained on")
        own = [signal.emotion.label for signal in signals]
        _line("Veridesk", rows, own)
        _line("TF-IDF alone, 5-fold", rows, _tfidf(texts, truth))
        _line("keywords alone", rows, [keywords(text) for text in texts])
        _line("majority", rows, [majority(truth)] * len(rows))
        chance = np.array([s.emotion.probabilities[s.emotion.label] for s in signals])
        right = np.array([hit(row, s.emotion.label) for row, s in _both(rows, signals)])
        print(f"  calibration error (ECE) {calibration(chance, right):.3f}")
        if language == "en":
            _sides(texts, truth, own)


def _sides(texts: list[str], truth: list[Feeling], own: list[Feeling]) -> None:
    real = [side(feeling) for feeling in truth]
    ours = f1_score(real, [side(feeling) for feeling in own], average="macro")
    theirs = f1_score(real, vader(texts), average="macro")
    print(f"  good, neither, bad: macro-F1 {ours:.3f}, VADER {theirs:.3f}")


def hit(row: dict[str, Any], said: Feeling) -> bool:
    """Whether either reader called it so."""
    return said.value in (row["emotion"], row["emotion_also"])


def _both(rows: list[dict[str, Any]], signals: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(rows, signals, strict=True))


def _line(name: str, rows: list[dict[str, Any]], said: list[Feeling]) -> None:
    truth = [
        word.value if hit(row, word) else row["emotion"]
        for row, word in zip(rows, said, strict=True)
    ]
    told = [word.value for word in said]
    score = f1_score(truth, told, average="macro", labels=NAMES, zero_division=0)
    right = np.mean([a == b for a, b in zip(truth, told, strict=True)])
    print(f"  {name:22} macro-F1 {score:.3f} · right {right:.2f}")


def _tfidf(texts: list[str], truth: list[Feeling]) -> list[Feeling]:
    counts = table(texts, 16, 3)
    matrix = weighted(counts, rarity(counts, 1))
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    names = [feeling.value for feeling in truth]
    return [Feeling(n) for n in cross_val_predict(model, matrix, names, cv=folds)]
