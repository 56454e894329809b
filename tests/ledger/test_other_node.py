"""Anchoring on a node that nobody here wrote: reorganisations, kills, full mempools."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection, Record

from ledger import Keys, fsck, prove, state
from ledger.chain.anchoring import anchor
from ledger.chain.client import connect
from ledger.chain.fees import GWEI, Budget
from ledger.chain.following import Node, Progress
from ledger.chain.trouble import Trouble
from ledger.verify import Reason, Refused, Verified, verify
from ledger.verify.node import confirm, reach
from tests.ledger.foundry import Anvil, needs_anvil
from tests.ledger.scene import NOW
from tests.ledger.test_anchoring import AT_ONCE, grow

pytestmark = needs_anvil

Make = Callable[..., Anvil]
OF_SIZE = """
select state, transaction, block, block_hash, cost, most, nonce, mined_at, final_at
from anchoring where org_id = $1 and size = $2
"""
RAW = (
    "select raw from anchor_attempt where org_id = $1 and size = $2 order by stored_at, fee"
)


def node_of(chain: Anvil, **how: object) -> Node:
    return Node(chain.url, **{"every": AT_ONCE, "public": True, **how})  # type: ignore[arg-type]


async def row(db: Connection, org: UUID, size: int) -> Record:
    found = await db.fetchrow(OF_SIZE, org, size)
    assert found
    return found


async def raws(db: Connection, org: UUID, size: int) -> list[bytes]:
    return [one["raw"] for one in await db.fetch(RAW, org, size)]


async def step(
    db: Connection, org: UUID, keys: Keys, node: Node, now: datetime = NOW
) -> Progress:
    return await anchor(db, org, keys, node, now=now)


async def come_through(
    db: Connection,
    org: UUID,
    keys: Keys,
    node: Node,
    anvil: Anvil,
    now: datetime = NOW,
) -> Progress:
    """Take turns until blocks have the contract, if it is new, and the anchor after it."""
    for _ in range(2):
        await step(db, org, keys, node, now)
        await anvil.mine()
    return await step(db, org, keys, node, now)


async def whole(db: Connection, org: UUID, keys: Keys) -> None:
    """The whole log again, after each scenario."""
    assert (await fsck(db, org, keys)).findings == ()


@pytest.mark.parametrize("depth", [*range(1, 21)])
async def test_a_reorganisation_sends_the_same_bytes_again_until_they_are_final(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make, depth: int
) -> None:
    anvil = make_anvil(epoch=32)
    await anvil.fund(keys.operator_address)
    await anvil.mine(100)
    node = node_of(anvil)
    ref = await grow(db, org, keys)
    assert (await come_through(db, org, keys, node, anvil)).trouble is None
    # Undone are the anchor alone, or the contract with it, and the blocks since.
    await anvil.mine(max(0, depth - 2))
    first, bytes_sent = await row(db, org, 3), await raws(db, org, 3)
    assert first["state"] == "mined"
    assert (await state(db, org, keys)).anchored_size == 0
    await anvil.reorg(depth)
    undone = await step(db, org, keys, node)
    assert (undone.final, undone.trouble) == (0, None)
    assert (await row(db, org, 3))["state"] == "sent"
    await anvil.mine()
    assert (await step(db, org, keys, node)).final == 0
    again = await row(db, org, 3)
    assert again["state"] == "mined"
    assert again["block_hash"] != first["block_hash"]
    await anvil.mine(70)
    assert (await step(db, org, keys, node)).final == 2
    assert await raws(db, org, 3) == bytes_sent
    assert (await row(db, org, 3))["cost"] > 0
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    assert isinstance(confirm(outcome, reach(anvil.url)), Verified)
    await whole(db, org, keys)


async def test_a_node_killed_and_restarted_goes_on_where_it_was(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil)
    await grow(db, org, keys)
    await come_through(db, org, keys, node, anvil)
    anvil.kill()  # what it had not yet written down is lost
    down = await step(db, org, keys, node)
    assert down.trouble is Trouble.NODE_DOWN
    anvil.start()
    await anvil.fund(keys.operator_address)
    assert (await come_through(db, org, keys, node, anvil)).trouble is None
    await anvil.mine(5)
    assert (await step(db, org, keys, node)).trouble is None
    assert (await row(db, org, 3))["state"] == "final"
    anvil.kill(signal.SIGTERM)
    anvil.start()  # with its state
    await grow(db, org, keys)
    await come_through(db, org, keys, node, anvil)
    await anvil.mine(5)
    assert (await step(db, org, keys, node)).trouble is None
    assert (await row(db, org, 6))["state"] == "final"
    async with connect(anvil.url) as client:
        assert await client.nonce(keys.operator_address) == 3
    await whole(db, org, keys)


async def test_a_chain_replaced_behind_its_id_is_not_believed(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil, other = make_anvil(), make_anvil()
    for one in (anvil, other):
        await one.fund(keys.operator_address)
    await grow(db, org, keys)
    here = node_of(anvil, name="here")
    await come_through(db, org, keys, here, anvil)
    await anvil.mine(5)
    assert (await step(db, org, keys, here)).final >= 1
    await grow(db, org, keys)
    await step(db, org, keys, here)
    await other.mine(20)
    seen = await step(db, org, keys, node_of(other, name="here"))
    assert seen == Progress(trouble=Trouble.CONTRADICTION, said=seen.said)
    assert "the chain was replaced" in seen.said
    assert (await row(db, org, 3))["state"] == "final"
    assert (await row(db, org, 6))["state"] != "final"


async def test_a_fee_is_raised_until_the_chain_takes_it(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil, patience=timedelta(minutes=3))
    await grow(db, org, keys)
    await step(db, org, keys, node)  # the contract waits
    await anvil.mine(1)
    await step(db, org, keys, node)  # the anchor waits
    assert (await row(db, org, 3))["state"] == "sent"
    later = NOW
    for count in range(2, 6):
        # Everybody else pays more, block after block.
        await anvil.base_fee(2 * 3 ** (count - 1) * GWEI)
        await anvil.mine(1)
        await step(db, org, keys, node, later + timedelta(minutes=1))
        assert len(await raws(db, org, 3)) == count - 1  # patience
        later += timedelta(minutes=4)
        await step(db, org, keys, node, later)
        assert len(await raws(db, org, 3)) == count
    fees = await db.fetch(
        "select fee, tip, nonce from anchor_attempt where org_id = $1 and size = 3 "
        "order by stored_at",
        org,
    )
    for old, new in pairwise(fees):
        assert new["nonce"] == old["nonce"]
        assert new["fee"] * 8 >= old["fee"] * 9
        assert new["tip"] * 8 >= old["tip"] * 9
    await anvil.mine(2)
    assert (await step(db, org, keys, node, later)).mined == 1
    await anvil.mine(3)
    assert (await step(db, org, keys, node, later)).final == 1
    done = await row(db, org, 3)
    assert done["cost"] <= done["most"]
    await whole(db, org, keys)


async def test_whichever_replacement_is_mined_counts(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil, patience=timedelta(minutes=3))
    await grow(db, org, keys)
    await step(db, org, keys, node)
    await anvil.mine(1)
    await step(db, org, keys, node)
    later = NOW + timedelta(minutes=4)
    await step(db, org, keys, node, later)
    old, new = await raws(db, org, 3)
    assert old != new
    # The block's maker had the older one.
    await anvil.ask("anvil_dropAllTransactions")
    await anvil.ask("eth_sendRawTransaction", "0x" + old.hex())
    await anvil.mine(4)
    assert (await step(db, org, keys, node, later)).final >= 1
    mined = (await row(db, org, 3))["transaction"]
    found = "select raw from anchor_attempt where org_id = $1 and transaction = $2"
    assert await db.fetchval(found, org, mined) == old
    await whole(db, org, keys)


async def test_fees_never_go_over_the_cap_and_the_log_goes_on(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil, fee_cap=5 * GWEI)
    await grow(db, org, keys)
    await anvil.base_fee(50 * GWEI)
    await anvil.mine(1)
    dear = await step(db, org, keys, node)
    assert (dear.trouble, dear.sent) == (Trouble.FEE_CAP, 0)
    assert "VERIDESK_CHAIN_FEE_CAP" in dear.said
    await grow(db, org, keys)  # the log goes on
    assert (await state(db, org, keys)).size == 6
    shown = await db.fetchrow("select trouble, said from chain where org_id = $1", org)
    assert shown["trouble"] == "fee-cap"
    await anvil.base_fee(GWEI)
    await anvil.mine(1)
    cheap = await come_through(db, org, keys, node, anvil)
    assert cheap.trouble is None
    assert (await row(db, org, 6))["state"] in ("mined", "final")
    assert await db.fetchval("select trouble from chain where org_id = $1", org) is None
    highest = await db.fetchval(
        "select max(fee) from anchor_attempt where org_id = $1", org
    )
    assert highest <= 5 * GWEI


async def test_a_budget_is_kept_and_told_and_opens_again_with_time(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil)
    await grow(db, org, keys)
    await come_through(db, org, keys, node, anvil)
    await anvil.mine(5)
    assert (await step(db, org, keys, node)).final >= 1
    spent = await db.fetchval("select sum(cost) from anchoring where org_id = $1", org)
    tight = replace(node, budget=Budget(day=int(spent)))
    await grow(db, org, keys)
    stopped = await step(db, org, keys, tight, NOW + timedelta(hours=1))
    assert (stopped.trouble, stopped.sent) == (Trouble.BUDGET, 0)
    assert "VERIDESK_CHAIN_DAY_LIMIT" in stopped.said
    monthly = replace(node, budget=Budget(month=1))
    said = (await step(db, org, keys, monthly, NOW + timedelta(hours=1))).said
    assert "VERIDESK_CHAIN_MONTH_LIMIT" in said
    tomorrow = await step(db, org, keys, tight, NOW + timedelta(hours=25, minutes=1))
    assert (tomorrow.trouble, tomorrow.sent) == (None, 1)


async def test_two_chains_go_their_own_ways_and_meet_in_one_state(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    quick, slow = make_anvil(chain_id=111), make_anvil(chain_id=222)
    for one in (quick, slow):
        await one.fund(keys.operator_address)
    minute = node_of(quick, every=timedelta(minutes=1))
    hour = node_of(slow, every=timedelta(hours=1))
    ref = await grow(db, org, keys)
    await come_through(db, org, keys, minute, quick)
    await grow(db, org, keys)
    # The slow chain takes what the quick one was given, though the log has grown since.
    await come_through(db, org, keys, hour, slow)
    sizes = (
        "select chain_id, size from anchoring where org_id = $1 and size > 0 order by 1, 2"
    )
    assert [tuple(one) for one in await db.fetch(sizes, org)] == [(111, 3), (222, 3)]
    for one, node in ((quick, minute), (slow, hour)):
        await one.mine(5)
        await step(db, org, keys, node)
    proof = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(proof, Verified)
    assert [anchor.chain_id for anchor in proof.anchors] == [111, 222]
    for one in (quick, slow):  # each receipt on a node of its chain
        assert isinstance(confirm(proof, reach(one.url)), Verified)
    quick.kill()  # one chain down holds up no other
    later = NOW + timedelta(hours=2)
    assert (await step(db, org, keys, minute, later)).trouble is Trouble.NODE_DOWN
    assert (await step(db, org, keys, hour, later)).trouble is None
    troubles = "select name, trouble from chain where org_id = $1 and trouble is not null"
    assert [one["trouble"] for one in await db.fetch(troubles, org)] == ["node-down"]
    assert (222, 6) in [tuple(one) for one in await db.fetch(sizes, org)]
    await whole(db, org, keys)


async def test_two_workers_anchor_and_raise_fees_once(
    pool: asyncpg.Pool, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    node = node_of(anvil)
    async with pool.acquire() as db:
        await grow(db, org, keys)

    async def work(now: datetime) -> Progress:
        async with pool.acquire() as db:
            return await step(db, org, keys, node, now)

    later = NOW + timedelta(minutes=5)
    for now in (NOW, later):
        await asyncio.gather(work(now), work(now))
        await anvil.mine(1)
        await asyncio.gather(work(now), work(now))
    async with pool.acquire() as db:
        assert len(await raws(db, org, 0)) == 1
        assert len(await raws(db, org, 3)) <= 2
        await anvil.mine(5)
        await step(db, org, keys, node, later)
        assert (await row(db, org, 3))["state"] == "final"
        await whole(db, org, keys)
    async with connect(anvil.url) as client:
        assert await client.nonce(keys.operator_address) == 2


async def test_a_contract_that_is_there_already_is_used(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil()
    await anvil.fund(keys.operator_address)
    await grow(db, org, keys)
    await come_through(db, org, keys, node_of(anvil), anvil)
    contract = await db.fetchval("select contract from anchoring where size = 0")
    await grow(db, org, keys)
    named = node_of(anvil, contract=contract)
    assert (await step(db, org, keys, named)).sent == 1
    assert await db.fetchval("select count(*) from anchoring where size = 0") == 1


async def test_an_anchor_that_can_still_be_undone_is_refused(
    db: Connection, org: UUID, keys: Keys, make_anvil: Make
) -> None:
    anvil = make_anvil(epoch=32)
    await anvil.fund(keys.operator_address)
    ref = await grow(db, org, keys)
    await come_through(db, org, keys, node_of(anvil), anvil)
    await db.execute("update anchoring set state = 'final' where size = 3")
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    refused = confirm(outcome, reach(anvil.url))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FINAL
