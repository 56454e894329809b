"""Following what was sent: sent → mined → final, and back when a reorganisation undoes it.

What a node says becomes true here only when all that it says fits together: the receipt
and its block, the block and the chain's finality, finality and the root that the contract
holds. Whatever does not fit changes nothing and is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from ledger.chain.client import Client, Mined, Signed, sign
from ledger.chain.contract import artefact
from ledger.chain.fees import GWEI, Budget, Fees, pay, raised_fees
from ledger.chain.trouble import ChainRefused, Contradiction, NodeDown, Trouble, Troubled
from ledger.keys import Keys
from ledger.store.step import reached

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# Uses anchoring_open.
OPEN = """
select contract, size, root, operator, nonce, transaction, state, block_hash, most
from anchoring where org_id = $1 and chain_id = $2 and state in ('sent', 'mined')
order by nonce
"""
# Uses anchor_attempt_of. The newest comes last.
ATTEMPTS = """
select transaction, raw, gas, fee, tip, stored_at from anchor_attempt
where org_id = $1 and chain_id = $2 and contract = $3 and size = $4 and nonce = $5
order by stored_at, fee
"""
ATTEMPT = """
insert into anchor_attempt (org_id, chain_id, transaction, contract, size, nonce, raw, gas,
    fee, tip, stored_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
REPLACED = """
update anchoring set transaction = $6, most = $7
where org_id = $1 and chain_id = $2 and contract = $3 and size = $4 and nonce = $5
    and state = 'sent'
returning size
"""
# One operator may anchor several logs: its nonces are given out one at a time.
NONCE_LOCK = "select pg_advisory_xact_lock(hashtextextended('nonce ' || $1, 0))"
BELOW = """
select exists (select from anchoring
    where chain_id = $1 and operator = $2 and nonce < $3 and state in ('sent', 'mined'))
"""
# The newest that is final has to stay where it is.
FINAL = """
select block, block_hash from anchoring
where org_id = $1 and chain_id = $2 and state = 'final' order by block desc limit 1
"""
# What is final or failed stays so, whatever a slower worker saw before.
MOVE = """
update anchoring set state = $6, transaction = $7, block = $8, block_hash = $9, cost = $10,
    mined_at = case when $8::bigint is not null then coalesce(mined_at, $11) end,
    final_at = case when $6 = 'final' then $11::timestamptz end
where org_id = $1 and chain_id = $2 and contract = $3 and size = $4 and nonce = $5
    and state in ('sent', 'mined')
returning operator, mined_at
"""
ANNOUNCE = "select emit($1, 'log', null, $2)"


@dataclass(frozen=True, slots=True)
class Node:
    """Where to anchor, how often, and for how much.

    ``name`` tells nodes apart across restarts, when the address alone does not (the
    embedded chain's port changes). ``contract`` is one that is there already; empty
    deploys one. ``public`` declares that others run the chain. ``fee_cap`` is the most wei
    that a unit of gas may cost; after ``patience`` in vain the fee is raised.
    """

    url: str
    name: str = ""
    contract: str = ""
    public: bool = False
    every: timedelta = timedelta(minutes=1)
    fee_cap: int = 500 * GWEI
    budget: Budget = field(default_factory=Budget)
    patience: timedelta = timedelta(minutes=3)

    @property
    def label(self) -> str:
        """Name of the chain in the database and to people; the address may hold a key."""
        if self.name:
            return self.name
        host = urlsplit(self.url).hostname or "node"
        return f"{host}-{sha256(self.url.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Progress:
    """What one turn did. ``trouble`` is why it could not do more, ``said`` in words."""

    sent: int = 0
    mined: int = 0
    final: int = 0
    trouble: Trouble | None = None
    said: str = ""


@dataclass(slots=True)
class Turn:
    """One worker's turn at one chain: what it works with, and what came of it."""

    db: Connection[Record]
    org: UUID
    keys: Keys
    node: Node
    client: Client
    now: datetime
    sent: int = 0
    mined: int = 0
    final: int = 0
    trouble: Troubled | None = None

    async def lock_nonces(self) -> None:
        """Be the only one to give out nonces of the operator, to the transaction's end."""
        name = f"{self.client.chain_id} {self.keys.operator_address}"
        await self.db.execute(NONCE_LOCK, name)

    async def keep(self, signed: Signed, contract: str, size: int, nonce: int) -> None:
        """Store signed bytes, so that they can be sent, and sent again."""
        await self.db.execute(
            ATTEMPT,
            self.org,
            self.client.chain_id,
            signed.transaction,
            contract,
            size,
            nonce,
            signed.raw,
            signed.gas,
            signed.fees.fee,
            signed.fees.tip,
            self.now,
        )


async def check_past(turn: Turn) -> None:
    """Raise Contradiction unless what was final on the chain still stands there.

    A node that is behind, and does not know the block yet, is let off.
    """
    before = await turn.db.fetchrow(FINAL, turn.org, turn.client.chain_id)
    held = await turn.client.block_hash(before["block"]) if before else None
    if before and held and held != before["block_hash"]:
        raise Contradiction(
            f"block {before['block']} was final as {before['block_hash']}, and now it is "
            f"{held}: the chain was replaced, or the node lies"
        )


async def follow(turn: Turn) -> None:
    """Bring every open anchor to where the chain has it; send what the chain lacks."""
    for row in await turn.db.fetch(OPEN, turn.org, turn.client.chain_id):
        try:
            await _follow(turn, row)
        except NodeDown:
            raise
        except Troubled as error:
            turn.trouble = error


async def _follow(turn: Turn, row: Record) -> None:
    attempts = await _attempts(turn, row)
    for attempt in attempts:
        # One nonce, so one of them at most: whichever it is counts.
        place = await turn.client.mined(attempt["transaction"])
        if place:
            transaction = attempt["transaction"]
            break
    else:
        # Perhaps never sent, perhaps lost, perhaps its block was undone.
        transaction = attempts[-1]["transaction"]
        await _move(turn, row, "sent", transaction, None)
        place = await _send(turn, row, attempts[-1])
    if place is None:
        return
    state = "mined"
    try:
        state = await _standing(turn, row, place)
    finally:
        await _move(turn, row, state, transaction, place)


async def _attempts(turn: Turn, row: Record) -> Sequence[Record]:
    return await turn.db.fetch(
        ATTEMPTS,
        turn.org,
        turn.client.chain_id,
        row["contract"],
        row["size"],
        row["nonce"],
    )


async def _send(turn: Turn, row: Record, newest: Record) -> Mined | None:
    """Send the newest bytes again; raise the fee if that has been in vain too long."""
    client = turn.client
    refusal = await client.broadcast(newest["raw"])
    turn.sent += 1
    reached("anchor-sent")
    place = await client.mined(newest["transaction"])
    if place is not None:
        return place
    # Once another transaction has taken its nonce for good, this one never can be mined.
    taken = refusal and await client.nonce(row["operator"], final=True) > row["nonce"]
    if taken:
        await _must_lack(turn, row)
    late = newest["stored_at"] + turn.node.patience <= turn.now
    # A node may once have said that nonces were taken which were not: it is signed anew.
    if taken or (late and await _waits_for_nobody(turn, row)):
        await _move(turn, row, "failed", newest["transaction"], None)
    elif late and await _raise_fee(turn, row, newest, refusal or ""):
        return None
    if refusal is not None:
        turn.trouble = ChainRefused(refusal)
    return None


async def _waits_for_nobody(turn: Turn, row: Record) -> bool:
    """Whether a nonce below is missing that nothing of ours will bring."""
    chain_id, operator, nonce = turn.client.chain_id, row["operator"], row["nonce"]
    if await turn.client.nonce(operator) >= nonce:
        return False
    return not await turn.db.fetchval(BELOW, chain_id, operator, nonce)


async def _raise_fee(turn: Turn, row: Record, newest: Record, refusal: str) -> bool:
    """Replace what waits in vain by the same for more; whether the node has taken that."""
    client, node = turn.client, turn.node
    if row["operator"] != turn.keys.operator_address:
        return False  # sent under a key that is no longer ours
    market = await client.market()
    # More money helps only what waits for money; an empty account it would not.
    if not (
        (market.base or 0) > newest["fee"]
        or "underpriced" in refusal
        or await client.pending(newest["transaction"])
    ):
        return False
    size, contract, nonce = row["size"], row["contract"], row["nonce"]
    to = contract if size else None
    data = client.call_data(contract, "anchor", size, row["root"]) if size else _code()
    async with turn.db.transaction():
        await turn.lock_nonces()
        # Another worker may have raised it while this one waited for the lock.
        newest = (await _attempts(turn, row))[-1]
        if newest["stored_at"] + node.patience > turn.now:
            return True
        old = Fees(int(newest["fee"]), int(newest["tip"]))
        fees = raised_fees(old, market, node.fee_cap)
        gas = newest["gas"] or await client.estimate(row["operator"], to, data)
        signed = sign(
            turn.keys.operator,
            client.chain_id,
            nonce,
            to,
            data,
            gas,
            fees,
            base=market.base is not None,
        )
        most = max(signed.most, int(row["most"]))
        await node.budget.check(
            turn.db,
            client.chain_id,
            row["operator"],
            most - int(row["most"]),
            now=turn.now,
        )
        moved = await turn.db.fetchval(
            REPLACED,
            turn.org,
            client.chain_id,
            contract,
            size,
            nonce,
            signed.transaction,
            most,
        )
        if moved is None:
            return False
        await turn.keep(signed, contract, size, nonce)
    reached("anchor-stored")
    refused = await client.broadcast(signed.raw)
    turn.sent += 1
    reached("anchor-sent")
    return refused is None


def _code() -> str:
    return str(artefact()["bytecode"])


async def _standing(turn: Turn, row: Record, place: Mined) -> str:
    """Decide what a mined transaction has come to; raises Contradiction on any doubt."""
    client = turn.client
    final = await client.finalized()
    if final is None or place.block > final.number:
        return "mined"
    await client.check_chain()
    if not place.good:
        await _must_lack(turn, row)
        turn.trouble = ChainRefused(f"the contract refused {row['transaction']}")
        return "failed"
    if place.contract != row["contract"]:
        raise Contradiction(f"{row['transaction']} went to {place.contract}")
    if not await client.is_ours(row["contract"], final=True):
        raise Contradiction(f"{row['contract']} is final without the contract's code")
    if row["size"]:
        root = await client.root_at(row["contract"], row["size"])
        if root != row["root"]:
            raise Contradiction(
                f"the anchor of size {row['size']} is final, but the contract holds "
                f"{root.hex() or 'no root'} there"
            )
    return "final"


async def _must_lack(turn: Turn, row: Record) -> None:
    """Raise Contradiction if the contract holds what is said not to have reached it."""
    if not row["size"]:
        return
    if await turn.client.root_at(row["contract"], row["size"]) == row["root"]:
        raise Contradiction(
            f"the contract holds the root of size {row['size']}, but the transaction that "
            "brought it there is said not to have"
        )


async def _move(
    turn: Turn, row: Record, state: str, transaction: str, place: Mined | None
) -> None:
    block, block_hash = (place.block, place.block_hash) if place else (None, None)
    if (state, block_hash) == (row["state"], row["block_hash"]):
        return
    cost = place.cost if place else 0 if state == "failed" else None
    async with turn.db.transaction():
        moved = await turn.db.fetchrow(
            MOVE,
            turn.org,
            turn.client.chain_id,
            row["contract"],
            row["size"],
            row["nonce"],
            state,
            transaction,
            block,
            block_hash,
            cost,
            turn.now,
        )
        if moved is None:
            return  # another worker came to the same end first
        if place and state in ("final", "failed"):
            await pay(
                turn.db,
                turn.org,
                turn.client.chain_id,
                moved["operator"],
                transaction,
                place.cost,
                at=moved["mined_at"],
            )
        turn.mined += state == "mined"
        turn.final += state == "final"
        if state == "final" and row["size"]:
            body = {"anchored_size": row["size"], "block": block}
            await turn.db.execute(ANNOUNCE, turn.org, body)
    if place:
        reached("anchor-mined")
