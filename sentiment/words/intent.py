"""What a message is about: one of the desk's own topics, or that this is not known."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.signal import Intent, Topic
from sentiment.words.deep import DeepHead, load_deep, unit
from sentiment.words.emotion import WEIGHTS, Part
from sentiment.words.linear import Head, load
from sentiment.words.plain import calm

_SHOWN = 3
Array = NDArray[Any]


@cache
def head(language: str) -> Head:
    """The topics' linear head for ``zh`` or ``en``, loaded once a process."""
    return load(WEIGHTS / f"topic-{language}.npz")


@cache
def deep_head() -> DeepHead:
    """The English topics' head beside the encoder."""
    return load_deep(WEIGHTS, "topic-en")


@cache
def scale(name: str) -> tuple[float, float]:
    """Temperature, and the confidence under which a topic is not said."""
    kept = json.loads((WEIGHTS / "topics.json").read_text(encoding="utf-8"))[name]
    return float(kept["temperature"]), float(kept["threshold"])


def intent(read: list[Part]) -> Intent:
    """The topic, a calibrated confidence, and the next best topics with theirs.

    ``unknown`` under the threshold, and where there are no words. Manners are not read.
    The languages of a mixed text count by their share.
    """
    labels = head("en").labels
    chance, least = np.zeros(len(labels)), 0.0
    for part in read:
        name, text = part.language, calm(part.text)
        if part.deep is None:
            scores = head(name).read(text)[0]
        else:
            scores = deep_head().scores(text, unit(part.deep.pooled))
            name = f"{name}-encoder"
        temperature, threshold = scale(name)
        spread = np.exp((scores - scores.max()) / temperature)
        chance += part.share * spread / spread.sum() * bool(text.strip())
        least += part.share * threshold
    order = np.argsort(-chance, kind="stable")
    named = tuple((Topic(labels[at]), round(float(chance[at]), 4)) for at in order[:_SHOWN])
    sure = named[0][1]
    if sure < least or sure == 0:
        return Intent(Topic.UNKNOWN, sure, named if sure else ())
    return Intent(named[0][0], sure, named[1:])
