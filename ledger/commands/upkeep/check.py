"""`python -m ledger fsck` and `rebuild`: the whole stored log, checked or mended."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.audit import fsck, rebuild
from ledger.keys import Keys, load
from ledger.log import LogDamaged

if TYPE_CHECKING:
    from asyncpg import Connection, Record

ORGANISATIONS = "select distinct org_id from checkpoint order by org_id"

Work = Callable[["Connection[Record]", UUID, Keys], Awaitable[bool]]


def add(commands: Any) -> None:
    """Declare both commands."""
    for name, work, says in (
        ("fsck", _fsck, "verify the whole log of every organisation again"),
        ("rebuild", _rebuild, "make the stored tree again from the records"),
    ):
        parser = commands.add_parser(name, help=says, description=f"Will {says}.")
        parser.add_argument(
            "--home", type=Path, default=os.environ.get("VERIDESK_HOME", "var")
        )
        parser.set_defaults(run=run, work=work)


def run(chosen: argparse.Namespace) -> int:
    """Do the work for each organisation; 1 if anything was found, 2 without a database."""
    home = Path(chosen.home)
    address = os.environ.get("DATABASE_URL", "")
    note = home / "run" / "database.url"
    if not address and note.exists():
        address = note.read_text().strip()
    if not address:
        print(
            f"no database: set DATABASE_URL, or start the desk of {home}", file=sys.stderr
        )
        return 2
    return asyncio.run(_every(address, load(home / "keys"), chosen.work))


async def _every(address: str, keys: Keys, work: Work) -> int:
    import asyncpg

    db = await asyncpg.connect(address)
    try:
        logs = [row["org_id"] for row in await db.fetch(ORGANISATIONS)]
        return 0 if all([await work(db, org, keys) for org in logs]) else 1
    finally:
        await db.close()


async def _fsck(db: Connection[Record], org: UUID, keys: Keys) -> bool:
    audit = await fsck(db, org, keys)
    print(
        f"log {org}: {audit.size} records, {audit.checkpoints} checkpoints, "
        f"{audit.anchors} anchors, root {audit.root.hex()}"
    )
    for finding in audit.findings:
        print(f"  {finding}")
    return not audit.findings


async def _rebuild(db: Connection[Record], org: UUID, keys: Keys) -> bool:
    try:
        size = await rebuild(db, org, keys)
    except LogDamaged as error:
        print(f"log {org}: {error}")
        return False
    print(f"log {org}: the tree of {size} records was made again")
    return True
