"""The learned term of urgency: what the words alone suggest, bounded and shown."""

from __future__ import annotations

import re
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
from sentiment.words.linear import Head, chances, grams
from sentiment.words.linear import load as load_head
from sentiment.words.neural.encoder import States, encoder
from sentiment.words.neural.glance import Glance
from sentiment.words.plain import leading

BOUND = 60  # points, either way
_SHOWN, _LEAST = 4, 2  # stretches, and letters of one
_APART = 3  # deadlines whose sentences are also left out one by one
RISING = np.array([-1.5, -0.5, 0.5, 1.5])  # how far anything moves the odds up the levels
_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[^\W\u3400-\u9fff]+(['’][^\W\u3400-\u9fff]+)*")
_JOINED = re.compile(r"[\s'’/-]{0,2}")

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
    """What the words add to the logits, and the (weight, start, end) of those behind it.

    A stretch weighs more than nothing where it moves the odds up the levels.
    """

    shift: Array
    runs: tuple[tuple[float, int, int], ...]

    def spans(self, view: View, wanted: int) -> list[Span]:
        """``wanted`` points within ±BOUND, shared among the words that speak for it."""
        left = total = max(-BOUND, min(BOUND, wanted))
        runs = [run for run in self.runs if run[0] * total > 0]
        whole = sum(weight for weight, _, _ in runs) or 1.0
        spans = []
        for weight, start, end in runs[:_SHOWN]:
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


def points(logits: Array) -> int:
    """The score that these logits stand for, 0..100.

    The likeliest level's quarter of the scale; within it, how much speaks for the levels
    above against those below.
    """
    chance = chances(logits)
    best = int(chance.argmax())
    tilt = float(chance[best + 1 :].sum() - chance[:best].sum())
    return 25 * best + 12 + round(12 * tilt)


def versions(asked: str, deadlines: list[Moment]) -> list[str]:
    """What a toneless text says beside its deadlines, and then what is left of that.

    Deadlines count by rule: their words are left out, as sentences that only set one are
    from ``asked`` already. Where a deadline's sentence says more, it is left out in its
    turn, all of them and each. None is there twice.
    """
    words = without(asked, deadlines)
    found = [words]
    places = [sentence(asked, moment) for moment in deadlines]
    each = [[place] for place in places[:_APART]] if len(places) > 1 else []
    for left_out in [places, *each]:
        rest = words
        for start, end in left_out:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        if rest not in found and any(letter.isalpha() for letter in rest):
            found.append(rest)
    return found


def states(seen: View, bare: View, said: list[str]) -> tuple[States, ...]:
    """What the encoder makes of a text, ``seen`` as it stands and ``bare`` without tone.

    ``said`` are its versions. Together are read: the first, all else that the text holds,
    which changes nothing about it, and the other versions by themselves. Empty without
    words, or where the encoder's files were left out.
    """
    network = encoder()
    if network is None or not any(letter.isalpha() for letter in seen.own):
        return ()
    return network.read(said, seen.own, leading(seen, bare))


def pressures(said: list[str], read: tuple[States, ...]) -> tuple[Learned, ...]:
    """What each version of a text suggests; nothing where the encoder made nothing of it.

    The highest is to count, so that a sentence which names a time cannot talk the score
    down.
    """
    if not read:
        return (Learned(np.zeros(4), ()),)
    return tuple(map(_suggest, read, said))


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
    spread = seen.spread(adds @ RISING, found.start[: len(adds)])
    return Learned(shift, _runs(text, read, shares @ RISING, spread))


def _runs(
    text: str, read: States, own: Array, letters: Array
) -> tuple[tuple[float, int, int], ...]:
    """The stretches that speak for a higher level or for a lower, strongest first.

    ``own`` is how far each piece speaks for a higher one, ``letters`` how far n-grams that
    begin there do. A stretch is of whole words, and ends where a mark parts two.
    """
    runs: list[tuple[float, int, int]] = []
    before_it = np.concatenate(([0.0], np.cumsum(letters)))
    last = len(letters)
    for start, end, weight in _words(text, read, own):
        weight += float(before_it[min(end, last)] - before_it[min(start, last)])
        beside = runs and _JOINED.fullmatch(text, runs[-1][2], start)
        if beside and weight * runs[-1][0] > 0:
            before, first, _ = runs.pop()
            runs.append((before + weight, first, end))
        else:
            runs.append((weight, start, end))
    told = [run for run in runs if run[2] - run[1] >= _LEAST]
    return tuple(sorted(told, key=lambda run: -abs(run[0])))


def _words(text: str, read: States, own: Array) -> list[tuple[int, int, float]]:
    """Places and weights of whole words; in Chinese, which parts none, of pieces."""
    found: list[tuple[int, int, float]] = []
    pieces = zip(read.cut.start, read.cut.end, own.tolist(), strict=True)
    for start, end, weight in pieces:
        word = _WORD.search(text, start, end)
        if word is None:
            continue
        first, last = word.start(), word.end()
        if found and _LATIN.fullmatch(text, found[-1][0], last):
            first, _, before = found.pop()
            weight += before
        if not found or first >= found[-1][1]:
            found.append((first, last, weight))
    return found
