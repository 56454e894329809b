"""A log that goes on only where tree, database, keys and published files agree."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import Keys, LogDamaged, fsck, rebuild, seal, state
from ledger.audit.start import check_start
from ledger.format.policy import Policy
from ledger.keys import load, make_next
from ledger.publish import publish
from ledger.publish.delay import delay
from ledger.store.rotation import begin
from ledger.store.signing import KeyMissing
from server.pipeline.sealing import Sealer
from tests.ledger.publish.outsider import read_log
from tests.ledger.publish.test_publishing import grow
from tests.ledger.scene import NOW, promise


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def mine(home: Path) -> Keys:
    return load(home / "keys")


async def size(db: Connection, org: UUID, keys: Keys) -> int:
    return (await state(db, org, keys)).size


async def test_a_log_that_agrees_with_itself_may_start_at_any_size(
    db: Connection, org: UUID, home: Path, mine: Keys
) -> None:
    for count in (0, 1, 2, 300):
        if count:
            await grow(db, org, mine, count)
        await check_start(db, org, mine, home / "tlog")
        await publish(db, org, mine, home / "tlog", now=NOW)
        await check_start(db, org, mine, home / "tlog")


DAMAGE = {
    "tree": "update tile set hashes = sha256(hashes) where org_id = $1 and level = 0",
    "head": "update head set size = size + 1 where org_id = $1",
    "root": "update head set root = sha256(root) where org_id = $1",
    "checkpoint": "delete from checkpoint where org_id = $1 and size = 5",
    "signature": "update checkpoint set note = replace(note, 'A', 'B') where org_id = $1",
    "published": "update published set root = sha256(root) where org_id = $1",
}


@pytest.mark.parametrize("what", DAMAGE)
async def test_a_worker_seals_nothing_while_something_disagrees(
    db: Connection, org: UUID, home: Path, mine: Keys, what: str
) -> None:
    await grow(db, org, mine, 5)
    await publish(db, org, mine, home / "tlog", now=NOW)
    await db.execute(DAMAGE[what], org)
    await seal(db, org, promise(), now=NOW)
    with pytest.raises(LogDamaged):
        await check_start(db, org, mine, home / "tlog")
    sealer = Sealer(org, home, Policy())
    await sealer.seal(db)
    await sealer.publish(db)
    assert sealer.refused
    waiting = "select count(*) from entry where org_id = $1 and index is null"
    assert await db.fetchval(waiting, org) == 1
    assert read_log(home / "tlog" / str(org))[0].size == 5


async def test_what_was_repaired_goes_on_without_a_restart(
    db: Connection, org: UUID, home: Path, mine: Keys
) -> None:
    await grow(db, org, mine, 5)
    sealer = Sealer(org, home, Policy())
    await sealer.seal(db)
    await db.execute("delete from tile where org_id = $1", org)
    await seal(db, org, promise(), now=NOW)
    await sealer.seal(db)
    assert "rebuild" in sealer.refused
    await rebuild(db, org, mine)
    await sealer.seal(db)
    await sealer.publish(db)
    assert sealer.refused == ""
    assert read_log(home / "tlog" / str(org))[0].size == 6


async def test_a_database_from_an_older_backup_stops_the_log(
    db: Connection, org: UUID, home: Path, mine: Keys
) -> None:
    sealer = Sealer(org, home, Policy())
    await grow(db, org, mine, 5)
    backup = db.transaction()
    await backup.start()
    await grow(db, org, mine, 3)
    await sealer.seal(db)
    await sealer.publish(db)
    await backup.rollback()
    # While the worker runs, and when it starts.
    for worker in (sealer, Sealer(org, home, Policy())):
        await seal(db, org, promise(), now=NOW)
        await worker.seal(db)
        assert "older backup" in worker.refused
        assert await size(db, org, mine) == 5
    # The same size with other records is no better.
    await grow(db, org, mine, 1)
    await sealer.seal(db)
    assert "older backup" in sealer.refused
    with pytest.raises(LogDamaged, match="8"):
        await publish(db, org, mine, home / "tlog", now=NOW)
    assert read_log(home / "tlog" / str(org))[0].size == 8


async def test_a_worker_takes_up_new_keys_and_says_when_it_lacks_them(
    db: Connection, org: UUID, home: Path, mine: Keys
) -> None:
    here, there = Sealer(org, home, Policy()), Sealer(org, home / "other", Policy())
    shutil.copytree(home / "keys", home / "other" / "keys")
    for sealer in (here, there):
        await seal(db, org, promise(), now=NOW)
        await sealer.seal(db)
        assert sealer.refused == ""
    make_next(home / "keys")
    await begin(db, org, load(home / "keys"), now=NOW)
    with pytest.raises(KeyMissing):
        await check_start(db, org, load(home / "other" / "keys"), home / "tlog")
    await there.seal(db)
    assert "log.next.key" in there.refused
    await here.seal(db)
    assert await size(db, org, mine) == 4
    shutil.copy(home / "keys" / "log.next.key", home / "other" / "keys")
    await seal(db, org, promise(), now=NOW)
    await there.seal(db)
    assert there.refused == ""
    assert (await fsck(db, org, load(home / "keys"))).findings == ()


async def test_how_long_records_wait_is_measured_up_to_publishing(
    db: Connection, org: UUID, home: Path, mine: Keys
) -> None:
    later = NOW + timedelta(seconds=90)
    assert (await delay(db, org, now=later)).oldest == timedelta()
    await seal(db, org, promise(), now=NOW)
    assert (await delay(db, org, now=later)).oldest == timedelta(seconds=90)
    await grow(db, org, mine, 2)
    waits = await delay(db, org, now=later)
    assert (waits.oldest, waits.records) == (timedelta(seconds=90), 3)
    await publish(db, org, mine, home / "tlog", now=NOW)
    waits = await delay(db, org, now=later)
    assert (waits.oldest, waits.records) == (timedelta(), 0)
    await seal(db, org, promise(), now=NOW)
    assert (await delay(db, org, now=NOW - timedelta(hours=1))).oldest == timedelta()
