"""Which openings fit a situation: the same library and situation give the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from .opening import Circumstance, Opening, Place, Reason, Situation, Suggestion

MOST = 3


def suggest(library: Sequence[Opening], now: Situation) -> list[Suggestion]:
    """The openings that fit best, the best first, at most MOST; none for who is calm.

    Among those that fit, what asks for more comes first, then what names the strongest
    feeling, then the order of the library. While a call is on, only what is said aloud.
    """
    if now.calm:
        return []
    fitting = [
        (_rank(opening, now), at, Suggestion(opening, reasons))
        for at, opening in enumerate(library)
        if (reasons := _fits(opening, now)) is not None
    ]
    fitting.sort(key=lambda found: (found[0], found[1]))
    return [suggestion for _, _, suggestion in fitting[:MOST]]


def _fits(opening: Opening, now: Situation) -> tuple[Reason, ...] | None:
    """The evidence for an opening; None where it asks for what is not there."""
    if opening.off or opening.language != now.language:
        return None
    if (opening.place is Place.CALL) is not now.calling:
        return None
    felt = tuple(r for r in now.feelings if r.name in opening.feelings)
    there = tuple(r for r in now.circumstances if r.name in opening.circumstances)
    about = now.topic if now.topic and now.topic.name in opening.topics else None
    if opening.feelings and not felt:
        return None
    if opening.topics and about is None:
        return None
    if len({r.name for r in there}) < len(opening.circumstances):
        return None
    reasons = (*felt, *((about,) if about else ()), *there)
    # What asks for nothing fits everybody who is upset; then that is the reason.
    return reasons or (*now.feelings, *_strain(now))


def _strain(now: Situation) -> tuple[Reason, ...]:
    return tuple(r for r in now.circumstances if r.name == Circumstance.STRAINED)


def _rank(opening: Opening, now: Situation) -> tuple[int, bool]:
    asks = 2 * len(opening.circumstances) + 2 * bool(opening.topics)
    asks += bool(opening.feelings)
    return -asks, now.strongest not in opening.feelings
