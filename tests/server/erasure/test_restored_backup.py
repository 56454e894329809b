"""A whole desk: what was erased is in none of its files, and no backup brings it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from asyncpg import Pool

from ledger import Keys
from ledger.keys import load
from server.database import borrow, open_pool
from server.database.migrate import organisation
from server.pipeline.erasing import erase
from server.pipeline.scrubbing import scrub
from tests.desk import Desk, letter, running_desk
from tests.server.erasure.traces import in_files, in_tables

WORDS = ["quittenbaum", "quitten.example", "zebrafinken", "kakaduhaltung"]
RESTORE = (
    'psql -q "$DATABASE_URL" -c "drop schema public cascade; create schema public" '
    '&& pg_restore -d "$DATABASE_URL" {dump}'
)


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def pool_of(desk: Desk) -> AsyncIterator[Pool]:
    pool = await open_pool(desk.database_url())
    try:
        yield pool
    finally:
        await pool.close()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def scrubbed(pool: Pool) -> None:
    """The keeper does this within a minute; here at once, whoever comes first."""
    async with borrow(pool) as db, asyncio.timeout(90):
        org = await organisation(db, "Veridesk", now=now())
        while True:
            await scrub(db, org, now=now())
            if not await db.fetchval(
                "select count(*) from erased where scrubbed_at is null"
            ):
                return
            await asyncio.sleep(0.5)


async def erase_her(pool: Pool, keys: Keys, home: Path) -> None:
    async with borrow(pool) as db:
        org = await organisation(db, "Veridesk", now=now())
    who = await pool.fetchval("select id from customer where name ^@ 'Hannelore'")
    await erase(pool, org, keys, home, who, asked_by="desk", now=now())


async def test_nothing_of_an_erased_person_is_in_any_file_and_no_backup_brings_it_back(
    tmp_path: Path,
) -> None:
    mail = letter(1, "Zebrafinken", "My Zebrafinken did not arrive. Kakaduhaltung!")
    mail.replace_header("From", "Hannelore Quittenbaum <hanne@quitten.example>")
    mail.replace_header("Message-ID", "<1@quitten.example>")
    dump = tmp_path / "before.dump"
    async with running_desk() as desk:
        await asyncio.to_thread(desk.send, mail)
        await asyncio.to_thread(desk.send, letter(2, "Broken", "The lamp is broken."))
        async with pool_of(desk) as pool:

            async def acknowledged() -> bool:
                """Both tickets are open, and there is a file to delete."""
                opened = await pool.fetchval("select count(*) from ticket")
                return opened == 2 and bool(in_files(desk.home / "outbox", ["quittenbaum"]))

            await until(acknowledged)
            take = (
                "server",
                "database",
                "sh",
                "-c",
                f'pg_dump -Fc "$DATABASE_URL" > {dump}',
            )
            await asyncio.to_thread(desk.command, *take)
            await erase_her(pool, load(desk.home / "keys"), desk.home)
            async with borrow(pool) as db:
                assert await in_tables(db, WORDS) == []
            await scrubbed(pool)
        await asyncio.to_thread(desk.stop)
        assert in_files(desk.home, WORDS) == []
        assert in_files(desk.home, ["lamp"])  # others' words are where they were

        bring_back = ("server", "database", "sh", "-c", RESTORE.format(dump=dump))
        await asyncio.to_thread(desk.command, *bring_back)
        assert in_files(desk.home / "postgres", WORDS)
        await asyncio.to_thread(desk.start)
        async with pool_of(desk) as pool:
            async with borrow(pool) as db:
                assert await in_tables(db, WORDS) == []
                assert await in_tables(db, ["lamp"])
            await scrubbed(pool)
        await asyncio.to_thread(desk.stop)
        assert in_files(desk.home, WORDS) == []
