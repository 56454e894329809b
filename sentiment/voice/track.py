"""A call's strain from its stored points, without listening again."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Protocol

from sentiment.signal import Strain
from sentiment.voice.ear import BASELINE, HOLD, VALIDATED


class Heard(Protocol):
    """What is stored of one second of speech."""

    @property
    def second(self) -> float:
        """The end of that second, from the start of the call."""
        ...

    @property
    def strain(self) -> float:
        """0 to 100."""
        ...

    @property
    def voiced(self) -> float:
        """How much of it was voice, in seconds."""
        ...

    @property
    def alarm_at(self) -> float | None:
        """The second of the alarm, once it rang."""
        ...


def strain_of_track(points: Sequence[Heard], language: str) -> Strain:
    """Sum points up as ``strain`` does for an ear that still listens.

    The index is the highest strain that was held for HOLD points in a row, the baseline
    the median of the first BASELINE voiced seconds, None before those are heard.
    """
    levels = [point.strain for point in points]
    held = max(
        (min(levels[at : at + HOLD]) for at in range(len(levels) - HOLD + 1)), default=0.0
    )
    alarms = [point.alarm_at for point in points if point.alarm_at is not None]
    voiced, usual = 0.0, []
    for point in points:
        if voiced < BASELINE:
            usual.append(point.strain)
        voiced += point.voiced
    return Strain(
        index=round(held, 1),
        alarm_at=alarms[0] if alarms else None,
        baseline=round(median(usual), 1) if voiced >= BASELINE else None,
        voiced_seconds=round(voiced, 1),
        validated=language in VALIDATED,
        track=tuple((point.second, round(point.strain, 1)) for point in points),
    )
