"""Which feeling the words show: one linear head a language, its own words as evidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import View
from sentiment.linear import Features, Head, load
from sentiment.signal import Emotion, Feeling, Span

WEIGHTS = Path(__file__).parent / "weights"
_SHOWN = 0.25  # logits that a stretch of words must bring to be shown
_MOST = 6


@cache
def head(language: str) -> Head:
    """The head for ``zh`` or ``en``, loaded once a process."""
    return load(WEIGHTS / f"emotion-{language}.npz")


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
    """Merge what the n-grams add, place by place, into the stretches that add most.

    Every n-gram's share is spread evenly over its places; a stretch is a run of places
    that add something. So the weights of all stretches, positive and negative, sum
    to the logit without its bias.
    """
    if not len(shares):
        return ()
    size = int(found.end.max()) + 1
    each = shares / (found.end - found.start)
    change = np.bincount(found.start, each, size) - np.bincount(found.end, each, size)
    level = np.cumsum(change)[:-1]
    sign = level > 0.004
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sign.astype(np.int8), [0]))))
    spans = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        first, last = int(start), int(end)
        weight = float(level[first:last].sum())
        while first < last and not view.own[first].isalnum():
            first += 1
        while last > first and not view.own[last - 1].isalnum():
            last -= 1
        if weight >= _SHOWN and last > first:
            begin, finish = view.span(first, last)
            spans.append(
                Span(begin, finish, view.source[begin:finish], "word", round(weight, 3))
            )
    spans.sort(key=lambda span: -span.weight)
    return tuple(sorted(spans[:_MOST], key=lambda span: span.start))
