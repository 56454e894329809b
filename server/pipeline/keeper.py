"""What the clock does: seal, witness, publish, anchor, settle, forecast, forget."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from asyncpg import Connection, Pool, Record

import ledger
import ticketing
from customers.consent import expire_due
from intake.voice.store import end_silent
from ledger.audit.heads import make_heads
from ledger.chain.anchoring import anchor
from ledger.chain.following import Node
from ledger.format.policy import Policy
from ledger.store.thinning import thin
from ledger.witness.ask import Lines as WitnessLines
from ledger.witness.collect import collect
from server.database import LOST, borrow
from server.observe import log
from server.pipeline.erasing import reapply
from server.pipeline.forgetting import forget
from server.pipeline.scrubbing import scrub
from server.pipeline.sealing import Sealer
from server.settings import EMBEDDED
from ticketing.escalation import Lines

SEAL_EVERY = 0.5  # seconds; a notification comes sooner
TOGETHER = 0.1  # what comes within this time is sealed in one go
WITNESS_STEP = 0.5  # how often one witness is asked is a setting
PUBLISH_STEP = 1.0  # what was sealed meanwhile is published in one go
ANCHOR_STEP = 2.0  # what was sent is followed; how often is sent is a setting
ASK_STEP = 6.0  # the same on a node of others, which may count what it is asked
SETTLE_EVERY = 1.0
FORECAST_EVERY = 20.0
LISTEN_FOR_SILENCE_EVERY = 30.0
FORGET_EVERY = 3600.0
EXPIRE_EVERY = 60.0
ERASE_EVERY = 60.0
HEAD_EVERY = 60.0  # how often it is asked whether a head is due

Step = Callable[["Connection[Record]"], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Keeper:
    """The steps that some worker must take again and again.

    Every worker tries; each step itself sees to it, in the database, that it is taken
    once. So there is no leader to lose.
    """

    pool: Pool[Record]
    org: UUID
    home: Path
    keys: ledger.Keys
    nodes: tuple[Node, ...]
    policy: Policy
    witness_every: timedelta
    lines: Lines
    verdicts_kept: timedelta
    said: dict[str, str] = field(default_factory=dict)  # what ails a chain, said once
    ails: dict[str, str] = field(default_factory=dict)  # what ails a witness, said once
    witnesses: WitnessLines = field(default_factory=WitnessLines)

    async def run(self) -> None:
        """Keep on until cancelled."""
        wake = asyncio.Event()
        sealer = Sealer(self.org, self.home, self.policy)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hear(wake))
            tasks.create_task(self._repeat("seal", sealer.seal, SEAL_EVERY, wake))
            tasks.create_task(self._repeat("witness", self._witness, WITNESS_STEP))
            tasks.create_task(self._repeat("publish", sealer.publish, PUBLISH_STEP))
            for node in self.nodes:
                step, every = partial(self._anchor, node), ANCHOR_STEP
                if node.name != EMBEDDED:
                    every = ASK_STEP
                tasks.create_task(self._repeat("anchor", step, every))
            tasks.create_task(self._repeat("settle", self._settle, SETTLE_EVERY))
            tasks.create_task(self._repeat("forecast", self._forecast, FORECAST_EVERY))
            tasks.create_task(
                self._repeat("silence", self._end_silent, LISTEN_FOR_SILENCE_EVERY)
            )
            tasks.create_task(self._repeat("forget", self._forget, FORGET_EVERY))
            tasks.create_task(self._repeat("expire", self._expire, EXPIRE_EVERY))
            tasks.create_task(self._repeat("head", self._head, HEAD_EVERY))
            tasks.create_task(self._repeat("erase", self._erase, ERASE_EVERY))

    async def _repeat(
        self, name: str, step: Step, every: float, wake: asyncio.Event | None = None
    ) -> None:
        """Take a step, again and again. A failing one is logged and tried next time."""
        while True:
            if wake:
                wake.clear()
            try:
                async with borrow(self.pool) as db:
                    await step(db)
            except LOST:
                pass  # the database is away; it will be back
            except Exception as error:
                log(__name__).error("a step of the clock failed", kind=name, exc_info=error)
            if wake is None:
                await asyncio.sleep(every)
            else:
                await asyncio.sleep(TOGETHER)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), every)

    async def _hear(self, wake: asyncio.Event) -> None:
        """Listen for what waits to be sealed; a connection that is lost is made again."""
        while True:
            try:
                async with borrow(self.pool) as db:
                    gone = asyncio.Event()
                    db.add_termination_listener(lambda *_, gone=gone: gone.set())

                    def heard(*_: object) -> None:
                        wake.set()

                    await db.add_listener("seal", heard)
                    try:
                        await gone.wait()
                    finally:
                        if not db.is_closed():
                            await db.remove_listener("seal", heard)
            except LOST:
                pass
            except Exception as error:  # else every step would end with it
                log(__name__).error(
                    "a step of the clock failed", kind="hear", exc_info=error
                )
            await asyncio.sleep(0.5)

    async def _witness(self, db: Connection[Record]) -> None:
        done = await collect(
            db,
            self.org,
            self.policy,
            self.witnesses,
            every=self.witness_every,
            now=_now(),
        )
        for one in done.troubles:
            if self.ails.get(one.url) == one.what:
                continue
            self.ails[one.url] = one.what
            host = urlsplit(one.url).hostname  # the whole address may hold a password
            tell = log(__name__).error if one.alarm else log(__name__).warning
            tell("a witness did not cosign", kind=host, reason=one.what)
        for url in done.cosigned:
            self.ails.pop(url, None)

    async def _anchor(self, node: Node, db: Connection[Record]) -> None:
        done = await anchor(db, self.org, self.keys, node, now=_now())
        if done.said and done.said != self.said.get(node.label):
            log(__name__).warning(
                "a chain cannot be used now",
                kind=node.label,
                reason=f"{done.trouble}: {done.said}",
            )
        self.said[node.label] = done.said

    async def _settle(self, db: Connection[Record]) -> None:
        while True:
            async with db.transaction():
                if not await ticketing.settle_due(db, self.org, now=_now()):
                    return

    async def _forecast(self, db: Connection[Record]) -> None:
        while True:
            async with db.transaction():
                done = await ticketing.forecast_due(
                    db, self.org, lines=self.lines, now=_now()
                )
            if not done:
                return

    async def _end_silent(self, db: Connection[Record]) -> None:
        async with db.transaction():
            await end_silent(db, now=_now())

    async def _expire(self, db: Connection[Record]) -> None:
        while True:
            async with db.transaction():
                if not await expire_due(db, self.org, now=_now()):
                    return

    async def _erase(self, db: Connection[Record]) -> None:
        await reapply(db, self.org, self.keys, self.home, now=_now())
        await scrub(db, self.org, now=_now())

    async def _head(self, db: Connection[Record]) -> None:
        await make_heads(db, self.org, self.keys, now=_now())

    async def _forget(self, db: Connection[Record]) -> None:
        await forget(db, self.org, verdicts_kept=self.verdicts_kept, now=_now())
        await thin(db, self.org, now=_now())


def _now() -> datetime:
    return datetime.now(UTC)
