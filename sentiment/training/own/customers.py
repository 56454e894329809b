"""What customers feel, learned from the project's own lines alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.training.data import FEELINGS, named, spoken
from sentiment.training.own.meanings import NoEncoder, read
from sentiment.training.own.ridge import Texts, Way
from sentiment.words.emotion import beside, feelings, head
from sentiment.words.linear import grams
from sentiment.words.neural.encoder import WEIGHTS

Array = NDArray[Any]


def seen(text: str) -> str:
    """What the head sees of a text."""
    return view(text).own


WAYS = {
    "en": Way(bits=16, longest=3, strength=0.5, deep=1.0, centred=False, see=seen),
    "zh": Way(bits=16, longest=3, strength=0.5, deep=1.0, centred=False, see=seen),
}
# What other heads' scores weigh beside this one's: the public seven; in Chinese also the
# linear head. Chosen on the development messages.
MIX = {"en": (0.06,), "zh": (0.05, 0.08)}


def lines(language: str) -> Texts:
    """All the lines, each with one feeling, then words that are never judged by."""
    judged = spoken(language)
    samples = judged + named(language)
    truth = np.array([FEELINGS.index(next(iter(s.labels))) for s in samples])
    return Texts(FEELINGS, [s.text for s in samples], truth, len(judged))


def others(language: str, texts: list[str]) -> Array:
    """What the other heads add to this one's scores; raises NoEncoder without it."""
    linear = head(language)
    rows = []
    for text in texts:
        felt = feelings(read(text).mood())
        if felt is None:
            raise NoEncoder(f"{WEIGHTS} is missing: train --only encoder")
        words = linear.logits(grams(seen(text), linear.longest))
        rows.append(beside(language, felt, words))
    return np.array(rows)
