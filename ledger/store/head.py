"""The one row that each new state of a log passes through, by compare-and-swap."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import Checkpoint
from ledger.tree import EMPTY_ROOT

if TYPE_CHECKING:
    from asyncpg import Connection, Record

BEGIN = """
insert into head (org_id, size, root) values ($1, 0, $2) on conflict (org_id) do nothing
"""
READ = "select size, root from head where org_id = $1"
HOLD = "select size, root from head where org_id = $1 for update"
SWAP = """
update head set size = $4, root = $5
where org_id = $1 and size = $2 and root = $3 returning size
"""
PUT = "update head set size = $2, root = $3 where org_id = $1"

State = tuple[int, bytes]


async def read(db: Connection[Record], org: UUID) -> State:
    """Return the log's size and root, which others may be about to change."""
    row = await db.fetchrow(READ, org)
    return (row["size"], row["root"]) if row else (0, EMPTY_ROOT)


async def hold(db: Connection[Record], org: UUID) -> State:
    """Return the log's size and root, and let no other writer pass until the end.

    Of the transaction, that is; whoever waited then gets what was made of it.
    """
    row = await db.fetchrow(HOLD, org)
    if row is None:
        await db.execute(BEGIN, org, EMPTY_ROOT)
        return await hold(db, org)
    return row["size"], row["root"]


async def swap(db: Connection[Record], org: UUID, built_on: State, new: Checkpoint) -> bool:
    """Set the head to ``new`` if it is still what the new state was built on.

    False, with nothing changed, if another writer came first: one order is kept even where
    ``hold`` should not have held.
    """
    swapped = await db.fetchval(SWAP, org, *built_on, new.size, new.root)
    return swapped is not None


async def put(db: Connection[Record], org: UUID, state: State) -> None:
    """Set a held head to what was last signed; mending alone does."""
    await db.execute(PUT, org, *state)
