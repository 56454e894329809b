"""What every door shares: the line to a person, and keeping a voice as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import asyncpg

from intake.voice import sound, store
from intake.voice.call import CallStart, Chunk, Track
from intake.voice.follow import LOST, lent

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record

# Opens customer and ticket in the caller's transaction and calls store.begin: -> call,
# ticket. Whoever composes the desk brings it, for only they know tickets.
OpenCall = Callable[["Connection[Record]", CallStart], Awaitable[tuple[UUID, UUID]]]

PIECE = 0.2  # seconds of a voice that are kept at a time
LONGEST = 4 * 3600.0  # seconds that are kept of a track
_AHEAD = 120.0  # seconds of a voice that may come before anybody can have spoken them
_PATIENCE = 120.0  # seconds of a voice that wait in memory for a lost database


class BadCall(Exception):
    """The other side does not keep to its protocol; the message says in what."""


class Line(Protocol):
    """A message line to a browser whose messages were already checked by the gate.

    Iterating gives sound as bytes and everything else as parsed JSON, and ends with the
    connection. Saying something on a closed line raises ConnectionError or does nothing.
    """

    def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]: ...

    async def say(self, body: dict[str, Any]) -> None:
        """Send one JSON message."""

    async def play(self, pcm: bytes) -> None:
        """Send sound."""


class Keeper:
    """Keeps one track of a call, a piece at a time, through a database that may go away.

    What was added is in the database within a piece's length, or still here while the
    database is lost; nothing is kept twice.
    """

    def __init__(
        self, pool: Pool[Record], org: UUID, call_id: UUID, track: Track, rate: int
    ) -> None:
        self._pool = pool
        self._where = (org, call_id)
        self._track = track
        self._bytes_per_second = 2 * rate
        self._started: datetime | None = None
        self._seq: int | None = None
        self._fresh = bytearray()
        self._waiting: list[Chunk] = []
        self._began = monotonic()
        self._held = 0

    async def add(self, pcm: bytes) -> None:
        """Take a few milliseconds of sound; a full piece is written at once.

        Raises BadCall when the database has been away for longer than memory allows, for
        sound that comes faster than anybody speaks, and at the end of LONGEST: what one
        call can fill is bounded by the clock.
        """
        self._held += len(pcm)
        seconds = self._held / self._bytes_per_second
        if seconds > LONGEST:
            raise BadCall(f"a call lasts {LONGEST / 3600:.0f} hours at most")
        if seconds > monotonic() - self._began + _AHEAD:
            raise BadCall("sound comes faster than anybody can speak")
        self.hold(pcm)
        if len(self._fresh) >= PIECE * self._bytes_per_second:
            await self.write()

    def hold(self, pcm: bytes) -> None:
        """Take sound that the next writing keeps."""
        self._fresh += pcm

    async def write(self) -> None:
        """Write what is there; what cannot be written now is tried again next time."""
        try:
            async with lent(self._pool) as db:
                await self._cut(db)
                while self._waiting:
                    await sound.keep(db, *self._where, self._waiting[0])
                    self._waiting.pop(0)
        except (*LOST, asyncpg.InterfaceError) as error:
            held = len(self._fresh) + sum(len(chunk.pcm) for chunk in self._waiting)
            if held > _PATIENCE * self._bytes_per_second:
                raise BadCall("the desk cannot keep the call") from error

    async def finish(self) -> None:
        """Write the rest, waiting half a minute for a lost database."""
        for _ in range(30):
            await self.write()
            if not self._fresh and not self._waiting:
                return
            await asyncio.sleep(1)

    async def _cut(self, db: Connection[Record]) -> None:
        """Number the fresh sound as the next piece."""
        if self._started is None:
            call = await store.call(db, *self._where)
            if call is None:
                raise BadCall("there is no such call")
            self._started = call.started_at
        if self._seq is None:
            self._seq = await sound.next_seq(db, *self._where, self._track)
        if self._fresh:
            at = (datetime.now(UTC) - self._started).total_seconds()
            pcm = bytes(self._fresh)
            self._waiting.append(Chunk(self._track, self._seq, int(at * 1000), pcm))
            self._fresh.clear()
            self._seq += 1


async def open_line(
    pool: Pool[Record], start: CallStart, open_call: OpenCall
) -> tuple[UUID, UUID]:
    """Open the call and its ticket in one transaction: -> call, ticket."""
    async with lent(pool) as db, db.transaction():
        return await open_call(db, start)


async def close_line(keeper: Keeper, pool: Pool[Record], org: UUID, call_id: UUID) -> None:
    """Keep the rest of the voice and end the call, even for a door that is cancelled.

    Servers cancel doors when the other side vanishes or when they stop. If the database
    is lost for good, the clock ends the call: see store.end_silent.
    """
    closing = asyncio.create_task(_close(keeper, pool, org, call_id))
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


async def _close(keeper: Keeper, pool: Pool[Record], org: UUID, call_id: UUID) -> None:
    await keeper.finish()
    try:
        async with lent(pool) as db, db.transaction():
            await store.end(db, org, call_id, now=datetime.now(UTC))
    except (*LOST, asyncpg.InterfaceError):
        return
