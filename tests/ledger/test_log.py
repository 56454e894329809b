"""Sealing and putting in order, on real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import (
    Commitment,
    Keys,
    Kind,
    NotSealed,
    Seal,
    SealState,
    fsck,
    prove,
    seal,
    seals,
    sequence,
    stamp,
    state,
)
from ledger.keys import load
from ledger.verify import Standing, Verified, verify

async def test_sealing_twice_makes_one_record(db: Connection, org: UUID, keys: Keys):
    commitment = promise()
    first = await seal(db, org, commitment, now=NOW)
    assert await seal(db, org, commitment, now=NOW) == first
    checkpoint = await sequence(db, org, keys, now=NOW)
    assert checkpoint.size == 1
    again = await seal(db, org, commitment, now=NOW)
    assert (again.id, again.index) == (first.id, 0)
    assert await sequence(db, org, keys, now=NOW) is None


async def test_a_proof_verifies_and_the_log_is_whole(db: Connection, org: UUID, keys: Keys):
    ref = uuid7()
    await seal(db, org, promise(ref), now=NOW)
    for _ in range(300):
        await seal(db, org, promise(), now=NOW)
    assert (await seals(db, org, [ref]))[ref] == Seal(SealState.PENDING, None)
    with pytest.raises(NotSealed):
        await prove(db, org, [ref], keys, now=NOW)
    await sequence(db, org, keys, now=NOW, batch=7)
    kept = Commitment(Kind.PROMISE_KEPT, ref, uuid7(), NOW + timedelta(hours=1), {"x": "y"})
    await seal(db, org, kept, now=NOW)
    assert (await seals(db, org, [ref]))[ref] == Seal(SealState.PENDING, 0)
    while await sequence(db, org, keys, now=NOW, batch=97):
        pass
    assert (await seals(db, org, [ref]))[ref] == Seal(SealState.SEALED, 301)
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    assert [m.standing for m in outcome.matters] == [Standing.KEPT]
    assert outcome.checkpoint.size == (await state(db, org, keys)).size == 302
    audit = await fsck(db, org, keys)
    assert (audit.size, audit.findings) == (302, ())
