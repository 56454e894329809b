"""What the encoder makes of texts, for the heads that learn from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.times.asking import unasked, without
from sentiment.times.deadline import deadlines
from sentiment.times.moment import Moment
from sentiment.words.emotion import Part, feelings, parts, publicly
from sentiment.words.neural.encoder import WEIGHTS, States, encoder
from sentiment.words.plain import toneless
from sentiment.words.pressure import states

Array = NDArray[Any]


NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


class NoEncoder(Exception):
    """The encoder's files are missing; train it first, or take them from the release."""


def meanings(texts: list[str]) -> Array:
    """What each text means beside its tone and its deadlines, one row a text."""
    return np.array([read(text).meaning for text in texts])


def moods(texts: list[str]) -> Array:
    """How each text sounds, one row a text."""
    return np.array([read(text).mood() for text in texts])


def told(texts: list[str]) -> Array:
    """What encoder and ear tell of each text's feelings by the public standard."""
    rows = []
    for text in texts:
        states = read(text)
        felt = feelings(states.mood())
        rows.append(None if felt is None else publicly(states, felt))
    return np.array(rows)


def read(text: str, *, now: datetime = NOW) -> States:
    """What the encoder makes of a text; raises NoEncoder where it is missing."""
    network = encoder()
    if network is None:
        raise NoEncoder(f"{WEIGHTS} is missing: train --only encoder")
    seen = view(text)
    bare = toneless(seen)
    pressing = deadlines(bare.own, now)
    found = states(seen, bare, [_beside(bare.own, pressing)]) or network.read([""])
    return found[0]


def said(text: str, *, now: datetime) -> str:
    """What a text says beside its tone and its deadlines, place for place."""
    words = toneless(view(text)).own
    return _beside(words, deadlines(words, now))


def _beside(words: str, pressing: list[Moment]) -> str:
    return without(unasked(words, pressing), pressing)


def heard(text: str) -> list[Part]:
    """The parts of a text as a reading hears them."""
    return parts(view(text), read(text))
