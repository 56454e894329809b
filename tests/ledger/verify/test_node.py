"""Anchors held against a node: each way in which they can be untrue, and nodes that lie."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.contract import runtime
from ledger.verify import Level, Reason, Refused, Verified, verify
from ledger.verify.node import CODE, ROOT_AT, NoAnswer, NodeError, confirm, reach
from tests.ledger.proofs.day import a_day

LOG, AT = a_day()
PROOF = verify(str(LOG.proof(AT["made"], anchors=(True, False))))
assert isinstance(PROOF, Verified)
PUBLIC, PRIVATE = PROOF.anchors


def truth(**changed: Any) -> dict[str, Any]:
    """What an honest node says of the public anchor, with some answers changed."""
    anchor = PUBLIC
    answers = {
        "eth_chainId": hex(anchor.chain_id),
        hex(anchor.block): {"hash": anchor.block_hash},
        "finalized": {"number": hex(anchor.block)},
        "eth_getTransactionReceipt": {
            "blockHash": anchor.block_hash,
            "blockNumber": hex(anchor.block),
            "status": "0x1",
            "to": anchor.contract.upper().replace("0X", "0x"),
        },
        "eth_getCode": "0x" + runtime().hex(),
        "eth_call": "0x" + anchor.checkpoint.root.hex(),
    }
    return {**answers, **changed}


def asking(answers: dict[str, Any]) -> Any:
    def ask(method: str, params: list[Any]) -> Any:
        if method == "eth_getBlockByNumber":
            method = params[0]
        if isinstance(answers[method], Exception):
            raise answers[method]
        return answers[method]

    return ask


def reason(**changed: Any) -> Reason:
    found = confirm(PROOF, asking(truth(**changed)))
    assert isinstance(found, Refused)
    return found.reason


def test_what_the_verifier_knows_of_the_contract_is_the_contract() -> None:
    assert "0x" + keccak(b"rootAt(uint64)")[:4].hex() == ROOT_AT
    assert hashlib.sha256(runtime()).hexdigest() == CODE


def test_a_true_anchor_raises_the_level_to_that_of_its_chain() -> None:
    found = confirm(PROOF, asking(truth()))
    assert isinstance(found, Verified)
    assert (found.level, found.checked) == (Level.PUBLIC_CHAIN, {PUBLIC.chain_id})
    own = truth(eth_chainId=hex(PRIVATE.chain_id))
    found = confirm(PROOF, asking(own))
    assert isinstance(found, Verified)
    assert (found.level, found.checked) == (Level.SELF_HOSTED, {PRIVATE.chain_id})


def test_a_contract_that_the_reader_knows_is_held_against_the_anchor() -> None:
    known = PUBLIC.contract.upper().replace("0X", "0x")
    assert isinstance(confirm(PROOF, asking(truth()), known), Verified)
    found = confirm(PROOF, asking(truth()), "0x" + "11" * 20)
    assert isinstance(found, Refused)
    assert found.reason is Reason.OTHER_CONTRACT


def test_each_untruth_has_its_reason() -> None:
    block, mined = hex(PUBLIC.block), truth()["eth_getTransactionReceipt"]
    gone = Reason.NOT_ON_CHAIN
    assert reason(eth_chainId="0x1") is Reason.WRONG_CHAIN
    assert reason(**{block: None}) is gone
    assert reason(**{block: {"hash": "0x" + "11" * 32}}) is gone
    assert reason(eth_getTransactionReceipt=None) is gone
    for name, wrong in (
        ("blockHash", None),
        ("blockHash", "0x" + "11" * 32),
        ("blockNumber", "0x1"),
        ("status", "0x0"),
        ("to", "0x" + "11" * 20),
    ):
        assert reason(eth_getTransactionReceipt={**mined, name: wrong}) is gone, name
    assert reason(finalized={"number": hex(PUBLIC.block - 1)}) is Reason.NOT_FINAL
    assert reason(finalized=None) is Reason.NOT_FINAL
    assert reason(eth_getCode="0x") is gone
    assert reason(eth_getCode="0x6001") is gone
    assert reason(eth_call="0x" + "00" * 32) is Reason.OTHER_ROOT
    assert reason(eth_call="0x" + "11" * 32) is Reason.OTHER_ROOT
    assert reason(eth_call="0x") is Reason.OTHER_ROOT
    assert reason(eth_call=NodeError("execution reverted")) is Reason.OTHER_ROOT


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=70),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["hash", "number", "blockHash", "blockNumber", "status", "to"]),
            inner,
        )
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(truth())), junk)
def test_whatever_a_node_answers_nothing_but_the_truth_raises_the_level(
    which: str, answer: Any
) -> None:
    if answer == truth()[which]:
        return
    with contextlib.suppress(NoAnswer):
        found = confirm(PROOF, asking(truth(**{which: answer})))
        assert isinstance(found, Refused) or (
            # A later block may be final, and the same hash be written in capitals.
            which in ("finalized", hex(PUBLIC.block), "eth_getTransactionReceipt")
        )


class _Node(BaseHTTPRequestHandler):
    bodies: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method, params = asked["method"], asked["params"]
        key = params[0] if method == "eth_getBlockByNumber" else method
        body = (
            self.bodies[0]
            if self.bodies
            else json.dumps({"jsonrpc": "2.0", "id": 1, "result": truth()[key]}).encode()
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def node() -> Iterator[str]:
    """Address of a node that tells the truth, unless `_Node.bodies` says otherwise."""
    with HTTPServer(("127.0.0.1", 0), _Node) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        _Node.bodies.clear()


def test_a_node_is_asked_over_http_without_any_library_for_chains(node: str) -> None:
    found = confirm(PROOF, reach(node))
    assert isinstance(found, Verified)
    assert found.level is Level.PUBLIC_CHAIN


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"error": {"code": 1, "message": "busy"}}',
    ],
)
def test_a_node_that_does_not_answer_with_json_rpc_tells_nothing(
    node: str, body: bytes
) -> None:
    _Node.bodies.append(body)
    with pytest.raises(NoAnswer):
        confirm(PROOF, reach(node))


def test_no_file_is_read_as_a_node() -> None:
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/", "/etc/passwd", "", "http:"):
        with pytest.raises(NoAnswer):
            confirm(PROOF, reach(url))


def test_nothing_is_asked_where_nothing_was_anchored() -> None:
    plain = verify(str(LOG.proof(AT["made"])))
    assert isinstance(plain, Verified)
    assert confirm(plain, asking({})) is plain
