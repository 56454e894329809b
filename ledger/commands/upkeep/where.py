"""Where the stored log is: what the commands that look after it have in common."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

LOGS = "select org_id as id from head union select id from organisation order by id"
NO_DATABASE = 2

Work = Callable[["Connection[Record]", list[UUID]], Awaitable[int]]


def add_home(parser: argparse.ArgumentParser) -> None:
    """Let the desk's state be named."""
    parser.add_argument(
        "--home",
        type=Path,
        default=os.environ.get("VERIDESK_HOME", "var"),
        help="where the desk's state is",
    )


def run_with(home: Path | str, work: Work) -> int:
    """Do the work with the database and its logs; 2 when there is no database.

    DATABASE_URL counts, else what the running desk of this home wrote down.
    """
    address = os.environ.get("DATABASE_URL", "")
    note = Path(home) / "run" / "database.url"
    if not address and note.exists():
        address = note.read_text().strip()
    if not address:
        print(
            f"no database: set DATABASE_URL, or start the desk of {home}", file=sys.stderr
        )
        return NO_DATABASE
    return asyncio.run(_with(address, work))


async def _with(address: str, work: Work) -> int:
    import asyncpg

    db = await asyncpg.connect(address)
    try:
        # The database module of the server knows this too, but stands above the ledger.
        await db.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
        )
        return await work(db, [row["id"] for row in await db.fetch(LOGS)])
    finally:
        await db.close()
