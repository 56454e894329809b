"""JSON-RPC methods of the embedded chain (ethereum/execution-apis), as web3 calls them.

A block is final the moment it is there: the chain has one producer and no forks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eth.exceptions import HeaderNotFound, Revert, TransactionNotFound, VMError
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from ledger.chain.embedded.chain import Chain
from ledger.chain.embedded.shapes import (
    block_json,
    hexed,
    logs_json,
    receipt_json,
    transaction_json,
)

TIP = 10**9
LOG_RANGE = 10_000
TAGS = frozenset({"latest", "finalized", "safe", "pending"})

Json = Any
Method = Callable[[Chain, list[Json]], Json]


class RpcError(Exception):
    """An answer that is an error, with the code that clients go by."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = data


def answer(chain: Chain, method: str, params: list[Json]) -> Json:
    """Run one method. Raises RpcError, and nothing else for whatever ``params`` hold."""
    found = METHODS.get(method)
    if found is None:
        raise RpcError(-32601, f"the method {method} does not exist")
    try:
        return found(chain, params)
    except Revert as error:
        data = error.args[0] if error.args and isinstance(error.args[0], bytes) else b""
        raise RpcError(3, f"execution reverted{_why(data)}", hexed(data)) from error
    except VMError as error:
        raise RpcError(-32000, str(error) or type(error).__name__) from error
    except (ValidationError, RLPException) as error:
        raise RpcError(-32000, str(error)) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise RpcError(-32602, f"the parameters of {method} are not right") from error


def _why(data: bytes) -> str:
    # Error(string): selector, offset, length, text.
    if data[:4] != b"\x08\xc3\x79\xa0" or len(data) < 68:
        return ""
    length = int.from_bytes(data[36:68])
    return ": " + data[68 : 68 + length].decode(errors="replace")


def _bytes(text: str, size: int | None = None) -> bytes:
    if not text.startswith("0x"):
        raise ValueError(text)
    data = bytes.fromhex(text[2:])
    if size is not None and len(data) != size:
        raise ValueError(text)
    return data


def _number(chain: Chain, tag: str) -> int:
    if tag in TAGS:
        return int(chain.head.block_number)
    number = 0 if tag == "earliest" else int(tag, 16)
    if not 0 <= number <= chain.head.block_number:
        raise RpcError(-32000, "header not found")
    return number


def _tag(params: list[Json], place: int) -> str:
    return str(params[place]) if len(params) > place else "latest"


def _call(params: list[Json]) -> tuple[bytes, bytes, bytes, int]:
    asked: Mapping[str, str] = params[0]
    sender = _bytes(asked.get("from") or "0x" + "00" * 20, 20)
    to = _bytes(asked["to"], 20) if asked.get("to") else b""
    data = _bytes(asked.get("input") or asked.get("data") or "0x")
    return sender, to, data, int(asked.get("value") or "0x0", 16)


def _receipt(chain: Chain, params: list[Json]) -> Json:
    try:
        number, index = chain.place(_bytes(params[0], 32))
    except TransactionNotFound:
        return None
    block = chain.block(number)
    return receipt_json(block, chain.receipts(block), index)


def _block_by_number(chain: Chain, params: list[Json]) -> Json:
    try:
        number = _number(chain, _tag(params, 0))
    except RpcError:
        return None
    return block_json(chain.block(number), bool(params[1:] and params[1]))


def _block_by_hash(chain: Chain, params: list[Json]) -> Json:
    try:
        block = chain.block_by_hash(_bytes(params[0], 32))
    except HeaderNotFound:
        return None
    return block_json(block, bool(params[1:] and params[1]))


def _transaction_by_hash(chain: Chain, params: list[Json]) -> Json:
    try:
        number, index = chain.place(_bytes(params[0], 32))
    except TransactionNotFound:
        return None
    return transaction_json(chain.block(number), index)


def _send(chain: Chain, params: list[Json]) -> Json:
    raw = _bytes(params[0])
    try:
        return hexed(chain.send(raw))
    except ValidationError as error:
        try:
            chain.place(keccak(raw))
        except TransactionNotFound:
            raise error from None
        raise RpcError(-32000, "already known") from error


