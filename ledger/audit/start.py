"""What is made sure of before a log goes on: tree, database and published files agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.keys import Keys
from ledger.log import check_tree
from ledger.publish.standing import published
from ledger.store.signing import check_keys

if TYPE_CHECKING:
    from asyncpg import Connection, Record


async def check_start(db: Connection[Record], org: UUID, keys: Keys, folder: Path) -> None:
    """Return only if the log may go on from where it is.

    The stored tree is what was last signed, by every key that signs; those keys are at
    hand; and what was published under ``folder`` is a state of this log, not a later one:
    a database that was restored from an older backup is told by it. Raises LogDamaged,
    KeyMissing or CannotPublish otherwise, with what to do about it. Changes nothing, and
    costs a few milliseconds whatever the size of the log.
    """
    await check_tree(db, org, keys)
    await check_keys(db, org, keys)
    await published(db, org, keys, folder)
