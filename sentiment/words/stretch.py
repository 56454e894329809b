"""Which stretches of a text a linear head's shares fall on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.linear import Features


def stretches(
    text: str, found: Features, shares: NDArray[Any], most: int
) -> list[tuple[int, int, float]]:
    """The runs of places that add something, strongest first: (start, end, what they add).

    Every n-gram's share is spread evenly over its places, so all runs together, with
    what takes away, sum to the whole. Runs begin and end at letters or digits.
    """
    if not len(shares):
        return []
    each = shares / (found.end - found.start)
    size = int(found.end.max()) + 1
    change = np.bincount(found.start, each, size) - np.bincount(found.end, each, size)
    level = np.cumsum(change)[:-1]
    if not len(level):
        return []
    adds = (level > max(0.004, 0.05 * float(level.max()))).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], adds, [0]))))
    runs = []
    for begin, finish in zip(edges[::2], edges[1::2], strict=True):
        start, end = int(begin), int(finish)
        weight = float(level[start:end].sum())
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if end > start:
            runs.append((start, end, weight))
    return sorted(runs, key=lambda run: -run[2])[:most]
