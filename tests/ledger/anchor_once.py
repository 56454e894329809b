"""A worker's turn at a chain, as a process that can be made to die at a named step."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from ledger.chain.anchoring import anchor
from ledger.chain.following import Node
from ledger.keys import load
from server import database
from tests.ledger.scene import NOW


def anchor_once(database_url: str, home: Path, org: UUID, chain: str) -> None:
    """Take the turn."""
    asyncio.run(_anchor(database_url, home, org, chain))


async def _anchor(database_url: str, home: Path, org: UUID, chain: str) -> None:
    db = await database.connect(database_url)
    node = Node(chain, name="chain", every=timedelta(0))
    try:
        print(await anchor(db, org, load(home / "keys"), node, now=NOW))
    finally:
        await db.close()
