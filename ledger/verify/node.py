"""Asking a node of a chain whether an anchor is true: plain JSON-RPC, a few calls."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ledger.format.anchor import Anchor
from ledger.verify.outcome import Reason, Refused, Verified

TIMEOUT_SECONDS = 10
ANSWER_LIMIT = 8 << 20
DEPTH_LIMIT = 32
LATEST_SIZE = "0x1293ed37"  # the first four bytes of keccak256("latestSize()")
ROOT_AT = "0xeaa38b41"  # the first four bytes of keccak256("rootAt(uint64)")
# SHA-256 of the anchor contract's code as it stands on a chain.
CODE = "6ace02ad13a5f612dda2a76e7419e0516b823fdb9e005c0e9c71868306cc8437"

_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"?')
_NO_BRACKET = re.compile(rb"[^][{}]+")
_QUANTITY = re.compile(r"0x(0|[1-9a-f][0-9a-f]{0,15})")

Ask = Callable[[str, list[Any]], Any]
"""Calls a JSON-RPC method. Raises NodeError for an error, NoAnswer without an answer."""


class NoAnswer(ConnectionError):
    """The node does not answer, or not with JSON-RPC. Trying again later may help."""


class NodeError(RuntimeError):
    """The node answers with an error; the message is its own."""


def reach(url: str) -> Ask:
    """A node's JSON-RPC over HTTP. Raises NoAnswer for what is no such address."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise NoAnswer("a node's address begins with http:// or https://")

    def ask(method: str, params: list[Any]) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        request = Request(  # noqa: S310  # only http and https come here
            url,
            json.dumps(call).encode(),
            {"Content-Type": "application/json", "User-Agent": "veridesk-verify"},
        )
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as found:  # noqa: S310
                answer = _parse(found.read(ANSWER_LIMIT))
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise NoAnswer(str(error)) from error
        if not isinstance(answer, dict) or not answer.keys() & {"result", "error"}:
            raise NoAnswer("that is no answer of JSON-RPC")
        if answer.get("error") is not None:
            raise NodeError(str(answer["error"])[:200])
        return answer["result"]

    return ask


def _parse(data: bytes) -> Any:
    """Read JSON; ValueError for what is none, or is nested as no answer is.

    Where a library has raised Python's limit, nesting would end the process.
    """
    depth = deepest = 0
    for bracket in _NO_BRACKET.sub(b"", _TEXT.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > DEPTH_LIMIT:
        raise ValueError("an answer that is nested too deeply")
    return json.loads(data)


def confirm(
    verified: Verified, ask: Ask, contract: str | None = None
) -> Verified | Refused:
    """Check the anchor on the node's chain, as docs/proofs.md says.

    The node is believed, so it should be one of the reader's own choice. Without the
    ``contract`` that the reader knows, the one that the proof names is believed, and an
    operator with two contracts on a chain could anchor a history in each. Returns what it
    was given where nothing was anchored. Raises NoAnswer when the node does not answer, or
    with what no node would.
    """
    if not verified.anchors:
        return verified
    try:
        return _confirm(verified, ask, contract)
    except NodeError as error:
        raise NoAnswer(str(error)) from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise NoAnswer("the node's answer is not in the form of JSON-RPC") from error


def chain_of(ask: Ask) -> int:
    """The id of the node's chain. Raises NoAnswer where it does not tell."""
    try:
        return _number(ask("eth_chainId", []))
    except (NodeError, TypeError, ValueError) as error:
        raise NoAnswer("the node does not tell its chain") from error


def held_by(contract: str, ask: Ask) -> tuple[int, int, bytes]:
    """The node's chain id; the newest size that a contract holds for good, and its root.

    Size 0 where nothing was anchored. Raises NoAnswer as ``confirm`` does, and NodeError
    where there is no anchor contract.
    """
    chain_id = chain_of(ask)
    try:
        _check_code(contract, ask)
        call = {"to": contract, "data": LATEST_SIZE}
        size = int(_data(ask("eth_call", [call, "finalized"])), 16)
        return chain_id, size, _root_at(contract, size, ask) if size else b""
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise NoAnswer("the node's answer is not in the form of JSON-RPC") from error


def _confirm(verified: Verified, ask: Ask, contract: str | None) -> Verified | Refused:
    chain_id = _number(ask("eth_chainId", []))
    anchor = next((one for one in verified.anchors if one.chain_id == chain_id), None)
    if anchor is None:
        named = ", ".join(str(one.chain_id) for one in verified.anchors)
        return Refused(Reason.WRONG_CHAIN, f"the node is on chain {chain_id}, not {named}")
    if contract is not None and contract.lower() != anchor.contract:
        said = f"it is anchored at {anchor.contract}, not {contract}"
        return Refused(Reason.OTHER_CONTRACT, said)
    block = ask("eth_getBlockByNumber", [hex(anchor.block), False])
    if block is None or _hash(block["hash"]) != anchor.block_hash:
        said = f"block {anchor.block} is not {anchor.block_hash}"
        return Refused(Reason.NOT_ON_CHAIN, said)
    if not _mined(anchor, ask("eth_getTransactionReceipt", [anchor.transaction])):
        said = f"transaction {anchor.transaction} is not in that block"
        return Refused(Reason.NOT_ON_CHAIN, said)
    final = ask("eth_getBlockByNumber", ["finalized", False])
    if final is None or anchor.block > _number(final["number"]):
        said = f"block {anchor.block} can still be undone"
        return Refused(Reason.NOT_FINAL, said)
    try:
        _check_code(anchor.contract, ask)
    except NodeError as error:
        return Refused(Reason.NOT_ON_CHAIN, str(error))
    checkpoint = verified.checkpoint
    root = _root_at(anchor.contract, checkpoint.size, ask)
    if root != checkpoint.root:
        said = f"size {checkpoint.size} has {root.hex() or 'no root'} there"
        return Refused(Reason.OTHER_ROOT, said)
    return verified.on_chain(chain_id)


def _check_code(contract: str, ask: Ask) -> None:
    # Another contract might let its operator change what it once held.
    code = bytes.fromhex(_data(ask("eth_getCode", [contract, "finalized"])))
    if hashlib.sha256(code).hexdigest() != CODE:
        raise NodeError(f"the code at {contract} is not the anchor contract's")


def _mined(anchor: Anchor, receipt: Any) -> bool:
    if receipt is None or receipt.get("blockHash") is None:
        return False
    to = receipt.get("to") or receipt.get("contractAddress") or ""
    return (
        _number(receipt["blockNumber"]) == anchor.block
        and _hash(receipt["blockHash"]) == anchor.block_hash
        and _number(receipt["status"]) == 1
        and to.lower() == anchor.contract
    )


def _root_at(contract: str, size: int, ask: Ask) -> bytes:
    call = {"to": contract, "data": ROOT_AT + size.to_bytes(32).hex()}
    try:
        found = ask("eth_call", [call, "finalized"])
    except NodeError:  # no contract there, or another one
        return b""
    root = bytes.fromhex(_data(found))
    return root if len(root) == 32 and any(root) else b""


def _number(found: Any) -> int:
    if not _QUANTITY.fullmatch(found):
        raise ValueError("not a quantity")
    return int(found, 16)


def _data(found: Any) -> str:
    return str(found).removeprefix("0x")


def _hash(found: Any) -> str:
    return str(found).lower()
