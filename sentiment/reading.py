"""Read one contact: urgency, emotion, deadline, each with its evidence."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sentiment import urgency
from sentiment.gladness import glad
from sentiment.language import View, language, view, whole
from sentiment.learned.versions import standing
from sentiment.learned.weights import used, using
from sentiment.otherwise import otherwise
from sentiment.signal import Deadline, Level, Signal, Span, Strain, Urgency
from sentiment.times.asking import unasked
from sentiment.times.deadline import deadlines
from sentiment.times.moment import Moment
from sentiment.words import pressure
from sentiment.words.emotion import NOT_READ, WEIGHTS, emotion, parts
from sentiment.words.intent import intent
from sentiment.words.neural.encoder import States
from sentiment.words.plain import toneless

MODEL = "veridesk-text-10"
STRAIN_MOST = 15  # points that a strained voice may add
TIMES_MOST = 200  # deadlines of one text; what names more is no message
HEARD_ENOUGH = 7.0  # seconds of voiced speech, before a calm voice says anything
REVIEW = 0.7  # less sure than this: a person should look


def warm() -> None:
    """Load the weights now rather than at the first contact."""
    for text in ("warm up", "预热"):
        read(text, now=datetime(2026, 1, 1).astimezone())
    _sureness()


def read(
    text: str,
    *,
    channel: str = "mail",
    prior_contacts_7d: int = 0,
    hours_waiting: float = 0,
    now: datetime,
    zone: str = "",
    strain: Strain | None = None,
    chinese_feelings: bool = True,
    emotion_weights: str = "",
    models: str = "",
) -> Signal:
    """Read what a customer said; the same arguments always give the same Signal.

    Never raises for any text; looks at the first 20,000 code points only. ``now`` must
    be aware; ``zone`` is where "tomorrow at nine" is meant, without it that of ``now``. The
    score is the sum of the evidence's weights, clipped to 0..100. Tone, capitals,
    exclamation marks and manners are not evidence. ``channel`` does not change the
    reading yet; it is taken so that callers need not change when it does. Without
    ``chinese_feelings`` the weights for them stay unused and Chinese is called neutral.
    ``emotion_weights`` names better weights, used where a comparison showed them better;
    ``models`` the folder of what this desk learned, of which the chosen version is used.
    """
    chosen = standing(Path(models)).weights if models else used()
    with using(chosen) as weights:
        seen = view(text)
        bare, here = toneless(seen), local(now, zone)
        pressing = deadlines(bare.own, here)[:TIMES_MOST]
        context = urgency.Context(prior_contacts_7d, hours_waiting)
        states, found = _weigh(seen, bare, pressing, context, here)
        heard = parts(seen, states, chinese_feelings=chinese_feelings)
        felt = [part for part in heard if chinese_feelings or part.language != "zh"]
        feeling = emotion(seen, felt, emotion_weights) if felt else NOT_READ
        shown = _in_words(seen.source, feeling.evidence)
        feeling = replace(feeling, evidence=shown)
        about = intent(heard, None if states is None else states.meaning)
        signal = Signal(
            language=language(text),
            urgency=weighed(found),
            emotion=feeling,
            deadline=_first(bare, pressing, here),
            strain=None,
            model=weights.named(MODEL),
            intent=about,
            settled=found.solved,
            glad=glad(seen, feeling, about, found.spans),
        )
    return signal if strain is None else with_strain(signal, strain)


def with_strain(signal: Signal, strain: Strain) -> Signal:
    """The signal with a voice's strain in it: at most STRAIN_MOST points, and shown.

    Calling it again replaces the earlier strain, so a live call can be re-read each
    second. Strain without an alarm adds nothing, nor does a raised voice whose words are
    glad; one that was not validated for the language weighs half. The confidence stays
    that of the words.
    """
    points = 0
    if strain.alarm_at is not None and not signal.glad:
        points = round(min(max(strain.index, 0.0), 100.0) / 100 * STRAIN_MOST)
        points = points if strain.validated else points // 2
    spans = tuple(span for span in signal.urgency.evidence if span.kind != "strain")
    words = spans
    if points:
        spans += (Span(0, 0, "", "strain", points),)
    score = total(spans)
    read_again = replace(
        signal.urgency,
        level=urgency.level(score),
        score=score,
        evidence=spans,
        otherwise=otherwise(spans, solved=signal.settled),
    )
    return replace(
        signal,
        urgency=read_again,
        strain=strain,
        disagree=_disagree(total(words), strain, signal.glad),
    )


def _in_words(source: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The evidence of a feeling in whole words: what was read in parts of them adds up."""
    told: list[Span] = []
    for span in spans:
        start, end = whole(source, span.start, span.end)
        weight = span.weight
        if end > start and told and told[-1].kind == span.kind and start < told[-1].end:
            before = told.pop()
            start, end = min(start, before.start), max(end, before.end)
            weight = round(weight + before.weight, 3)
        told.append(Span(start, end, source[start:end], span.kind, weight))
    return tuple(told)


