"""Replacing the keys of the log, with an overlap, on one machine and on several."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection

from ledger import fsck, prove, seal, sequence
from ledger.format.note import KeyType, Note
from ledger.keys import load, make_next, take_next
from ledger.store.rotation import NotYet, begin, finish
from ledger.store.signing import KeyMissing, spans
from ledger.verify import Verified, verify
from tests.ledger.scene import NOW, ROOT, promise


async def grow(db: Connection, org: UUID, home: Path) -> int:
    """Seal one record and put all in order, with the keys as they lie there now."""
    await seal(db, org, promise(), now=NOW)
    checkpoint = await sequence(db, org, load(home), now=NOW)
    assert checkpoint is not None
    audit = await fsck(db, org, load(home))
    assert audit.findings == ()
    return checkpoint.size


async def signatures(db: Connection, org: UUID, size: int) -> int:
    note = await db.fetchval(
        "select note from checkpoint where org_id = $1 and size = $2", org, size
    )
    return len(Note.parse(note).signatures)


async def test_both_pairs_sign_in_the_overlap_and_then_the_new_one_alone(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    first = promise()
    await seal(db, org, first, now=NOW)
    await grow(db, org, tmp_path)
    old = load(tmp_path)
    with pytest.raises(NotYet, match="begin"):
        await begin(db, org, old, now=NOW)
    make_next(tmp_path)
    # A next secret signs nothing until the log knows of it.
    assert await signatures(db, org, await grow(db, org, tmp_path)) == 2
    await begin(db, org, load(tmp_path), now=NOW)
    await begin(db, org, load(tmp_path), now=NOW)
    with pytest.raises(NotYet, match="wait"):
        await finish(db, org, load(tmp_path))
    both = await grow(db, org, tmp_path)
    assert both == 6, "a record of the change for each kind of key"
    assert await signatures(db, org, both) == 4
    await finish(db, org, load(tmp_path))
    # Ended between the two halves: the old secret still lies there, and signs no more.
    assert await signatures(db, org, await grow(db, org, tmp_path)) == 2
    take_next(tmp_path)
    await grow(db, org, tmp_path)
    fresh = load(tmp_path)
    assert fresh.next is None
    assert fresh.log != old.log
    found = await spans(db, org, fresh)
    assert [(span.key.type, span.first, span.last) for span in found] == [
        (KeyType.ED25519, 0, both),
        (KeyType.COSIGNATURE_MLDSA44, 1, both),
        (KeyType.ED25519, 4, None),
        (KeyType.COSIGNATURE_MLDSA44, 4, None),
    ]
    proof = await prove(db, org, [first.ref], fresh, now=NOW)
    assert isinstance(verify(proof, key=str(fresh.verifier(org))), Verified)


async def test_a_process_without_the_next_keys_puts_nothing_in_order(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    size = await grow(db, org, here)
    shutil.copytree(here, there)
    make_next(here)
    await begin(db, org, load(here), now=NOW)
    with pytest.raises(KeyMissing, match=r"log\.next\.key"):
        await sequence(db, org, load(there), now=NOW)
    make_next(there)
    with pytest.raises(NotYet, match="copy"):
        await begin(db, org, load(there), now=NOW)
    shutil.copy(here / "log.next.key", there)
    await begin(db, org, load(there), now=NOW)
    assert await grow(db, org, there) == size + 3
    await finish(db, org, load(here))
    take_next(here)
    # The other machine may keep both files for as long as it likes.
    await grow(db, org, there)
    await grow(db, org, here)


async def test_a_checkpoint_that_lacks_one_of_its_signatures_is_found(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    size = await grow(db, org, tmp_path)
    note = Note.parse(
        await db.fetchval("select note from checkpoint where org_id = $1", org)
    )
    for one in note.signatures:
        await db.execute(
            "update checkpoint set note = $2 where org_id = $1",
            *(org, str(Note(note.text, (one,)))),
        )
        (finding,) = (await fsck(db, org, load(tmp_path))).findings
        assert "did not sign" in finding
        assert f"size {size}" in finding


async def test_the_command_replaces_the_keys(
    pool: asyncpg.Pool, database_url: str, org: UUID, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"

    async def command(*words: str) -> tuple[int | None, str]:
        process = await create_subprocess_exec(
            *(sys.executable, "-m", "ledger", "rotate-key", *words),
            *("--home", str(tmp_path)),
            stdout=PIPE,
            stderr=PIPE,
            env={**os.environ, "DATABASE_URL": database_url},
            cwd=ROOT,
        )
        said, complained = await process.communicate()
        return process.returncode, (said + complained).decode()

    async with pool.acquire() as db:
        await grow(db, org, keys)
        status, said = await command("finish")
        assert (status, "begin" in said) == (1, True)
        status, said = await command("begin")
        assert (status, said.count("signs, from")) == (0, 4)
        made = keys / "log.next.key"
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert made.read_text().strip() not in said
        assert (await command("finish"))[0] == 1
        await grow(db, org, keys)
        status, said = await command("finish")
        assert (status, said.count("signs, from"), said.count("signed to")) == (0, 2, 2)
        assert not made.exists()
        await grow(db, org, keys)
        assert (await command("--status"))[1] == said
