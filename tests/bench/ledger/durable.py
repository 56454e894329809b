"""Records through PostgreSQL: sealed, put in order, signed, each batch durable."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

import psutil
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, fsck, seal_many, sequence
from ledger.keys import load
from server import database
from server.database.migrate import OPEN_ORGANISATION, migrate
from server.database.postgres import Cluster, embedded
from tests.bench.ratio import Line, cpu_of
from tests.ledger.scene import promise

BATCH = 1_000
AIM = 5_000
ALONE = 50  # checkpoints of one record each


async def run(count: int) -> AsyncIterator[Line]:
    """Records a second on a PostgreSQL that syncs to the disk, by the clock and by CPU."""
    home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="veridesk-bench-"))
    try:
        with embedded(home) as cluster:
            await database.create_database(cluster.url("postgres"), "veridesk")
            db = await database.connect(cluster.url())
            await migrate(db)
            async for line in _measure(db, cluster, load(home / "keys"), count):
                yield line
            await db.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _measure(
    db: Connection, cluster: Cluster, keys: Keys, count: int
) -> AsyncIterator[Line]:
    org, now = uuid7(), datetime.now(UTC)
    await db.execute(OPEN_ORGANISATION, org, "Bench", now)
    people = [uuid7() for _ in range(count // 4)]  # each comes back a few times
    records = [promise(subject=people[n % len(people)]) for n in range(count)]
    postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
    servers = psutil.Process(postmaster).children()
    clock, mine, theirs = time.perf_counter(), time.process_time(), cpu_of(servers)
    for start in range(0, count, BATCH):
        async with db.transaction():
            await seal_many(db, org, records[start : start + BATCH], now=now)
    taken = time.perf_counter() - clock
    waits = []
    while True:
        began = time.perf_counter()
        if await sequence(db, org, keys, now=now, batch=BATCH) is None:
            break
        waits.append(time.perf_counter() - began)
    clock, mine = time.perf_counter() - clock, time.process_time() - mine
    theirs = cpu_of(servers) - theirs
    assert len(waits) == -(-count // BATCH)
    for name, seconds in (
        ("s on the clock, sealed, placed and signed", clock),
        ("s on the clock, placed and signed alone", clock - taken),
        ("CPU s of the process", mine),
        ("CPU s of the process and PostgreSQL", mine + theirs),
    ):
        found = count / seconds
        what = f"durable appends / {name}"
        yield Line(what, f"{found:,.0f}", f"{AIM:,} (the aim)", found / AIM)
    yield Line(
        f"checkpoint of {BATCH:,} records, median ms (of one: right)",
        f"{median(waits) * 1e3:,.0f}",
        f"{await _alone(db, org, keys) * 1e3:,.1f}",
        None,
    )
    assert not (await fsck(db, org, keys)).findings


async def _alone(db: Connection, org: UUID, keys: Keys) -> float:
    """Seconds from asking for one record to its signed state on the disk."""
    waits = []
    for _ in range(ALONE):
        now, began = datetime.now(UTC), time.perf_counter()
        await seal_many(db, org, [promise()], now=now)
        await sequence(db, org, keys, now=now)
        waits.append(time.perf_counter() - began)
    return median(waits)
