from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from server.database import queue
from server.database.queue import JobFn, enqueue


@asynccontextmanager
async def working(pool: asyncpg.Pool, **jobs: JobFn) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(queue.run_jobs(pool, jobs, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def until(holds: Callable[[], Awaitable[bool]], within: float = 20) -> None:
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "DELAYS", (timedelta(0), timedelta(milliseconds=1)))


async def test_a_job_starts_as_soon_as_its_transaction_commits(pool: asyncpg.Pool) -> None:
    started: asyncio.Queue[tuple[float, dict[str, str]]] = asyncio.Queue()

    async def note(payload: dict[str, str]) -> None:
        started.put_nowait((time.monotonic(), payload))

    delays = []
    async with working(pool, note=note):
        for n in range(20):
            async with pool.acquire() as db:
                async with db.transaction():
                    await enqueue(db, "note", {"n": str(n)})
                committed = time.monotonic()
            at, payload = await asyncio.wait_for(started.get(), 5)
            assert payload == {"n": str(n)}
            delays.append(at - committed)
    print("commit to start, ms:", [round(d * 1000, 1) for d in sorted(delays)])
    assert sorted(delays)[10] < 0.2


async def test_a_rolled_back_transaction_enqueues_nothing(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as db:
        transaction = db.transaction()
        await transaction.start()
        await enqueue(db, "note", {})
        await transaction.rollback()
    assert await queue.sizes(pool) == {"queued": 0, "picked": 0, "failed": 0}


async def test_a_later_job_waits_for_its_time(pool: asyncpg.Pool) -> None:
    seen: list[str] = []

    async def note(payload: dict[str, str]) -> None:
        seen.append(payload["n"])

    await enqueue(pool, "note", {"n": "late"}, after=timedelta(seconds=1))
    await enqueue(pool, "note", {"n": "soon"})
    async with working(pool, note=note):

        async def both() -> bool:
            return len(seen) == 2

        await until(both)
    assert seen == ["soon", "late"]


@pytest.mark.usefixtures("impatient")
async def test_a_failing_job_is_held_visible_announced_and_can_be_retried(
    pool: asyncpg.Pool, org: UUID
) -> None:
    tries = 0
    broken = True

    async def read(payload: dict[str, str]) -> None:
        nonlocal tries
        tries += 1
        if broken:
            raise ValueError("Mrs Li wrote something private")

    async def held() -> bool:
        return bool(await queue.dead_letters(pool))

    async def empty() -> bool:
        return not any((await queue.sizes(pool)).values())

    async with working(pool, read=read):
        await enqueue(pool, "read", {"raw_id": "r1"})
        await until(held)
        (letter,) = await queue.dead_letters(pool)
        assert (letter.job, letter.ref, letter.attempts, tries) == ("read", "r1", 3, 3)
        assert letter.error.startswith("ValueError in read (tests/server/test_queue.py:")
        kept = await pool.fetch("select traceback::text from pgqueuer_log")
        assert "private" not in str(kept)

        broken = False
        assert await queue.retry(pool, letter.id)
        await until(empty)
        assert tries == 4
        assert not await queue.retry(pool, letter.id)
    said = await pool.fetch(
        "select topic, body from outbox where org_id = $1 order by seq", org
    )
    assert [tuple(row) for row in said] == [("dead", {"count": 1}), ("dead", {"count": 0})]


async def test_stopping_gives_a_long_job_back(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "GRACE", timedelta(milliseconds=10))
    started = asyncio.Event()
    done = asyncio.Event()

    async def listen(payload: dict[str, str]) -> None:
        if started.is_set():
            done.set()
            return
        started.set()
        await asyncio.Event().wait()

    await enqueue(pool, "listen", {})
    async with working(pool, listen=listen):
        await started.wait()
    assert await queue.sizes(pool) == {"queued": 1, "picked": 0, "failed": 0}
    async with working(pool, listen=listen):
        await asyncio.wait_for(done.wait(), 10)


async def test_a_lost_connection_is_opened_again(pool: asyncpg.Pool) -> None:
    done = asyncio.Event()

    async def note(payload: dict[str, str]) -> None:
        done.set()

    async with working(pool, note=note):
        await enqueue(pool, "note", {})
        await asyncio.wait_for(done.wait(), 10)
        done.clear()
        await pool.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        async with asyncio.timeout(10):
            while True:
                try:
                    await enqueue(pool, "note", {})
                    break
                except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
                    await asyncio.sleep(0)
        await asyncio.wait_for(done.wait(), 10)


WORKER = """
import asyncio, sys
from server import database
from server.database import queue

async def hang(payload):
    print("started", flush=True)
    await asyncio.Event().wait()

async def main():
    pool = await database.open_pool(sys.argv[1])
    await queue.run_jobs(pool, {"hang": hang}, stop=asyncio.Event())

asyncio.run(main())
"""


async def test_the_job_of_a_killed_worker_is_given_to_another(
    pool: asyncpg.Pool, database_url: str
) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, database_url, stdout=asyncio.subprocess.PIPE
    )
    await enqueue(pool, "hang", {"call_id": "c"})
    assert worker.stdout
    assert await asyncio.wait_for(worker.stdout.readline(), 60) == b"started\n"
    os.kill(worker.pid, signal.SIGKILL)
    killed = time.monotonic()
    await worker.wait()
    taken = asyncio.Event()

    async def hang(payload: dict[str, str]) -> None:
        assert payload == {"call_id": "c"}
        taken.set()

    async with working(pool, hang=hang):
        await asyncio.wait_for(taken.wait(), 30)
    print("kill -9 to redelivery, s:", round(time.monotonic() - killed, 2))
