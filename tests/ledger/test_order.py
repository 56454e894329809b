"""Several writers, one order: also where the lock between them is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, fsck, seal_many, sequence
from ledger.entry import Commitment
from ledger.format.note import Checkpoint
from ledger.store import head
from tests.ledger.scene import NOW, promise


async def sequence_all(db: Connection, org: UUID, keys: Keys, batch: int) -> None:
    while await sequence(db, org, keys, now=NOW, batch=batch):
        pass


async def test_many_are_sealed_as_one_by_one(db: Connection, org: UUID, keys: Keys) -> None:
    made = [promise() for _ in range(20)]
    assert await seal_many(db, org, [*made, made[0]], now=NOW) == 20
    assert await seal_many(db, org, [*made, promise()], now=NOW) == 1
    await sequence_all(db, org, keys, batch=500)
    audit = await fsck(db, org, keys)
    assert (audit.size, audit.findings) == (21, ())
    rows = await db.fetch("select ref from entry where org_id = $1 order by index", org)
    assert [row["ref"] for row in rows][:20] == [one.ref for one in made]
    with pytest.raises(ValueError, match="field"):
        await seal_many(
            db,
            org,
            [Commitment(made[0].kind, uuid7(), uuid7(), NOW, {"x": "a b"})],
            now=NOW,
        )


async def test_the_head_is_swapped_only_by_who_knows_it(db: Connection, org: UUID) -> None:
    empty = await head.hold(db, org)
    first, other = Checkpoint("x", 1, b"1" * 32), Checkpoint("x", 1, b"2" * 32)
    assert await head.swap(db, org, empty, first)
    assert not await head.swap(db, org, empty, other)
    assert not await head.swap(db, org, (1, other.root), Checkpoint("x", 2, b"3" * 32))
    assert await head.hold(db, org) == (1, first.root)


async def test_writers_without_a_lock_between_them_still_give_one_order(
    pool: asyncpg.Pool, org: UUID, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "HOLD", head.HOLD.removesuffix(" for update"))
    commitments = [promise(subject=uuid7()) for _ in range(120)]

    async def write(part: list[Commitment]) -> None:
        async with pool.acquire() as db:
            for commitment in part:
                await seal_many(db, org, [commitment], now=NOW)
                await sequence(db, org, keys, now=NOW, batch=3)

    await asyncio.gather(*(write(commitments[at::4]) for at in range(4)))
    async with pool.acquire() as db:
        await sequence_all(db, org, keys, batch=7)
        audit = await fsck(db, org, keys)
        assert (audit.size, audit.findings) == (120, ())


async def test_times_in_the_log_never_go_back(
    db: Connection, org: UUID, keys: Keys
) -> None:
    for hours in (0, -5, 1, -1):
        await seal_many(db, org, [promise()], now=NOW)
        await sequence(db, org, keys, now=NOW + timedelta(hours=hours))
    rows = await db.fetch("select at from checkpoint where org_id = $1 order by size", org)
    assert [row["at"] - NOW for row in rows] == [timedelta(hours=h) for h in (0, 0, 1, 1)]
    assert (await fsck(db, org, keys)).findings == ()
