"""What a message is about: one of the desk's own topics, or that this is not known."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.signal import Intent, Topic
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
def deep_head() -> tuple[Head, Array]:
    """The head beside the encoder: over n-grams, and over what it makes of a text."""
    with np.load(WEIGHTS / "topic-encoder.npz", allow_pickle=False) as kept:
        return load(WEIGHTS / "topic-en-encoder.npz"), kept["weights"].astype(np.float64)


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
        used, name = head(part.language), part.language
        more: Array = np.zeros(len(labels))
        if part.deep is not None:
            used, weights = deep_head()
            name, more = f"{name}-encoder", unit(part.deep.pooled) @ weights
        linear, found, _ = used.read(calm(part.text))
        scores = linear + more
        temperature, threshold = scale(name)
        spread = np.exp((scores - scores.max()) / temperature)
        chance += part.share * spread / spread.sum() * bool(len(found.bucket))
        least += part.share * threshold
    order = np.argsort(-chance, kind="stable")
    named = tuple((Topic(labels[at]), round(float(chance[at]), 4)) for at in order[:_SHOWN])
    sure = named[0][1]
    if sure < least or sure == 0:
        return Intent(Topic.UNKNOWN, sure, named if sure else ())
    return Intent(named[0][0], sure, named[1:])


def unit(pooled: Array) -> Array:
    """The encoder's numbers at length one."""
    found: Array = pooled / max(float(np.linalg.norm(pooled)), 1e-9)
    return found
