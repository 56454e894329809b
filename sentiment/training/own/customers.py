"""What customers feel, learned from the project's own lines alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.training.data import FEELINGS, named, spoken
from sentiment.training.own.ridge import Texts, Way
from sentiment.words.emotion import FITS
from sentiment.words.neural.encoder import Encoder

Array = NDArray[Any]


def seen(text: str) -> str:
    """What the head sees of a text."""
    return view(text).own


WAY = Way(bits=16, longest=1, strength=0.5, deep=8.0, centred=False, see=seen)


def meanings(network: Encoder, texts: list[str]) -> Array:
    """What the English encoder makes of each text."""
    return np.array([network.read(view(text).own[:FITS])[1] for text in texts])


def lines(language: str) -> Texts:
    """All the lines, each with one feeling, then words that are never judged by."""
    judged = spoken(language)
    samples = judged + named(language)
    truth = np.array([FEELINGS.index(next(iter(s.labels))) for s in samples])
    return Texts(FEELINGS, [s.text for s in samples], truth, len(judged))
