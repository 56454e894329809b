"""The database as the gate uses it: borrowed for a moment, and sometimes away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from asyncpg import (
    Connection,
    InterfaceError,
    InternalClientError,
    Pool,
    PostgresError,
    Record,
)

from auth.verdict import Reason, Refused

# asyncpg raises InternalClientError too when the server dies in the middle of an answer.
LOST = (OSError, TimeoutError, PostgresError, InterfaceError, InternalClientError)


@asynccontextmanager
async def borrow(pool: Pool[Any]) -> AsyncIterator[Connection[Record]]:
    """Lend a connection. Refuses (``not-ready``) where the database cannot be reached."""
    try:
        async with pool.acquire() as db:
            yield cast("Connection[Record]", db)
    except LOST as error:
        raise Refused(Reason.NOT_READY, "the desk's database is away") from error
