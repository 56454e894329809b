"""What would have changed a level: the least evidence, left out or added, that does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sentiment.signal import Level, Otherwise, Span
from sentiment.urgency import REPEATED, level

_TOGETHER = 3  # spans that are taken away at once


def otherwise(spans: Sequence[Span], *, solved: bool) -> tuple[Otherwise, ...]:
    """The fewest, then lightest, spans without which the level differs; and what more
    would raise it to high: a third contact about the same thing, unless it is settled.

    Each entry's score is the one that the reading would then have had.
    """
    now = sum(span.weight for span in spans)
    found: list[Otherwise] = []
    movable = [span for span in spans if span.kind != "base"]
    for size in range(1, min(_TOGETHER, len(movable)) + 1):
        changing = [
            part
            for part in combinations(movable, size)
            if _level(now - sum(span.weight for span in part)) is not _level(now)
        ]
        if changing:
            least = min(changing, key=lambda part: sum(abs(span.weight) for span in part))
            score = _clip(now - sum(span.weight for span in least))
            found.append(Otherwise("without", least, level(score), score))
            break
    raised = not solved and _level(now) in (Level.LOW, Level.NORMAL)
    if raised and not any(span.kind == "repeat" for span in spans):
        more = Span(0, 0, "", "repeat", REPEATED - _clip(now))
        found.append(Otherwise("with", (more,), Level.HIGH, REPEATED))
    return tuple(found)


def _clip(points: float) -> int:
    return max(0, min(100, round(points)))


def _level(points: float) -> Level:
    return level(_clip(points))
