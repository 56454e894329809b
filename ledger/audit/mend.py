"""Making the stored tree again from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from ledger.audit import records, signed
from ledger.keys import Keys
from ledger.log import LogDamaged
from ledger.store import head, tiles

if TYPE_CHECKING:
    from asyncpg import Connection, Record

DROP_TILES = "delete from tile where org_id = $1"


async def rebuild(db: Connection[Record], org: UUID, keys: Keys) -> int:
    """Make the stored tree again from the records, if they are what was last signed.

    Returns the number of leaves. Raises LogDamaged, changing nothing, if the records do
    not give the roots that were signed: then only a backup helps.
    """
    async with db.transaction():
        await head.hold(db, org)
        findings: list[str] = []
        tree = (await records.check(db, org, keys, findings)).tree
        await signed.check(db, org, keys, tree, findings)
        if findings:
            raise LogDamaged("the records are not whole: " + "; ".join(findings))
        fresh = tiles.Tiles({}, set())
        fresh.append(0, (tree.node(0, index) for index in range(tree.size)))
        await db.execute(DROP_TILES, org)
        await tiles.write(db, org, fresh)
        await head.put(db, org, (tree.size, tree.root()))
    return tree.size
