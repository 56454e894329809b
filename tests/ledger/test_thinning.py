"""Old states lose their signatures, and whatever anybody may ask for stays to be had."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import Keys, fsck, prove, seal, sequence
from ledger.commands.evidence.consistency import growth
from ledger.format.note import Note, Signature
from ledger.keys import load
from ledger.log import LogDamaged, check_tree
from ledger.public.heads import consistency
from ledger.public.standing import standing
from ledger.store import thinning
from ledger.store.thinning import KEPT, thin
from ledger.verify import Verified, verify
from ledger.verify.growth import Grown, verify_growth
from ledger.witness.collect import SIGNED
from tests.ledger.scene import NOW, promise
from tests.ledger.test_anchoring import TELL

LATER = NOW + KEPT + timedelta(days=10)
COSIGNED = """
insert into cosignature (org_id, size, name, key, line, at)
select org_id, size, 'w', $2, $3, at from checkpoint where org_id = $1
"""
SENT = """
insert into anchoring (org_id, chain_id, contract, size, root, operator, nonce,
    transaction, public, state, block, block_hash, sent_at, final_at)
select org_id, 7, '0x' || repeat('ab', 20), size, root, '0x', size,
    '0x' || repeat('cd', 32), true, 'final', 1, '0x' || repeat('ef', 32), at, at
from checkpoint where org_id = $1 and size = $2
"""
WHOLE = """
select size from checkpoint where org_id = $1 and note is not null order by size
"""


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return load(tmp_path / "keys")


async def grow(db: Connection, org: UUID, keys: Keys, now: datetime) -> UUID:
    record = promise(at=now)
    await seal(db, org, record, now=now)
    assert await sequence(db, org, keys, now=now)
    return record.ref


async def history(db: Connection, org: UUID, keys: Keys) -> list[UUID]:
    """Three states a day for three days, one of the first anchored, and one of today."""
    refs = []
    for day in range(3):
        for hour in range(3):
            at = NOW + timedelta(days=day, hours=hour)
            refs.append(await grow(db, org, keys, at))
    refs.append(await grow(db, org, keys, LATER))
    line = Signature("w", b"\0" * 4, b"\0" * 72)
    await db.execute(COSIGNED, org, line.id, str(line))
    await db.execute("insert into chain (org_id, name, chain_id) values ($1, 'c', 7)", org)
    await db.execute(SENT, org, 2)
    return refs


async def whole(db: Connection, org: UUID) -> list[int]:
    return [row["size"] for row in await db.fetch(WHOLE, org)]


async def test_kept_are_the_newest_the_anchored_and_the_last_of_each_day(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await history(db, org, keys)
    assert await thin(db, org, now=LATER) == 0, "nothing is published"
    await db.execute(TELL, org)
    assert await thin(db, org, now=NOW + KEPT) == 0, "nothing is that old"
    with patch.object(thinning, "AT_ONCE", 2):
        assert await thin(db, org, now=LATER) == 5
    assert await whole(db, org) == [2, 3, 6, 9, 10]
    assert await thin(db, org, now=LATER) == 0
    left = "select size from cosignature where org_id = $1 order by size"
    assert [row["size"] for row in await db.fetch(left, org)] == [2, 3, 6, 9, 10]
    # Nothing that a published state does not cover yet, however old.
    await db.execute("update published set size = 5 where org_id = $1", org)
    await grow(db, org, keys, LATER)
    assert await thin(db, org, now=LATER + KEPT + timedelta(days=1)) == 0


async def test_all_that_was_signed_is_still_proved_and_known(
    db: Connection, org: UUID, keys: Keys
) -> None:
    refs = await history(db, org, keys)
    notes = {
        row["size"]: row["note"]
        for row in await db.fetch("select size, note from checkpoint where org_id=$1", org)
    }
    merged = await standing(db, org, refs)
    await db.execute(TELL, org)
    assert await thin(db, org, now=LATER)
    assert (await fsck(db, org, keys)).findings == ()
    assert await standing(db, org, refs) == merged
    for ref in refs:
        proof = verify(await prove(db, org, [ref], keys, now=LATER))
        assert isinstance(proof, Verified)
    # A witness that knows a thinned state is not taken for one that was lied to.
    assert await db.fetchval(SIGNED, org, 4)
    assert not await db.fetchval(SIGNED, org, 11)
    # Whoever kept heads has what lies between them, with or without signatures here.
    found = await consistency(db, org, 4, 8)
    assert (found.old, found.new) == (None, None)
    assert await growth(db, org, 4, 8) is None
    kept = {size: Note.parse(notes[size]) for size in (4, 8)}
    file = await growth(db, org, 4, 8, kept)
    assert file is not None
    assert isinstance(verify_growth(str(file), [keys.verifier(org)]), Grown)


@pytest.mark.parametrize("size", [2, 10])
async def test_a_signature_that_is_needed_and_gone_is_found(
    db: Connection, org: UUID, keys: Keys, size: int
) -> None:
    await history(db, org, keys)
    await db.execute(TELL, org)
    gone = "update checkpoint set note = null where org_id = $1 and size = $2"
    await db.execute(gone, org, size)
    findings = (await fsck(db, org, keys)).findings
    assert any("let go" in one and str(size) in one for one in findings)
    if size == 10:
        with pytest.raises(LogDamaged, match="let go"):
            await check_tree(db, org, keys)


async def test_an_altered_root_of_a_thinned_state_is_found(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await history(db, org, keys)
    await db.execute(TELL, org)
    await thin(db, org, now=LATER)
    await db.execute(
        "update checkpoint set root = $2 where org_id = $1 and size = 4", org, b"\x01" * 32
    )
    (finding,) = (await fsck(db, org, keys)).findings
    assert "do not give the root signed at 4" in finding
