"""Linear heads over n-grams and over what the encoder makes of a text, summed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.linear import Head, load, save

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class DeepHead:
    """``weights`` is the encoder's 384 numbers x labels."""

    linear: Head
    weights: Array

    def scores(self, text: str, pooled: Array | None) -> Array:
        """One score a label for a folded text; ``pooled`` is of length one."""
        found: Array = self.linear.read(text)[0]
        return found if pooled is None else found + pooled @ self.weights


def unit(pooled: Array) -> Array:
    """The encoder's numbers at length one."""
    found: Array = pooled / max(float(np.linalg.norm(pooled)), 1e-9)
    return found


def load_deep(folder: Path, name: str) -> DeepHead:
    """Read ``name-encoder.npz`` and ``name-deep.npz``."""
    with np.load(folder / f"{name}-deep.npz", allow_pickle=False) as kept:
        weights = kept["weights"].astype(np.float64)
    return DeepHead(load(folder / f"{name}-encoder.npz"), weights)


def save_deep(folder: Path, name: str, head: DeepHead) -> None:
    """Write both files."""
    save(folder / f"{name}-encoder.npz", head.linear)
    np.savez(folder / f"{name}-deep.npz", weights=head.weights.astype(np.float32))
