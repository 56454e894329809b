"""Whether a time that a text names is a deadline: a linear head over words around it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.learned.weights import Weights, loaded
from sentiment.times.asking import sentence
from sentiment.times.moment import Moment

BITS = 18
# Logits above which a time counts as a deadline: English names more that are none.
CUT = {"en": 0.0, "zh": -1.2}
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]|[^\w\s]")
_FAR, _NEAR, _LONGEST = 16, 5, 3  # tokens on either side; of an n-gram
_LETTERS = 120  # on either side, in which those tokens are looked for
_HOURS = (-12, 0, 6, 60, 24 * 8, 24 * 32, 24 * 100)

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Judge:
    """``weights`` of hashed signs, and what stands before any is seen."""

    weights: Array
    bias: float

    def score(self, signs: Array) -> float:
        """Logits for a deadline, from the places of a time's signs."""
        return float(self.weights[signs].sum() / np.sqrt(max(len(signs), 1)) + self.bias)


@loaded
def judge(weights: Weights) -> Judge:
    """The judge in use, loaded once a process."""
    return load(weights.open("deadlines.npz"))


def load(path: Path | BytesIO) -> Judge:
    """Read a judge from an npz file of plain arrays (pickles are refused)."""
    with np.load(path, allow_pickle=False) as kept:
        return Judge(kept["weights"] * kept["scale"], float(kept["bias"]))


def save(path: Path | BytesIO, made: Judge) -> None:
    """Write a judge in 8 bits; the same judge, the same bytes."""
    scale = np.float32(max(np.abs(made.weights).max() / 127, 1e-9))
    rounded = np.round(made.weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=rounded, scale=scale, bias=np.float32(made.bias))


def signs(text: str, moment: Moment, now: datetime, *, ruled: bool) -> Array:
    """Where the signs of a time stand among the weights, each once.

    They are the words of the time, those around it in its own sentence, how it was
    named, how far it lies ahead, and whether rules by hand take it for a deadline
    (``ruled``). Nothing outside the sentence counts, so that more text changes nothing.
    """
    found = set(_signs(text, moment, now, ruled=ruled))
    hashed = [zlib.crc32(sign.encode("utf-8", "surrogatepass")) for sign in found]
    return np.unique(np.array(hashed, dtype=np.int64) & ((1 << BITS) - 1))


def _signs(text: str, moment: Moment, now: datetime, *, ruled: bool) -> Iterator[str]:
    first, last = sentence(text, moment)
    before = _tokens(text[max(first, moment.start - _LETTERS) : moment.start])[-_FAR:]
    after = _tokens(text[moment.end : min(last, moment.end + _LETTERS)])[:_FAR]
    named = [re.sub(r"\d", "0", one) for one in _tokens(text[moment.start : moment.end])]
    yield from _grams("b", before, 2)
    yield from _grams("B", ["<", *before][-_NEAR:], _LONGEST)
    yield from _grams("t", named, _LONGEST)
    yield from _grams("A", [*after, ">"][:_NEAR], _LONGEST)
    yield from _grams("a", after, 2)
    yield "e:" + " ".join([*before[-1:], "|", *after[:1]])
    hours = (moment.due - now).total_seconds() / 3600
    ahead = sum(hours >= edge for edge in _HOURS)
    limit = f"{moment.until:d}{moment.clock:d}{moment.bare:d}{moment.wide:d}"
    for sign in (f"h{ahead}", f"l{limit}", f"r{ruled:d}", f"r{ruled:d}h{ahead}"):
        yield sign
        yield f"{sign}u{moment.until:d}"


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _grams(kind: str, tokens: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for at in range(len(tokens) - size + 1):
            yield f"{kind}:{' '.join(tokens[at : at + size])}"