def _disagree(score: int, strain: Strain, glad: bool) -> str | None:
    """What the voice tells where it contradicts the words."""
    alarmed = strain.alarm_at is not None
    if alarmed and glad:
        return "glad"
    if alarmed and score < 50:
        return "strained"
    heard = strain.voiced_seconds >= HEARD_ENOUGH
    return "calm" if score >= 75 and heard and not alarmed else None


def total(spans: tuple[Span, ...]) -> int:
    """The score: the weights summed and clipped to 0..100."""
    return max(0, min(100, round(sum(span.weight for span in spans))))


def weighed(found: urgency.Weighed) -> Urgency:
    """Sum the evidence and say how sure that is, and what would have changed it."""
    score = total(found.spans)
    factors = _sureness()
    logit = factors["bias"] + sum(
        factors[name] * value for name, value in signs(score, found.chance).items()
    )
    confidence = round(1 / (1 + math.exp(-logit)), 3)
    level = urgency.level(score)
    grave = found.grave and level in (Level.LOW, Level.NORMAL)
    return Urgency(
        level=level,
        score=score,
        confidence=confidence,
        needs_review=confidence < REVIEW or grave,
        evidence=found.spans,
        otherwise=otherwise(found.spans, solved=found.solved),
        grave=grave,
    )


def read_signs(text: str, *, now: datetime) -> tuple[Level, dict[str, float]]:
    """The level read in a text alone, and the signs of its sureness, for calibration."""
    seen = view(text)
    bare = toneless(seen)
    pressing = deadlines(bare.own, now)[:TIMES_MOST]
    _, found = _weigh(seen, bare, pressing, urgency.Context(), now)
    score = total(found.spans)
    return urgency.level(score), signs(score, found.chance)


def _weigh(
    seen: View,
    bare: View,
    pressing: list[Moment],
    context: urgency.Context,
    here: datetime,
) -> tuple[States | None, urgency.Weighed]:
    """What the encoder makes of the text, and the evidence of its urgency."""
    asked = unasked(bare.own, pressing)
    said = pressure.versions(asked, pressing)
    states = pressure.states(seen, bare, said)
    learned = pressure.pressures(said, states)
    found = urgency.evidence(bare, asked, pressing, learned, context, now=here)
    return next(iter(states), None), found


def signs(score: int, chance: float) -> dict[str, float]:
    """What tells how sure a score is; the confidence is a logistic function of these:
    how far it is from a cut, and how likely the model finds its level.
    """
    return {"margin": min(abs(score - cut) for cut in (25, 50, 75)) / 12, "chance": chance}


def local(now: datetime, zone: str) -> datetime:
    """``now`` on the wall clock of the zone, or on its own; UTC where it is unknown."""
    if not zone:
        return now
    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return now.astimezone(ZoneInfo("UTC"))


@cache
def _sureness() -> dict[str, float]:
    kept: dict[str, float] = json.loads((WEIGHTS / "confidence.json").read_text())
    return kept


def _first(seen: View, pressing: list[Moment], here: datetime) -> Deadline | None:
    if not pressing:
        return None
    chosen = max(pressing, key=lambda m: m.sure)
    if not chosen.clock:  # "by tonight" and then "by eight" are one limit, said twice
        day = chosen.due.date()
        exact = [m for m in pressing if m.clock and m.until and m.due.date() == day]
        chosen = max(exact, key=lambda m: m.sure, default=chosen)
    start, end = seen.span(chosen.start, chosen.end)
    return Deadline(start, end, seen.source[start:end], chosen.due)
