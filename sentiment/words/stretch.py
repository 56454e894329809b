"""Which stretches of a text a linear head's shares fall on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.linear import Grams


def stretches(
    text: str, found: Grams, shares: NDArray[Any], most: int
) -> list[tuple[int, int, float]]:
    """The runs of places that add something, strongest first: (start, end, what they add).

    ``shares`` are of the first of ``found``.

    Every n-gram's share is spread evenly over its places, so all runs together, with
    what takes away, sum to the whole. Runs begin and end at letters or digits.
    """
    if not len(shares):
        return []
    begin, finish = found.start[: len(shares)], found.end[: len(shares)]
    each = shares / (finish - begin)
    size = int(finish.max()) + 1
    change = np.bincount(begin, each, size) - np.bincount(finish, each, size)
    level = np.cumsum(change)[:-1]
    if not len(level):
        return []
    adds = (level > max(0.004, 0.05 * float(level.max()))).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], adds, [0]))))
    runs = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        weight = float(level[start:end].sum())
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if end > start:
            runs.append((start, end, weight))
    return sorted(runs, key=lambda run: -run[2])[:most]
