from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
import pytest

from server import database


async def test_a_test_sees_its_own_organisation_and_json_as_values(
    db: asyncpg.Connection, org: UUID
) -> None:
    await db.execute("select emit($1, $2, $3, $4)", org, "ticket", None, {"名": [1, None]})
    assert await db.fetchval("select body from outbox") == {"名": [1, None]}


async def test_what_a_test_wrote_is_gone_in_the_next_one(db: asyncpg.Connection) -> None:
    assert await db.fetchval("select count(*) from outbox") == 0


async def test_work_that_clashed_is_done_again(pool: asyncpg.Pool, org: UUID) -> None:
    await pool.execute("create table pot (id int primary key, amount int)")
    await pool.execute("insert into pot values (1, 0), (2, 0)")
    both_hold_one = asyncio.Barrier(2)

    async def take(first: int, second: int) -> None:
        tries = 0

        async def work(db: asyncpg.Connection) -> None:
            nonlocal tries
            tries += 1
            await db.execute("update pot set amount = amount + 1 where id = $1", first)
            if tries == 1:
                await both_hold_one.wait()
            await db.execute("update pot set amount = amount + 1 where id = $1", second)

        await database.transact(pool, work)

    await asyncio.gather(take(1, 2), take(2, 1))  # a certain deadlock at the first try
    assert [r["amount"] for r in await pool.fetch("select amount from pot")] == [2, 2]


async def test_a_missing_server_is_said_in_words(tmp_path) -> None:
    url = f"postgresql://veridesk@/veridesk?host={tmp_path}"
    with pytest.raises(database.NoDatabase, match="does not answer"):
        await database.connect(url, patience=0.1)
