"""Blocks, transactions and receipts of py-evm as JSON (ethereum/execution-apis)."""

from __future__ import annotations

from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from rlp import encode as rlp_encode

Json = Any


def hexed(data: bytes) -> str:
    """Write bytes as JSON-RPC does."""
    return "0x" + data.hex()


def transaction_json(block: Any, index: int) -> Json:
    """Lay out a transaction of a block."""
    one = block.transactions[index]
    typed = getattr(one, "type_id", None)
    found: dict[str, Json] = {
        "blockHash": hexed(block.hash),
        "blockNumber": hex(block.number),
        "transactionIndex": hex(index),
        "hash": hexed(one.hash),
        "from": to_checksum_address(one.sender),
        "to": to_checksum_address(one.to) if one.to else None,
        "nonce": hex(one.nonce),
        "gas": hex(one.gas),
        "value": hex(one.value),
        "input": hexed(one.data),
        "type": hex(typed or 0),
        "gasPrice": hex(_price(block, one)),
        "r": hex(one.r),
        "s": hex(one.s),
        "v": hex(one.y_parity if typed else one.v),
    }
    if typed:
        found |= {"chainId": hex(one.chain_id), "accessList": [], "yParity": found["v"]}
    if typed == 2:
        found["maxFeePerGas"] = hex(one.max_fee_per_gas)
        found["maxPriorityFeePerGas"] = hex(one.max_priority_fee_per_gas)
    return found


def _price(block: Any, one: Any) -> int:
    if getattr(one, "type_id", None) == 2:
        tip = int(one.max_priority_fee_per_gas) + int(block.header.base_fee_per_gas)
        return min(int(one.max_fee_per_gas), tip)
    return int(one.gas_price)


def block_json(block: Any, whole: bool) -> Json:
    """Lay out a block, with its transactions or their hashes."""
    header = block.header
    every = range(len(block.transactions))
    return {
        "number": hex(block.number),
        "hash": hexed(block.hash),
        "parentHash": hexed(header.parent_hash),
        "nonce": hexed(header.nonce),
        "sha3Uncles": hexed(header.uncles_hash),
        "logsBloom": hexed(header.bloom.to_bytes(256)),
        "transactionsRoot": hexed(header.transaction_root),
        "receiptsRoot": hexed(header.receipt_root),
        "stateRoot": hexed(header.state_root),
        "miner": to_checksum_address(header.coinbase),
        "difficulty": hex(header.difficulty),
        "totalDifficulty": hex(header.difficulty),
        "extraData": hexed(header.extra_data),
        "mixHash": hexed(header.mix_hash),
        "size": hex(len(rlp_encode(block))),
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "timestamp": hex(header.timestamp),
        "baseFeePerGas": hex(header.base_fee_per_gas),
        "uncles": [],
        "transactions": [
            transaction_json(block, i) if whole else hexed(block.transactions[i].hash)
            for i in every
        ],
    }


def logs_json(block: Any, receipts: Any, index: int) -> list[Json]:
    """Lay out the events of a transaction."""
    before = sum(len(receipt.logs) for receipt in receipts[:index])
    return [
        {
            "address": to_checksum_address(log.address),
            "topics": [hexed(topic.to_bytes(32)) for topic in log.topics],
            "data": hexed(log.data),
            "blockNumber": hex(block.number),
            "blockHash": hexed(block.hash),
            "transactionHash": hexed(block.transactions[index].hash),
            "transactionIndex": hex(index),
            "logIndex": hex(before + place),
            "removed": False,
        }
        for place, log in enumerate(receipts[index].logs)
    ]


def receipt_json(block: Any, receipts: Any, index: int) -> Json:
    """Lay out what became of a transaction."""
    one = block.transactions[index]
    before = receipts[index - 1].gas_used if index else 0
    created: str | None = None
    if not one.to:
        made = keccak(rlp_encode([one.sender, one.nonce]))[-20:]
        created = to_checksum_address(made)
    return {
        "transactionHash": hexed(one.hash),
        "transactionIndex": hex(index),
        "blockHash": hexed(block.hash),
        "blockNumber": hex(block.number),
        "from": to_checksum_address(one.sender),
        "to": to_checksum_address(one.to) if one.to else None,
        "contractAddress": created,
        "cumulativeGasUsed": hex(receipts[index].gas_used),
        "gasUsed": hex(receipts[index].gas_used - before),
        "effectiveGasPrice": hex(_price(block, one)),
        "logs": logs_json(block, receipts, index),
        "logsBloom": hexed(receipts[index].bloom.to_bytes(256)),
        "status": "0x1" if receipts[index].state_root == b"\x01" else "0x0",
        "type": hex(getattr(one, "type_id", None) or 0),
    }
