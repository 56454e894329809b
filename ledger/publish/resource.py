"""The files of a published log: how each is called, and what stands in it.

c2sp.org/tlog-tiles. A tile or bundle of fewer than 256 is a partial one, and has its width
in its name; the full one begins with the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.store.tiles import HEIGHT, WIDTH
from ledger.tree import HASH_SIZE

CHECKPOINT = "checkpoint"
KEYS = "keys"
LEVEL_LIMIT = 63

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6})([0-9]{3})"
    r"(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A tile of hashes or, without a level, a bundle of entries."""

    level: int | None
    index: int
    width: int

    def __str__(self) -> str:
        level = "entries" if self.level is None else self.level
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{number_path(self.index)}{partial}"

    @property
    def full(self) -> Resource:
        """The full one that begins with this one's bytes."""
        return Resource(self.level, self.index, WIDTH)

    @classmethod
    def parse(cls, path: str) -> Resource | None:
        """Read a path; None for anything but the one way in which it is written."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        level = None if found[1] == "entries" else int(found[1])
        index = int(found[2].replace("x", "").replace("/", "") + found[3])
        one = cls(level, index, int(found[4] or WIDTH))
        return one if str(one) == path and (level or 0) <= LEVEL_LIMIT else None

    def cut(self, full: bytes) -> bytes:
        """Take this partial one out of the bytes of the full one."""
        if self.level is not None:
            return full[: self.width * HASH_SIZE]
        end = 0
        for _ in range(self.width):
            end += 2 + int.from_bytes(full[end : end + 2])
        return full[:end]


def number_path(index: int) -> str:
    """Write an index in elements of three digits, all but the last with an x before."""
    elements = [f"{index % 1000:03}"]
    while index := index // 1000:
        elements.append(f"x{index % 1000:03}")
    return "/".join(reversed(elements))


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Lay entries out, each with its length before it."""
    return b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves)


def unbundle(data: bytes) -> list[bytes]:
    """Read what ``bundle`` wrote; raises ValueError when it ends too early."""
    leaves, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if end > len(data) or at + 2 > len(data):
            raise ValueError("a bundle of entries ends too early")
        leaves.append(data[at + 2 : end])
        at = end
    return leaves


def grown(level: int, old: int, size: int) -> Iterable[Resource]:
    """Tiles of a level that a tree of ``size`` has and one of ``old`` leaves did not."""
    before, width = old >> (HEIGHT * level), size >> (HEIGHT * level)
    if before == width:
        return
    for index in range(before // WIDTH, -(-width // WIDTH)):
        yield Resource(level, index, min(WIDTH, width - index * WIDTH))


def levels(size: int) -> range:
    """The levels of tiles that a tree of ``size`` has."""
    return range(-(-size.bit_length() // HEIGHT))
