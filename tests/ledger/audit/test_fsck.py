"""Whatever differs from what was signed is found, wherever it is stored."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import Keys, fsck, seal, sequence
from ledger.audit import Scope
from ledger.format.note import KeyType
from ledger.format.policy import Policy, Witness
from ledger.format.sign import Ed25519Signer
from ledger.publish import publish
from tests.ledger.publish.test_publishing import grow
from tests.ledger.scene import NOW, promise

WITNESS = Ed25519Signer("w.example", b"w" * 32, KeyType.COSIGNATURE_ED25519)
TRUSTED = Policy(witnesses=(Witness("w", WITNESS.key),), quorum="w")
COSIGN = """
insert into cosignature (org_id, size, name, key, line, at)
values ($1, $2, $3, $4, $5, $6)
"""
NOTE = "select note from checkpoint where org_id = $1 and size = $2"


@pytest.fixture
async def published(db: Connection, org: UUID, keys: Keys, tmp_path: Path) -> Path:
    """A log of 300 records: 97 at a time, witnessed at 300, published."""
    await grow(db, org, keys, 300)
    await cosign(db, org, 300)
    await publish(db, org, keys, tmp_path, TRUSTED, now=NOW)
    return tmp_path


async def cosign(db: Connection, org: UUID, size: int) -> None:
    text = str(await db.fetchval(NOTE, org, size)).partition("\n\n")[0] + "\n"
    line = str(WITNESS.sign(text, at=NOW)).rstrip("\n")
    await db.execute(COSIGN, org, size, WITNESS.key.name, WITNESS.key.id, line, NOW)


async def test_a_whole_log_is_found_whole(
    db: Connection, org: UUID, keys: Keys, published: Path
) -> None:
    audit = await fsck(db, org, keys, Scope(published, TRUSTED))
    assert (audit.findings, audit.warnings) == ((), ())
    assert (audit.size, audit.published, audit.cosignatures) == (300, 300, 1)
    assert audit.checkpoints == 4
    assert "not checked" in (await fsck(db, org, keys, Scope(published))).warnings[0]


IN_THE_DATABASE = {
    "head": ("update head set root = sha256(root)", "head"),
    "checkpoint": ("update checkpoint set root = sha256(root) where size = 97", "97"),
    "time": ("update checkpoint set at = at + interval '1 s' where size = 97", "older"),
    "note": ("update checkpoint set note = note || 'x' where size = 97", "97"),
    "tile": ("update tile set hashes = sha256(hashes) where level = 1", "level 1"),
    "kind": ("update entry set kind = 'promise.kept' where index = 7", "record 7"),
    "version": ("update entry set version = 9 where index = 7", "record 7"),
    "openings": ("update entry set openings = null where index = 7", "erasure"),
    "cosignature": ("update cosignature set line = replace(line, '=', 'A')", "w.example"),
    "its size": ("update cosignature set size = 97", "w.example"),
    "its witness": ("update cosignature set name = 'v.example'", "another"),
    "no state": ("update cosignature set size = 7", "never signed"),
    "key": ("update log_key set from_size = 2 where to_size is null", "keys of the log"),
    "registry": ("delete from log_key where length(key) > 1000", "keys of the log"),
}


@pytest.mark.parametrize("what", IN_THE_DATABASE)
async def test_what_was_changed_in_the_database_is_found(
    db: Connection, org: UUID, keys: Keys, published: Path, what: str
) -> None:
    change, said = IN_THE_DATABASE[what]
    assert not change.endswith(";")
    where = " and org_id = $1" if " where " in change else " where org_id = $1"
    await db.execute(change + where, org)
    audit = await fsck(db, org, keys, Scope(published, TRUSTED))
    assert audit.findings
    assert any(said in one for one in audit.findings), audit.findings


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


IN_THE_FILES: dict[str, Callable[[Path], None]] = {
    "a tile": lambda log: _flip(log / "tile/0/000"),
    "a tile above": lambda log: _flip(log / "tile/1/000.p/1"),
    "a partial tile": lambda log: (log / "tile/0/001.p/44").unlink(),
    "entries": lambda log: _flip(log / "tile/entries/000"),
    "entries gone": lambda log: shutil.rmtree(log / "tile/entries"),
    "the head": lambda log: _flip(log / "checkpoint"),
    "the keys": lambda log: _flip(log / "keys"),
    "half a head": lambda log: (log / "checkpoint").write_bytes(
        (log / "checkpoint").read_bytes()[:100]
    ),
}


@pytest.mark.parametrize("what", IN_THE_FILES)
async def test_what_was_changed_in_the_files_is_found(
    db: Connection, org: UUID, keys: Keys, published: Path, what: str
) -> None:
    IN_THE_FILES[what](published / str(org))
    assert (await fsck(db, org, keys, Scope(published, TRUSTED))).findings


async def test_a_database_behind_its_files_is_found(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 5)
    for count, said in ((3, "older backup"), (0, "another state")):
        backup = db.transaction()
        await backup.start()
        await grow(db, org, keys, 3)
        shutil.rmtree(tmp_path / str(org), ignore_errors=True)
        await publish(db, org, keys, tmp_path, now=NOW)
        await backup.rollback()
        await grow(db, org, keys, 3 - count)
        audit = await fsck(db, org, keys, Scope(tmp_path))
        assert any(said in one for one in audit.findings), audit.findings


async def test_records_that_were_signed_late_give_a_warning(
    db: Connection, org: UUID, keys: Keys
) -> None:
    delay = Scope(merge_delay=timedelta(minutes=10))
    await grow(db, org, keys, 2)
    await seal(db, org, promise(), now=NOW)
    await sequence(db, org, keys, now=NOW + timedelta(minutes=9))
    assert (await fsck(db, org, keys, delay)).warnings == ()
    await seal(db, org, promise(), now=NOW)
    later = NOW + timedelta(minutes=11)
    (waits,) = (await fsck(db, org, keys, delay, now=later)).warnings
    assert "1 records wait" in waits
    await sequence(db, org, keys, now=later)
    audit = await fsck(db, org, keys, delay, now=later)
    assert audit.findings == ()
    assert "the first of them 3" in audit.warnings[0]
