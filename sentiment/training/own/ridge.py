"""Ridge regression over few texts: n-grams, and what the encoder makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold

from sentiment.training.feelings import rarity, table, weighted
from sentiment.words.deep import DeepHead, unit
from sentiment.words.linear import Head, grams

Array = NDArray[Any]
WIDTH = 384


@dataclass(frozen=True, slots=True)
class Texts:
    """Labelled texts; those from ``judged`` on are only learned from (single words)."""

    labels: tuple[str, ...]
    texts: list[str]
    truth: Array
    judged: int


@dataclass(frozen=True, slots=True)
class Way:
    """How a head sees a text, and how strongly it is held back."""

    bits: int
    longest: int
    strength: float
    deep: float  # what the encoder's numbers weigh beside the n-grams
    centred: bool  # whether what all texts have in common is taken from them
    see: Callable[[str], str]


def train(known: Texts, way: Way, deep: Array | None, at: Array | None = None) -> DeepHead:
    """Fit on ``known`` (on the places ``at`` of it alone, where given). Deterministic.

    Solved in the space of the texts, which are few. Without ``deep`` the weights over
    the encoder's numbers are zero.
    """
    at = np.arange(len(known.texts)) if at is None else at
    centre, near = np.zeros(WIDTH), np.zeros((len(at), WIDTH))
    if deep is not None:
        centre = deep[at].mean(axis=0) if way.centred else centre
        near = unit(deep[at] - centre)
    counts = table([known.texts[i] for i in at], way.bits, way.longest, way.see)
    idf = rarity(counts, least=1)
    rows = weighted(counts, idf)
    wanted = np.where(np.eye(len(known.labels))[known.truth[at]] > 0, 1.0, -1.0)
    alike = (rows @ rows.T).toarray()
    alike += way.deep * near @ near.T
    middle = wanted.mean(axis=0)
    part = np.linalg.solve(alike + way.strength * np.eye(len(alike)), wanted - middle)
    head = Head(
        known.labels, way.bits, way.longest, idf.astype(np.float32),
        (rows.T @ part).astype(np.float32), middle, np.zeros(len(known.labels)),
    )  # fmt: skip
    return DeepHead(head, way.deep * near.T @ part, centre)


def crossed(known: Texts, way: Way, deep: Array | None, folds: int = 8) -> Array:
    """Scores of the judged texts by heads that had not seen them."""
    truth = known.truth[: known.judged]
    words = np.arange(known.judged, len(known.texts))
    scores = np.zeros((known.judged, len(known.labels)))
    parts = StratifiedKFold(folds, shuffle=True, random_state=0)
    for rest, part in parts.split(truth, truth):
        made = train(known, way, deep, np.concatenate([rest, words]))
        for at in part:
            more = None if deep is None else deep[at]
            scores[at] = made.scores(grams(way.see(known.texts[at]), way.longest), more)
    return scores


def temperature(scores: Array, truth: Array) -> float:
    """What scores are divided by so that their softmax says how often they are right."""
    found = minimize_scalar(
        lambda t: surprise(scores / t, truth), bounds=(0.03, 5.0), method="bounded"
    )
    return float(found.x)


def spread(scores: Array) -> Array:
    """Softmax of each row."""
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Array = power / power.sum(axis=1, keepdims=True)
    return found


def surprise(scores: Array, truth: Array) -> float:
    """Mean negative log likelihood."""
    chance = spread(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chance, 1e-12)).mean())