def _get_logs(chain: Chain, params: list[Json]) -> Json:
    asked = params[0]
    if "blockHash" in asked:
        blocks = [chain.block_by_hash(_bytes(asked["blockHash"], 32))]
    else:
        first = _number(chain, asked.get("fromBlock", "latest"))
        last = _number(chain, asked.get("toBlock", "latest"))
        if last - first > LOG_RANGE:
            raise RpcError(-32005, f"ask for at most {LOG_RANGE} blocks")
        blocks = [chain.block(number) for number in range(first, last + 1)]
    address = asked.get("address") or []
    wanted = [address] if isinstance(address, str) else address
    addresses = {one.lower() for one in wanted}
    topics = [
        None if one is None else {one} if isinstance(one, str) else set(one)
        for one in asked.get("topics") or []
    ]
    return [
        log
        for block in blocks
        for receipts in [chain.receipts(block)]
        for index in range(len(block.transactions))
        for log in logs_json(block, receipts, index)
        if (not addresses or log["address"].lower() in addresses)
        and len(topics) <= len(log["topics"])
        and all(t is None or log["topics"][i] in t for i, t in enumerate(topics))
    ]


def _fee_history(chain: Chain, params: list[Json]) -> Json:
    asked = params[0]
    count = int(asked, 16) if isinstance(asked, str) else int(asked)
    last = _number(chain, _tag(params, 1))
    first = max(0, last - min(count, 1024) + 1)
    headers = [chain.block(number).header for number in range(first, last + 1)]
    return {
        "oldestBlock": hex(first),
        "baseFeePerGas": [*(hex(h.base_fee_per_gas) for h in headers), hex(chain.fee)],
        "gasUsedRatio": [h.gas_used / h.gas_limit for h in headers],
        "reward": [[hex(TIP) for _ in (params[2:] or [[]])[0]] for _ in headers],
    }


def _account(read: Callable[[Any, bytes], Json]) -> Method:
    def method(chain: Chain, params: list[Json]) -> Json:
        state = chain.state(_number(chain, _tag(params, 1)))
        return read(state, _bytes(params[0], 20))

    return method


def _storage(chain: Chain, params: list[Json]) -> Json:
    state = chain.state(_number(chain, _tag(params, 2)))
    return hexed(state.get_storage(_bytes(params[0], 20), int(params[1], 16)).to_bytes(32))


METHODS: Mapping[str, Method] = {
    "web3_clientVersion": lambda chain, params: "veridesk/py-evm",
    "net_version": lambda chain, params: str(chain.id),
    "net_listening": lambda chain, params: True,
    "eth_chainId": lambda chain, params: hex(chain.id),
    "eth_syncing": lambda chain, params: False,
    "eth_accounts": lambda chain, params: [],
    "eth_blockNumber": lambda chain, params: hex(chain.head.block_number),
    "eth_gasPrice": lambda chain, params: hex(chain.fee + TIP),
    "eth_maxPriorityFeePerGas": lambda chain, params: hex(TIP),
    "eth_feeHistory": _fee_history,
    "eth_getBlockByNumber": _block_by_number,
    "eth_getBlockByHash": _block_by_hash,
    "eth_getTransactionByHash": _transaction_by_hash,
    "eth_getTransactionReceipt": _receipt,
    "eth_getTransactionCount": _account(lambda s, who: hex(s.get_nonce(who))),
    "eth_getBalance": _account(lambda s, who: hex(s.get_balance(who))),
    "eth_getCode": _account(lambda s, who: hexed(s.get_code(who))),
    "eth_getStorageAt": _storage,
    "eth_getLogs": _get_logs,
    "eth_sendRawTransaction": _send,
    "eth_call": lambda chain, params: hexed(
        chain.call(*_call(params), _number(chain, _tag(params, 1)))
    ),
    "eth_estimateGas": lambda chain, params: hex(chain.estimate(*_call(params))),
}
