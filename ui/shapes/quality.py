"""How good the readings are: drift, calibration, fairness, and which models read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ui.shapes.base import Shape
from ui.shapes.reading import Aspect


class ShareShape(Shape):
    """``hits`` of ``n``, with the bounds of Wilson's 95 % interval."""

    hits: int
    n: int
    low: float
    high: float


class WeekShape(Shape):
    """A week's readings; a drift is None where there are too few to tell."""

    begins: date
    readings: int
    levels: dict[str, int]
    feelings: dict[str, int]
    confidence: float
    said: int
    wrong: int  # readings of which anything was corrected
    corrected: dict[str, int]
    level_drift: float | None
    feeling_drift: float | None


class BinShape(Shape):
    low: float
    high: float
    n: int
    sure: float
    right: int


class CalibrationShape(Shape):
    """Confidence against what people said; ``ece`` is None with too few."""

    aspect: Aspect
    n: int
    right: int
    ece: float | None
    bins: list[BinShape]


class GroupShape(Shape):
    """What was corrected in a language, on a channel or from a region ("": not known)."""

    by: Literal["language", "channel", "region"]
    name: str
    readings: int
    any: ShareShape
    urgency: ShareShape
    emotion: ShareShape
    topic: ShareShape
    too_low: ShareShape


class HeadShape(Shape):
    """What became of one head in a version: before and after are macro-F1."""

    head: str
    why: Literal["better", "not-better", "misses-critical", "too-few"]
    past: int
    latest: int
    learned_from: int
    judged: int | None
    before: float | None
    after: float | None
    luck: float | None


class VersionShape(Shape):
    """A version that the desk learned. ``version`` "" is the package's own weights."""

    version: str
    parent: str
    made_at: datetime | None
    bytes: int
    heads: list[HeadShape]
    live: list[datetime]  # each time at which it went live


class ModelShape(Shape):
    """A model that scores name."""

    model: str
    readings: int
    first: datetime
    last: datetime


class Quality(Shape):
    """The last half year; ``in_use`` "" is the package's own weights.

    ``trouble`` says why it is not what was chosen.
    """

    weeks: list[WeekShape]
    calibration: list[CalibrationShape]
    groups: list[GroupShape]
    versions: list[VersionShape]
    models: list[ModelShape]
    kept: int  # corrections that stand
    usable: int  # of customers who agreed that they are learned from
    in_use: str
    trouble: str | None
    least: int  # readings below which drift and calibration are not told
