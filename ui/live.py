"""Live updates: what was announced in the database, passed on to the open pages."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from ui.shapes import LiveEvent

# Rows of transactions that an earlier one may still slip in before are left for later, so
# that the cursor never passes a row by.
NEWS = """
select seq, xid::text as xid, topic, ref, body from outbox
where org_id = $1 and (xid, seq) > ($2::text::xid8, $3)
    and xid < pg_snapshot_xmin(pg_current_snapshot())
order by xid, seq limit 500
"""  # index outbox_xid
HEAD = """
select coalesce(max(xid), '0'::xid8)::text as xid,
    coalesce(max(seq) filter (where xid = (
        select max(xid) from outbox where org_id = $1
            and xid < pg_snapshot_xmin(pg_current_snapshot()))), 0) as seq
from outbox where org_id = $1 and xid < pg_snapshot_xmin(pg_current_snapshot())
"""
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
IDLE = 1.0  # delivery also works by polling, should a notification be lost
BUSY = 0.03
BUSY_FOR = 1.0  # after a notification, its row may still wait for an older transaction
PERSONAL = frozenset({"key", "steps"})  # keys pressed in a call; who the sample day names
MOST_WATCHED = 50  # calls whose strain one page may follow at once
BEHIND = 200  # events a page may lag before it is told to start over

Connect = Callable[[], "Awaitable[Connection[Record]]"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the stream of announcements."""

    xid: int = 0
    seq: int = 0

    def __str__(self) -> str:
        return f"{self.xid}.{self.seq}"


@dataclass(eq=False, slots=True)
class Listener:
    """One page that follows; ``calls`` are the calls whose strain it wants to see."""

    queue: asyncio.Queue[LiveEvent] = field(
        default_factory=lambda: asyncio.Queue(maxsize=BEHIND)
    )
    calls: set[UUID] = field(default_factory=set)
    overflowed: bool = False

    def offer(self, event: LiveEvent) -> None:
        """Pass on what this page follows; a page that is too slow must start over."""
        if event.topic == "call" and "strain" in event.body and event.ref not in self.calls:
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.overflowed = True


class Feed:
    """One reader of announcements for all pages of this process."""

    def __init__(self, org: UUID, connect: Connect) -> None:
        self._org = org
        self._connect = connect
        self._listeners: set[Listener] = set()
        self._wake = asyncio.Event()
        self.cursor = Cursor()
        self.alive = False

    @contextlib.contextmanager
    def listen(self) -> Any:
        """Follow for the block."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def run(self) -> None:
        """Read and pass on until cancelled; a lost database is waited for."""
        first = True
        while True:
            try:
                db = await self._connect()
                try:
                    db.add_termination_listener(lambda *_: self._wake.set())
                    await db.add_listener("outbox", lambda *_: self._wake.set())
                    if first:
                        self.cursor = await head(db, self._org)
                        first = False
                    self.alive = True
                    await self._follow(db)
                finally:
                    self.alive = False
                    with contextlib.suppress(*LOST):
                        await db.close()
            except LOST:
                await asyncio.sleep(0.2)

    async def _follow(self, db: Connection[Record]) -> None:
        loop = asyncio.get_running_loop()
        busy_until = 0.0
        while True:
            self._wake.clear()
            if db.is_closed():
                raise ConnectionError("the database went away")
            for event in await news(db, self._org, self.cursor):
                self.cursor = parse_cursor(event.cursor)
                for listener in self._listeners:
                    listener.offer(event)
            patience = BUSY if loop.time() < busy_until else IDLE
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), patience)
                busy_until = loop.time() + BUSY_FOR


async def head(db: Connection[Record], org: UUID) -> Cursor:
    """The place after the newest announcement."""
    row = await db.fetchrow(HEAD, org)
    return Cursor(int(row["xid"]), row["seq"]) if row else Cursor()


async def news(db: Connection[Record], org: UUID, since: Cursor) -> list[LiveEvent]:
    """Announcements after a place, in order; at most 500 at a time."""
    rows = await db.fetch(NEWS, org, str(since.xid), since.seq)
    return [
        LiveEvent(
            cursor=str(Cursor(int(row["xid"]), row["seq"])),
            topic=row["topic"],
            ref=row["ref"],
            body=row["body"] if isinstance(row["body"], dict) else json.loads(row["body"]),
        )
        for row in rows
    ]


def parse_cursor(text: str) -> Cursor:
    """Read a cursor that a page brings back. Raises ValueError."""
    xid, _, seq = text.partition(".")
    if not (xid.isdecimal() and seq.isdecimal() and len(text) < 42):
        raise ValueError("no cursor of ours")
    cursor = Cursor(int(xid), int(seq))
    if max(cursor.xid, cursor.seq) >= 2**63:
        raise ValueError("no cursor of ours")
    return cursor


def masked(event: LiveEvent) -> LiveEvent:
    """The announcement without what people said, typed or are called."""
    body = {key: value for key, value in event.body.items() if key not in PERSONAL}
    return event.model_copy(update={"body": body})
