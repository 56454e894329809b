"""Train the learned term of urgency from the project's own situations."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from sentiment.language import view
from sentiment.signal import Level
from sentiment.training.feelings import Array, rarity, table, weighted
from sentiment.words.linear import Head
from sentiment.words.plain import calm, plain

SITUATIONS = Path(__file__).parent / "situations"
LEVELS = tuple(level.value for level in Level)
BITS = 16
LONGEST = {"en": 1, "zh": 2}  # English: words and pairs; Chinese: characters and pairs
STRENGTH = 3.0


def situations(language: str) -> list[tuple[str, int]]:
    """The project's own messages with their levels (0 low .. 3 critical)."""
    found, level = [], 0
    for line in (SITUATIONS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            level = LEVELS.index(line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            found.append((line.strip(), level))
    return found


def seen(text: str) -> str:
    """What the head sees of a text."""
    return plain(view(text).own)


def train(samples: list[tuple[str, int]], language: str) -> Head:
    """One logistic regression over the four levels. Deterministic."""
    counts = table([text for text, _ in samples], BITS, LONGEST[language], seen)
    idf = rarity(counts, least=1)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
    model.fit(weighted(counts, idf), [level for _, level in samples])
    weights = model.coef_.T.astype(np.float32)
    return Head(
        LEVELS, BITS, LONGEST[language], idf.astype(np.float32), weights,
        model.intercept_.astype(np.float64), np.zeros(len(LEVELS)),
    )  # fmt: skip


def crossed(language: str, folds: int = 10) -> tuple[Array, Array]:
    """Levels of the situations and what heads that did not see them say."""
    samples = situations(language)
    truth = np.array([level for _, level in samples])
    said = np.zeros(len(truth), dtype=int)
    parts = StratifiedKFold(folds, shuffle=True, random_state=0)
    for rest, part in parts.split(truth, truth):
        head = train([samples[i] for i in rest], language)
        for i in part:
            said[i] = int(np.argmax(head.read(seen(samples[i][0]))[0]))
    return truth, said


def sureness(messages: list[dict[str, Any]]) -> dict[str, float]:
    """Fit the confidence, how often a level is right, on messages no head has seen."""
    from sentiment.reading import read, signs

    rows, right = [], []
    for message in messages:
        signal = read(
            message["text"], now=datetime(2026, 3, 4, 10, tzinfo=UTC), **message["context"]
        )
        urgency = signal.urgency
        found = signs(urgency.score, urgency.evidence, _chance(message["text"]))
        rows.append(list(found.values()))
        right.append(urgency.level.value in (message["urgency"], message["urgency_also"]))
    names = list(found)
    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right))
    fitted = dict(zip(names, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    return {"bias": round(float(model.intercept_[0]), 4)} | fitted


def _chance(text: str) -> float:
    from sentiment.language import leading
    from sentiment.times.deadline import deadlines
    from sentiment.words.pressure import pressure

    folded = view(text)
    pressing = deadlines(folded.own, datetime(2026, 3, 4, 10, tzinfo=UTC))
    return pressure(folded, leading(calm(folded.own)), pressing).chance


def write(path: Path, fitted: dict[str, float]) -> None:
    """Keep the confidence's factors as readable JSON."""
    path.write_text(json.dumps(fitted, indent=1) + "\n")
