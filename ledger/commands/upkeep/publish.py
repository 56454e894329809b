"""`python -m ledger publish`: the log as static files, for any host that serves folders."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.format.policy import Policy
from ledger.keys import load
from ledger.log import LogDamaged
from ledger.publish import publish
from ledger.publish.folder import CannotPublish

if TYPE_CHECKING:
    from asyncpg import Connection, Record


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "publish",
        help="write the log as static files",
        description="Bring the files of every log (c2sp.org/tlog-tiles) to its newest "
        "state. Run it again to bring them up to date: only what is new is written.",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, help="where to, HOME/tlog if nothing is named"
    )
    parser.add_argument(
        "--policy",
        type=Path,
        default=os.environ.get("VERIDESK_LOG_POLICY") or None,
        help="C2SP tlog-policy file whose quorum a state needs before it is published",
    )
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Publish each log; 1 if one could not be."""
    home = Path(chosen.home)
    keys = load(home / "keys")
    policy = Policy.parse(Path(chosen.policy).read_bytes()) if chosen.policy else None

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        status = 0
        for org in logs:
            try:
                state = await publish(
                    db,
                    org,
                    keys,
                    chosen.folder or home / "tlog",
                    policy,
                    now=datetime.now(UTC),
                )
            except (LogDamaged, CannotPublish) as error:
                print(f"log {org}: {error}", file=sys.stderr)
                status = 1
            else:
                new = f"{state.size} records" if state else "nothing new"
                print(f"log {org}: {new}")
        return status

    return run_with(chosen.home, work)
