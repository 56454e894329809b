"""A log with everything around it: workers to kill, a witness, a chain, an outsider."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from uuid import UUID

import asyncpg

from ledger import Keys, fsck, seal, state
from ledger.audit import Audit, Scope
from ledger.format.note import Checkpoint, Note
from ledger.format.policy import Policy
from tests.ledger.faults.worker import work
from tests.ledger.forks import begin, end, forks
from tests.ledger.publish.outsider import read_log
from tests.ledger.scene import ChainProcess, promise

PATIENCE = 120
LOOK_EVERY = 0.05  # seconds; whoever looks all the time keeps the others from their work
PLACED = "select ref, index from entry where org_id = $1"
ROOTS = "select size, root from checkpoint where org_id = $1"
PUBLISHED = "select coalesce(max(size), 0) from published where org_id = $1"


@dataclass
class World:
    """One log. ``acknowledged`` are records whose caller was told that they are kept."""

    pool: asyncpg.Pool
    url: str
    org: UUID
    home: Path
    keys: Keys
    policy: Policy
    chain: ChainProcess
    acknowledged: set[UUID] = field(default_factory=set)
    heads: dict[int, bytes] = field(default_factory=dict)
    workers: list[ForkServerProcess] = field(default_factory=list)

    async def worker(self, die_at: str = "", file_limit: int = 0) -> ForkServerProcess:
        """Start a worker; returns once it runs."""
        ready = forks().Event()
        given = self.url, self.org, self.home, self.chain.url, file_limit, ready
        process = begin(work, *given, die_at=die_at)
        self.workers.append(process)
        assert await asyncio.to_thread(ready.wait, PATIENCE)
        return process

    async def append(self, count: int) -> None:
        """Take in records, each in a transaction of its own."""
        async with self.pool.acquire() as db:
            for _ in range(count):
                made = promise()
                await seal(db, self.org, made, now=datetime.now(UTC))
                self.acknowledged.add(made.ref)

    async def settled(self) -> None:
        """Wait until everything is in order, witnessed, published and anchored."""
        async with asyncio.timeout(PATIENCE), self.pool.acquire() as db:
            while True:
                now = await state(db, self.org, self.keys)
                published = await db.fetchval(PUBLISHED, self.org)
                done = len(self.acknowledged) <= now.size == published
                if done and now.pending == 0 and now.anchored_size == now.size:
                    return
                await asyncio.sleep(LOOK_EVERY)

    async def kill(self) -> None:
        """Kill every worker that still runs, with no warning."""
        for process in self.workers:
            process.kill()
            await end(process)

    async def whole(self) -> Audit:
        """Verify the whole log again: records, tree, files, witness, chain.

        Nothing acknowledged is missing, and every head that anybody ever saw is still one
        of this log.
        """
        scope = Scope(self.home / "tlog", self.policy, [self.chain.url])
        place = self.home / "tlog" / str(self.org)
        async with self.pool.acquire() as db:
            audit = await fsck(db, self.org, self.keys, scope)
            assert audit.findings == ()
            assert audit.warnings == ()
            if (place / "checkpoint").exists():
                head, _ = read_log(place)
                self.see(head)
            # Read last: a worker that runs may have gone on since it was verified.
            placed = {row["ref"]: row["index"] for row in await db.fetch(PLACED, self.org)}
            roots = {row["size"]: row["root"] for row in await db.fetch(ROOTS, self.org)}
        assert self.acknowledged <= placed.keys()
        order = sorted(index for index in placed.values() if index is not None)
        assert order == list(range(len(order)))
        assert len(order) >= audit.size
        for size, root in self.heads.items():
            assert roots[size] == root
        return audit

    def see(self, head: Checkpoint) -> None:
        """Remember a head, as everybody outside does."""
        assert self.heads.setdefault(head.size, head.root) == head.root

    def look(self) -> None:
        """See the head that is published now, in the middle of whatever happens."""
        path = self.home / "tlog" / str(self.org) / "checkpoint"
        if path.exists():
            self.see(Checkpoint.parse(Note.parse(path.read_text()).text))
