"""`python -m ledger consistency`: that the log only grew between two of its states."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.format.growth import Growth
from ledger.format.note import BadFormat, Checkpoint, Note
from ledger.public.heads import NoSuchHead, consistency

if TYPE_CHECKING:
    from asyncpg import Connection, Record


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "consistency",
        help="prove that the log only grew between two signed states",
        description="Write a consistency file (docs/ledger/export.md) for two signed "
        "states, named by their sizes or by checkpoints that you kept.",
    )
    parser.add_argument("old", help="size of the earlier state, or a file that holds it")
    parser.add_argument("new", help="size of the later one, or a file that holds it")
    parser.add_argument("--out", type=Path, help="the file to write; standard output else")
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the file; 1 where the log has no such states, 2 without a database."""
    try:
        old, new = _size(chosen.old), _size(chosen.new)
    except (OSError, BadFormat) as error:
        print(error, file=sys.stderr)
        return 1

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        for org in logs:
            found = await growth(db, org, old, new)
            if found is not None:
                text = str(found)
                if chosen.out:
                    chosen.out.write_text(text, encoding="utf-8")
                else:
                    print(text, end="")
                return 0
        print(f"no log here has signed states of {old} and {new} records", file=sys.stderr)
        return 1

    return run_with(chosen.home, work)


async def growth(db: Connection[Record], org: UUID, old: int, new: int) -> Growth | None:
    """The consistency file of two signed states; None where one of them never was."""
    try:
        found = await consistency(db, org, old, new)
    except NoSuchHead:
        return None
    if found.old is None:
        return None
    return Growth(Note.parse(found.old), Note.parse(found.new), found.hashes)


def _size(said: str) -> int:
    if said.isdecimal():
        return int(said)
    return Checkpoint.head(Note.parse(Path(said).read_text(encoding="utf-8")).text).size
