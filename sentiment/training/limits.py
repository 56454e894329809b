"""Fit the judge of deadlines to the project's own messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from sentiment.language import View, view
from sentiment.times.deadline import named, ruled
from sentiment.times.judge import BITS, Judge, signs
from sentiment.times.moment import Moment
from sentiment.training.letters.letters import LANGUAGES, Timed, timed
from sentiment.words.plain import toneless

STRENGTH = 12.0
FOLDS = 5
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Times:
    """Signs of times that are deadlines or are none, and which text each is of."""

    signs: list[Array]
    right: Array
    text: Array


def times() -> Times:
    """Every time that the grammars find in the messages, and what its writer called it."""
    found: list[tuple[Array, bool, int]] = []
    texts = [one for language in LANGUAGES for one in timed(language)]
    for number, one in enumerate(texts):
        seen = toneless(view(one.text))
        for moment in named(seen.own, one.now):
            rule = ruled(seen.own, moment, one.now)
            seen_by = signs(seen.own, moment, one.now, ruled=rule)
            found.append((seen_by, _marked(seen, moment, one), number))
    marks, right, text = zip(*found, strict=True)
    return Times(list(marks), np.array(right), np.array(text))


def _marked(seen: View, moment: Moment, one: Timed) -> bool:
    """Whether its writer marked it a deadline; what nobody marked is none either."""
    start, end = seen.span(moment.start, moment.end)
    places = _places(one.text, one.deadlines)
    return any(max(first, start) < min(last, end) for first, last in places)


def _places(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for word in words:
        at = text.find(word)
        if at >= 0:
            yield at, at + len(word)


def fit(known: Times, at: Array | None = None) -> Judge:
    """Logistic regression over the signs (of the places ``at`` alone). Deterministic."""
    at = np.arange(len(known.right)) if at is None else at
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(table([known.signs[i] for i in at]), known.right[at])
    return Judge(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def table(rows: list[Array]) -> csr_matrix:
    """One row a time, each sign an equal part of a length of one."""
    sizes = np.array([len(row) for row in rows])
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    edges = np.concatenate([[0], np.cumsum(sizes)])
    return csr_matrix((values, np.concatenate(rows), edges), (len(rows), 1 << BITS))


def crossed(known: Times) -> Array:
    """Scores of times by judges that had not seen their texts."""
    scores = np.zeros(len(known.right))
    for rest, part in GroupKFold(FOLDS).split(scores, known.right, known.text):
        made = fit(known, rest)
        scores[part] = [made.score(known.signs[i]) for i in part]
    return scores
