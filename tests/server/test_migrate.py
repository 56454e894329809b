from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from server import database
from server.database.migrate import (
    ALONE,
    MIGRATIONS,
    MigrationFailed,
    migrate,
    organisation,
)

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
async def empty(postgres) -> asyncpg.Connection:
    """Connection to a database without any schema."""
    admin = await database.connect(postgres.url("postgres"))
    await admin.execute("create database empty")
    db = await database.connect(postgres.url("empty"))
    yield db
    await db.close()
    await admin.execute("drop database empty with (force)")
    await admin.close()


async def test_files_are_applied_once_and_in_order(
    empty: asyncpg.Connection, tmp_path: Path
) -> None:
    (tmp_path / "0002_b.sql").write_text("alter table a add n int")
    (tmp_path / "0001_a.sql").write_text("create table a ()")
    assert await migrate(empty, tmp_path) == ["0001_a.sql", "0002_b.sql"]
    assert await migrate(empty, tmp_path) == []


async def test_a_broken_file_leaves_nothing_behind_and_is_named(
    empty: asyncpg.Connection, tmp_path: Path
) -> None:
    (tmp_path / "0001_a.sql").write_text("create table a (); select broken")
    with pytest.raises(MigrationFailed, match=r"0001_a.sql: .*broken"):
        await migrate(empty, tmp_path)
    assert await empty.fetchval("select to_regclass('a')") is None
    (tmp_path / "0001_a.sql").write_text("create table a ()")
    assert await migrate(empty, tmp_path) == ["0001_a.sql"]


async def test_an_edited_or_missing_file_is_refused(
    empty: asyncpg.Connection, tmp_path: Path
) -> None:
    file = tmp_path / "0001_a.sql"
    file.write_text("create table a ()")
    await migrate(empty, tmp_path)
    file.write_text("create table a (n int)")
    with pytest.raises(MigrationFailed, match="was changed after it was applied"):
        await migrate(empty, tmp_path)
    file.unlink()
    with pytest.raises(MigrationFailed, match="this code is older than the database"):
        await migrate(empty, tmp_path)


async def test_many_processes_may_migrate_at_once_even_concurrent_indexes(
    empty: asyncpg.Connection, postgres, tmp_path: Path
) -> None:
    (tmp_path / "0001_a.sql").write_text("create table a (n int)")
    (tmp_path / "0002_index.sql").write_text(
        f"{ALONE}\ncreate index concurrently if not exists a_n on a (n)"
    )

    async def one() -> list[str]:
        db = await database.connect(postgres.url("empty"))
        try:
            return await migrate(db, tmp_path)
        finally:
            await db.close()

    done = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(6))), 30)
    assert sorted(done) == [[]] * 5 + [["0001_a.sql", "0002_index.sql"]]
    assert await empty.fetchval("select to_regclass('a_n')") is not None


async def test_many_processes_open_one_organisation(
    empty: asyncpg.Connection, postgres
) -> None:
    await migrate(empty)

    async def one():
        db = await database.connect(postgres.url("empty"))
        try:
            return await organisation(db, "Li & Sons", now=NOW)
        finally:
            await db.close()

    assert len(set(await asyncio.gather(*(one() for _ in range(4))))) == 1
    rows = await empty.fetch("select name, created_at from organisation")
    assert [tuple(row) for row in rows] == [("Li & Sons", NOW)]


async def test_anchors_under_way_keep_their_bytes_when_chains_become_many(
    empty: asyncpg.Connection, tmp_path: Path
) -> None:
    before = [file for file in sorted(MIGRATIONS.glob("*.sql")) if file.name < "0014"]
    for file in before:
        (tmp_path / file.name).write_text(file.read_text())
    await migrate(empty, tmp_path)
    await empty.execute(
        "insert into anchoring (org_id, chain_id, contract, size, root, operator, nonce, "
        "raw, transaction, public, state, sent_at) values "
        "(gen_random_uuid(), 7, '0xc', 3, '', '0xa', 1, 'bytes', '0xt', false, 'sent', $1)",
        NOW,
    )
    assert "0014_chains.sql" in await migrate(empty)
    row = await empty.fetchrow("select size, nonce, raw, stored_at from anchor_attempt")
    assert row is not None
    assert tuple(row) == (3, 1, b"bytes", NOW)
