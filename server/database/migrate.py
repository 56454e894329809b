"""Bring the schema up to date from numbered plain SQL files."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

if TYPE_CHECKING:
    from asyncpg import Connection, Record

MIGRATIONS = Path(__file__).parents[1] / "migrations"
ALONE = "-- one statement, outside a transaction"
LOCK = 0x76657269  # "veri"

TABLE = """
create table if not exists migration (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
)"""
APPLIED = "select name, sha256 from migration"
RECORD = "insert into migration (name, sha256) values ($1, $2)"
ONLY_ORGANISATION = "select id from organisation order by created_at limit 1"
OPEN_ORGANISATION = "insert into organisation (id, name, created_at) values ($1, $2, $3)"


class MigrationFailed(RuntimeError):
    """The schema and the files disagree; the message says which file and what to do."""


async def migrate(db: Connection[Record], folder: Path = MIGRATIONS) -> list[str]:
    """Apply the files of `folder` that are not applied yet, in order; return their names.

    Each file and its record share one transaction. A file that cannot run in one begins
    with the ALONE line and holds one statement that may be run twice. Raises
    MigrationFailed, changing nothing, when an applied file was edited or is missing.
    Any number of processes may call this at once.
    """
    texts = await asyncio.to_thread(_read, folder)
    # A blocking lock would hold a snapshot that CREATE INDEX CONCURRENTLY waits for.
    while not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    try:
        await db.execute(TABLE)
        applied = {row["name"]: row["sha256"] for row in await db.fetch(APPLIED)}
        digests = {n: hashlib.sha256(t.encode()).hexdigest() for n, t in texts.items()}
        for name, digest in applied.items():
            if name not in digests:
                raise MigrationFailed(
                    f"{name} was applied and is gone: this code is older than the database"
                )
            if digests[name] != digest:
                raise MigrationFailed(
                    f"{name} was changed after it was applied: add a new file instead"
                )
        fresh = [name for name in texts if name not in applied]
        for name in fresh:
            await _apply(db, name, texts[name], digests[name])
        return fresh
    finally:
        await db.execute("select pg_advisory_unlock($1)", LOCK)


def _read(folder: Path) -> dict[str, str]:
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return {file.name: file.read_text() for file in files}


async def _apply(db: Connection[Record], name: str, text: str, digest: str) -> None:
    try:
        if text.startswith(ALONE):
            await db.execute(text)
            await db.execute(RECORD, name, digest)
        else:
            async with db.transaction():
                await db.execute(text)
                await db.execute(RECORD, name, digest)
    except Exception as error:
        raise MigrationFailed(f"{name}: {error}") from error


async def organisation(db: Connection[Record], name: str, *, now: datetime) -> UUID:
    """Return the id of the desk's one organisation, opening it if there is none."""
    async with db.transaction():
        await db.execute("select pg_advisory_xact_lock($1)", LOCK + 1)
        found: UUID | None = await db.fetchval(ONLY_ORGANISATION)
        if found is None:
            found = uuid7()
            await db.execute(OPEN_ORGANISATION, found, name, now)
        return found
