"""What a witness must never forget: the newest state of each log that it cosigned."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

# A witness keeps what may prove that a log misbehaves, but not without bound.
EVIDENCE_LIMIT = 1_000

SCHEMA = """
create table if not exists cosigned (
    origin text primary key,
    size integer not null,
    root blob not null,
    at integer not null,
    note text not null
) strict;
create table if not exists evidence (
    id integer primary key,
    origin text not null,
    at integer not null,
    why text not null,
    note text not null unique
) strict;
create table if not exists self (
    name text not null
) strict;
"""
LATEST = "select size, root, at, note from cosigned where origin = ?"
# Compares and swaps: it changes nothing unless the state is still the one that was seen.
BEGIN = """
insert into cosigned (origin, size, root, at, note) values (?, ?, ?, ?, ?)
on conflict (origin) do nothing
"""
ADVANCE = """
update cosigned set size = ?, root = ?, at = ?, note = ?
where origin = ? and size = ? and root = ? and size <= ?
"""
KEEP = """
insert into evidence (origin, at, why, note)
select ?, ?, ?, ? where (select count(*) from evidence) < ?
on conflict (note) do nothing
"""
EVIDENCE = "select why, note from evidence where origin = ? order by id"
NAME = "select name from self"
CALL = "insert into self (name) values (?)"


class Damaged(RuntimeError):
    """The store cannot be relied on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest cosigned state of a log; ``at`` is the time stated, in seconds."""

    size: int
    root: bytes
    at: int
    note: str


class Store:
    """A file that holds these states; what a call wrote is durable when it returns.

    Any number of threads and processes may use one file: a state only ever advances, and
    of two that advance it from the same state, one fails.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises Damaged when it is not whole."""
        self._turn = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            # A rollback journal that is synced fully survives a power cut.
            self._db.execute("pragma synchronous = extra")
            found = self._db.execute("pragma quick_check").fetchone()[0]
            self._db.executescript(SCHEMA)
            self._db.execute(LATEST, ("",))
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise _damaged(path, str(error)) from error
        if found != "ok":
            self._db.close()
            raise _damaged(path, found)

    def close(self) -> None:
        """Close the file, after whoever is writing to it."""
        with self._turn:
            self._db.close()

    def name(self) -> str | None:
        """What this witness is called; None until it was given a name."""
        with self._turn:
            row = self._db.execute(NAME).fetchone()
        return str(row[0]) if row else None

    def call(self, name: str) -> None:
        """Give it its name: from then on it may have cosigned something."""
        with self._turn:
            self._db.execute(CALL, (name,))

    def latest(self, origin: str) -> Latest | None:
        """The newest state of this log that was cosigned; None if there is none."""
        with self._turn:
            row = self._db.execute(LATEST, (origin,)).fetchone()
        return Latest(*row) if row else None

    def advance(self, origin: str, seen: Latest | None, new: Latest) -> bool:
        """Put ``new`` in the place of what was ``seen``; False if that changed meanwhile.

        Never makes a log smaller.
        """
        state = (new.size, new.root, new.at, new.note)
        with self._turn:
            if seen is None:
                done = self._db.execute(BEGIN, (origin, *state))
            else:
                old = (origin, seen.size, seen.root, new.size)
                done = self._db.execute(ADVANCE, (*state, *old))
            return done.rowcount == 1

    def keep(self, origin: str, why: str, note: str, *, at: int) -> None:
        """Keep a signed checkpoint that contradicts what was cosigned, as evidence."""
        with self._turn:
            self._db.execute(KEEP, (origin, at, why, note, EVIDENCE_LIMIT))

    def evidence(self, origin: str) -> list[tuple[str, str]]:
        """What was kept against a log: why, and the checkpoint that it signed."""
        with self._turn:
            return list(self._db.execute(EVIDENCE, (origin,)))


def _damaged(path: Path, what: str) -> Damaged:
    return Damaged(
        f"{path} is not whole ({what}). A witness that forgot what it cosigned could sign "
        "a log rolled back, so this one does not start. Restore the file from the newest "
        "copy of it, if no cosignature was given since; otherwise make a new witness, with "
        "new keys, in another folder."
    )
