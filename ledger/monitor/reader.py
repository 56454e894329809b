"""Reading the tiles and entries of one signed state, each held against its root."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.monitor.finding import Code, Wrong
from ledger.monitor.source import Missing, Source
from ledger.publish.resource import Resource, unbundle
from ledger.store.tiles import HEIGHT, WIDTH, Tiles, edge, fold
from ledger.tree import (
    EMPTY_ROOT,
    HASH_SIZE,
    leaf_hash,
    node_hash,
    range_hash,
    range_nodes,
)

ENTRY_LIMIT = 65_535
BUNDLE_LIMIT = WIDTH * (2 + ENTRY_LIMIT)


class Edge:
    """The hashes of the complete subtrees that make up a tree's first leaves.

    They are all that is needed to let the tree grow and to know its root, and nobody can
    find other leaves that give the same ones.
    """

    def __init__(self, size: int = 0, hashes: tuple[bytes, ...] = ()) -> None:
        self.size = size
        levels = [level for level, _ in range_nodes(0, size)]
        self._parts = list(zip(levels, hashes, strict=True))

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The subtrees' hashes, from left to right."""
        return tuple(found for _, found in self._parts)

    def append(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        level, found = 0, leaf
        while self._parts and self._parts[-1][0] == level:
            found = node_hash(self._parts.pop()[1], found)
            level += 1
        self._parts.append((level, found))
        self.size += 1

    def node(self, level: int, index: int) -> bytes:
        """The hash of one of the subtrees; KeyError for any other."""
        places = zip(range_nodes(0, self.size), self.hashes, strict=True)
        return dict(places)[level, index]

    def root(self) -> bytes:
        """The tree's root."""
        return range_hash(self.node, 0, self.size) if self.size else EMPTY_ROOT


class Reader:
    """Reads a state of ``size`` leaves; what it returned once it does not read again."""

    def __init__(self, source: Source, size: int) -> None:
        self.size = size
        self._source = source
        self._tiles = Tiles({}, set())
        self._right: set[tuple[int, int]] = set()

    def tile(self, level: int, index: int) -> bytes:
        """A tile, as wide as this state has it; raises Wrong if it is not served so."""
        held = self._tiles.hashes.get((level, index))
        if held is None:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - index * WIDTH)
            one = Resource(level, index, width)
            data = self._read(one, WIDTH * HASH_SIZE, Code.MISSING_TILE)
            if len(data) != width * HASH_SIZE:
                raise Wrong(
                    Code.SHORT_TILE,
                    f"{one} has {len(data)} bytes instead of {width * HASH_SIZE}",
                )
            held = self._tiles.hashes[level, index] = bytearray(data)
        return bytes(held)

    def entries(self, index: int) -> list[bytes]:
        """A bundle of entries; raises Wrong if it is not served as this state has it."""
        one = Resource(None, index, min(WIDTH, self.size - index * WIDTH))
        data = self._read(one, BUNDLE_LIMIT, Code.MISSING_ENTRIES)
        try:
            found = unbundle(data)
        except ValueError as error:
            raise Wrong(Code.BAD_ENTRIES, f"{one}: {error}") from error
        if len(found) != one.width:
            raise Wrong(
                Code.BAD_ENTRIES, f"{one} has {len(found)} entries instead of {one.width}"
            )
        return found

    def check_edge(self, trusted: Edge) -> None:
        """Hold the tiles at the right edge against hashes that give the root."""
        for place in edge(self.size):
            if place[1] * WIDTH < self.size >> (HEIGHT * place[0]):
                self.tile(*place)
        for level, index in range_nodes(0, self.size):
            if self._tiles.node(level, index) != trusted.node(level, index):
                tile, height = divmod(level, HEIGHT)
                one = f"tile {tile}/{(index << height) // WIDTH}"
                raise Wrong(Code.WRONG_TILE, f"{one} is not that of the signed tree")
        # A partial tile is made of such subtrees alone.
        widths = enumerate(self.size >> at for at in range(0, 64, HEIGHT))
        self._right = {(at, width // WIDTH) for at, width in widths if width % WIDTH}

    def check_tile(self, level: int, index: int) -> bytes:
        """A tile that was held against those above it; after ``check_edge``."""
        found = self.tile(level, index)
        if (level, index) not in self._right:
            above = self.check_tile(level + 1, index // WIDTH)
            at = index % WIDTH * HASH_SIZE
            if fold(found) != above[at : at + HASH_SIZE]:
                raise Wrong(
                    Code.WRONG_TILE, f"tile {level}/{index} is not that of the signed tree"
                )
            self._right.add((level, index))
        return found

    def check_entries(self, index: int) -> list[bytes]:
        """A bundle of entries that was held against its tile; after ``check_edge``."""
        return self.match(index, self.check_tile(0, index))

    def match(self, index: int, tile: bytes) -> list[bytes]:
        """A bundle of entries whose hashes are those of a tile."""
        entries = self.entries(index)
        for at, entry in enumerate(entries):
            if leaf_hash(entry) != tile[at * HASH_SIZE : (at + 1) * HASH_SIZE]:
                raise Wrong(
                    Code.WRONG_ENTRY,
                    f"entry {index * WIDTH + at} is not the one that stands in the tree",
                )
        return entries

    def root(self, size: int) -> bytes:
        """The root of this state's first ``size`` leaves; after ``check_edge``."""
        for level, index in range_nodes(0, size):
            tile, height = divmod(level, HEIGHT)
            self.check_tile(tile, (index << height) // WIDTH)
        return self._tiles.root(size)

    def plain_root(self, size: int) -> bytes:
        """The root of the first leaves by the served tiles alone; proves nothing."""
        for level, index in range_nodes(0, size):
            tile, height = divmod(level, HEIGHT)
            self.tile(tile, (index << height) // WIDTH)
        return self._tiles.root(size)

    def bundles(self, start: int) -> Iterator[int]:
        """The bundles that hold the leaves from ``start`` on."""
        return iter(range(start // WIDTH, -(-self.size // WIDTH)))

    def _read(self, one: Resource, limit: int, missing: Code) -> bytes:
        try:
            try:
                return self._source.read(str(one), limit)
            except Missing:
                if one.width == WIDTH:
                    raise
                # A partial one may be gone once the full one is there.
                return one.cut(self._source.read(str(one.full), limit))
        except Missing as error:
            raise Wrong(missing, f"{one} is not there") from error
