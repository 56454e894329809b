"""A worker of its own, whose processes are warmed as a test wants it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg

from intake.contact import Channel
from intake.raw import keep
from intake.voice import sound
from intake.voice.call import CallStart, Chunk, Source, Track
from sentiment.voice.synthesis import calm
from server import worker
from server.database.queue import enqueue
from server.pipeline.calls import open_call
from server.pipeline.scorers import VOICE
from server.settings import Settings
from tests.desk import letter
from tests.intake.voice.calls import until


class Gate:
    """A pipe that holds whoever opens it until the test opens its other end."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._path = path
        self.wait = partial(os.open, str(path), os.O_RDONLY)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let everybody through who waits or comes meanwhile."""
        end = os.open(self._path, os.O_RDWR)
        try:
            yield
        finally:
            os.close(end)


@asynccontextmanager
async def working(
    settings: Settings, held: dict[str, Callable[[], object]], gate: Gate
) -> AsyncIterator[None]:
    """A worker; at the end the gate is open, or its processes could not end."""
    stop = asyncio.Event()
    work = asyncio.create_task(worker.work(settings, stop, held))
    try:
        yield
    finally:
        with gate.opened():
            stop.set()
            await work


async def call_in(pool: asyncpg.Pool, org: UUID) -> UUID:
    """A call that goes on, of which two seconds have come."""
    start = CallStart(
        Source.TWILIO, "CA1", 8000, language="en", caller="+441632960123", listen=True
    )
    async with pool.acquire() as db, db.transaction():
        call, _ = await open_call(db, org, start, None, now=datetime.now(UTC))
        voice = calm(2, 1, 8000).astype("<i2").tobytes()
        await sound.keep(db, org, call, Chunk(Track.CALLER, 0, 0, voice))
    return call


async def test_a_mail_becomes_a_ticket_while_the_voice_is_still_being_warmed(
    pool: asyncpg.Pool, org: UUID, database_url: str, tmp_path: Path
) -> None:
    gate = Gate(tmp_path / "gate")
    settings = Settings(home=tmp_path, database_url=database_url, chain_url=())
    call = await call_in(pool, org)
    async with working(settings, {VOICE: gate.wait}, gate):
        async with pool.acquire() as db, db.transaction():
            raw = letter(1, "Till is down", "Nobody can pay.").as_bytes()
            kept = await keep(db, org, Channel.MAIL, raw, {}, now=datetime.now(UTC))
            await enqueue(db, "read-contact", {"raw_id": str(kept)})
        by_mail = "select count(*) from ticket where subject = 'Till is down'"
        await until(lambda: pool.fetchval(by_mail), within=120)
        # The caller waits for that process alone, and is heard as soon as it is warm.
        heard = "select count(*) from call_strain where call_id = $1"
        assert await pool.fetchval(heard, call) == 0
        with gate.opened():
            await until(lambda: pool.fetchval(heard, call), within=120)
