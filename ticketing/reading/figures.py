"""The figures of a reading's quality: drift, calibration, shares with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BINS = 5
LEAST = 50  # fewer than this on either side say nothing about drift or calibration
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``, and between which shares the true one lies in 95 of 100 cases."""

    hits: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Judged readings of like confidence: how sure they were, how often right."""

    low: float
    high: float
    n: int
    sure: float
    right: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against how often it was right. ``ece`` is None with too few readings."""

    n: int
    right: int
    bins: tuple[Bin, ...]
    ece: float | None


def share(hits: int, n: int) -> Share:
    """A share with Wilson's interval (1927), which holds for few and for extreme ones."""
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = hits / n, _Z**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # The bounds of nothing and of everything are exact; sums in floats miss them by a hair.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == n else min(1.0, middle + half)
    return Share(hits, n, low, high)


def stability(before: Mapping[str, int], now: Mapping[str, int]) -> float | None:
    """The population-stability index of two distributions; None with too few readings.

    The sum of (p - q) ln(p / q), half a reading added to each kind. By custom below 0.1
    is steady, above 0.25 another population.
    """
    if sum(before.values()) < LEAST or sum(now.values()) < LEAST:
        return None
    kinds = sorted(before.keys() | now.keys())
    p = _smooth([now.get(kind, 0) for kind in kinds])
    q = _smooth([before.get(kind, 0) for kind in kinds])
    return sum((a - b) * math.log(a / b) for a, b in zip(p, q, strict=True))


def reliability(judged: Iterable[tuple[float, bool]]) -> Reliability:
    """Bins of equal width over (confidence, whether it was right).

    The expected calibration error weighs each bin's gap by what lies in it.
    """
    pairs = list(judged)
    lots: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for sure, right in pairs:
        lots[min(BINS - 1, max(0, int(sure * BINS)))].append((sure, right))
    bins = tuple(
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            n=len(lot),
            sure=sum(sure for sure, _ in lot) / len(lot),
            right=sum(right for _, right in lot),
        )
        for at, lot in enumerate(lots)
        if lot
    )
    ece = sum(abs(b.sure - b.right / b.n) * b.n for b in bins) / max(len(pairs), 1)
    hits = sum(b.right for b in bins)
    return Reliability(len(pairs), hits, bins, ece if len(pairs) >= LEAST else None)


def _smooth(counts: list[int]) -> list[float]:
    whole = sum(counts) + 0.5 * len(counts)
    return [(count + 0.5) / whole for count in counts]
