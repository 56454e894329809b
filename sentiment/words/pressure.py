"""The learned term of urgency: what the words alone suggest, bounded and shown."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import View
from sentiment.learned.weights import Weights, loaded
from sentiment.signal import Span
from sentiment.times.asking import sentence, without
from sentiment.times.moment import Moment
from sentiment.words.bare import bare
from sentiment.words.linear import Head, grams
from sentiment.words.linear import load as load_head
from sentiment.words.neural.encoder import States, encoder
from sentiment.words.neural.glance import Glance
from sentiment.words.plain import leading

BOUND = 60  # points, either way
_SHOWN = 4
_APART = 3  # deadlines whose sentences are also left out one by one

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The fitted model: logits of the four levels from meaning and from hits of rules.

    ``start`` is what stands before a word is read; ``words`` (numbers x 4) weighs how far
    what the ``glance`` sees lies from ``centre``; ``rules`` weighs one hit of each rule.
    """

    start: Array
    words: Array
    centre: Array
    rules: dict[str, Array]
    glance: Glance


@dataclass(frozen=True, slots=True)
class Learned:
    """What the words add to the logits, and the (weight, start, end) of those behind it."""

    shift: Array
    runs: tuple[tuple[float, int, int], ...]

    def spans(self, view: View, wanted: int) -> list[Span]:
        """``wanted`` points within ±BOUND, shared among the words that speak for it."""
        left = total = max(-BOUND, min(BOUND, wanted))
        whole = sum(weight for weight, _, _ in self.runs) or 1.0
        spans = []
        for weight, start, end in self.runs[:_SHOWN]:
            part = int(total * 0.8 * weight / whole)
            if part:
                begin, finish = view.span(start, end)
                words = view.source[begin:finish]
                spans.append(Span(begin, finish, words, "learned", part))
                left -= part
        if left:
            spans.append(Span(0, 0, "", "learned", left))
        return spans


@loaded
def weighing(weights: Weights) -> Weighing:
    """The model in use, loaded once a process."""
    return load(weights.open("urgency.npz"))


@loaded
def beside(weights: Weights) -> Head:
    """The head over n-grams whose logits are added, loaded once a process."""
    return load_head(weights.open("urgency-words.npz"))


def load(path: Path | BytesIO) -> Weighing:
    """Read a model from an npz file of plain arrays (pickles are refused)."""
    with np.load(path, allow_pickle=False) as kept:
        rules = dict(zip(map(str, kept["names"]), kept["rules"], strict=True))
        glance = Glance(kept["inner"], kept["bias"], kept["look"])
        return Weighing(kept["start"], kept["words"], kept["centre"], rules, glance)


def save(path: Path | BytesIO, model: Weighing) -> None:
    """Write a model; the same model, the same bytes."""
    np.savez(
        path,
        start=model.start.astype(np.float32),
        words=model.words.astype(np.float32),
        centre=model.centre.astype(np.float32),
        names=np.array(list(model.rules)),
        rules=np.array(list(model.rules.values()), dtype=np.float32),
        inner=model.glance.inner,
        bias=model.glance.bias,
        look=model.glance.look,
    )


def chances(logits: Array) -> Array:
    """The chances of the four levels."""
    power = np.exp(logits - logits.max())
    found: Array = power / power.sum()
    return found


def points(logits: Array) -> int:
    """The score that these logits stand for, 0..100.

    The likeliest level's quarter of the scale; within it, how much speaks for the levels
    above against those below.
    """
    chance = chances(logits)
    best = int(chance.argmax())
    tilt = float(chance[best + 1 :].sum() - chance[:best].sum())
    return 25 * best + 12 + round(12 * tilt)


def states(seen: View, bare: View, words: str) -> States | None:
    """What the encoder makes of a text, ``seen`` as it stands and ``bare`` without tone.

    ``words`` are those of ``bare`` beside its deadlines. One pass: these, and all the rest
    apart from them. None without words, or where the encoder's files were left out.
    """
    network = encoder()
    if network is None or not any(letter.isalpha() for letter in seen.own):
        return None
    return network.read(words, seen.own, leading(seen, bare))


def pressures(
    asked: str, deadlines: list[Moment], read: States | None
) -> tuple[Learned, ...]:
    """What the words of a toneless text may suggest beside its deadlines.

    Those count by rule: their words are left out, as sentences that only set one are from
    ``asked`` already. Where a deadline's sentence says more, there is a suggestion with it
    and without it, all of them and each; the highest is to count, so that a sentence which
    names a time cannot talk the score down. ``read`` is what the encoder made of the text;
    without it nothing is suggested.
    """
    network = encoder()
    if read is None or network is None:
        return (Learned(np.zeros(4), ()),)
    words = without(asked, deadlines)
    found = {words: _suggest(read, words)}
    places = [sentence(asked, moment) for moment in deadlines]
    each = [[place] for place in places[:_APART]] if len(places) > 1 else []
    for left_out in [places, *each]:
        rest = words
        for start, end in left_out:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        if rest not in found and any(letter.isalpha() for letter in rest):
            found[rest] = _suggest(network.read(rest), rest)
    return tuple(found.values())


def _suggest(read: States, text: str) -> Learned:
    """What the pieces and the n-grams of ``text`` say, and the words behind that."""
    if not read.words:
        return Learned(np.zeros(4), ())
    model = weighing()
    share, numbers = model.glance.see(read.rows)
    shares = share[:, None] * ((numbers - model.centre) @ model.words)
    seen, head = bare(text), beside()
    found = grams(seen.text, head.longest)
    logits, adds = head.read(found)
    shift = shares.sum(axis=0) + logits
    best = int(np.argmax(shift))
    ours, theirs = (part[:, best] - part.mean(axis=1) for part in (shares, adds))
    return Learned(shift, _runs(read, ours, seen.spread(theirs, found.start[: len(adds)])))


def _runs(read: States, own: Array, letters: Array) -> tuple[tuple[float, int, int], ...]:
    """The stretches that speak for the likeliest level, strongest first.

    ``own`` is what each piece says for it, ``letters`` what n-grams that begin there do.
    """
    runs: list[tuple[float, int, int]] = []
    for row, weight in enumerate(own.tolist()):
        start, end = read.cut.start[row], read.cut.end[row]
        weight += float(letters[start:end].sum())
        if end <= start or weight <= 0:
            continue
        if runs and 0 <= start - runs[-1][2] <= 1:
            before, first, _ = runs.pop()
            runs.append((before + weight, first, end))
        else:
            runs.append((weight, start, end))
    return tuple(sorted(runs, key=lambda run: -run[0]))
