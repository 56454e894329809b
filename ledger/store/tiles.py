"""The tree in PostgreSQL, in tiles, so that appending and proving stay logarithmic.

c2sp.org/tlog-tiles: tile (L, i) holds the hashes of the complete subtrees of 256^L leaves
from 256·i on, up to 256 of them. The levels between are hashed again from one tile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.tree import (
    EMPTY_ROOT,
    HASH_SIZE,
    consistency_ranges,
    inclusion_ranges,
    node_hash,
    range_hash,
    range_nodes,
)

if TYPE_CHECKING:
    from asyncpg import Connection, Record

HEIGHT = 8
WIDTH = 1 << HEIGHT

READ = """
select level, index, hashes from tile
where org_id = $1 and (level, index) in (select * from unnest($2::smallint[], $3::bigint[]))
"""
WRITE = """
insert into tile (org_id, level, index, hashes)
select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[])
on conflict (org_id, level, index) do update set hashes = excluded.hashes
"""
FILLED = """
select index * 256 + length(hashes) / 32 from tile
where org_id = $1 and level = 0 order by index desc limit 1
"""

Place = tuple[int, int]


class MissingTile(LookupError):
    """The stored tree lacks hashes that its size calls for."""


@dataclass(slots=True)
class Tiles:
    """Some tiles of one log, as read; grown in memory, then written in one statement."""

    hashes: dict[Place, bytearray]
    changed: set[Place]

    def node(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree ``index`` of 2^level leaves."""
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        tile = self.hashes.get((tile_level, first // WIDTH), b"")
        start = first % WIDTH * HASH_SIZE
        found = bytes(tile[start : start + (HASH_SIZE << height)])
        if len(found) != HASH_SIZE << height:
            raise MissingTile(f"tile {tile_level}/{first // WIDTH} is missing or short")
        return fold(found)

    def append(self, size: int, leaf_hashes: Iterable[bytes]) -> int:
        """Add leaves to a tree of ``size``, whose right edge was read; return the size."""
        for leaf in leaf_hashes:
            level, index, found = 0, size, leaf
            while True:
                place = (level, index // WIDTH)
                tile = self.hashes.setdefault(place, bytearray())
                if len(tile) != index % WIDTH * HASH_SIZE:
                    raise MissingTile(f"tile {place[0]}/{place[1]} has the wrong length")
                tile += found
                self.changed.add(place)
                index += 1
                if index % WIDTH:
                    break
                found = fold(bytes(tile))
                level, index = level + 1, index // WIDTH - 1
            size += 1
        return size

    def root(self, size: int) -> bytes:
        """Root of the first ``size`` leaves."""
        return range_hash(self.node, 0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Inclusion proof of a leaf, leaf's sibling first."""
        ranges = inclusion_ranges(index, size)
        return tuple(range_hash(self.node, start, end) for start, end in ranges)

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        """Proof that the tree of ``old`` leaves is a prefix (RFC 6962 section 2.1.2)."""
        ranges = consistency_ranges(old, size)
        return tuple(range_hash(self.node, start, end) for start, end in ranges)


def fold(hashes: bytes) -> bytes:
    """Root over a power of two of hashes laid end to end."""
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            node_hash(hashes[at : at + 32], hashes[at + 32 : at + 64])
            for at in range(0, len(hashes), 64)
        )
    return hashes


def edge(size: int) -> set[Place]:
    """Tiles that appending to a tree of ``size`` touches, and that its root needs."""
    places = {_place(level, index) for level, index in range_nodes(0, size)}
    level, index = 0, size
    while True:
        places.add((level, index // WIDTH))
        if index < WIDTH:
            return places
        level, index = level + 1, index // WIDTH


def along(indexes: Iterable[int], size: int) -> set[Place]:
    """Tiles that the inclusion proofs of ``indexes`` need."""
    return {
        _place(*node)
        for index in indexes
        for start, end in inclusion_ranges(index, size)
        for node in range_nodes(start, end)
    }


def between(old: int, size: int) -> set[Place]:
    """Tiles that the consistency proof from ``old`` leaves to ``size`` needs."""
    return {
        _place(*node)
        for start, end in consistency_ranges(old, size)
        for node in range_nodes(start, end)
    }


def _place(level: int, index: int) -> Place:
    tile_level, height = divmod(level, HEIGHT)
    return tile_level, (index << height) // WIDTH


async def read(db: Connection[Record], org: UUID, places: Iterable[Place]) -> Tiles:
    """Read tiles; those that are not there are left out."""
    wanted = list(places)
    rows = await db.fetch(READ, org, [p[0] for p in wanted], [p[1] for p in wanted])
    found = {(row["level"], row["index"]): bytearray(row["hashes"]) for row in rows}
    return Tiles(found, set())


async def write(db: Connection[Record], org: UUID, tiles: Tiles) -> None:
    """Store the tiles that were changed."""
    columns: dict[str, list[object]] = defaultdict(list)
    for level, index in sorted(tiles.changed):
        columns["level"].append(level)
        columns["index"].append(index)
        columns["hashes"].append(bytes(tiles.hashes[level, index]))
    values: Sequence[list[object]] = [columns[c] for c in ("level", "index", "hashes")]
    await db.execute(WRITE, org, *values)
    tiles.changed.clear()


async def stored(db: Connection[Record], org: UUID) -> int:
    """How many leaf hashes the stored tree holds, going by its tiles alone."""
    return int(await db.fetchval(FILLED, org) or 0)
