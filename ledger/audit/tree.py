"""The stored tree and the head against the tree of the records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from ledger.store import head, tiles
from ledger.tree import HASH_SIZE, Tree

if TYPE_CHECKING:
    from asyncpg import Connection, Record

TILES = """
select level, index, hashes from tile where org_id = $1 order by level, index
"""


async def check_stored(
    db: Connection[Record], org: UUID, tree: Tree, findings: list[str]
) -> None:
    """Check every stored hash, and that there is neither one too many nor too few."""
    held: dict[int, bytearray] = {}
    async for row in db.cursor(TILES, org, prefetch=100):
        hashes = held.setdefault(row["level"], bytearray())
        if len(hashes) != row["index"] * tiles.WIDTH * HASH_SIZE:
            findings.append(f"tile {row['level']}/{row['index']} is out of place")
        hashes += row["hashes"]
    level, width = 0, tree.size
    while width or level in held:
        expected = b"".join(tree.node(level * tiles.HEIGHT, i) for i in range(width))
        if bytes(held.get(level, b"")) != expected:
            findings.append(f"the stored tree differs from the records at level {level}")
        level, width = level + 1, width // tiles.WIDTH
    if await head.read(db, org) != (tree.size, tree.root()):
        findings.append("the head of the log is not the root of its records")
