"""Which devices were revoked, known to every process within half a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from asyncpg import Pool

from auth.possession.database import LOST
from auth.possession.token import LIFE

log = logging.getLogger(__name__)

POLL = 0.5  # seconds
STALE = 1.0  # seconds without news after which nothing may be changed
# Older revocations need no watching: the tokens have expired, and devices are asked for
# their revocation whenever one is made.
_KEPT = LIFE + timedelta(minutes=5)

# Served by the index device_revoked.
REVOKED = "select id from device where org_id = $1 and revoked_at > $2"


class Revocations:
    """Devices revoked of late. Fed by NOTIFY, and by polling where that does not arrive."""

    def __init__(self, pool: Pool[Any], org: UUID, clock: Callable[[], datetime]) -> None:
        self._pool = pool
        self._org = org
        self._clock = clock
        self._revoked: frozenset[UUID] = frozenset()
        self._heard = 0.0
        self._news = asyncio.Event()
        self._asking = asyncio.Lock()
        self._watchers: dict[UUID, set[Callable[[], None]]] = {}

    def __contains__(self, device_id: UUID) -> bool:
        return device_id in self._revoked

    @property
    def fresh(self) -> bool:
        """Whether the database was heard within the last second."""
        return monotonic() - self._heard <= STALE

    def watch(self, device_id: UUID, close: Callable[[], None]) -> Callable[[], None]:
        """Call ``close`` once the device is revoked; returns what stops the watching."""
        watchers = self._watchers.setdefault(device_id, set())
        watchers.add(close)

        def stop() -> None:
            watchers.discard(close)
            if not watchers:
                self._watchers.pop(device_id, None)

        return stop

    def watched(self, device_id: UUID) -> int:
        """How many are told when the device is revoked: its open sockets."""
        return len(self._watchers.get(device_id, ()))

    async def ask(self) -> None:
        """Ask the database now."""
        async with self._asking:
            since = monotonic()
            rows = await self._pool.fetch(
                REVOKED, self._org, self._clock() - _KEPT, timeout=2
            )
            self._revoked = frozenset(row["id"] for row in rows)
            self._heard = since
        for device_id in self._revoked & self._watchers.keys():
            for close in tuple(self._watchers[device_id]):
                close()

    async def is_fresh(self) -> bool:
        """Whether changes may go on: asks once more where the last news is too old."""
        if self.fresh:
            return True
        try:
            await self.ask()
        except LOST:
            return False
        return True

    async def run(self) -> None:
        """Listen and poll until cancelled; survives the loss of the database."""
        while True:
            try:
                async with self._pool.acquire() as db:
                    await db.add_listener("revoked", self._notified)
                    try:
                        while not db.is_closed():
                            await self.ask()
                            await self._wait()
                    finally:
                        if not db.is_closed():
                            await db.remove_listener("revoked", self._notified)
            except LOST as error:
                log.warning("revocations are not heard: %s", type(error).__name__)
                await asyncio.sleep(POLL)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    def _notified(self, *_: object) -> None:
        self._news.set()
