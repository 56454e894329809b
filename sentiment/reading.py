"""Read one contact: urgency, emotion, deadline, each with its evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sentiment import urgency
from sentiment.emotion import emotion, head
from sentiment.language import View, language, view
from sentiment.signal import Deadline, Signal, Span, Strain, Urgency
from sentiment.times.deadline import deadlines, near
from sentiment.times.moment import Moment

MODEL = "veridesk-text-1"
STRAIN_MOST = 15  # points that a strained voice may add


def warm() -> None:
    """Load the weights now rather than at the first contact."""
    for name in ("zh", "en"):
        head(name)


def read(
    text: str,
    *,
    channel: str = "mail",
    prior_contacts_7d: int = 0,
    hours_waiting: float = 0,
    now: datetime,
    zone: str = "UTC",
    strain: Strain | None = None,
) -> Signal:
    """Read what a customer said; the same arguments always give the same Signal.

    Never raises for any text; looks at the first 20,000 code points only. ``now`` must
    be aware; ``zone`` is where "tomorrow at nine" is meant (UTC where unknown). The
    score is the sum of the evidence's weights, clipped to 0..100. Tone, capitals,
    exclamation marks and manners are not evidence.
    """
    seen = view(text)
    spoken = language(text)
    here = _local(now, zone)
    pressing = deadlines(seen.own, here)
    spans, reading = urgency.score(
        seen,
        pressing,
        (0, 0, 0),
        urgency.Context(prior_contacts_7d, hours_waiting),
        now=here,
    )
    signal = Signal(
        language=spoken,
        urgency=weighed(tuple(spans)),
        emotion=emotion(seen, spoken),
        deadline=_first(seen, pressing, here),
        strain=None,
        model=MODEL,
    )
    return signal if strain is None else with_strain(signal, strain)


def with_strain(signal: Signal, strain: Strain) -> Signal:
    """The signal with a voice's strain in it: at most STRAIN_MOST points, shown as evidence.

    Calling it again replaces the earlier strain, so a live call can be re-read each
    second. Strain that was not validated for the language weighs half.
    """
    level = max(strain.index, 0.0)
    points = (
        round(min(level, 100) / 100 * STRAIN_MOST) if strain.alarm_at is not None else 0
    )
    points = points if strain.validated else points // 2
    kept = tuple(span for span in signal.urgency.evidence if span.kind != "strain")
    if points:
        kept += (Span(0, 0, "", "strain", points),)
    return replace(signal, urgency=weighed(kept), strain=strain)


def weighed(evidence: tuple[Span, ...]) -> Urgency:
    """Sum the evidence and say how sure that is."""
    score = max(0, min(100, round(sum(span.weight for span in evidence))))
    margin = min(abs(score - cut) for cut in (25, 50, 75))
    confidence = round(min(0.95, 0.5 + margin * 0.03), 2)
    return Urgency(
        level=urgency.level(score),
        score=score,
        confidence=confidence,
        needs_review=confidence < 0.6,
        evidence=evidence,
    )


def _first(seen: View, pressing: list[Moment], here: datetime) -> Deadline | None:
    if not pressing:
        return None
    chosen = min(pressing, key=lambda m: (not near(m, here), not m.until, m.due))
    start, end = seen.span(chosen.start, chosen.end)
    return Deadline(start, end, seen.source[start:end], chosen.due)


def _local(now: datetime, zone: str) -> datetime:
    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return now.astimezone(ZoneInfo("UTC"))
