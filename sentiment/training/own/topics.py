"""What messages are about: the project's own examples, and words that name a topic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.signal import Topic
from sentiment.training.own.ridge import Texts, Way, spread, temperature
from sentiment.words.plain import calm

ABOUT = Path(__file__).parent / "about"
LABELS = tuple(topic.value for topic in Topic)
CLEAR = len(LABELS) - 1  # the last is UNKNOWN: lines that say too little
WRONG_AT_MOST = 0.2  # of what is said; below that confidence it is called unknown
_LEAST = 0.35
Array = NDArray[Any]


def seen(text: str) -> str:
    """What the head sees of a text: its words without manners."""
    return calm(view(text).own)


WAYS = {
    "en": Way(bits=15, longest=4, strength=0.5, deep=1.0, centred=True, see=seen),
    "zh": Way(bits=15, longest=3, strength=0.5, deep=1.5, centred=True, see=seen),
}


def examples(language: str) -> Texts:
    """The examples, then the words, each an example that is never judged by."""
    texts: list[str] = []
    truth: list[int] = []
    topic = 0
    for line in _lines(f"{language}.txt"):
        if line.startswith("== "):
            topic = LABELS.index(line[3:].strip())
        else:
            texts.append(line)
            truth.append(topic)
    judged = len(texts)
    for line in _lines(f"words_{language}.txt"):
        name, words = line.split("\t", 1)
        texts += [word.strip() for word in words.split("|")]
        truth += [LABELS.index(name)] * (len(texts) - len(truth))
    return Texts(LABELS, texts, np.array(truth), judged)


def scale(scores: Array, truth: Array) -> dict[str, float]:
    """The temperature that fits best, and the confidence under which nothing is said."""
    warmth = temperature(scores, truth)
    chance = spread(scores / warmth)
    sure, right = chance.max(axis=1), chance.argmax(axis=1) == truth
    threshold = 1.0
    for cut in np.linspace(_LEAST, 0.9, 66):
        told = (sure >= cut) & (chance.argmax(axis=1) < CLEAR)
        if told.any() and right[told].mean() >= 1 - WRONG_AT_MOST:
            threshold = float(cut)
            break
    return {"temperature": round(warmth, 4), "threshold": round(threshold, 4)}


def _lines(name: str) -> list[str]:
    lines = (ABOUT / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
