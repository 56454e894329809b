"""A worker's turn at a chain, as a process that can be made to die at a named step."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from ledger.chain.anchoring import anchor
from ledger.chain.following import Node
from ledger.keys import load
from server import database
from tests.ledger.scene import NOW


async def main(database_url: str, home: str, org: str, chain: str) -> None:
    db = await database.connect(database_url)
    node = Node(chain, name="chain", every=timedelta(0))
    try:
        print(await anchor(db, UUID(org), load(Path(home) / "keys"), node, now=NOW))
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
