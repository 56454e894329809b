"""`python -m ledger consistency`: that the log only grew between two of its states."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.format.growth import Growth
from ledger.format.note import BadFormat, Checkpoint, Note
from ledger.public.heads import NoSuchHead, consistency

if TYPE_CHECKING:
    from asyncpg import Connection, Record

NOTHING: Mapping[int, Note] = {}


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
        (old, first), (new, second) = _named(chosen.old), _named(chosen.new)
    except (OSError, BadFormat) as error:
        print(error, file=sys.stderr)
        return 1
    kept = {at: note for at, note in ((old, first), (new, second)) if note}

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        for org in logs:
            found = await growth(db, org, old, new, kept)
            if found is not None:
                text = str(found)
                if chosen.out:
                    chosen.out.write_text(text, encoding="utf-8")
                else:
                    print(text, end="")
                return 0
        print(
            f"no log here has signed states of {old} and {new} records; of old ones name "
            "the checkpoints that you kept, as not every signature is kept here",
            file=sys.stderr,
        )
        return 1

    return run_with(chosen.home, work)


async def growth(
    db: Connection[Record],
    org: UUID,
    old: int,
    new: int,
    kept: Mapping[int, Note] = NOTHING,
) -> Growth | None:
    """The consistency file of two signed states; None where one is not to be had.

    ``kept`` are heads that somebody brings, for those whose signatures were let go here.
    """
    try:
        found = await consistency(db, org, old, new)
    except NoSuchHead:
        return None
    notes = [
        Note.parse(text) if text else kept.get(size)
        for size, text in ((old, found.old), (new, found.new))
    ]
    if notes[0] is None or notes[1] is None:
        return None
    return Growth(notes[0], notes[1], found.hashes)


def _named(said: str) -> tuple[int, Note | None]:
    """A size, or that of a head in a file, and the head."""
    if said.isdecimal():
        return int(said), None
    note = Note.parse(Path(said).read_text(encoding="utf-8"))
    return Checkpoint.head(note.text).size, note
