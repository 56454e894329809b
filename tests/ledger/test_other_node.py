"""The same anchoring against a node that nobody here wrote, with reorganisations.

Needs Foundry's anvil: on the PATH, or named by the environment variable ANVIL. Without it
these tests are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection
from web3 import AsyncWeb3
from web3.providers import AsyncHTTPProvider

from ledger import Keys, fsck, prove, state
from ledger.chain.anchoring import Node, Progress, anchor
from ledger.verify import Reason, Refused, Verified, verify
from ledger.verify.node import confirm, reach
from tests.ledger.scene import NOW
from tests.ledger.test_anchoring import AT_ONCE, grow

ANVIL = os.environ.get("ANVIL") or shutil.which("anvil")

pytestmark = pytest.mark.skipif(
    not ANVIL,
    reason="anvil is not installed: npm install @foundry-rs/anvil, and name it in ANVIL",
)


@pytest.fixture
def anvil() -> Iterator[str]:
    """Address of a node whose blocks become final two blocks later."""
    command = [
        str(ANVIL),
        "--port",
        "0",
        "--slots-in-an-epoch",
        "1",
        "--chain-id",
        "424242",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("Listening on "):
                    yield "http://" + line.split()[-1]
                    break
        finally:
            process.kill()


async def ask(url: str, method: Any, *params: Any) -> Any:
    provider = AsyncHTTPProvider(url)
    answer = await AsyncWeb3(provider).provider.make_request(method, list(params))
    await provider.disconnect()
    assert "error" not in answer, answer
    return answer["result"]


async def test_a_reorganisation_sends_the_same_bytes_again_until_they_are_final(
    db: Connection, org: UUID, keys: Keys, anvil: str
) -> None:
    await ask(anvil, "anvil_setBalance", keys.operator_address, hex(10**20))
    ref = await grow(db, org, keys)
    node = Node(anvil, public=True)

    async def step() -> Progress:
        return await anchor(db, org, keys, node, every=AT_ONCE, now=NOW)

    assert await step() == Progress(sent=2, mined=2)
    assert (await state(db, org, keys)).anchored_size == 0
    of_anchor = (
        "select state, raw, block_hash from anchoring where org_id = $1 and size = 3"
    )
    first = await db.fetchrow(of_anchor, org)
    await ask(anvil, "anvil_reorg", 2, [])
    again = await step()
    second = await db.fetchrow(of_anchor, org)
    assert second["raw"] == first["raw"]
    assert second["block_hash"] != first["block_hash"]
    assert (second["state"], again.final) == ("mined", 0)
    await ask(anvil, "anvil_mine", hex(5))
    assert (await step()).final == 2
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    assert isinstance(confirm(outcome, reach(anvil)), Verified)
    assert (await fsck(db, org, keys)).findings == ()


async def test_a_contract_that_is_there_already_is_used(
    db: Connection, org: UUID, keys: Keys, anvil: str
) -> None:
    await ask(anvil, "anvil_setBalance", keys.operator_address, hex(10**20))
    await grow(db, org, keys)
    await anchor(db, org, keys, Node(anvil), every=AT_ONCE, now=NOW)
    contract = await db.fetchval("select contract from anchoring where size = 0")
    await grow(db, org, keys)
    named = Node(anvil, contract=contract)
    later = NOW + timedelta(minutes=1)
    assert (await anchor(db, org, keys, named, every=AT_ONCE, now=later)).sent == 1
    assert await db.fetchval("select count(*) from anchoring where size = 0") == 1


async def test_an_anchor_that_can_still_be_undone_is_refused(
    db: Connection, org: UUID, keys: Keys, anvil: str
) -> None:
    await ask(anvil, "anvil_setBalance", keys.operator_address, hex(10**20))
    ref = await grow(db, org, keys)
    await anchor(db, org, keys, Node(anvil), every=AT_ONCE, now=NOW)
    await db.execute("update anchoring set state = 'final' where size = 3")
    outcome = verify(await prove(db, org, [ref], keys, now=NOW))
    assert isinstance(outcome, Verified)
    refused = confirm(outcome, reach(anvil))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FINAL
