"""The contract and the embedded chain: who may anchor, what survives, who may ask."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from eth_account import Account
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web3 import Web3

from ledger.chain.contract import artefact
from ledger.chain.embedded.chain import Chain
from ledger.chain.embedded.methods import METHODS, RpcError, answer
from ledger.keys import BadKey, load
from tests.ledger.scene import ROOT, ChainProcess

OPERATOR = Account.from_key(b"\x01" * 32)
STRANGER = Account.from_key(b"\x02" * 32)
ROOT_A, ROOT_B = b"\xaa" * 32, b"\xbb" * 32


class Deployed:
    """The contract on an embedded chain, reached through its JSON-RPC methods."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        made = artefact()
        self.abi = Web3().eth.contract(abi=made["abi"])
        self.address = self.send(OPERATOR, None, made["bytecode"])["contractAddress"]
        self.send(OPERATOR, STRANGER.address, "0x", value=10**20)

    def send(self, who: Any, to: str | None, data: str, value: int = 0) -> Any:
        nonce = int(answer(self.chain, "eth_getTransactionCount", [who.address]), 16)
        wanted = {
            "chainId": self.chain.id,
            "nonce": nonce,
            "gas": 2_000_000,
            "maxFeePerGas": 10**10,
            "maxPriorityFeePerGas": 10**9,
            "value": value,
            "data": data,
        } | ({"to": to} if to else {})
        raw = who.sign_transaction(wanted).raw_transaction
        sent = answer(self.chain, "eth_sendRawTransaction", [raw.to_0x_hex()])
        return answer(self.chain, "eth_getTransactionReceipt", [sent])

    def act(self, who: Any, name: str, *args: Any) -> bool:
        data = self.abi.encode_abi(name, args=list(args))
        return bool(self.send(who, self.address, data)["status"] == "0x1")

    def read(self, name: str, *args: Any) -> str:
        call = {"to": self.address, "data": self.abi.encode_abi(name, args=list(args))}
        return str(answer(self.chain, "eth_call", [call, "finalized"]))


@pytest.fixture
def deployed(tmp_path: Path) -> Deployed:
    operator = bytes.fromhex(OPERATOR.address[2:])
    return Deployed(Chain(tmp_path / "chain.sqlite3", operator))


def test_only_the_operator_anchors_and_the_size_only_grows(deployed: Deployed) -> None:
    assert not deployed.act(STRANGER, "anchor", 1, ROOT_A)
    assert deployed.act(OPERATOR, "anchor", 5, ROOT_A)
    assert not deployed.act(OPERATOR, "anchor", 5, ROOT_B)
    assert not deployed.act(OPERATOR, "anchor", 4, ROOT_B)
    assert not deployed.act(OPERATOR, "anchor", 9, bytes(32))
    assert deployed.act(OPERATOR, "anchor", 6, ROOT_B)
    assert deployed.read("rootAt", 5) == "0x" + ROOT_A.hex()
    assert deployed.read("rootAt", 6) == "0x" + ROOT_B.hex()
    assert int(deployed.read("latestSize"), 16) == 6


def test_a_new_operator_has_to_accept(deployed: Deployed) -> None:
    assert not deployed.act(STRANGER, "propose", STRANGER.address)
    assert not deployed.act(STRANGER, "accept")
    assert deployed.act(OPERATOR, "propose", STRANGER.address)
    assert not deployed.act(STRANGER, "anchor", 1, ROOT_A)
    assert deployed.act(OPERATOR, "anchor", 1, ROOT_A)
    assert deployed.act(STRANGER, "accept")
    assert not deployed.act(STRANGER, "accept")
    assert not deployed.act(OPERATOR, "anchor", 2, ROOT_B)
    assert deployed.act(STRANGER, "anchor", 2, ROOT_B)


def test_anchors_can_be_found_by_their_events(deployed: Deployed) -> None:
    for size in (1, 2, 3):
        deployed.act(OPERATOR, "anchor", size, ROOT_A)
    topic = Web3.keccak(text="Anchored(uint64,bytes32,uint64)").to_0x_hex()
    asked = {"fromBlock": "0x0", "address": deployed.address, "topics": [topic]}
    found = answer(deployed.chain, "eth_getLogs", [asked])
    assert [int(log["topics"][1], 16) for log in found] == [1, 2, 3]
    narrowed = {**asked, "topics": [topic, [found[1]["topics"][1]]]}
    assert answer(deployed.chain, "eth_getLogs", [narrowed]) == [found[1]]


def test_a_refused_call_says_why(deployed: Deployed) -> None:
    data = deployed.abi.encode_abi("anchor", args=[1, ROOT_A])
    call = {"from": STRANGER.address, "to": deployed.address, "data": data}
    for method in ("eth_call", "eth_estimateGas"):
        with pytest.raises(RpcError, match="execution reverted: operator") as refused:
            answer(deployed.chain, method, [call])
        assert refused.value.code == 3


