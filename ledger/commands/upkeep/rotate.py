"""`python -m ledger rotate-key`: the log's keys are replaced, with an overlap."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.keys import Keys, load, make_next, take_next
from ledger.store import rotation
from ledger.store.signing import spans

if TYPE_CHECKING:
    from asyncpg import Connection, Record


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "rotate-key",
        help="replace the keys that sign the log, with an overlap",
        description="begin: make new keys (Ed25519 and ML-DSA-44); from the next state on "
        "the old and the new ones sign. finish: the old ones sign no more, and their "
        "secret is gone. Without either: show which keys sign, and which have signed.",
    )
    parser.add_argument("step", nargs="?", choices=("begin", "finish"))
    parser.add_argument("--status", action="store_true", help="show the keys")
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Take the step and show the keys; 1 when it is too early for it."""
    folder = Path(chosen.home) / "keys"

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        try:
            if chosen.step == "begin":
                load(folder)
                make_next(folder)
                for org in logs:
                    await rotation.begin(db, org, load(folder), now=datetime.now(UTC))
            elif chosen.step == "finish":
                for org in logs:
                    await rotation.finish(db, org, load(folder))
                take_next(folder)
        except rotation.NotYet as error:
            print(error, file=sys.stderr)
            return 1
        for org in logs:
            await _show(db, org, load(folder))
        return 0

    return run_with(chosen.home, work)


async def _show(db: Connection[Record], org: UUID, keys: Keys) -> None:
    print(f"log {org}")
    for span in await spans(db, org, keys):
        end = "signs" if span.last is None else f"signed to {span.last}"
        print(f"  {end}, from {max(span.first, 1)}: {span.key}")
