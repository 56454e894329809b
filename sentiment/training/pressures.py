"""Fit the urgency of the project's own situations: words through the encoder, and rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import isotonic_regression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from sentiment.language import view
from sentiment.learned.weights import Weights, using
from sentiment.signal import Level
from sentiment.times.asking import unasked
from sentiment.times.deadline import deadlines, near
from sentiment.urgency import CRITICAL, HARM, MOST, RELIEF, look
from sentiment.words.plain import plain, toneless
from sentiment.words.pressure import Weighing, save

SITUATIONS = Path(__file__).parent / "situations"
LEVELS = tuple(level.value for level in Level)
RULES = (*HARM, *RELIEF, "near", "far")
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
STRENGTH = 0.003
FOLDS = 5
SCALE = 7.5  # rules are few and written with care: they are held back less than words
CAUTION = 0.8  # of logits: critical is rarer among messages than among the situations

Array = NDArray[Any]


def situations(language: str) -> list[tuple[str, int]]:
    """The project's own messages with their levels (0 low .. 3 critical)."""
    found, level = [], 0
    for line in (SITUATIONS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            level = LEVELS.index(line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            found.append((line.strip().replace("\\n", "\n"), level))
    return found


def seen(text: str) -> str:
    """What a head over n-grams sees of a text."""
    return plain(view(text).own)


def hits(text: str) -> list[float]:
    """How often each of RULES has its say in a text."""
    words = toneless(view(text)).own
    pressing = deadlines(words, NOW)
    found = look(unasked(words, pressing))
    close = any(near(moment, NOW) for moment in pressing)
    counts = [min(MOST, found.count(name)) for name in (*HARM, *RELIEF)]
    return [*counts, float(close), float(bool(pressing) and not close)]


def fit(words: Array, rules: Array, levels: Array) -> Weighing:
    """One logistic regression over the four levels. Deterministic."""
    centre = words.mean(axis=0)
    spread = np.maximum(words.std(axis=0), 1e-6)
    rows = np.hstack([(words - centre) / spread, rules * SCALE])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(rows, levels)
    start = model.intercept_ - CAUTION * (np.arange(len(LEVELS)) == len(LEVELS) - 1)
    width = words.shape[1]
    weights = model.coef_.T
    rules_fitted = weights[width:] * SCALE
    for row in range(len(CRITICAL)):  # jests name dangers too; a danger never means low
        rules_fitted[row] = isotonic_regression(rules_fitted[row])
    return Weighing(
        start=start,
        words=weights[:width] / spread[:, None],
        centre=centre,
        rules=dict(zip(RULES, rules_fitted, strict=True)),
    )


def crossed(words: Array, rules: Array, levels: Array) -> Array:
    """The levels that models say of what they did not see."""
    said = np.zeros(len(levels), dtype=int)
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for rest, part in parts.split(words, levels):
        model = fit(words[rest], rules[rest], levels[rest])
        weights = np.array([model.rules[name] for name in RULES])
        logits = (words[part] - model.centre) @ model.words + rules[part] @ weights
        said[part] = (logits + model.start).argmax(axis=1)
    return said


def sureness(
    texts: list[str], words: Array, rules: Array, levels: Array
) -> dict[str, float]:
    """Fit the confidence: how often a level is right, each situation read by a model that
    had not seen it, so that no message that judges the desk has told it how sure to be.
    """
    from sentiment.reading import read_signs

    rows, right = [], []
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for fold, (rest, part) in enumerate(parts.split(words, levels)):
        file = BytesIO()
        save(file, fit(words[rest], rules[rest], levels[rest]))
        with using(Weights(f"fold-{fold}", {"urgency.npz": file.getvalue()})):
            for at in part:
                level, found = read_signs(texts[at], now=NOW)
                rows.append(list(found.values()))
                right.append(LEVELS.index(level.value) == levels[at])
    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right))
    fitted = dict(zip(found, (round(float(w), 4) for w in model.coef_[0]), strict=True))
    return {"bias": round(float(model.intercept_[0]), 4)} | fitted


def write(path: Path, fitted: dict[str, float]) -> None:
    """Keep the confidence's factors as readable JSON."""
    path.write_text(json.dumps(fitted, indent=1) + "\n")
