"""What a message is about: one of the desk's own topics, or that this is not known."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.learned.weights import PACKAGE, Weights, loaded
from sentiment.signal import Intent, Topic
from sentiment.words.deep import DeepHead, load_deep
from sentiment.words.emotion import LONGEST, Part
from sentiment.words.linear import chances, grams
from sentiment.words.plain import calm

_SHOWN = 3
Array = NDArray[Any]


@loaded
def head(weights: Weights, language: str) -> DeepHead:
    """The topics' head for ``zh`` or ``en``, loaded once a process."""
    return load_deep(weights, f"topic-{language}")


@cache
def scale(name: str) -> tuple[float, float]:
    """Temperature, and the confidence under which a topic is not said."""
    kept = json.loads((PACKAGE / "topics.json").read_text(encoding="utf-8"))[name]
    return float(kept["temperature"]), float(kept["threshold"])


def intent(read: list[Part], meaning: Array | None) -> Intent:
    """The topic, a calibrated confidence, and the next best topics with theirs.

    ``meaning`` is what the encoder of both languages makes of the whole text, None where
    there are no words: then, and under the threshold, the topic is ``unknown``. Manners
    are not read. The languages of a mixed text count by their share.
    """
    if meaning is None:
        return Intent(Topic.UNKNOWN, 0.0)
    labels = head("en").linear.labels
    chance, least = np.zeros(len(labels)), 0.0
    for part in read:
        said = calm(part.text)
        found = part.grams if said == part.text else grams(said, LONGEST[part.language])
        scores = head(part.language).scores(found, meaning)
        temperature, threshold = scale(part.language)
        chance += part.share * chances(scores / temperature)
        least += part.share * threshold
    order = np.argsort(-chance, kind="stable")
    named = tuple((Topic(labels[at]), round(float(chance[at]), 4)) for at in order[:_SHOWN])
    best, sure = named[0]
    if best is Topic.UNKNOWN or sure < least:
        clear = tuple(pair for pair in named if pair[0] is not Topic.UNKNOWN)
        return Intent(Topic.UNKNOWN, sure, clear)
    return Intent(best, sure, named[1:])
