"""A whole conversation's urgency: what was said before does not fade by asking again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sentiment.otherwise import otherwise
from sentiment.signal import Signal, Span
from sentiment.urgency import level

FADES = timedelta(days=7)  # after so long without a word, only the latest contact counts
_RISING = 10  # points between the earlier and the later half


@dataclass(frozen=True, slots=True)
class Heard:
    """One contact of a conversation: when, and what was read in it."""

    at: datetime
    signal: Signal


def fused(earlier: Sequence[Heard], latest: Signal, *, now: datetime) -> Signal:
    """The latest signal in the light of those before it, oldest first.

    An "any news?" after something critical is as critical as that was: the score is the
    highest of what still stands, and the difference is shown as evidence of the kind
    ``earlier``. What the customer says is settled stands no longer, nor what is older
    than FADES. It may rise and never falls below the latest reading. Feelings, deadline
    and strain stay those of the latest, but for a deadline that still lies ahead.
    """
    if latest.settled:
        return latest
    standing: list[Heard] = []
    for heard in earlier:
        standing = [] if heard.signal.settled else [*standing, heard]
    standing = [heard for heard in standing if now - heard.at <= FADES]
    ahead = [h.signal.deadline for h in standing if h.signal.deadline]
    deadline = latest.deadline or next((d for d in ahead[::-1] if d.due_at > now), None)
    highest = max((own_score(heard.signal) for heard in standing), default=0)
    score = latest.urgency.score
    if highest <= score:
        return replace(latest, deadline=deadline)
    carried = Span(0, 0, "", "earlier", highest - score)
    spans = (*latest.urgency.evidence, carried)
    urgency = replace(
        latest.urgency,
        level=level(highest),
        score=highest,
        evidence=spans,
        otherwise=otherwise(spans, solved=False),
    )
    return replace(latest, urgency=urgency, deadline=deadline)


def own_score(signal: Signal) -> int:
    """The score of a contact's own words and voice, without what was carried over."""
    carried = sum(s.weight for s in signal.urgency.evidence if s.kind == "earlier")
    return max(0, min(100, round(signal.urgency.score - carried)))


def trend(history: Sequence[Heard]) -> str:
    """``rising``, ``falling`` or ``steady``: the later half of a customer's contacts
    against the earlier; ``steady`` with fewer than four.
    """
    scores = [own_score(h.signal) for h in sorted(history, key=lambda h: h.at)]
    if len(scores) < 4:
        return "steady"
    half = len(scores) // 2
    change = sum(scores[-half:]) / half - sum(scores[:half]) / half
    return "rising" if change >= _RISING else "falling" if change <= -_RISING else "steady"
