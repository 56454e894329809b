"""Feelings in customers' messages, on which no head was trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from sentiment.reading import read
from sentiment.signal import Feeling
from sentiment.training.data import messages, spoken
from sentiment.training.feelings import rarity, table, weighted
from sentiment.training.scales import calibration
from sentiment.training.tables.baselines import keywords, majority, side, vader
from sentiment.training.tables.sheet import Line, reliability, show
from sentiment.training.tables.urgency import at

NAMES = [feeling.value for feeling in Feeling]
Rows = list[dict[str, Any]]
Said = list[Feeling]


def print_messages(folder: Path, most: int | None = None, kind: str = "messages") -> None:
    """A folder of messages in both languages; TF-IDF learns from what ours does."""
    stated, right = [], []
    for language in ("en", "zh"):
        rows = messages(folder, language)[:most]
        texts = [row["text"] for row in rows]
        emotions = [read(row["text"], now=at(row)).emotion for row in rows]
        truth = [Feeling(row["emotion"]) for row in rows]
        said = [
            [emotion.label for emotion in emotions],
            _tfidf(texts, language),
            [keywords(text) for text in texts],
            [majority(truth)] * len(rows),
        ]
        lines = [
            Line(
                "macro-F1 of seven feelings", [_macro(rows, s) for s in said], "0.50 / 0.70"
            ),
            Line("right", [_right(rows, s) for s in said]),
        ]
        columns = ["Veridesk", "TF-IDF", "keywords", "majority"]
        sides = [[side(feeling) for feeling in s] for s in said]
        if language == "en":
            columns.append("VADER")
            sides.append(vader(texts))
        real = [side(feeling) for feeling in truth]
        good = [float(f1_score(real, s, average="macro")) for s in sides]
        lines.append(Line("good, neither, bad: macro-F1", good))
        show(f"feelings {language}: the same {len(rows)} {kind}", columns, lines)
        stated += [emotion.probabilities[emotion.label] for emotion in emotions]
        right += [hit(row, e.label) for row, e in zip(rows, emotions, strict=True)]
        _sure(language, stated[-len(rows) :], right[-len(rows) :])
    _sure("both", stated, right)


def hit(row: dict[str, Any], said: Feeling) -> bool:
    """Whether either reader called it so."""
    return said.value in (row["emotion"], row["emotion_also"])


def _macro(rows: Rows, said: Said) -> float:
    pairs = zip(rows, said, strict=True)
    truth = [word.value if hit(row, word) else row["emotion"] for row, word in pairs]
    told = [word.value for word in said]
    return float(f1_score(truth, told, average="macro", labels=NAMES, zero_division=0))


def _right(rows: Rows, said: Said) -> float:
    return float(np.mean([hit(row, word) for row, word in zip(rows, said, strict=True)]))


def _tfidf(texts: list[str], language: str) -> Said:
    known = spoken(language)
    counts = table([sample.text for sample in known], 16, 3)
    idf = rarity(counts, 1)
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
    model.fit(weighted(counts, idf), [next(iter(sample.labels)) for sample in known])
    return [Feeling(name) for name in model.predict(weighted(table(texts, 16, 3), idf))]


def _sure(language: str, stated: list[float], right: list[bool]) -> None:
    chance, hits = np.array(stated), np.array(right)
    error = calibration(chance, hits)
    print(f"  calibration error (ECE), {language}: {error:.3f}  (0.08 / 0.04)")
    reliability(f"feelings {language}", chance, hits)
