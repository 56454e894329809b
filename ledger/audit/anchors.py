"""What was anchored, against what was signed and against what chains hold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

ANCHORS = """
select chain_id, contract, size, root, state from anchoring
where org_id = $1 and size > 0 and state <> 'failed' order by chain_id, contract, size
"""


async def check(
    db: Connection[Record], org: UUID, signed: dict[int, bytes], findings: list[str]
) -> list[Record]:
    """Check that every anchor is of a state that was signed; return them all."""
    rows: list[Record] = await db.fetch(ANCHORS, org)
    findings += [
        f"the anchor of size {row['size']} on chain {row['chain_id']} is of a state that "
        "was never signed"
        for row in rows
        if signed.get(row["size"]) != row["root"]
    ]
    return rows


async def check_on_chain(
    url: str, rows: list[Record], findings: list[str], warnings: list[str]
) -> int:
    """Ask a node what the contracts of its chain hold; return how many were looked up.

    Every anchor that counts as final must be there. A node that does not answer gives a
    warning: that is no damage to the log.
    """
    from ledger.chain.client import connect  # web3 takes a second to load
    from ledger.chain.trouble import Troubled

    looked_up = 0
    try:
        async with connect(url) as client:
            mine = [row for row in rows if row["chain_id"] == client.chain_id]
            for row in mine:
                if row["state"] != "final":
                    continue
                root = await client.root_at(row["contract"], row["size"])
                looked_up += 1
                if root != row["root"]:
                    findings.append(
                        f"the contract {row['contract']} on chain {row['chain_id']} does "
                        f"not hold the root anchored for size {row['size']}"
                    )
    except Troubled as error:
        warnings.append(f"chain node: {error}")
    return looked_up
