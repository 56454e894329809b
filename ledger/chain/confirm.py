"""Checking a proof's anchor on the chain that it names."""

from __future__ import annotations

from ledger.chain.client import connect
from ledger.verify import Reason, Refused, Verified


async def confirm(verified: Verified, url: str) -> Verified | Refused:
    """Ask a node whether the receipt is true, as docs/proofs.md says.

    The node is believed, so it should be one of the reader's own choice. Raises Troubled
    when it does not answer, or with what cannot be true.
    """
    receipt = verified.receipt
    if receipt is None:
        return verified
    async with connect(url) as client:
        if client.chain_id != receipt.chain_id:
            said = f"the node is on chain {client.chain_id}, not {receipt.chain_id}"
            return Refused(Reason.WRONG_CHAIN, said)
        if await client.block_hash(receipt.block) != receipt.block_hash:
            said = f"block {receipt.block} is not {receipt.block_hash}"
            return Refused(Reason.NOT_ON_CHAIN, said)
        place = await client.mined(receipt.transaction)
        where = (receipt.block, receipt.block_hash, True, receipt.contract)
        if place is None or (
            (place.block, place.block_hash, place.good, place.contract) != where
        ):
            said = f"transaction {receipt.transaction} is not in that block"
            return Refused(Reason.NOT_ON_CHAIN, said)
        final = await client.finalized()
        if final is None or receipt.block > final.number:
            return Refused(Reason.NOT_FINAL, f"block {receipt.block} can still be undone")
        # Another contract might let its operator change what it once held.
        if not await client.is_ours(receipt.contract, final=True):
            said = f"the code at {receipt.contract} is not the anchor contract's"
            return Refused(Reason.NOT_ON_CHAIN, said)
        checkpoint = verified.checkpoint
        root = await client.root_at(receipt.contract, checkpoint.size)
        if root != checkpoint.root:
            said = f"size {checkpoint.size} has {root.hex() or 'no root'} there"
            return Refused(Reason.OTHER_ROOT, said)
    return verified.on_chain()
