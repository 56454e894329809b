"""Following a call from any process: its pieces as they come, and its changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

import asyncpg

from intake.voice.call import Call, Chunk, Track
from intake.voice.sound import chunks
from intake.voice.store import call

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record

# What a server that stops, starts or dies makes asyncpg raise.
LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
_LOOK_ANYWAY = 1.0  # seconds after which a follower looks without having been woken


@asynccontextmanager
async def lent(pool: Pool[Record]) -> AsyncIterator[Connection[Record]]:
    """One connection of the pool for the block, without a transaction."""
    async with pool.acquire() as db:
        yield cast("Connection[Record]", db)


class Bell:
    """Wakes followers of calls: one listening connection for a whole process.

    Losing the connection loses no news, it only makes them come a second later: every
    follower also looks by itself. Enter it once and share it.
    """

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool
        self._followers: dict[str, set[asyncio.Event]] = {}
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    @contextmanager
    def heard(self, call_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever something happens in the call."""
        event = asyncio.Event()
        followers = self._followers.setdefault(str(call_id), set())
        followers.add(event)
        try:
            yield event
        finally:
            followers.discard(event)
            if not followers:
                self._followers.pop(str(call_id), None)

    def _ring(self, _db: Any, _pid: int, _channel: str, call_id: object) -> None:
        for event in self._followers.get(str(call_id), ()):
            event.set()

    async def _listen(self) -> None:
        while True:
            try:
                async with self._pool.acquire() as db:
                    lost = asyncio.Event()
                    db.add_termination_listener(lambda *_: lost.set())  # noqa: B023
                    await db.add_listener("call", self._ring)
                    try:
                        await lost.wait()
                    finally:
                        if not db.is_closed():
                            await db.remove_listener("call", self._ring)
            except (*LOST, asyncpg.InterfaceError):
                await asyncio.sleep(0.5)


async def follow(
    pool: Pool[Record],
    org: UUID,
    call_id: UUID,
    track: Track,
    *,
    bell: Bell,
    after: int = -1,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Chunk | Call]:
    """A track's pieces in order behind number ``after``, until the call has ended.

    The call itself comes first and again whenever it has changed, its end last of all,
    behind the last piece. Nothing comes for a call that does not exist, and nothing more
    within a second of ``stop``.
    """
    known: Call | None = None
    with bell.heard(call_id) as news:
        while stop is None or not stop.is_set():
            news.clear()
            async with lent(pool) as db:
                # The call is read before its pieces: whoever ends it has kept them all.
                now = await call(db, org, call_id)
                pieces = await chunks(db, org, call_id, track, after=after)
            if now is None:
                return
            if known is None or (now != known and now.ended_at is None):
                known = now
                yield now
            for piece in pieces:
                after = piece.seq
                yield piece
            if pieces:
                continue
            if now.ended_at is not None:
                if known.ended_at is None:
                    yield now
                return
            try:
                await asyncio.wait_for(news.wait(), _LOOK_ANYWAY)
            except TimeoutError:
                continue
