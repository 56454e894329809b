"""What the log states about an anchor: which chain holds a checkpoint, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from ledger.format.note import BadFormat, Checkpoint, number

HEADER = "veridesk/anchor@v1"
LINES = 8

_ADDRESS = re.compile(r"0x[0-9a-f]{40}")
_HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a checkpoint was anchored, as the log states it.

    ``public`` tells whether the log's operator declares the chain to be run by others.
    Addresses and hashes are lower-case hex with 0x.
    """

    checkpoint: Checkpoint
    chain_id: int
    public: bool
    contract: str
    transaction: str
    block: int
    block_hash: str

    def __str__(self) -> str:
        return (
            f"{HEADER}\n{self.checkpoint}"
            f"chain {self.chain_id} {'public' if self.public else 'private'}\n"
            f"contract {self.contract}\n"
            f"transaction {self.transaction}\n"
            f"block {self.block} {self.block_hash}\n"
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an anchor's text; raises BadFormat unless it is written as ``str`` does."""
        lines = text.split("\n")
        if len(lines) != LINES + 1 or lines[0] != HEADER:
            raise BadFormat("not an anchor")
        match [line.split(" ") for line in lines[4:8]]:
            case [
                ["chain", chain_id, "public" | "private" as declared],
                ["contract", contract],
                ["transaction", transaction],
                ["block", block, block_hash],
            ]:
                found = cls(
                    checkpoint=Checkpoint.parse("\n".join([*lines[1:4], ""])),
                    chain_id=number(chain_id),
                    public=declared == "public",
                    contract=contract,
                    transaction=transaction,
                    block=number(block),
                    block_hash=block_hash,
                )
            case _:
                raise BadFormat("not an anchor")
        if not _ADDRESS.fullmatch(found.contract):
            raise BadFormat("not a contract's address")
        if not (_HASH.fullmatch(found.transaction) and _HASH.fullmatch(found.block_hash)):
            raise BadFormat("not a hash of a chain")
        if str(found) != text:
            raise BadFormat("not an anchor")
        return found
