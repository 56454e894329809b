"""Sealing, ordering, proving, auditing and mending, on real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import (
    Commitment,
    Keys,
    Kind,
    LogDamaged,
    NotSealed,
    Seal,
    SealState,
    fsck,
    prove,
    rebuild,
    seal,
    seals,
    sequence,
    state,
)
from ledger.keys import load
from ledger.store.signing import KeyMissing
from ledger.verify import Reason, Refused, Standing, Verified, verify
from tests.ledger.scene import NOW, ROOT, promise


async def seal_all(db: Connection, org: UUID, commitments: Sequence[Commitment]) -> None:
    for commitment in commitments:
        await seal(db, org, commitment, now=NOW)


async def sequence_all(db: Connection, org: UUID, keys: Keys, batch: int = 500) -> None:
    while await sequence(db, org, keys, now=NOW, batch=batch):
        pass


async def whole(db: Connection, org: UUID, keys: Keys) -> int:
    """Verify the whole log again; its size."""
    audit = await fsck(db, org, keys)
    assert audit.findings == ()
    return audit.size


async def test_sealing_twice_makes_one_record(
    db: Connection, org: UUID, keys: Keys
) -> None:
    commitment = promise()
    first = await seal(db, org, commitment, now=NOW)
    assert await seal(db, org, commitment, now=NOW) == first
    checkpoint = await sequence(db, org, keys, now=NOW)
    assert checkpoint is not None
    assert checkpoint.size == 1
    again = await seal(db, org, commitment, now=NOW)
    assert (again.id, again.index) == (first.id, 0)
    assert await sequence(db, org, keys, now=NOW) is None


async def test_a_record_disappears_with_the_callers_transaction(
    db: Connection, org: UUID, keys: Keys
) -> None:
    attempt = db.transaction()
    await attempt.start()
    await seal(db, org, promise(), now=NOW)
    await attempt.rollback()
    assert await sequence(db, org, keys, now=NOW) is None


async def test_proofs_hold_and_the_log_is_whole_at_every_size(
    db: Connection, org: UUID, keys: Keys
) -> None:
    ref, subject = uuid7(), uuid7()
    await seal(db, org, promise(ref, subject=subject), now=NOW)
    await seal_all(db, org, [promise() for _ in range(300)])
    assert (await seals(db, org, [ref])) == {ref: Seal(SealState.PENDING, None)}
    with pytest.raises(NotSealed):
        await prove(db, org, [ref], keys, now=NOW)
    await sequence(db, org, keys, now=NOW, batch=7)
    kept = promise(ref, Kind.PROMISE_KEPT, subject, NOW + timedelta(hours=1))
    await seal(db, org, kept, now=NOW)
    assert (await seals(db, org, [ref])) == {ref: Seal(SealState.PENDING, 0)}
    await sequence_all(db, org, keys, batch=97)
    assert (await seals(db, org, [ref, uuid7()])) == {ref: Seal(SealState.SEALED, 301)}
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    assert [m.standing for m in outcome.matters] == [Standing.KEPT]
    assert outcome.checkpoint.size == (await state(db, org, keys)).size == 302
    assert await whole(db, org, keys) == 302


async def test_two_connections_at_once_give_one_order(
    pool: asyncpg.Pool, org: UUID, keys: Keys
) -> None:
    refs = [uuid7() for _ in range(120)]

    async def write(part: list[UUID]) -> None:
        async with pool.acquire() as db:
            for ref in part:
                await seal(db, org, promise(ref), now=NOW)
                await sequence(db, org, keys, now=NOW, batch=3)

    await asyncio.gather(*(write(refs[at::4]) for at in range(4)))
    async with pool.acquire() as db:
        await sequence_all(db, org, keys)
        assert await whole(db, org, keys) == 120
        found = await seals(db, org, refs)
        assert sorted(seal.index for seal in found.values()) == list(range(120))


async def test_logs_of_two_organisations_share_nothing(
    db: Connection, org: UUID, keys: Keys
) -> None:
    other, ref = uuid7(), uuid7()
    await seal_all(db, org, [promise() for _ in range(3)])
    await seal(db, other, promise(ref), now=NOW)
    await sequence_all(db, org, keys)
    await sequence_all(db, other, keys)
    assert (await whole(db, org, keys), await whole(db, other, keys)) == (3, 1)
    proof = await prove(db, other, [ref], keys, now=NOW)
    outcome = verify(proof, key=str(keys.verifier(other)))
    assert isinstance(outcome, Verified)
    refused = verify(proof, key=str(keys.verifier(org)))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.WRONG_KEY


async def test_nothing_about_the_person_stands_in_the_log_or_stays_beside_it(
    db: Connection, org: UUID, keys: Keys
) -> None:
    commitment = promise()
    await seal(db, org, commitment, now=NOW)
    await sequence(db, org, keys, now=NOW)
    row = await db.fetchrow("select * from entry where org_id = $1", org)
    assert (row["subject"], row["fields"]) == (None, None)
    hidden = (commitment.subject.bytes, str(commitment.subject).encode())
    person = keys.person(org, commitment.subject)
    for secret in (*hidden, commitment.subject.hex.encode(), person, person.hex().encode()):
        assert secret not in row["leaf"]
        assert secret not in row["openings"]
    assert commitment.fields["deadline"].encode() not in row["leaf"] + row["openings"]
    proof = await prove(db, org, [commitment.ref], keys, now=NOW)
    for secret in (str(commitment.subject), commitment.subject.hex, person.hex()):
        assert secret not in proof
    shown = verify(await prove(db, org, [commitment.ref], keys, now=NOW, hide=()))
    assert isinstance(shown, Verified)
    assert shown.records[0].fields["subject"] == person.hex()


@pytest.mark.parametrize(
    "fields",
    [
        {"note": "please call me back"},
        {"note": "ada@example.com"},
        {"note": ""},
        {"Note": "x"},
        {"note": "x" * 129},
        {"subject": "x"},
        {"sealed": "x"},
        {},
    ],
)
async def test_free_text_is_never_sealed(
    db: Connection, org: UUID, fields: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"field|leaf"):
        await seal(
            db, org, Commitment(Kind.PROMISE_MADE, uuid7(), uuid7(), NOW, fields), now=NOW
        )


async def test_a_customers_id_is_never_sealed(db: Connection, org: UUID) -> None:
    subject = uuid7()
    fields = {**promise().fields, "calendar": str(subject)}
    with pytest.raises(ValueError, match="customer's id"):
        await seal(
            db, org, Commitment(Kind.PROMISE_MADE, uuid7(), subject, NOW, fields), now=NOW
        )


async def test_destroying_a_persons_key_closes_their_records_and_nothing_else(
    db: Connection, org: UUID, keys: Keys
) -> None:
    gone, stays = promise(), promise()
    await seal_all(db, org, [gone, stays])
    await sequence_all(db, org, keys)
    person = keys.person(org, gone.subject)
    await db.execute(
        "delete from person_key where org_id = $1 and person = $2", org, person
    )
    outcome = verify(await prove(db, org, [gone.ref, stays.ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    closed, open_ = outcome.records
    assert closed.fields == {}
    assert open_.fields["ref"] == str(stays.ref)
    audit = await fsck(db, org, keys)
    assert audit.erased == 1
    assert audit.findings == ("record 0 is closed, and no erasure explains it",)
    fields = {"person": person.hex(), "records": "1", "asked_by": "person"}
    await seal(db, org, Commitment(Kind.ERASURE, uuid7(), org, NOW, fields), now=NOW)
    assert await whole(db, org, keys) == 2
    await sequence_all(db, org, keys)
    assert await whole(db, org, keys) == 3


DAMAGE = {
    "a leaf hash": "update tile set hashes = overlay(hashes placing '\\x00' from 1 for 1)",
    "the tree's last leaf": "update tile set hashes = left(hashes, -32)::bytea",
    "a leaf too many": "update tile set hashes = hashes || decode(repeat('00', 32), 'hex')",
    "all tiles": "delete from tile",
}


@pytest.mark.parametrize("what", DAMAGE)
async def test_a_damaged_tree_stops_the_log_until_it_is_rebuilt(
    db: Connection, org: UUID, keys: Keys, what: str
) -> None:
    await seal_all(db, org, [promise() for _ in range(5)])
    await sequence_all(db, org, keys)
    root = (await state(db, org, keys)).root
    statement = DAMAGE[what].replace(
        "left(hashes, -32)::bytea", "substring(hashes for 128)"
    )
    await db.execute(f"{statement} where org_id = $1 and level = 0", org)
    late = promise()
    await seal(db, org, late, now=NOW)
    with pytest.raises(LogDamaged, match="rebuild"):
        await sequence(db, org, keys, now=NOW)
    assert (await state(db, org, keys)).size == 5
    assert (await fsck(db, org, keys)).findings
    assert await rebuild(db, org, keys) == 5
    assert (await state(db, org, keys)).root == root
    await sequence(db, org, keys, now=NOW)
    assert await whole(db, org, keys) == 6


@pytest.mark.parametrize(
    "change",
    [
        "update entry set leaf = replace(encode(leaf, 'escape'), 'made', 'kept')::bytea",
        "update entry set leaf = (select leaf from entry where index = 1 and org_id = $1)",
        "update entry set kind = 'promise.kept'",
        "update entry set ref = '0192f5c0-0000-7000-8000-000000000001'",
        "update entry set openings = overlay(openings placing '\\x00' from 20 for 1)",
        "delete from entry",
    ],
)
async def test_a_changed_record_is_found_and_not_papered_over(
    db: Connection, org: UUID, keys: Keys, change: str
) -> None:
    await seal_all(db, org, [promise() for _ in range(4)])
    await sequence_all(db, org, keys)
    await db.execute(f"{change} where org_id = $1 and index = 2", org)
    assert (await fsck(db, org, keys)).findings
    with pytest.raises(LogDamaged, match="record"):
        await rebuild(db, org, keys)


async def test_a_checkpoint_that_we_did_not_sign_stops_the_log(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await seal_all(db, org, [promise(), promise()])
    await sequence_all(db, org, keys)
    await seal(db, org, promise(), now=NOW)
    stranger = load(tmp_path)
    with pytest.raises(KeyMissing, match=r"log\.key"):
        await sequence(db, org, stranger, now=NOW)
    await db.execute("update checkpoint set root = sha256(root) where org_id = $1", org)
    with pytest.raises(LogDamaged, match=r"log\.key"):
        await sequence(db, org, keys, now=NOW)


async def test_the_log_announces_that_it_grew(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await seal(db, org, promise(), now=NOW)
    await sequence(db, org, keys, now=NOW)
    row = await db.fetchrow("select topic, body from outbox where org_id = $1", org)
    assert (row["topic"], row["body"]["size"]) == ("log", 1)


async def test_sealing_wakes_whoever_puts_in_order(pool: asyncpg.Pool, org: UUID) -> None:
    woken: asyncio.Queue[str] = asyncio.Queue()

    def heard(*told: Any) -> None:
        woken.put_nowait(told[-1])

    async with pool.acquire() as ear, pool.acquire() as db:
        await ear.add_listener("seal", heard)
        await seal(db, org, promise(), now=NOW)
        assert await asyncio.wait_for(woken.get(), 10) == str(org)
        await ear.remove_listener("seal", heard)


WORKER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from ledger import sequence
from ledger.keys import load
from server.database import connect

async def main(url, org, home):
    db, keys = await connect(url), load(Path(home))
    print("ready", flush=True)
    while True:
        await sequence(db, UUID(org), keys, now=datetime.now(UTC), batch=2)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_worker_killed_at_any_moment_leaves_a_whole_log(
    pool: asyncpg.Pool, database_url: str, org: UUID, tmp_path: Path
) -> None:
    keys = load(tmp_path)
    refs = [uuid7() for _ in range(150)]
    for round_ in range(3):
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            WORKER,
            database_url,
            str(org),
            str(tmp_path),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"ready\n"
        async with pool.acquire() as db:
            before = (await state(db, org, keys)).size
            for ref in refs[round_ * 50 : round_ * 50 + 50]:
                await seal(db, org, promise(ref), now=NOW)
            while (await state(db, org, keys)).size == before:  # it is in the middle of it
                pass
            os.kill(worker.pid, signal.SIGKILL)
            await worker.wait()
            await whole(db, org, keys)
    async with pool.acquire() as db:
        await sequence_all(db, org, keys)
        assert await whole(db, org, keys) == 150
        for ref in refs[::10]:
            proof = await prove(db, org, [ref], keys, now=NOW)
            assert isinstance(verify(proof), Verified)


async def test_the_commands_check_and_mend_the_stored_log(
    pool: asyncpg.Pool, database_url: str, org: UUID, tmp_path: Path
) -> None:
    keys = load(tmp_path / "keys")

    async def command(name: str) -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ledger", name, "--home", str(tmp_path)),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "DATABASE_URL": database_url},
            cwd=ROOT,
        )
        said, _ = await process.communicate()
        return process.returncode, said.decode()

    async with pool.acquire() as db:
        await seal_all(db, org, [promise() for _ in range(3)])
        await sequence_all(db, org, keys)
        status, said = await command("fsck")
        assert (status, "3 records" in said) == (0, True)
        await db.execute("delete from tile where org_id = $1", org)
        status, said = await command("fsck")
        assert (status, "stored tree differs" in said) == (1, True)
        assert (await command("rebuild"))[0] == 0
        assert (await command("fsck"))[0] == 0
        assert await whole(db, org, keys) == 3
