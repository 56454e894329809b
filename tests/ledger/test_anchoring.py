"""Anchoring on a real chain process, which is killed, replaced and taken away."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection

from ledger import Keys, SealState, fsck, prove, seal, seals, sequence, state
from ledger.chain.anchoring import anchor
from ledger.chain.client import Client, connect
from ledger.chain.contract import artefact, compile_anchor
from ledger.chain.following import Node, Progress
from ledger.chain.trouble import NodeDown, Trouble
from ledger.format.anchor import Anchor
from ledger.format.note import Note, verify_note
from ledger.public.anchors import anchor_notes, anchors
from ledger.verify import Anchored, Level, Reason, Refused, Verified, verify
from ledger.verify.node import confirm, reach
from tests.ledger.scene import NOW, ChainProcess, promise

AT_ONCE = timedelta(0)


TELL = """
insert into published (org_id, size, root, at)
select org_id, size, root, at from checkpoint where org_id = $1 order by size desc limit 1
on conflict (org_id) do update set size = excluded.size, root = excluded.root
"""


async def grow(db: Connection, org: UUID, keys: Keys, count: int = 3) -> UUID:
    """Seal some promises, and note that the new state was published."""
    for _ in range(count):
        commitment = promise()
        await seal(db, org, commitment, now=NOW)
    await sequence(db, org, keys, now=NOW)
    await db.execute(TELL, org)
    return commitment.ref


async def step(db: Connection, org: UUID, keys: Keys, chain: ChainProcess) -> Progress:
    node = Node(chain.url, name="embedded", every=AT_ONCE)
    return await anchor(db, org, keys, node, now=NOW)


def test_the_committed_artefact_is_what_the_source_compiles_to() -> None:
    assert compile_anchor() == artefact()


async def test_a_root_is_anchored_and_checked_on_the_chain(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    ref = await grow(db, org, operator)
    node = Node(chain.url, public=True)
    done = await anchor(db, org, operator, node, now=NOW)
    assert done == Progress(sent=2, final=2)
    assert (await seals(db, org, [ref]))[ref].state is SealState.ANCHORED
    log = await state(db, org, operator)
    assert (log.anchored_size, log.level) == (3, Level.PUBLIC_CHAIN)
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    assert (outcome.level, outcome.anchored) == (Level.SELF_HOSTED, Anchored.NOT_CHECKED)
    checked = confirm(outcome, reach(chain.url))
    assert isinstance(checked, Verified)
    assert (checked.level, checked.anchored) == (Level.PUBLIC_CHAIN, Anchored.CHECKED)
    assert (await fsck(db, org, operator)).findings == ()


async def test_a_chain_of_the_desks_own_never_counts_as_public(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    ref = await grow(db, org, operator)
    await step(db, org, operator, chain)
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    checked = confirm(outcome, reach(chain.url))
    assert isinstance(checked, Verified)
    assert (checked.level, checked.anchored) == (Level.SELF_HOSTED, Anchored.CHECKED)


async def test_nothing_new_is_sent_before_its_time_or_without_growth(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    assert (await step(db, org, operator, chain)).sent == 2
    assert await step(db, org, operator, chain) == Progress()
    await grow(db, org, operator)
    minute = timedelta(minutes=1)
    node = Node(chain.url, name="embedded", every=minute)
    early = await anchor(db, org, operator, node, now=NOW + minute / 2)
    assert early == Progress()
    late = await anchor(db, org, operator, node, now=NOW + minute)
    assert late == Progress(sent=1, final=1)


async def test_outsiders_are_told_where_the_log_is_anchored(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    assert await anchor_notes(db, org, operator, now=NOW) == ""
    await grow(db, org, operator)
    await step(db, org, operator, chain)
    await grow(db, org, operator)
    (one,) = await anchors(db, org)
    assert (one.chain_id, one.size, one.sent_size, one.state) == (
        chain.chain_id,
        3,
        3,
        "final",
    )
    assert one.spent > 0
    assert one.trouble is None
    note = Note.parse(await anchor_notes(db, org, operator, now=NOW))
    assert verify_note(note, [operator.verifier(org)])
    told = Anchor.parse(note.text)
    assert (told.chain_id, told.checkpoint.size) == (chain.chain_id, 3)
    chain.kill()
    await step(db, org, operator, chain)
    (one,) = await anchors(db, org)
    assert (one.trouble, one.since) == (Trouble.NODE_DOWN, NOW)


async def test_what_is_not_published_is_not_anchored(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    assert (await step(db, org, operator, chain)).final == 2
    await seal(db, org, promise(), now=NOW)
    await sequence(db, org, operator, now=NOW)  # say, no witness has signed it yet
    assert await step(db, org, operator, chain) == Progress()
    await db.execute(TELL, org)
    assert (await step(db, org, operator, chain)).final == 1


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_chain_killed_between_send_and_mined_loses_and_doubles_nothing(
    db: Connection,
    org: UUID,
    chain: ChainProcess,
    operator: Keys,
    arrived: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain)
    await grow(db, org, operator)
    honest = Client.broadcast

    async def killed(self: Client, raw: bytes) -> None:
        if arrived:
            await honest(self, raw)
        chain.kill()
        raise NodeDown("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "broadcast", killed)
        assert (await step(db, org, operator, chain)).said == "killed"
    stored = """
    select a.state, t.raw from anchoring a join anchor_attempt t
        using (org_id, chain_id, transaction)
    where a.org_id = $1 and a.size = 6
    """
    sent = await db.fetchrow(stored, org)
    assert sent["state"] == "sent"
    still = await step(db, org, operator, chain)
    assert still.trouble is Trouble.NODE_DOWN
    before = chain.chain_id
    chain.start()
    assert chain.chain_id == before
    assert (await step(db, org, operator, chain)).final == 1
    final = await db.fetchrow(stored, org)
    assert (final["state"], final["raw"]) == ("final", sent["raw"])
    async with connect(chain.url) as client:
        assert await client.nonce(operator.operator_address) == 3
    assert (await state(db, org, operator)).anchored_size == 6
    assert (await fsck(db, org, operator)).findings == ()


async def test_a_node_on_another_chain_is_refused_and_gets_nothing(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys, tmp_path: Path
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain)
    other = ChainProcess(tmp_path / "other")
    try:
        await grow(db, org, operator)
        refused = await step(db, org, operator, other)
        assert refused.trouble is Trouble.WRONG_CHAIN
        assert str(other.chain_id) in refused.said
        count = "select count(*) from anchoring where org_id = $1 and chain_id = $2"
        assert await db.fetchval(count, org, other.chain_id) == 0
        # Under a name of its own it is another chain on purpose; only money is missing.
        moved = Node(other.url, name="elsewhere")
        there = await anchor(db, org, operator, moved, now=NOW)
        assert there.trouble is Trouble.REFUSED
        assert there.final == 0
    finally:
        other.stop()


async def test_several_workers_anchor_once(
    pool: asyncpg.Pool, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    async with pool.acquire() as db:
        await grow(db, org, operator)

    async def work() -> Progress:
        async with pool.acquire() as db:
            return await step(db, org, operator, chain)

    await asyncio.gather(*(work() for _ in range(4)))
    async with pool.acquire() as db:
        await step(db, org, operator, chain)
        rows = await db.fetch("select size, state from anchoring where org_id = $1", org)
        assert sorted((row["size"], row["state"]) for row in rows) == [
            (0, "final"),
            (3, "final"),
        ]
    async with connect(chain.url) as client:
        assert await client.nonce(operator.operator_address) == 2


async def test_a_forged_receipt_is_refused_by_the_chain(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    ref = await grow(db, org, operator)
    await step(db, org, operator, chain)
    changes = (
        "block = 7",
        "block = 1",
        "block_hash = '0x" + "11" * 32 + "'",
        "transaction = '0x" + "22" * 32 + "'",
        "contract = '0x" + "33" * 20 + "'",
    )
    for change in changes:
        attempt = db.transaction()
        await attempt.start()
        await db.execute(
            f"update anchoring set {change} where size = 3 and org_id = $1", org
        )
        forged = verify(await prove(db, org, [ref], operator, now=NOW))
        await attempt.rollback()
        assert isinstance(forged, Verified)  # signed by the log, which lies
        refused = confirm(forged, reach(chain.url))
        assert isinstance(refused, Refused), change
        assert refused.reason is Reason.NOT_ON_CHAIN


async def test_a_state_that_was_never_anchored_is_refused_by_the_chain(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain)
    later = await grow(db, org, operator)
    copy = """
    insert into anchoring (org_id, chain_id, contract, size, root, operator, nonce,
        transaction, public, state, block, block_hash, sent_at, final_at)
    select org_id, chain_id, contract, 6, root, operator, nonce + 100, transaction, public,
        state, block, block_hash, sent_at, final_at
    from anchoring where org_id = $1 and size = 3
    """
    await db.execute(copy, org)
    outcome = verify(await prove(db, org, [later], operator, now=NOW))
    assert isinstance(outcome, Verified)
    refused = confirm(outcome, reach(chain.url))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.OTHER_ROOT
    assert (await fsck(db, org, operator)).findings  # and the desk's own check sees it


async def test_the_embedded_chain_of_another_desk_is_named_in_the_receipt(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys, tmp_path: Path
) -> None:
    ref = await grow(db, org, operator)
    await step(db, org, operator, chain)
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    other = ChainProcess(tmp_path / "other")
    try:
        refused = confirm(outcome, reach(other.url))
    finally:
        other.stop()
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.WRONG_CHAIN
