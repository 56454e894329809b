"""Attacks by whoever runs the node or the contract that a log is anchored through."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection
from web3 import Web3

from ledger import Keys, fsck, prove, state
from ledger.chain.anchoring import anchor
from ledger.chain.client import connect, deploys_to, sign
from ledger.chain.contract import SOURCE
from ledger.chain.fees import GWEI, Budget, Fees
from ledger.chain.following import Node, Progress
from ledger.chain.trouble import Trouble
from ledger.keys import load
from ledger.public.anchors import anchors
from ledger.verify import Reason, Refused, Verified, verify
from ledger.verify.node import confirm, reach
from tests.ledger.scene import NOW, ChainProcess
from tests.ledger.test_anchoring import AT_ONCE, grow

Lie = Callable[[str, list[Any], Any], Any]
OTHER = "0x" + "ab" * 32


@pytest.fixture
async def chain(tmp_path: Path) -> AsyncIterator[ChainProcess]:
    running = await asyncio.to_thread(ChainProcess, tmp_path)
    yield running
    await asyncio.to_thread(running.stop)


@pytest.fixture
def operator(chain: ChainProcess) -> Keys:
    return load(chain.home / "keys")


@contextmanager
def through(url: str, lie: Lie, errors: Lie | None = None) -> Iterator[str]:
    """A node between us and an honest one: ``lie`` changes what comes back.

    ``errors`` has something to say where the honest one has none.
    """

    class Liar(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = json.loads(body)
            request = urllib.request.Request(
                url, body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request) as honest:
                answer = json.load(honest)
            if "result" in answer:
                answer["result"] = lie(asked["method"], asked["params"], answer["result"])
            elif errors and (said := errors(asked["method"], asked["params"], None)):
                answer = {"jsonrpc": "2.0", "id": asked["id"], "result": said}
            data = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def step(
    db: Connection, org: UUID, keys: Keys, url: str, after: timedelta = timedelta()
) -> Progress:
    node = Node(url, name="chain", public=True, every=AT_ONCE)
    return await anchor(db, org, keys, node, now=NOW + after)


def another_root(method: str, params: list[Any], found: Any) -> Any:
    return OTHER if method == "eth_call" and len(params[0]["data"]) == 74 else found


def no_root(method: str, params: list[Any], found: Any) -> Any:
    lies = method == "eth_call" and len(params[0]["data"]) == 74
    return "0x" + "00" * 32 if lies else found


def receipt_of_another_block(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getTransactionReceipt" and found:
        return {**found, "blockNumber": "0x0"}
    return found


def receipt_with_another_hash(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getTransactionReceipt" and found:
        return {**found, "blockHash": OTHER}
    return found


def receipt_of_another_transaction(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getTransactionReceipt" and found:
        return {**found, "transactionHash": OTHER}
    return found


def receipt_that_failed(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getTransactionReceipt" and found:
        return {**found, "status": "0x0"}
    return found


def receipt_of_another_contract(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getTransactionReceipt" and found and found["to"]:
        return {**found, "to": "0x" + "cd" * 20}
    return found


def block_without_it(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getBlockByNumber" and found:
        return {**found, "transactions": []}
    return found


def another_number(method: str, params: list[Any], found: Any) -> Any:
    if method == "eth_getBlockByNumber" and found and params[0].startswith("0x"):
        return {**found, "number": "0x99"}
    return found


def no_code(method: str, params: list[Any], found: Any) -> Any:
    return "0x" if method == "eth_getCode" and params[1] == "finalized" else found


def nonsense(method: str, params: list[Any], found: Any) -> Any:
    return {"blockHash": 7} if method == "eth_getTransactionReceipt" and found else found


LIES = (
    another_root,
    no_root,
    receipt_of_another_block,
    receipt_with_another_hash,
    receipt_of_another_transaction,
    receipt_that_failed,
    receipt_of_another_contract,
    block_without_it,
    another_number,
    no_code,
    nonsense,
)


@pytest.mark.parametrize("lie", LIES)
async def test_what_cannot_be_true_is_told_and_never_believed(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys, lie: Lie
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain.url)
    ref = await grow(db, org, operator)
    with through(chain.url, lie) as liar:
        told = await step(db, org, operator, liar)
        again = await step(db, org, operator, liar, timedelta(minutes=10))
    for seen in (told, again):
        assert (seen.trouble, seen.final) == (Trouble.CONTRADICTION, 0), lie.__name__
    kept = "select state from anchoring where org_id = $1 and size = 6"
    assert await db.fetchval(kept, org) in (None, "sent", "mined")
    assert (await state(db, org, operator)).anchored_size == 3
    trouble = "select trouble from chain where org_id = $1"
    assert await db.fetchval(trouble, org) == "contradiction"
    # An honest node again: nothing was lost, and nothing is sent twice.
    assert (await step(db, org, operator, chain.url)).final == 1
    assert (await state(db, org, operator)).anchored_size == 6
    assert await db.fetchval(trouble, org) is None
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    assert isinstance(confirm(outcome, reach(chain.url)), Verified)
    async with connect(chain.url) as client:
        assert await client.nonce(operator.operator_address) == 3
    assert (await fsck(db, org, operator)).findings == ()


async def test_a_node_that_goes_to_another_chain_in_the_middle_is_told(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    asked = 0

    def lie(method: str, params: list[Any], found: Any) -> Any:
        nonlocal asked
        asked += method == "eth_chainId"
        return "0x1" if method == "eth_chainId" and asked > 1 else found

    await grow(db, org, operator)
    with through(chain.url, lie) as liar:
        seen = await step(db, org, operator, liar)
    assert (seen.trouble, seen.final) == (Trouble.CONTRADICTION, 0)
    assert (await state(db, org, operator)).anchored_size == 0


async def test_fees_that_a_node_makes_up_are_never_paid(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    def lie(method: str, params: list[Any], found: Any) -> Any:
        return hex(10**24) if method == "eth_maxPriorityFeePerGas" else found

    await grow(db, org, operator)
    node = Node(chain.url, name="chain", every=AT_ONCE, fee_cap=3 * GWEI)
    with through(chain.url, lie) as liar:
        made_up = Node(liar, name="chain", every=AT_ONCE, fee_cap=3 * GWEI)
        seen = await anchor(db, org, operator, made_up, now=NOW)
    assert seen.trouble is Trouble.FEE_CAP
    assert (await anchor(db, org, operator, node, now=NOW)).final == 2
    fees = "select max(fee) from anchor_attempt where org_id = $1"
    assert await db.fetchval(fees, org) <= 3 * GWEI


async def test_a_node_that_denies_every_anchor_makes_nobody_pay_above_the_limit(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    """Each is signed anew and costs its fee; the one before was forgotten once."""
    await grow(db, org, operator)
    assert (await step(db, org, operator, chain.url)).final == 2
    await grow(db, org, operator)

    def denies(method: str, params: list[Any], found: Any) -> Any:
        return no_root(method, params, receipt_that_failed(method, params, found))

    def invites(method: str, params: list[Any], found: Any) -> Any:
        return hex(100_000) if method == "eth_estimateGas" else None

    async def balance() -> int:
        async with connect(chain.url) as client:
            address = Web3.to_checksum_address(operator.operator_address)
            return int(await client._web3.eth.get_balance(address))

    async def spent() -> int:
        (one,) = await anchors(db, org)
        return one.spent

    before, paid = await balance(), await spent()
    sent = "select sum(most) from anchoring where org_id = $1"
    with through(chain.url, denies, invites) as liar:
        node = Node(liar, name="chain", public=True, every=AT_ONCE)
        # The first says what one may cost; there is room for two of them.
        await anchor(db, org, operator, node, now=NOW)
        one = int(await db.fetchval(f"{sent} and size = 6", org))
        limit = paid + 2 * one
        tight = replace(node, budget=Budget(day=limit))
        ends = [await anchor(db, org, operator, tight, now=NOW)]
        while ends[-1].trouble is Trouble.REFUSED and len(ends) < 40:
            ends.append(await anchor(db, org, operator, tight, now=NOW))
    assert ends[-1].trouble is Trouble.BUDGET
    assert len(ends) > 2
    lost = before - await balance()
    assert lost > 0
    assert await spent() == paid + lost
    assert paid + lost <= limit


async def test_nonces_that_a_node_makes_up_hold_nothing_up_for_good(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain.url)
    await grow(db, org, operator)

    def lie(method: str, params: list[Any], found: Any) -> Any:
        return "0x99" if method == "eth_getTransactionCount" else found

    with through(chain.url, lie) as liar:
        await step(db, org, operator, liar)
    later = timedelta(minutes=10)
    await step(db, org, operator, chain.url, later)
    await step(db, org, operator, chain.url, later)
    assert (await state(db, org, operator)).anchored_size == 6
    assert (await fsck(db, org, operator)).findings == ()


async def test_what_was_signed_for_one_chain_counts_on_no_other(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys, tmp_path: Path
) -> None:
    """A replayed transaction."""
    await grow(db, org, operator)
    await step(db, org, operator, chain.url)
    raws = await db.fetch("select raw from anchor_attempt where org_id = $1", org)
    other = await asyncio.to_thread(ChainProcess, tmp_path / "other")
    try:
        async with connect(other.url) as client:
            for row in raws:
                refused = await client.broadcast(row["raw"])
                assert refused is not None
                assert "signed for chain" in refused
    finally:
        await asyncio.to_thread(other.stop)
    async with connect(chain.url) as client:  # nor twice on its own
        for row in raws:
            assert await client.broadcast(row["raw"]) is None
        assert await client.nonce(operator.operator_address) == len(raws)


def forgetful() -> str:
    """A contract that looks like ours, and lets its operator write history again."""
    import vyper

    source = SOURCE.read_text().replace(
        '    assert size > self.latestSize, "growing"\n', ""
    )
    assert source != SOURCE.read_text()
    return str(vyper.compile_code(source, output_formats=["bytecode"])["bytecode"])


async def deploy(chain: ChainProcess, key: bytes, sender: str, code: str) -> str:
    async with connect(chain.url) as client:
        nonce = await client.nonce(sender)
        fees = Fees(10 * GWEI, GWEI)
        signed = sign(key, chain.chain_id, nonce, None, code, 2_000_000, fees, base=True)
        assert await client.broadcast(signed.raw) is None
    return deploys_to(sender, nonce)


async def test_a_contract_of_somebody_else_gets_nothing(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    foreign = await deploy(chain, operator.operator, operator.operator_address, forgetful())
    for address in (foreign, "0x" + "99" * 20):
        node = Node(chain.url, name="chain", contract=address, every=AT_ONCE)
        seen = await anchor(db, org, operator, node, now=NOW)
        assert seen == Progress(trouble=Trouble.FOREIGN_CONTRACT, said=seen.said)
    assert await db.fetchval("select count(*) from anchoring where org_id = $1", org) == 0


async def test_a_contract_that_listens_to_somebody_else_gets_nothing(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    await grow(db, org, operator)
    await step(db, org, operator, chain.url)
    contract = await db.fetchval("select contract from anchoring where size = 0")
    await db.execute("delete from anchoring where org_id = $1", org)
    node = Node(chain.url, name="chain", contract=contract, every=AT_ONCE)
    other = load(chain.home / "other")
    stranger = replace(operator, operator=other.operator)
    seen = await anchor(db, org, stranger, node, now=NOW)
    assert seen == Progress(trouble=Trouble.NOT_OPERATOR, said=seen.said)
    assert other.operator_address in seen.said


async def test_a_receipt_from_a_contract_that_can_forget_is_refused(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    ref = await grow(db, org, operator)
    await step(db, org, operator, chain.url)
    foreign = await deploy(chain, operator.operator, operator.operator_address, forgetful())
    row = await db.fetchrow(
        "select root, nonce from anchoring where org_id = $1 and size = 3", org
    )
    async with connect(chain.url) as client:
        data = client.call_data(foreign, "anchor", 3, row["root"])
        nonce = await client.nonce(operator.operator_address)
        fees = Fees(10 * GWEI, GWEI)
        signed = sign(
            *(operator.operator, chain.chain_id, nonce, foreign, data, 300_000, fees),
            base=True,
        )
        assert await client.broadcast(signed.raw) is None
        place = await client.mined(signed.transaction)
    assert place
    assert place.good
    # The log signs a receipt that is true in every word; only the contract is no anchor.
    await db.execute(
        "update anchoring set contract = $2, transaction = $3, block = $4, block_hash = $5 "
        "where org_id = $1 and size = 3",
        *(org, foreign, signed.transaction, place.block, place.block_hash),
    )
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    refused = confirm(outcome, reach(chain.url))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_ON_CHAIN
