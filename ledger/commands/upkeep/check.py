"""`python -m ledger fsck` and `rebuild`: the whole stored log, checked or mended."""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.audit import Scope, fsck, rebuild
from ledger.commands.upkeep.where import add_home, run_with
from ledger.format.policy import Policy
from ledger.keys import load
from ledger.log import LogDamaged

if TYPE_CHECKING:
    from asyncpg import Connection, Record

MERGE_DELAY = 600


def add(commands: Any) -> None:
    """Declare both commands."""
    checking = commands.add_parser(
        "fsck",
        help="verify the whole log of every organisation again",
        description="Verify every record, opening, stored and published tile, checkpoint, "
        "signature, cosignature and anchor. Exit status: 0 all is well, 1 something is "
        "wrong, 2 there is no database. Changes nothing, and may run beside the desk.",
    )
    add_home(checking)
    checking.add_argument(
        "--rpc",
        metavar="URL",
        action="append",
        help="ask this chain node what the contract holds; may be given again. Without it "
        "the embedded chain is asked, if it runs",
    )
    checking.add_argument(
        "--policy",
        type=Path,
        default=os.environ.get("VERIDESK_LOG_POLICY") or None,
        help="C2SP tlog-policy file whose witnesses' cosignatures are checked",
    )
    checking.add_argument(
        "--merge-delay",
        metavar="SECONDS",
        type=int,
        default=int(os.environ.get("VERIDESK_MERGE_DELAY") or MERGE_DELAY),
        help="warn of records that were signed later than this",
    )
    checking.set_defaults(run=run_fsck)
    mending = commands.add_parser(
        "rebuild",
        help="make the stored tree again from the records",
        description="Make the stored tree again from the records, if they are what was "
        "signed. Exit status: 0 it was, 1 the records are not whole, 2 no database.",
    )
    add_home(mending)
    mending.set_defaults(run=run_rebuild)


def run_fsck(chosen: argparse.Namespace) -> int:
    """Check each log; 1 if anything was found."""
    home = Path(chosen.home)
    keys = load(home / "keys")
    note = home / "run" / "chain.url"
    embedded = [note.read_text().strip()] if note.exists() else []
    scope = Scope(
        folder=home / "tlog",
        policy=Policy.parse(Path(chosen.policy).read_bytes()) if chosen.policy else None,
        nodes=chosen.rpc or embedded,
        merge_delay=timedelta(seconds=chosen.merge_delay),
    )

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        found = False
        for org in logs:
            start = time.monotonic()
            audit = await fsck(db, org, keys, scope, now=datetime.now(UTC))
            print(
                f"log {org}: {audit.size} records ({audit.erased} erased), "
                f"{audit.checkpoints} checkpoints, {audit.cosignatures} cosignatures, "
                f"{audit.published} records published, {audit.anchors} anchors "
                f"({audit.on_chain} looked up on a chain), root {audit.root.hex()}, "
                f"{time.monotonic() - start:.1f} s"
            )
            for warning in audit.warnings:
                print(f"  warning: {warning}")
            for finding in audit.findings:
                print(f"  {finding}")
            found = found or bool(audit.findings)
        return int(found)

    return run_with(home, work)


def run_rebuild(chosen: argparse.Namespace) -> int:
    """Mend each log; 1 if one could not be."""
    keys = load(Path(chosen.home) / "keys")

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        status = 0
        for org in logs:
            try:
                size = await rebuild(db, org, keys)
            except LogDamaged as error:
                print(f"log {org}: {error}")
                status = 1
            else:
                print(f"log {org}: the tree of {size} records was made again")
        return status

    return run_with(chosen.home, work)
