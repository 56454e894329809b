"""Which feeling the words show: an encoder where there is one, linear heads everywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import View
from sentiment.signal import Emotion, Feeling, Span
from sentiment.words.linear import Features, Head, load
from sentiment.words.neural.configured import chosen
from sentiment.words.neural.encoder import encoder
from sentiment.words.parts import shares, telling
from sentiment.words.stretch import stretches

WEIGHTS = Path(__file__).parents[1] / "weights"
FITS = 160  # code points of a long text that the encoder reads: about 36 tokens
_SHOWN = 0.25  # logits that a stretch of words must bring to be shown
_MOST = 6
EVEN = np.full(7, 0.5)

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores become chances: ``chance = sigmoid(score @ weights + bias)`` a label.

    ``scores`` has a row for each score that goes in (linear; or encoder and linear),
    a column for each label. ``threshold`` is the chance above which a label is said.
    """

    weights: Array
    bias: Array
    threshold: Array

    def chances(self, scores: Array) -> Array:
        """Calibrated chances of the labels from one row of scores a source."""
        logits = (scores * self.weights).sum(axis=0) + self.bias
        found: Array = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return found


@dataclass(frozen=True, slots=True)
class Deep:
    """What the encoder said of one text: logits by head, and the numbers behind them."""

    heads: dict[str, Array]
    pooled: Array


@dataclass(frozen=True, slots=True)
class Part:
    """One language of a text as its heads read it."""

    language: str
    text: str
    share: float
    logits: Array
    found: Features
    adds: Array
    deep: Deep | None


# What is said where a language's feelings are not read.
NOT_READ = Emotion(Feeling.NEUTRAL, {f: 0.0 for f in Feeling}, ())


@cache
def head(language: str) -> Head:
    """The linear head for ``zh`` or ``en``, loaded once a process."""
    return load(WEIGHTS / f"emotion-{language}.npz")


@cache
def scale(name: str) -> Scale:
    """The scale called ``en``, ``zh`` or ``en-encoder``."""
    kept = json.loads((WEIGHTS / "feelings.json").read_text(encoding="utf-8"))[name]
    return Scale(*(np.array(kept[part]) for part in ("weights", "bias", "threshold")))


def parts(view: View) -> list[Part]:
    """Each language of a text, read once; what follows is made from this."""
    read = []
    for language, text, share in shares(view.own):
        used = head(language)
        logits, found, adds = used.read(text)
        deep = None
        if language == "en" and (network := encoder()) is not None and text.strip():
            tells = text
            if len(text) > FITS:
                others = [at for at, name in enumerate(used.labels) if name != "neutral"]
                runs = telling(text, found, adds[:, others], FITS)
                tells = " ".join(text[start:end].strip() for start, end in runs)
            deep = Deep(*network.read(tells))
        read.append(Part(language, text, share, logits, found, adds, deep))
    return read


def emotion(view: View, read: list[Part], weights: str = "") -> Emotion:
    """The strongest feeling, the calibrated chance of each of the seven, the words for it.

    The encoder and the linear head decide together where there is an encoder; the words
    shown are always the linear head's, which explains itself exactly: the evidence's
    weights (logits) sum to ``score``, what it gives to the label. Spans of kind ``word``
    lie in the text; ``base`` is the head's bias, ``rest`` what is too little to show.
    Languages of a mixed text count by their share. ``weights`` names better ones: where
    a comparison found them better for a language, their chances count there.
    """
    whole = sum(part.share for part in read)
    read = [replace(part, share=part.share / whole) for part in read]
    labels = head(read[0].language).labels
    chance, over = np.zeros(len(labels)), np.zeros(len(labels))
    for part in read:
        used = scale(part.language if part.deep is None else f"{part.language}-encoder")
        scores = part.logits[None]
        if part.deep is not None:
            scores = np.stack([part.deep.heads["ekman"], part.logits])
        here, cut = used.chances(scores), used.threshold
        if (better := chosen(weights, part.language)) is not None:
            found = better.chances(part.text.strip())
            here, cut = np.array([found[Feeling(name)] for name in labels]), EVEN
        chance += part.share * here
        over += part.share * (_logit(here) - _logit(cut))
    best = int(np.argmax(over))
    order = [Feeling(name) for name in labels]
    said = tuple(f for f, x in zip(order, over, strict=True) if x > 0) or (order[best],)
    rounded = {f: round(float(p), 4) for f, p in zip(order, chance, strict=True)}
    score, evidence = _evidence(view, read, best)
    return Emotion(order[best], {f: rounded[f] for f in Feeling}, evidence, said, score)


def _logit(chance: Array) -> Array:
    kept = np.clip(chance, 1e-6, 1 - 1e-6)
    found: Array = np.log(kept / (1 - kept))
    return found


def _evidence(view: View, read: list[Part], best: int) -> tuple[float, tuple[Span, ...]]:
    spans, base, whole = [], 0.0, 0.0
    for part in read:
        base += part.share * float(head(part.language).bias[best])
        whole += part.share * float(part.logits[best])
        adds = part.adds[:, best] if len(part.adds) else part.adds
        for start, end, weight in stretches(view.own, part.found, adds, _MOST):
            if part.share * weight >= _SHOWN:
                first, last = view.span(start, end)
                words = view.source[first:last]
                adds_up = round(part.share * weight, 3)
                spans.append(Span(first, last, words, "word", adds_up))
    spans.sort(key=lambda span: span.start)
    score = round(whole, 3)
    spans.append(Span(0, 0, "", "base", round(base, 3)))
    left = round(score - sum(span.weight for span in spans), 3)
    if left:
        spans.append(Span(0, 0, "", "rest", left))
    return score, tuple(spans)
