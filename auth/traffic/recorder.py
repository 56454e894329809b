"""Every verdict is written down, many at a time, and none is lost silently."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Pool
from uuid6 import uuid7

from auth.verdict import Decision, Reason, Refused, Verdict

log = logging.getLogger(__name__)

EVERY = 0.4  # seconds between writes
AT_ONCE = 2_000
# As many may wait for a database that is away; after that requests are refused.
MOST = 50_000
COLUMNS = (
    "org_id",
    "id",
    "at",
    "route",
    "action",
    "decision",
    "reasons",
    "risk",
    "assurance",
    "account_id",
    "device_id",
    "place",
    "network",
    "evidence",
    "count",
)
BEGIN_RUN = """
    insert into verdict_run (org_id, id, started_at, recorded, last_at)
    values ($1, $2, $3, 0, $3) on conflict do nothing
"""
COUNT_RUN = """
    update verdict_run set recorded = recorded + $3, last_at = $4, ended_at = $5
    where org_id = $1 and id = $2
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """One verdict with its request. ``route`` holds no ids and no query."""

    at: datetime
    route: str
    action: str | None
    verdict: Verdict
    network: str


class Recorder:
    """Collects verdicts and copies them to the database at least twice a second.

    Alike are counted in one row: what is public and allowed, and what was refused for
    coming too often; every other verdict is a row of its own. If the database cannot be
    reached the verdicts wait, ``ready`` turns false, and once too many wait ``note``
    refuses.
    """

    def __init__(self, pool: Pool[Any], org: UUID, clock: Callable[[], datetime]) -> None:
        self._pool = pool
        self._org = org
        self._clock = clock
        self._run = uuid7()
        self._rows: list[tuple[Noted, int]] = []
        self._alike: dict[tuple[Any, ...], tuple[Noted, int]] = {}
        self._begun = False
        self._failed = False
        self._full = asyncio.Event()
        self._writing = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether the last write worked."""
        return not self._failed

    @property
    def waiting(self) -> int:
        """Verdicts not yet written."""
        return len(self._rows) + len(self._alike)

    def note(
        self,
        verdict: Verdict,
        route: str,
        action: str | None,
        network: str,
        *,
        count: int = 1,
        now: datetime,
    ) -> None:
        """Record a verdict; never waits. Refuses (``not-ready``) when too many wait."""
        if len(self._rows) >= MOST:
            raise Refused(Reason.NOT_READY, "verdicts cannot be recorded at the moment")
        noted = Noted(now, route, action, verdict, network)
        if _is_alike(verdict):
            key = (route, verdict.decision, verdict.reasons, network)
            first, seen = self._alike.get(key, (noted, 0))
            self._alike[key] = (first, seen + count)
        else:
            self._rows.append((noted, count))
        if len(self._rows) >= AT_ONCE or len(self._alike) >= AT_ONCE:
            self._full.set()

    async def run(self) -> None:
        """Write until cancelled; ``close`` writes the rest."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), EVERY)
            self._full.clear()
            try:
                await self.flush()
            except Exception as error:  # whatever it is, the verdicts must go on waiting
                if not self._failed:
                    log.error("verdicts cannot be recorded: %s", type(error).__name__)
                self._failed = True
                await asyncio.sleep(EVERY)
            else:
                self._failed = False

    async def flush(self) -> None:
        """Write what waits, in one transaction; what cannot be written goes on waiting."""
        async with self._writing:
            await self._flush(ended=None)

    async def close(self) -> None:
        """Write what waits and mark the run as ended in good order."""
        async with self._writing:
            await self._flush(ended=self._clock())

    async def _flush(self, *, ended: datetime | None) -> None:
        if not self.waiting and ended is None:
            return
        rows, self._rows = self._rows, []
        alike, self._alike = self._alike, {}
        now = self._clock()
        try:
            records = [self._record(*row) for row in (*rows, *alike.values())]
            async with self._pool.acquire() as db, db.transaction():
                if not self._begun:
                    await db.execute(BEGIN_RUN, self._org, self._run, now)
                if records:
                    await db.copy_records_to_table(
                        "verdict", records=records, columns=COLUMNS
                    )
                await db.execute(COUNT_RUN, self._org, self._run, len(records), now, ended)
        except BaseException:
            self._rows = rows + self._rows
            for key, (first, seen) in alike.items():
                self._alike[key] = (first, seen + self._alike.get(key, (first, 0))[1])
            raise
        self._begun = True

    def _record(self, noted: Noted, count: int) -> tuple[Any, ...]:
        verdict = noted.verdict
        return (
            self._org,
            uuid7(),
            noted.at,
            noted.route,
            noted.action,
            verdict.decision.value,
            [reason.value for reason in verdict.reasons],
            verdict.risk,
            verdict.assurance,
            verdict.account_id,
            verdict.device_id,
            verdict.place,
            noted.network or None,
            json.dumps(verdict.evidence),
            count,
        )


def _is_alike(verdict: Verdict) -> bool:
    if verdict.decision is Decision.ALLOW:
        return verdict.reasons == (Reason.PUBLIC,)
    return verdict.reasons == (Reason.TOO_MANY,)
