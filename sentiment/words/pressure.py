"""The learned term of urgency: what the words alone suggest, bounded and shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sentiment.language import View
from sentiment.signal import Span
from sentiment.times.moment import Moment
from sentiment.words.emotion import WEIGHTS
from sentiment.words.linear import Head, load
from sentiment.words.plain import SENTENCE, plain
from sentiment.words.stretch import stretches

BOUND = 40  # points, either way
_MIDDLE = 45.0
_SLOPE = 1.12
_SHARP = 4.0
POINTS = np.array([12.0, 37.0, 62.0, 88.0])  # the middle of each level
_SHOWN = 3
_FAR = 600  # letters on either side of a deadline in which its sentence begins and ends


@dataclass(frozen=True, slots=True)
class Learned:
    """Points within ±BOUND, how sure the head is (0..1), and the words behind it."""

    points: int
    chance: float
    evidence: tuple[Span, ...]


@cache
def head(language: str) -> Head:
    """The head for ``zh`` or ``en``, loaded once a process; labels are the four levels."""
    return load(WEIGHTS / f"urgency-{language}.npz")


def pressure(view: View, language: str, deadlines: list[Moment]) -> Learned:
    """What the words suggest, with the sentences of deadlines and without; the higher.

    So a sentence that only names a time cannot talk the score down. The evidence's
    weights are whole points and sum to ``points``.
    """
    if language == "und":
        return Learned(0, 0.25, ())
    used = head(language)
    text = plain(view.own)
    first = _suggest(view, text, used)
    if not deadlines:
        return first
    without = text
    for moment in deadlines:
        start, end = _sentence(without, moment)
        without = without[:start] + " " * (end - start) + without[end:]
    return max(first, _suggest(view, without, used), key=lambda learned: learned.points)


def chances(logits: np.ndarray) -> np.ndarray:
    """Sharpened chances of the four levels; the size of the logits does not matter.

    Long and short messages give logits of different size; their order is what counts.
    """
    spread = logits - logits.mean(axis=-1, keepdims=True)
    spread = spread / np.maximum(spread.std(axis=-1, keepdims=True), 1e-9) * _SHARP
    power = np.exp(spread - spread.max(axis=-1, keepdims=True))
    found: np.ndarray = power / power.sum(axis=-1, keepdims=True)
    return found


def points(chance: np.ndarray) -> int:
    """Chances of the levels as bounded points around the base."""
    wanted = float((float(chance @ POINTS) - _MIDDLE) * _SLOPE)
    return round(max(-BOUND, min(BOUND, wanted)))


def _suggest(view: View, text: str, used: Head) -> Learned:
    logits, found, shares = used.read(text)
    if not np.any(shares):
        return Learned(0, 0.25, ())
    chance = chances(logits)
    total = points(chance)
    best = int(np.argmax(logits))
    own = shares[:, best] - shares.mean(axis=1)
    runs = stretches(text, found, own, _SHOWN)
    whole = sum(weight for _, _, weight in runs) or 1.0
    spans, left = [], total
    for start, end, weight in runs:
        part = int(total * 0.8 * weight / whole)
        if part:
            begin, finish = view.span(start, end)
            words = view.source[begin:finish]
            spans.append(Span(begin, finish, words, "learned", part))
            left -= part
    if left:
        spans.append(Span(0, 0, "", "learned", left))
    return Learned(total, float(chance.max()), tuple(spans))


def _sentence(text: str, moment: Moment) -> tuple[int, int]:
    # Looked for nearby alone: a text of nothing but deadlines is still read in one pass.
    first, last = max(0, moment.start - _FAR), min(len(text), moment.end + _FAR)
    ends = (m.end() for m in SENTENCE.finditer(text, first, moment.start))
    stop = SENTENCE.search(text, moment.end, last)
    return max(ends, default=first), stop.start() if stop else last
