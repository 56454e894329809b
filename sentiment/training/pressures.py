"""Fit the urgency of the project's own lines: what a glance sees, n-grams, and rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import isotonic_regression
from sklearn.linear_model import LogisticRegression

from sentiment.language import view
from sentiment.learned.weights import Weights, using
from sentiment.signal import Level
from sentiment.times.asking import unasked
from sentiment.times.deadline import deadlines, near
from sentiment.training.feelings import rarity, table, weighted
from sentiment.training.glance import learn
from sentiment.training.letters.letters import LANGUAGES, letters
from sentiment.training.own.meanings import NOW, read, said
from sentiment.urgency import CRITICAL, HARM, MOST, RELIEF, look
from sentiment.words.bare import bare
from sentiment.words.linear import Head
from sentiment.words.linear import save as save_head
from sentiment.words.plain import plain, toneless
from sentiment.words.pressure import Weighing, save

SITUATIONS = Path(__file__).parent / "situations"
LEVELS = tuple(level.value for level in Level)
RULES = (*HARM, *RELIEF, "near", "far")
STRENGTH = 0.001
BITS, LONGEST, LEAST = 18, 5, 0.02  # of the n-grams
HELD = 4.0  # how loosely they are held back
WORDS = 1.5  # what their logits count beside the others
LETTER = 2.0  # what a message counts beside a situation of one line
FOLDS = 5
SCALE = 7.5  # rules are few and written with care: they are held back less than words

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


def own(language: str) -> list[tuple[str, int]]:
    """Everything of the project's own with a level: situations, then messages."""
    written = [(one.text, LEVELS.index(one.level)) for one in letters(language)]
    return situations(language) + written


@dataclass(frozen=True, slots=True)
class Known:
    """Messages with levels, as they are learned from.

    ``rows`` has the encoder's states of each, a row a piece; ``rules`` how often each of
    RULES has its say; ``weight`` is what each counts. ``fold`` parts messages by where they
    stand in their file, so that what one person wrote is mostly in one.
    """

    texts: list[str]
    nows: list[datetime]
    levels: Array
    weight: Array
    rows: list[Array]
    rules: Array
    words: list[str]
    fold: Array


def known() -> Known:
    """The project's own in both languages; raises NoEncoder without the encoder."""
    found: list[tuple[str, datetime, int, float, int]] = []
    for name in LANGUAGES:
        lines, written = situations(name), letters(name)
        for at, (text, level) in enumerate(lines):
            found.append((text, NOW, level, 1.0, at % FOLDS))
        for at, one in enumerate(written):
            level, part = LEVELS.index(one.level), at * FOLDS // len(written)
            found.append((one.text, one.now, level, LETTER, part))
    texts, nows, levels, weight, fold = (list(part) for part in zip(*found, strict=True))
    rows = [read(text, now=now).rows for text, now in zip(texts, nows, strict=True)]
    rules = [hits(text, now) for text, now in zip(texts, nows, strict=True)]
    words = [bare(said(t, now=now)).text for t, now in zip(texts, nows, strict=True)]
    return Known(
        texts, nows, np.array(levels), np.array(weight), rows, np.array(rules), words,
        np.array(fold),
    )  # fmt: skip


def hits(text: str, now: datetime = NOW) -> list[float]:
    """How often each of RULES has its say in a text."""
    words = toneless(view(text)).own
    pressing = deadlines(words, now)
    found = look(unasked(words, pressing))
    close = any(near(moment, now) for moment in pressing)
    counts = [min(MOST, found.count(name)) for name in (*HARM, *RELIEF)]
    return [*counts, float(close), float(bool(pressing) and not close)]


def fit(known: Known, at: Array | None = None) -> Weighing:
    """A glance, then one logistic regression over what it sees, and over the rules.

    Of the places ``at`` alone, where given. Deterministic.
    """
    at = np.arange(len(known.levels)) if at is None else at
    rows, levels, weight = [known.rows[i] for i in at], known.levels[at], known.weight[at]
    glance = learn(rows, known.rules[at], levels, weight)
    words = np.array([glance.seen(row) for row in rows], dtype=float)
    centre = words.mean(axis=0)
    spread = np.maximum(words.std(axis=0), 1e-6)
    numbers = np.hstack([(words - centre) / spread, known.rules[at] * SCALE])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(numbers, levels, sample_weight=weight)
    width = words.shape[1]
    weights = model.coef_.T
    rules_fitted = weights[width:] * SCALE
    for row in range(len(CRITICAL)):  # jests name dangers too; a danger never means low
        rules_fitted[row] = isotonic_regression(rules_fitted[row])
    return Weighing(
        start=model.intercept_,
        words=weights[:width] / spread[:, None],
        centre=centre,
        rules=dict(zip(RULES, rules_fitted, strict=True)),
        glance=glance,
    )


def fit_words(known: Known, at: Array | None = None) -> Head:
    """A logistic regression over n-grams, whose logits count WORDS beside the others."""
    at = np.arange(len(known.levels)) if at is None else at
    counts = table([known.words[i] for i in at], BITS, LONGEST, str)
    idf = rarity(counts)
    model = LogisticRegression(C=HELD, class_weight="balanced", max_iter=500)
    model.fit(weighted(counts, idf), known.levels[at], sample_weight=known.weight[at])
    weights = (WORDS * model.coef_.T).astype(np.float32)
    weights[np.abs(weights) < LEAST] = 0  # too small to move a level; the file shrinks
    bias = WORDS * (model.intercept_ - model.intercept_.mean())
    none = np.zeros(len(LEVELS))
    return Head(LEVELS, BITS, LONGEST, idf.astype(np.float32), weights, bias, none)


@dataclass(frozen=True, slots=True)
class Crossed:
    """What models say of messages that they had not seen: levels, and the confidence."""

    said: Array
    sure: dict[str, float]


def crossed(known: Known) -> Crossed:
    """Read each message by a model that had not seen it, with all its rules.

    The confidence is fitted to how often that is right, so that no message which judges
    the desk has told it how sure to be.
    """
    from sentiment.reading import read_signs

    said, rows = np.zeros(len(known.levels), dtype=int), []
    order: list[int] = []
    for fold in range(FOLDS):
        part, rest = np.flatnonzero(known.fold == fold), np.flatnonzero(known.fold != fold)
        file, words = BytesIO(), BytesIO()
        save(file, fit(known, rest))
        save_head(words, fit_words(known, rest))
        files = {"urgency.npz": file.getvalue(), "urgency-words.npz": words.getvalue()}
        with using(Weights(f"fold-{fold}", files)):
            for at in part:
                level, found = read_signs(known.texts[at], now=known.nows[at])
                said[at] = LEVELS.index(level.value)
                rows.append(list(found.values()))
                order.append(int(at))
    right = (said == known.levels)[order]
    model = LogisticRegression(C=1.0)
    model.fit(np.array(rows), right, sample_weight=known.weight[order])
    factors = (round(float(w), 4) for w in model.coef_[0])
    sure = {"bias": round(float(model.intercept_[0]), 4)}
    return Crossed(said, sure | dict(zip(found, factors, strict=True)))


def write(path: Path, fitted: dict[str, float]) -> None:
    """Keep the confidence's factors as readable JSON."""
    path.write_text(json.dumps(fitted, indent=1) + "\n")
