"""The words of a text alone, for n-grams that no mark and no gap may move."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.linear import READ

_RUN = re.compile(r"\w+")
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Bare:
    """Words with one space between, and where in the text each of their letters stood."""

    text: str
    places: Array

    def spread(self, adds: Array, start: Array) -> Array:
        """What n-grams add, summed at the place of the text where each begins."""
        found: Array = np.bincount(self.places[start], adds, READ)
        return found


def bare(text: str) -> Bare:
    """The words of the first READ letters; what is blanked leaves nothing behind."""
    runs = [run.span() for run in _RUN.finditer(text[:READ])]
    places = [np.arange(start, end + 1) for start, end in runs]
    words = " ".join(text[start:end] for start, end in runs)
    return Bare(words, np.concatenate(places) if places else np.zeros(0, dtype=int))
