"""The first forecast: counting how often promises like this one were missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MODEL = "counting-1"
# Before anything was settled: one in five, believed like five promises seen. A desk that
# knows nothing of itself should neither alarm nor promise the moon.
PRIOR_MISSED, PRIOR_SEEN = 1.0, 5.0
# How many promises of a wider group weigh as much as the narrower group's own.
STRENGTH = 10.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Settled promises of one group: how many were seen, how many of them missed."""

    group: str
    value: str
    seen: int
    missed: int


def probability(tallies: Sequence[Tally]) -> float:
    """The probability of a miss, backing off from narrow groups to wide ones.

    ``tallies`` go from the widest to the narrowest, each within the one before. Each is
    a Beta posterior whose prior is the wider group's mean: with few promises seen the
    wider group speaks, with many the group itself. Always inside (0, 1); one more miss
    never lowers it.
    """
    mean = PRIOR_MISSED / PRIOR_SEEN
    weight = PRIOR_SEEN
    for tally in tallies:
        mean = (tally.missed + weight * mean) / (tally.seen + weight)
        weight = STRENGTH
    return mean
