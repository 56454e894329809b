"""Takes in one record, and says so once it is durable."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from uuid import UUID

from ledger import seal
from server import database
from tests.ledger.scene import promise


async def main(url: str, org: str) -> None:
    db = await database.connect(url)
    made = promise()
    async with db.transaction():
        await seal(db, UUID(org), made, now=datetime.now(UTC))
    print(made.ref, flush=True)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
