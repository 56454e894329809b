"""Sealing and putting in order, on real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Commitment, Keys, Kind, LogDamaged, seal, sequence, stamp
from ledger.keys import load

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return load(tmp_path_factory.mktemp("keys"))


def promise(ref: UUID | None = None, kind: Kind = Kind.PROMISE_MADE) -> Commitment:
    fields = {"promise": "first-reply", "deadline": stamp(NOW + timedelta(hours=2))}
    return Commitment(kind, ref or uuid7(), uuid7(), NOW, fields)


async def test_sealing_twice_makes_one_record(db: Connection, org: UUID, keys: Keys):
    commitment = promise()
    first = await seal(db, org, commitment, now=NOW)
    assert await seal(db, org, commitment, now=NOW) == first
    checkpoint = await sequence(db, org, keys, now=NOW)
    assert checkpoint.size == 1
    again = await seal(db, org, commitment, now=NOW)
    assert (again.id, again.index) == (first.id, 0)
    assert await sequence(db, org, keys, now=NOW) is None
