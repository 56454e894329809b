"""Connections to PostgreSQL: pools, JSON in and out, waiting, and trying again."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar, cast

import asyncpg

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record

    from server.settings import Settings

Answer = TypeVar("Answer")

# What a server that is starting, stopping, restarting or dying makes asyncpg raise.
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
CLASHED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)  # 40001, 40P01


class NoDatabase(RuntimeError):
    """There is no database to speak to; the message says how to get one."""


def address(settings: Settings) -> str:
    """Where the database is: DATABASE_URL, else what the running desk wrote down."""
    if settings.database_url:
        return settings.database_url
    note = settings.home / "run" / "database.url"
    try:
        return note.read_text().strip()
    except FileNotFoundError:
        raise NoDatabase(
            f"no desk runs in {settings.home}: start `./veridesk run` or set DATABASE_URL"
        ) from None


async def prepare(db: Connection[Record]) -> None:
    """Have this connection take and give jsonb as Python values."""
    await db.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads
    )


def _encode(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def open_pool(url: str, *, least: int = 1, most: int = 10) -> Pool[Record]:
    """Open a pool whose connections are prepared; the caller closes it."""
    return await asyncpg.create_pool(
        url, min_size=least, max_size=most, init=prepare, reset=_leave_as_it_is
    )


async def _leave_as_it_is(_: Connection[Record]) -> None:
    """Spare the round trip that resets a session: nobody here leaves anything in one.

    Locks are the transaction's, listeners are removed by those who added them.
    """


@asynccontextmanager
async def borrow(pool: Pool[Record]) -> AsyncIterator[Connection[Record]]:
    """Lend one connection of the pool for the block, without a transaction."""
    async with pool.acquire() as db:
        yield cast("Connection[Record]", db)


async def connect(url: str, *, patience: float = 60.0) -> Connection[Record]:
    """Open one prepared connection, waiting for a server that is still starting.

    Raises NoDatabase when it has not answered within `patience` seconds; what no waiting
    can help (a wrong password, a missing database) is raised at once.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while True:
        try:
            db = await asyncpg.connect(url, timeout=5)
        except (*LOST, TimeoutError) as error:
            if loop.time() > end:
                raise NoDatabase(f"the database does not answer: {error}") from error
            await asyncio.sleep(0.05)
        else:
            await prepare(db)
            return db


async def transact(
    pool: Pool[Record],
    work: Callable[[Connection[Record]], Awaitable[Answer]],
    *,
    attempts: int = 5,
) -> Answer:
    """Do `work` in one transaction, again from its start when it clashed with another.

    Only serialisation failures and deadlocks are tried again: the server has then rolled
    everything back, so `work` must have no effect outside the database.
    """
    for attempt in range(1, attempts + 1):
        try:
            async with borrow(pool) as db, db.transaction():
                return await work(db)
        except CLASHED:
            if attempt == attempts:
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
    raise AssertionError("attempts must be positive")


async def create_database(url: str, name: str) -> None:
    """Create a database on the server of `url` unless it is there."""
    db = await connect(url)
    try:
        if not await db.fetchval("select 1 from pg_database where datname = $1", name):
            await db.execute(f'create database "{name}"')
    finally:
        await db.close()
