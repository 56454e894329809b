"""What anchors cost, in gas of the chain's own accounting, against one call a record."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from eth_account import Account
from web3 import Web3

from ledger.chain.contract import artefact
from ledger.chain.embedded.chain import Chain
from ledger.chain.embedded.methods import answer
from tests.bench.ratio import Line

ANCHORS = 20
HOUR = 3600
GWEI = 10**9
KEY = b"\x01" * 32


def run() -> Iterator[Line]:
    """Gas of an anchor, and the bill for a million and a thousand million records.

    At one record a second and one anchor an hour. The peer is the same contract called for
    each record, which is what logs without a tree do.
    """
    deploy, first, later = measure()
    yield Line("gas of the contract, once", f"{deploy:,}", "", None)
    yield Line(
        "gas of the first anchor; of each later one", f"{first:,}", f"{later:,}", None
    )
    for records in (10**6, 10**9):
        anchors = -(-records // HOUR)
        ours = deploy + first + (anchors - 1) * later
        theirs = deploy + first + (records - 1) * later
        for name, gwei in (("gas", None), ("ether at 1 gwei", 1), ("ether at 20 gwei", 20)):
            shown = [
                f"{gas:,}" if gwei is None else f"{gas * gwei * GWEI / 10**18:,.6g}"
                for gas in (ours, theirs)
            ]
            what = f"{name}, {records:.0e} records, {anchors:,} hourly anchors"
            yield Line(what, *shown, theirs / ours)


def measure() -> tuple[int, int, int]:
    """Gas of the deployment, of the first anchor, and of each that follows."""
    sender = Account.from_key(KEY)
    made = artefact()
    contract = Web3().eth.contract(abi=made["abi"])
    with tempfile.TemporaryDirectory() as folder:
        chain = Chain(Path(folder) / "chain.sqlite3", bytes.fromhex(sender.address[2:]))

        def send(nonce: int, to: str | None, data: str) -> Any:
            wanted = {
                "chainId": chain.id,
                "nonce": nonce,
                "gas": 2_000_000,
                "maxFeePerGas": 10 * GWEI,
                "maxPriorityFeePerGas": GWEI,
                "value": 0,
                "data": data,
            } | ({"to": to} if to else {})
            raw = sender.sign_transaction(wanted).raw_transaction.to_0x_hex()
            sent = answer(chain, "eth_sendRawTransaction", [raw])
            return answer(chain, "eth_getTransactionReceipt", [sent])

        deployed = send(0, None, made["bytecode"])
        used = [
            int(
                send(
                    n,
                    deployed["contractAddress"],
                    contract.encode_abi("anchor", args=[n * HOUR, bytes([n]) * 32]),
                )["gasUsed"],
                16,
            )
            for n in range(1, ANCHORS + 1)
        ]
    return int(deployed["gasUsed"], 16), used[0], round(mean(used[1:]))
