"""Full disks, a database that restarts, a chain that dies, a clock that goes back."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Commitment, Keys, fsck, seal, seal_many, sequence
from ledger.audit import Scope
from ledger.chain.anchoring import anchor
from ledger.chain.following import Node
from ledger.format.policy import Policy
from ledger.keys import load
from ledger.publish import publish
from server import database
from server.database import postgres
from server.database.migrate import OPEN_ORGANISATION, migrate
from tests.ledger.faults.world import LOOK_EVERY, PATIENCE, World
from tests.ledger.publish.outsider import read_log
from tests.ledger.scene import NOW, ChainProcess, promise

TINY = 6_000  # bytes that a file may have: too few for the bundle of a few entries


async def test_a_full_disk_stops_publishing_and_nothing_else(world: World) -> None:
    await world.worker(file_limit=TINY)
    await world.append(3)
    async with asyncio.timeout(PATIENCE):
        while 3 not in world.heads:  # these still fit
            world.look()
            await asyncio.sleep(LOOK_EVERY)
    await world.append(40)
    async with asyncio.timeout(PATIENCE):
        while await world.pool.fetchval(  # noqa: ASYNC110
            "select count(*) from entry where org_id = $1 and index is null", world.org
        ):
            await asyncio.sleep(LOOK_EVERY)
    audit = await world.whole()
    assert (audit.size, audit.published) == (43, 3)
    await world.kill()
    audit = await world.whole()
    assert (audit.size, audit.published) == (43, 3)
    await world.worker()
    await world.settled()
    await world.kill()
    assert (await world.whole()).published == 43


async def test_a_chain_node_that_dies_delays_anchors_alone(world: World) -> None:
    await world.worker()
    await world.append(2)
    await world.settled()
    world.chain.kill()
    await world.append(3)
    async with asyncio.timeout(PATIENCE):
        while 5 not in world.heads:
            world.look()
            await asyncio.sleep(LOOK_EVERY)
    await world.kill()
    world.chain.start()
    await world.whole()
    await world.worker()
    await world.settled()
    await world.kill()
    audit = await world.whole()
    assert (audit.size, audit.published) == (5, 5)
    assert audit.on_chain == audit.anchors >= 2


async def test_a_clock_that_goes_back_breaks_nothing(
    db: Connection, org: UUID, chain: ChainProcess
) -> None:
    keys, folder = load(chain.home / "keys"), chain.home / "tlog"
    node = Node(chain.url, name="chain", every=timedelta())
    for hours in (0, -3, -100, 2, -1):
        now = NOW + timedelta(hours=hours)
        await seal(db, org, promise(at=now), now=now)
        await sequence(db, org, keys, now=now)
        await publish(db, org, keys, folder, now=now)
        await anchor(db, org, keys, node, now=now)
    for _ in range(3):
        await anchor(db, org, keys, node, now=NOW - timedelta(days=9))
    audit = await fsck(db, org, keys, Scope(folder, nodes=[chain.url]))
    assert audit.findings == ()
    assert (audit.size, audit.published, audit.checkpoints) == (5, 5, 5)
    assert audit.on_chain >= 1
    assert read_log(folder / str(org))[0].size == 5


class Server:
    """A database server of a test's own, which is stopped, killed and starved."""

    def __init__(self, home: Path) -> None:
        self.cluster = postgres.prepare(home)
        self.start()

    def start(self) -> None:
        self.process = postgres.launch(self.cluster)

    async def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.start()
        while True:  # its killed predecessor's memory may still be attached for a moment
            with contextlib.suppress(database.NoDatabase):
                await (await database.connect(self.url, patience=1)).close()
                return
            if self.process.poll() is not None:
                self.start()

    @property
    def url(self) -> str:
        return self.cluster.url("postgres")

    def restart(self, file_limit: int = resource.RLIM_INFINITY) -> None:
        """Start again, unable to write files that are larger: a full disk."""
        postgres.stop(self.process)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, before[1]))
        try:
            self.start()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    # Short, so that its socket's name is, too.
    home = Path(tempfile.mkdtemp(prefix="veridesk-fault-"))
    made = Server(home)
    try:
        db = await database.connect(made.url)
        await migrate(db)
        await db.close()
        yield made
    finally:
        postgres.stop(made.process)
        shutil.rmtree(home, ignore_errors=True)


async def test_a_database_that_restarts_at_any_moment_keeps_what_it_acknowledged(
    server: Server, chain: ChainProcess
) -> None:
    org, keys = uuid7(), load(chain.home / "keys")
    (chain.home / "policy").write_text("quorum none\n")
    db = await database.connect(server.url)
    await db.execute(OPEN_ORGANISATION, org, "Veridesk", NOW)
    await db.close()
    pool = await database.open_pool(server.url)
    world = World(pool, server.url, org, chain.home, keys, Policy(), chain)
    try:
        await world.worker()
        for round_ in range(4):
            with contextlib.suppress(*database.LOST):
                await world.append(5)
            if round_ % 2:
                await server.kill()
            else:
                postgres.stop(server.process)
                server.start()
                await (await database.connect(server.url)).close()
            world.look()
            await world.whole()
        await world.append(5)
        await world.settled()
        await world.kill()
        audit = await world.whole()
        assert audit.size == audit.published >= len(world.acknowledged) >= 5
    finally:
        await world.kill()
        pool.terminate()


FILLER = """
insert into entry (org_id, ref, kind, version, id, at, subject, fields, taken)
select $1, gen_random_uuid(), 'promise.made', 1, gen_random_uuid(), now(),
    gen_random_uuid(), jsonb_build_object('x', repeat(md5(n::text), 20)), now()
from generate_series(1, 30000) as n
"""
SIZE = "select max(pg_relation_size(oid)) from pg_class where relname like 'entry%'"


async def test_a_full_disk_under_the_database_refuses_what_it_cannot_keep(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    org = uuid7()
    db = await database.connect(server.url)
    await db.execute(OPEN_ORGANISATION, org, "Veridesk", NOW)
    await db.execute(FILLER, uuid7())  # a table that is larger than a segment of the WAL
    first = [promise() for _ in range(30)]
    await seal_many(db, org, first, now=NOW)
    await sequence(db, org, keys, now=NOW)
    await publish(db, org, keys, tmp_path, now=NOW)
    room = int(await db.fetchval(SIZE)) + 200_000
    assert room > 17 * 2**20
    await db.close()

    server.restart(room)
    starved = await database.connect(server.url)
    kept = [*first]

    async def fill() -> None:
        while True:
            more = [promise() for _ in range(100)]
            async with starved.transaction():
                await seal_many(starved, org, more, now=NOW)
            kept.extend(more)

    with pytest.raises(asyncpg.PostgresError):
        await fill()
    with contextlib.suppress(asyncpg.PostgresError):
        while await sequence(starved, org, keys, now=NOW):
            pass
    await whole(starved, org, keys, tmp_path, kept)
    await starved.close()

    server.restart()
    fed = await database.connect(server.url)
    while await sequence(fed, org, keys, now=NOW):
        pass
    await publish(fed, org, keys, tmp_path, now=NOW)
    audit = await whole(fed, org, keys, tmp_path, kept)
    assert audit == len(kept)
    await fed.close()


async def whole(
    db: asyncpg.Connection, org: UUID, keys: Keys, folder: Path, kept: list[Commitment]
) -> int:
    audit = await fsck(db, org, keys, Scope(folder))
    assert audit.findings == ()
    rows = await db.fetch("select ref from entry where org_id = $1", org)
    assert {one.ref for one in kept} <= {row["ref"] for row in rows}
    return audit.size