def test_the_same_bytes_count_once(deployed: Deployed) -> None:
    head = deployed.chain.head.block_number
    wanted = {
        "chainId": deployed.chain.id,
        "nonce": 2,
        "to": STRANGER.address,
        "value": 1,
        "gas": 21_000,
        "maxFeePerGas": 10**10,
        "maxPriorityFeePerGas": 10**9,
    }
    raw = OPERATOR.sign_transaction(wanted).raw_transaction.to_0x_hex()
    answer(deployed.chain, "eth_sendRawTransaction", [raw])
    with pytest.raises(RpcError, match="already known"):
        answer(deployed.chain, "eth_sendRawTransaction", [raw])
    elsewhere = {**wanted, "chainId": deployed.chain.id + 1, "nonce": 3}
    raw = OPERATOR.sign_transaction(elsewhere).raw_transaction.to_0x_hex()
    with pytest.raises(RpcError):
        answer(deployed.chain, "eth_sendRawTransaction", [raw])
    assert deployed.chain.head.block_number == head + 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["latest", "0x", "0x0", "0x1", "0x" + "11" * 32, "0x" + "22" * 20]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["to", "from", "data", "fromBlock", "toBlock", "topics", "value"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(method=st.sampled_from(sorted(METHODS)), params=st.lists(json_values, max_size=3))
def test_nothing_asked_brings_the_chain_down(
    deployed: Deployed, method: str, params: list[Any]
) -> None:
    with contextlib.suppress(RpcError):  # any other error fails
        json.dumps(answer(deployed.chain, method, params))
    assert answer(deployed.chain, "eth_chainId", []) == hex(deployed.chain.id)


def ask(chain: ChainProcess, body: Any, **headers: str) -> tuple[int, Any]:
    at = urlsplit(chain.url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=10)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", "/", data, {"Content-Type": "application/json", **headers})
    answered = connection.getresponse()
    found = json.loads(answered.read())
    connection.close()
    return answered.status, found


def call(method: str, *params: Any) -> Any:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}


def test_the_chain_outlives_kill_after_kill(chain: ChainProcess) -> None:
    keys = load(chain.home / "keys")
    sender = Account.from_key(keys.operator)
    for nonce in range(4):
        wanted = {
            "chainId": chain.chain_id,
            "nonce": nonce,
            "to": STRANGER.address,
            "value": 7,
            "gas": 21_000,
            "maxFeePerGas": 10**10,
            "maxPriorityFeePerGas": 10**9,
        }
        raw = sender.sign_transaction(wanted).raw_transaction.to_0x_hex()
        _, sent = ask(chain, call("eth_sendRawTransaction", raw))
        chain.kill()
        chain.start()
        _, receipt = ask(chain, call("eth_getTransactionReceipt", sent["result"]))
        assert receipt["result"]["status"] == "0x1"
    _, balance = ask(chain, call("eth_getBalance", STRANGER.address, "finalized"))
    assert int(balance["result"], 16) == 28


def test_web_pages_cannot_reach_the_chain(chain: ChainProcess) -> None:
    asked = call("eth_chainId")
    assert ask(chain, asked)[0] == 200
    assert ask(chain, asked, Origin="https://evil.example")[0] == 403
    assert ask(chain, asked, Host="evil.example:80")[0] == 403


def test_bad_requests_get_an_error_and_no_more(chain: ChainProcess) -> None:
    assert ask(chain, b"{")[0] == 400
    assert ask(chain, b"[" * 100_000)[0] == 400
    assert ask(chain, [call("eth_chainId"), 5])[1][1]["error"]["code"] == -32600
    assert ask(chain, call("eth_mine"))[1]["error"]["code"] == -32601
    assert ask(chain, call("eth_getBalance", 5))[1]["error"]["code"] == -32602
    assert ask(chain, b"", **{"Content-Length": "2000000"})[0] == 413  # before it is sent
    assert ask(chain, call("eth_chainId"))[1]["result"] == hex(chain.chain_id)


def test_a_second_process_on_the_same_chain_is_refused(chain: ChainProcess) -> None:
    command = [sys.executable, "-m", "ledger", "chain", "--home", str(chain.home)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "another process" in second.stderr


def test_keys_are_private_and_stay_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys = load(folder)
    assert load(folder) == keys
    for file in folder.iterdir():
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
        assert file.read_text().strip() not in repr(keys)
    assert sorted(f.name for f in folder.iterdir()) == [
        "log.key",
        "master.key",
        "operator.key",
        "subject.key",
    ]
    (folder / "log.key").write_text("abc")
    with pytest.raises(BadKey, match=r"log\.key"):
        load(folder)


@pytest.fixture
def proof() -> Path:
    return ROOT / "tests/ledger/samples/good-first-reply.proof"


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ledger", "verify", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_command_tells_valid_invalid_and_cannot_tell(
    proof: Path, tmp_path: Path
) -> None:
    good = verify(str(proof))
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith(
        "Kept: a first reply was promised by 2026-03-02 11:00:00 UTC"
    )
    assert "Self-hosted" in good.stdout
    chinese = verify(str(proof), "--language", "zh", "--json")
    assert json.loads(chinese.stdout)["sentences"][0].startswith("已履行")
    broken = tmp_path / "broken.proof"
    broken.write_bytes(proof.read_bytes().replace(b"T11:", b"T12:", 1))
    bad = verify(str(broken), "--json")
    assert (bad.returncode, json.loads(bad.stdout)["reason"]) == (1, "bad-opening")
    assert verify(str(tmp_path / "none")).returncode == 2
    assert verify(str(tmp_path)).returncode == 2
    anchored = proof.with_name("good-anchored.proof")
    nowhere = verify(str(anchored), "--rpc", "http://127.0.0.1:9")
    assert nowhere.returncode == 2
    assert "does not answer" in nowhere.stderr


def test_the_command_asks_the_chain_that_it_is_given(
    chain: ChainProcess, proof: Path
) -> None:
    anchored = proof.with_name("good-anchored.proof")
    told = verify(str(anchored), "--rpc", chain.url, "--json")
    assert (told.returncode, json.loads(told.stdout)["reason"]) == (1, "wrong-chain")
    for odd in (
        ["--rpc", chain.url, "--contract", "0x12"],
        ["--contract", "0x" + "1" * 40],
    ):
        assert verify(str(anchored), *odd).returncode == 2
