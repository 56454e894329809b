"""Linear heads over n-grams and over what the encoder makes of a text, summed."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.learned.weights import Weights
from sentiment.words.linear import Grams, Head, load, save

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class DeepHead:
    """``weights``: the encoder's numbers x labels; ``centre`` is taken from them first."""

    linear: Head
    weights: Array
    centre: Array

    def scores(self, found: Grams, meaning: Array | None) -> Array:
        """One score a label for a text's n-grams, and what an encoder makes of it."""
        linear = self.linear.logits(found)
        if meaning is None:
            return linear
        both: Array = linear + unit(meaning - self.centre) @ self.weights
        return both


def unit(rows: Array) -> Array:
    """The encoder's numbers at length one, of one text or one a row."""
    found: Array = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return found


def load_deep(source: Weights, name: str) -> DeepHead:
    """Read ``name-words.npz`` and ``name-deep.npz``."""
    with np.load(source.open(f"{name}-deep.npz"), allow_pickle=False) as kept:
        weights, centre = kept["weights"].astype(float), kept["centre"].astype(float)
    return DeepHead(load(source.open(f"{name}-words.npz")), weights, centre)


def save_deep(folder: Path, name: str, head: DeepHead) -> None:
    """Write both files."""
    save(folder / f"{name}-words.npz", head.linear)
    save_numbers(folder / f"{name}-deep.npz", head)


def save_numbers(path: Path | BytesIO, head: DeepHead) -> None:
    """Write what the head says of the encoder's numbers; same head, same bytes."""
    np.savez(
        path,
        weights=head.weights.astype(np.float32),
        centre=head.centre.astype(np.float32),
    )
