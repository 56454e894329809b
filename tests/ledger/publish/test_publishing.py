"""Static files that an outsider can check, that never change, and that bind the log."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import Keys, LogDamaged, rebuild, seal_many, sequence
from ledger.publish import folder as disk
from ledger.publish import publish
from ledger.publish.folder import CannotPublish
from tests.ledger.publish.outsider import read_log
from tests.ledger.scene import NOW, promise


async def grow(db: Connection, org: UUID, keys: Keys, count: int) -> None:
    await seal_many(db, org, [promise() for _ in range(count)], now=NOW)
    while await sequence(db, org, keys, now=NOW, batch=97):
        pass


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


async def test_an_outsider_can_check_every_state_that_is_published(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    assert await publish(db, org, keys, tmp_path, now=NOW) is None
    before: dict[str, bytes] = {}
    total = 0
    for count in (1, 5, 250, 1, 300, 600):
        await grow(db, org, keys, count)
        total += count
        state = await publish(db, org, keys, tmp_path, now=NOW)
        assert state is not None
        head, _ = read_log(tmp_path / str(org))
        assert (head, head.size) == (state, total)
        assert await publish(db, org, keys, tmp_path, now=NOW) is None
        after = files(tmp_path / str(org))
        for name, data in before.items():
            if name not in after:  # the full one took the place of the partial ones
                name = name.rpartition(".p/")[0]
                assert after[name].startswith(data)
            elif name not in ("checkpoint", "keys"):
                assert after[name] == data
        before = after
    told = await db.fetchrow("select size, root from published where org_id = $1", org)
    assert tuple(told) == (head.size, head.root)


async def test_who_died_before_telling_is_told_of_by_the_next(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 3)
    await publish(db, org, keys, tmp_path, now=NOW)
    await db.execute("delete from published where org_id = $1", org)
    (tmp_path / str(org) / "keys").unlink()
    assert await publish(db, org, keys, tmp_path, now=NOW) is None
    assert await db.fetchval("select size from published where org_id = $1", org) == 3
    read_log(tmp_path / str(org))


async def test_another_folder_gets_the_same_files(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 300)
    for name in ("one", "two"):
        await publish(db, org, keys, tmp_path / name, now=NOW)
    assert files(tmp_path / "one") == files(tmp_path / "two")


async def test_two_who_publish_at_once_take_turns(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 3)
    with disk.alone(tmp_path / str(org)) as mine:
        assert mine
        assert await publish(db, org, keys, tmp_path, now=NOW) is None
    assert await publish(db, org, keys, tmp_path, now=NOW) is not None


DAMAGE = {
    "an entry": (
        "update entry set leaf = leaf || ' '::bytea where org_id = $1 and index = 299"
    ),
    "a leaf's hash": (
        "update tile set hashes = overlay(hashes placing '\\x00' from 1 for 1) "
        "where org_id = $1 and level = 0 and index = 1"
    ),
    "a hash above": (
        "update tile set hashes = overlay(hashes placing '\\x00' from 1 for 1) "
        "where org_id = $1 and level = 1"
    ),
    "a missing entry": "delete from entry where org_id = $1 and index = 280",
}


@pytest.mark.parametrize("what", DAMAGE)
async def test_nothing_is_published_that_does_not_fit(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path, what: str
) -> None:
    await grow(db, org, keys, 3)
    await publish(db, org, keys, tmp_path, now=NOW)
    before = (tmp_path / str(org) / "checkpoint").read_bytes()
    await grow(db, org, keys, 297)
    await db.execute(DAMAGE[what], org)
    with pytest.raises(LogDamaged, match="published"):
        await publish(db, org, keys, tmp_path, now=NOW)
    assert (tmp_path / str(org) / "checkpoint").read_bytes() == before
    read_log(tmp_path / str(org))
    if "hash" in what:
        await rebuild(db, org, keys)
        await publish(db, org, keys, tmp_path, now=NOW)
        assert read_log(tmp_path / str(org))[0].size == 300


async def test_a_published_file_that_was_changed_is_not_written_over(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 200)
    await publish(db, org, keys, tmp_path, now=NOW)
    await grow(db, org, keys, 100)
    (tmp_path / str(org) / "tile/0/000").write_bytes(bytes(8192))
    with pytest.raises(CannotPublish, match="never change"):
        await publish(db, org, keys, tmp_path, now=NOW)


def _cut(folder: Path) -> None:
    path = folder / "checkpoint"
    path.write_text(path.read_text()[:-20] + "\n")


def _flip(folder: Path) -> None:
    path = folder / "checkpoint"
    path.write_text(path.read_text().replace("\n3\n", "\n4\n"))


@pytest.mark.parametrize("damage", [_cut, _flip])
async def test_a_damaged_head_is_told_apart_from_a_log_that_went_back(
    db: Connection,
    org: UUID,
    keys: Keys,
    tmp_path: Path,
    damage: Callable[[Path], None],
) -> None:
    await grow(db, org, keys, 3)
    await publish(db, org, keys, tmp_path, now=NOW)
    damage(tmp_path / str(org))
    with pytest.raises(LogDamaged, match="move it away"):
        await publish(db, org, keys, tmp_path, now=NOW)
    shutil.rmtree(tmp_path / str(org))
    await publish(db, org, keys, tmp_path, now=NOW)
    assert read_log(tmp_path / str(org))[0].size == 3
