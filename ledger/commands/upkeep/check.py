"""`python -m ledger fsck` and `rebuild`: the whole stored log, checked or mended."""

from __future__ import annotations

import argparse
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.audit import fsck, rebuild
from ledger.audit.heads import check_heads
from ledger.commands.upkeep.where import add_home, run_with
from ledger.keys import Keys, load
from ledger.log import LogDamaged

if TYPE_CHECKING:
    from asyncpg import Connection, Record

Work = Callable[["Connection[Record]", UUID, Keys], Awaitable[bool]]


def add(commands: Any) -> None:
    """Declare both commands."""
    for name, work, says in (
        ("fsck", _fsck, "verify the whole log of every organisation again"),
        ("rebuild", _rebuild, "make the stored tree again from the records"),
    ):
        parser = commands.add_parser(name, help=says, description=f"Will {says}.")
        add_home(parser)
        parser.set_defaults(run=run, work=work)


def run(chosen: argparse.Namespace) -> int:
    """Do the work for each organisation; 1 if anything was found, 2 without a database."""
    keys = load(Path(chosen.home) / "keys")

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        return 0 if all([await chosen.work(db, org, keys) for org in logs]) else 1

    return run_with(chosen.home, work)


async def _fsck(db: Connection[Record], org: UUID, keys: Keys) -> bool:
    audit = await fsck(db, org, keys)
    print(
        f"log {org}: {audit.size} records, {audit.checkpoints} checkpoints, "
        f"{audit.anchors} anchors, root {audit.root.hex()}"
    )
    for finding in audit.findings:
        print(f"  {finding}")
    chains = await check_heads(
        db, org, keys, verdicts_kept=_verdicts_kept(), now=datetime.now(UTC)
    )
    for chain in chains:
        past = f", {chain.past} of them past" if chain.past else ""
        print(f"  {chain.name}: {chain.rows} rows under {chain.heads} heads{past}")
        for finding in chain.findings:
            print(f"    {finding}")
    return not audit.findings and not any(chain.findings for chain in chains)


def _verdicts_kept() -> timedelta:
    """How long the desk keeps verdicts, as it is told."""
    return timedelta(days=int(os.environ.get("VERIDESK_VERDICT_DAYS") or 90))


async def _rebuild(db: Connection[Record], org: UUID, keys: Keys) -> bool:
    try:
        size = await rebuild(db, org, keys)
    except LogDamaged as error:
        print(f"log {org}: {error}")
        return False
    print(f"log {org}: the tree of {size} records was made again")
    return True
