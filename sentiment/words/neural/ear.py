"""What is heard in the pieces as they stand in the table, before any layer read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parents[2] / "weights" / "ear-en.npz"
_PARTS = ("inner", "near", "look", "last")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ear:
    """A small network of convolutions over the table's vectors, for English feelings.

    It knows the pieces as a large encoder knew them that never saw a labelled text, so
    it errs elsewhere than the encoder does. ``inner`` makes n numbers of a piece; each
    of ``near`` (3n x n) adds to them what a piece and its two neighbours tell; ``look``
    tells how much a piece is looked at, several ways; ``last`` makes logits of what is
    seen in each way and of the greatest of every number. Biases stand below.
    """

    inner: Array
    near: Array
    look: Array
    last: Array

    def logits(self, vectors: Array, inside: Array | None = None) -> Array:
        """One logit a label for a row a piece; only pieces ``inside`` are looked at."""
        if inside is not None:  # each convolution hears one piece further
            far = len(self.near)
            heard = np.convolve(inside, np.ones(2 * far + 1))[far : far + len(inside)] > 0
            vectors, inside = vectors[heard], inside[heard]
        found = _bent(vectors @ self.inner[:-1] + self.inner[-1])
        width = found.shape[1]
        for weights in self.near:
            sides = np.zeros((len(found) + 2, width), dtype=found.dtype)
            sides[1:-1] = found
            three = np.hstack([sides[:-2], found, sides[2:]])
            found = found + _bent(three @ weights[:-1] + weights[-1])
        if inside is not None:
            found = found[inside]
        wanted = found @ self.look
        power = np.exp(wanted - wanted.max(axis=0))
        seen = (power / power.sum(axis=0)).T @ found
        whole = np.concatenate([seen.ravel(), found.max(axis=0)])
        told: Array = whole @ self.last[:-1] + self.last[-1]
        return told


def _bent(rows: Array) -> Array:
    found: Array = np.maximum(rows, 0)
    return found


@cache
def ear(path: Path = WEIGHTS) -> Ear:
    """The ear, loaded where English feelings are first read."""
    with np.load(path, allow_pickle=False) as kept:
        made = {name: _whole(kept, name) for name in _PARTS}
    return Ear(**made)


def _whole(kept: Any, name: str) -> Array:
    weights = kept[name].astype(np.float32) * kept[f"{name}_scale"]
    found: Array = np.concatenate([weights, kept[f"{name}_bias"]], axis=-2)
    return found


def save(path: Path, made: Ear) -> None:
    """Write an ear with 8-bit weights, a scale a column; same ear, same bytes."""
    held: dict[str, Any] = {}
    for name in _PARTS:
        part = getattr(made, name)
        weights, bias = np.split(part, [part.shape[-2] - (name != "look")], axis=-2)
        scale = np.maximum(np.abs(weights).max(axis=-2, keepdims=True) / 127, 1e-9)
        held[name] = np.round(weights / scale).astype(np.int8)
        held[f"{name}_scale"] = scale.astype(np.float32)
        held[f"{name}_bias"] = bias.astype(np.float32)
    np.savez_compressed(path, **held)
