"""Whether one reader is better than another on the same messages, or only luckier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
LUCK = 0.05  # how often chance alone may do as well
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Macro-F1 of both on ``judged`` messages, and how likely luck alone explains it.

    ``luck``: the share of bootstrap samples of these messages (Efron 1979; paired: both
    readers meet the same sample) in which the new one is no better.
    """

    judged: int
    before: float
    after: float
    luck: float

    @property
    def better(self) -> bool:
        """Whether the new one may take the place of the old."""
        return self.after > self.before and self.luck < LUCK


def compared(
    truth: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> Comparison:
    """Compare what two readers said of the same messages. Deterministic."""
    labels = sorted(set(truth))
    right = np.array([[one == label for label in labels] for one in truth], dtype=float)
    old = np.array([[one == label for label in labels] for one in before], dtype=float)
    new = np.array([[one == label for label in labels] for one in after], dtype=float)
    whole = np.ones((1, len(truth)))
    draws = np.random.default_rng(0).multinomial(
        len(truth), np.full(len(truth), 1 / len(truth)), size=DRAWS
    )
    gains = macro_f1(draws, right, new) - macro_f1(draws, right, old)
    return Comparison(
        judged=len(truth),
        before=round(float(macro_f1(whole, right, old)[0]), 4),
        after=round(float(macro_f1(whole, right, new)[0]), 4),
        luck=round((1 + int((gains <= 0).sum())) / (1 + DRAWS), 4),
    )


def macro_f1(draws: Array, right: Array, said: Array) -> Array:
    """The mean F1 over the labels that occur in a sample, for each row of counts.

    A label that a sample lacks altogether counts for nothing in it.
    """
    hits = draws @ (right * said)
    size = draws @ right + draws @ said
    there = draws @ right > 0
    f1 = np.where(there, 2 * hits / np.maximum(size, 1e-9), 0.0)
    found: Array = f1.sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return found
