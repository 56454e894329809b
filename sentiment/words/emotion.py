"""Which feeling the words show: one linear head a language, its own words as evidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import View
from sentiment.signal import Emotion, Feeling, Span
from sentiment.words.linear import Features, Head, load
from sentiment.words.stretch import stretches

WEIGHTS = Path(__file__).parents[1] / "weights"
_SHOWN = 0.25  # logits that a stretch of words must bring to be shown
_MOST = 6


@cache
def head(language: str) -> Head:
    """The head for ``zh`` or ``en``, loaded once a process."""
    return load(WEIGHTS / f"emotion-{language}.npz")


# What is said where a language's feelings are not read.
NOT_READ = Emotion(Feeling.NEUTRAL, {f: 0.0 for f in Feeling}, ())


def emotion(view: View, language: str) -> Emotion:
    """The strongest feeling, the probability of each of the seven, and the words for it.

    Evidence weights are logits. Each span's weight is what the n-grams inside it add to
    the label's logit; n-grams that bring too little to show are left out, so the shown
    weights and the bias need not reach the whole logit.
    """
    used = head("en" if language == "en" else "zh" if language != "und" else "en")
    logits, found, shares = used.read(view.own)
    shifted = logits - used.threshold
    order = [Feeling(name) for name in used.labels]
    chance = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    best = int(np.argmax(shifted))
    label = order[best]
    said = tuple(f for f, x in zip(order, shifted, strict=True) if x > 0) or (label,)
    probabilities = {f: round(float(p), 4) for f, p in zip(order, chance, strict=True)}
    return Emotion(
        label=label,
        probabilities={f: probabilities.get(f, 0.0) for f in Feeling},
        evidence=_evidence(view, found, shares[:, best] if len(shares) else shares),
        labels=said,
    )


def _evidence(view: View, found: Features, shares: NDArray[Any]) -> tuple[Span, ...]:
    spans = []
    for start, end, weight in stretches(view.own, found, shares, _MOST):
        if weight >= _SHOWN:
            first, last = view.span(start, end)
            spans.append(
                Span(first, last, view.source[first:last], "word", round(weight, 3))
            )
    return tuple(sorted(spans, key=lambda span: span.start))
