"""Linear heads over hashed n-grams, whose parts sum exactly to what they say."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

READ = 4_000  # code points that a head looks at
_WORDS = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]|[^\w\s]")
_SPACE = np.uint32(32)

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Features:
    """The n-grams of one text: bucket, and where each began and ended."""

    bucket: Array
    start: Array
    end: Array


def features(text: str, bits: int, longest: int) -> Features:
    """Hash word uni- and bigrams and character n-grams (2..longest) into 2**bits buckets.

    Deterministic on every machine. ``text`` is folded; only its first READ code points
    are looked at, so that the cost is bounded.
    """
    text = text[:READ]
    mask = np.uint64((1 << bits) - 1)
    found = [(m.group(), m.start(), m.end()) for m in _WORDS.finditer(text)]
    buckets: list[Array] = []
    starts: list[Array] = []
    ends: list[Array] = []
    if found:
        hashed = np.array(
            [zlib.crc32(w.encode("utf-8", "surrogatepass")) for w, _, _ in found],
            dtype=np.uint64,
        )
        begin = np.array([s for _, s, _ in found], dtype=np.int32)
        finish = np.array([e for _, _, e in found], dtype=np.int32)
        buckets += [_mix(hashed, 1), _mix(hashed[:-1] * np.uint64(31) ^ hashed[1:], 2)]
        starts += [begin, begin[:-1]]
        ends += [finish, finish[1:]]
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rolled = np.zeros(len(points), dtype=np.uint64)
    for n in range(1, longest + 1):
        room = len(points) - n + 1
        if room <= 0:
            break
        rolled = rolled[:room] * np.uint64(1_000_003) + points[n - 1 :].astype(np.uint64)
        if n == 1:
            continue
        buckets.append(_mix(rolled, n + 1))
        starts.append(np.arange(room, dtype=np.int32))
        ends.append(np.arange(n, room + n, dtype=np.int32))
    if not buckets:
        none = np.zeros(0, dtype=np.int32)
        return Features(none.astype(np.int64), none, none)
    bucket = (np.concatenate(buckets) & mask).astype(np.int64)
    return Features(bucket, np.concatenate(starts), np.concatenate(ends))


def _mix(keys: Array, seed: int) -> Array:
    """Spread 64-bit keys over all bits (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        z = keys + np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def weigh(counts: Array, idf: Array) -> Array:
    """TF-IDF of one text's buckets: sublinear counts, unit length."""
    value = (1 + np.log(counts)) * idf
    return value / max(float(np.sqrt(np.dot(value, value))), 1e-9)


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of several yes/no questions over one feature space.

    ``weights`` is buckets x labels; ``threshold`` is where each label counts as said.
    """

    labels: tuple[str, ...]
    bits: int
    longest: int
    idf: Array
    weights: Array
    bias: Array
    threshold: Array

    def read(self, text: str) -> tuple[Array, Features, Array]:
        """Logits, the features behind them, and each feature's share of each logit.

        The shares of a label and its bias sum to its logit (to rounding).
        """
        found = features(text, self.bits, self.longest)
        if not len(found.bucket):
            return self.bias.copy(), found, np.zeros((0, len(self.labels)))
        unique, inverse, counts = np.unique(
            found.bucket, return_inverse=True, return_counts=True
        )
        value = weigh(counts, self.idf[unique].astype(np.float64))
        shares = (value / counts)[inverse, None] * self.weights[unique].astype(np.float64)[
            inverse
        ]
        return shares.sum(axis=0) + self.bias, found, shares


def load(path: Path | BytesIO) -> Head:
    """Read a head from an npz file that holds plain arrays only (pickles are refused)."""
    with np.load(path, allow_pickle=False) as kept:
        scale = kept["scale"].astype(np.float32)
        return Head(
            labels=tuple(str(label) for label in kept["labels"]),
            bits=int(kept["bits"]),
            longest=int(kept["longest"]),
            idf=kept["idf"].astype(np.float32) / 16,
            weights=kept["weights"].astype(np.float32) * scale,
            bias=kept["bias"].astype(np.float64),
            threshold=kept["threshold"].astype(np.float64),
        )


def save(path: Path | BytesIO, head: Head) -> None:
    """Write a head with 8-bit weights, one scale a label; same head, same bytes."""
    scale = np.abs(head.weights).max(axis=0) / 127
    scale[scale == 0] = 1
    np.savez_compressed(
        path,
        labels=np.array(head.labels),
        bits=np.array(head.bits),
        longest=np.array(head.longest),
        idf=np.clip(np.round(head.idf * 16), 0, 255).astype(np.uint8),
        weights=np.round(head.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=head.bias.astype(np.float64),
        threshold=head.threshold.astype(np.float64),
    )
