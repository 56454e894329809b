"""Linear heads over hashed n-grams, whose parts sum exactly to what they say."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

READ = 4_000  # code points that a head looks at
_WORDS = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]|[^\w\s]")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one text, hashed once for every head that reads it.

    ``keys`` are 64-bit hashes of words, pairs of words, then runs of 2, 3, … letters; the
    first ``upto[n]`` of them are of no more than n letters. ``start`` and ``end`` are the
    places of each.
    """

    keys: Array
    start: Array
    end: Array
    upto: tuple[int, ...]


def grams(text: str, longest: int) -> Grams:
    """Hash word uni- and bigrams and character n-grams (2..longest) of a folded text.

    Deterministic on every machine. Only the first READ code points are looked at, so that
    the cost is bounded.
    """
    text = text[:READ]
    found = [(m.group(), *m.span()) for m in _WORDS.finditer(text)]
    hashed = np.array(
        [zlib.crc32(w.encode("utf-8", "surrogatepass")) for w, _, _ in found],
        dtype=np.uint64,
    )
    begin = np.array([s for _, s, _ in found], dtype=np.int32)
    finish = np.array([e for _, _, e in found], dtype=np.int32)
    keys = [hashed, hashed[:-1] * np.uint64(31) ^ hashed[1:]]
    starts, ends = [begin, begin[:-1]], [finish, finish[1:]]
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = np.arange(len(points) + 1, dtype=np.int32)
    rolled = points.astype(np.uint64)
    for n in range(2, longest + 1):
        room = max(len(points) - n + 1, 0)
        rolled = rolled[:room] * np.uint64(1_000_003) + points[n - 1 :]
        keys.append(rolled)
        starts.append(places[:room])
        ends.append(places[n : n + room])
    sizes = [len(part) for part in keys]
    seeds = np.repeat(np.arange(1, len(keys) + 1, dtype=np.uint64), sizes)
    return Grams(
        _mix(np.concatenate(keys), seeds),
        np.concatenate(starts),
        np.concatenate(ends),
        (0, *accumulate([sizes[0] + sizes[1], *sizes[2:]])),
    )


def _mix(keys: Array, seeds: Array) -> Array:
    """Spread 64-bit keys over all bits (the finaliser of splitmix64)."""
    z = keys + seeds * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Array = z ^ (z >> np.uint64(31))
    return found


def bucketed(keys: Array, bits: int) -> Array:
    """The bucket of 2**bits that each hash falls into."""
    found: Array = (keys & np.uint64((1 << bits) - 1)).astype(np.int64)
    return found


def _runs(held: Array) -> tuple[Array, Array]:
    """Where each run of the same number begins in sorted ``held``, and how long it is."""
    begins = np.empty(len(held) + 1, dtype=bool)  # faster here than numpy.unique
    begins[0] = begins[-1] = True
    np.not_equal(held[1:], held[:-1], out=begins[1:-1])
    edges = np.flatnonzero(begins)
    return edges[:-1], np.diff(edges)


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

    def logits(self, found: Grams) -> Array:
        """Logits alone: what ``read`` says, for less."""
        held = np.sort(self._buckets(found))
        first, counts = _runs(held)
        value, weights = self._weighed(held[first], counts)
        logits: Array = value @ weights + self.bias
        return logits

    def read(self, found: Grams) -> tuple[Array, Array]:
        """Logits, and the share in each that the n-grams have: a row for each of the first.

        The shares of a label and its bias sum to its logit (to rounding).
        """
        buckets = self._buckets(found)
        order = np.argsort(buckets, kind="stable")
        held = buckets[order]
        first, counts = _runs(held)
        value, weights = self._weighed(held[first], counts)
        shares = np.empty((len(held), weights.shape[1]))
        shares[order] = np.repeat((value / counts)[:, None] * weights, counts, axis=0)
        return value @ weights + self.bias, shares

    def _buckets(self, found: Grams) -> Array:
        return bucketed(found.keys[: found.upto[self.longest]], self.bits)

    def _weighed(self, buckets: Array, counts: Array) -> tuple[Array, Array]:
        """What a text has of each bucket, and that bucket's weights."""
        value = weigh(counts, self.idf.take(buckets).astype(np.float64))
        return value, self.weights.take(buckets, axis=0)


def chances(logits: Array) -> Array:
    """The chances, which sum to one, that logits of several answers stand for (softmax)."""
    power = np.exp(logits - logits.max())
    found: Array = power / power.sum()
    return found


def stretches(
    text: str, found: Grams, shares: Array, most: int
) -> list[tuple[int, int, float]]:
    """The runs of places that add something, strongest first: (start, end, what they add).

    ``shares`` are of the first of ``found``.

    Every n-gram's share is spread evenly over its places, so all runs together, with
    what takes away, sum to the whole. Runs begin and end at letters or digits.
    """
    if not len(shares):
        return []
    begin, finish = found.start[: len(shares)], found.end[: len(shares)]
    each = shares / (finish - begin)
    size = int(finish.max()) + 1
    change = np.bincount(begin, each, size) - np.bincount(finish, each, size)
    level = np.cumsum(change)[:-1]
    if not len(level):
        return []
    adds = (level > max(0.004, 0.05 * float(level.max()))).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], adds, [0]))))
    runs = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        weight = float(level[start:end].sum())
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if end > start:
            runs.append((start, end, weight))
    return sorted(runs, key=lambda run: -run[2])[:most]


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
