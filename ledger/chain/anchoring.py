"""Anchoring: the log's newest root goes into the contract, and is followed until final.

A transaction is stored before it is sent, so that a crash at any point leaves either
nothing or bytes that can be sent again: sent → mined → final, and back to sent when a
reorganisation drops its block. Only the chain's own ``finalized`` tag makes it final.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.chain.client import ChainRefused, Client, Mined, NodeDown, Signed, connect
from ledger.format.note import Checkpoint
from ledger.keys import Keys
from ledger.log import last_checkpoint

if TYPE_CHECKING:
    from asyncpg import Connection, Record

PIN = """
insert into chain (org_id, name, chain_id) values ($1, $2, $3)
on conflict (org_id, name) do nothing
"""
PINNED = "select chain_id from chain where org_id = $1 and name = $2"
# Uses anchoring_open.
OPEN = """
select contract, size, root, operator, nonce, raw, transaction, state, block_hash
from anchoring where org_id = $1 and chain_id = $2 and state in ('sent', 'mined')
order by nonce
"""
DEPLOYED = """
select contract, state from anchoring
where org_id = $1 and chain_id = $2 and size = 0 and state <> 'failed'
order by sent_at desc limit 1
"""
NEWEST = """
select size, sent_at, state from anchoring
where org_id = $1 and chain_id = $2 and contract = $3 and size > 0 and state <> 'failed'
order by size desc limit 1
"""
# One operator may anchor several logs: its nonces are given out one at a time.
NONCE_LOCK = "select pg_advisory_xact_lock(hashtextextended('nonce ' || $1, 0))"
NEXT_NONCE = """
select max(nonce) + 1 from anchoring
where chain_id = $1 and operator = $2 and state in ('sent', 'mined')
"""
STORE = """
insert into anchoring (org_id, chain_id, contract, size, root, operator, nonce, raw,
    transaction, public, state, sent_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'sent', $11)
on conflict (org_id, chain_id, contract, size) do update set
    operator = excluded.operator, nonce = excluded.nonce, raw = excluded.raw,
    transaction = excluded.transaction, public = excluded.public, state = 'sent',
    sent_at = excluded.sent_at, block = null, block_hash = null
where anchoring.state = 'failed'
returning size
"""
# What is final or failed stays so, whatever a slower worker saw before.
MOVE = """
update anchoring set state = $4, block = $5, block_hash = $6,
    final_at = case when $4 = 'final' then $7::timestamptz end
where org_id = $1 and chain_id = $2 and transaction = $3 and state in ('sent', 'mined')
returning size
"""
ANNOUNCE = "select emit($1, 'log', null, $2)"


class WrongChain(RuntimeError):
    """The node is on another chain than before; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """Where to anchor.

    ``name`` tells nodes apart across restarts, when the address alone does not (the
    embedded chain's port changes); by default it is the address. ``contract`` is one that
    is there already; empty deploys one. ``public`` declares that others run the chain.
    """

    url: str
    name: str = ""
    contract: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What one step did. ``trouble`` is why it could not do more; try again later."""

    sent: int = 0
    mined: int = 0
    final: int = 0
    trouble: str | None = None


async def anchor(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    node: Node,
    *,
    every: timedelta,
    now: datetime,
) -> Progress:
    """Take one step: follow what was sent, and send the newest root if it is time.

    To be called again and again, by any number of workers, outside a transaction (what is
    sent must be stored for good first). A node that is down or refuses is reported in the
    result, and nothing is lost. Raises WrongChain, having sent nothing, when the node
    named as before is on another chain.
    """
    try:
        async with connect(node.url) as client:
            await _pin(db, org, node, client)
            return await _Step(db, org, keys, node, client, now).take(every)
    except (NodeDown, ChainRefused) as error:
        return Progress(trouble=str(error) or type(error).__name__)


async def _pin(db: Connection[Record], org: UUID, node: Node, client: Client) -> None:
    name = node.name or node.url
    await db.execute(PIN, org, name, client.chain_id)
    known = await db.fetchval(PINNED, org, name)
    if known != client.chain_id:
        raise WrongChain(
            f"{node.url} is on chain {client.chain_id}, but {name} was on chain {known} "
            "when the log was last anchored there. If the chain was replaced on purpose, "
            f"delete the row named {name} from the table chain; otherwise set "
            "VERIDESK_CHAIN_URL to a node of the right chain."
        )


@dataclass(slots=True)
class _Step:
    db: Connection[Record]
    org: UUID
    keys: Keys
    node: Node
    client: Client
    now: datetime
    sent: int = 0
    mined: int = 0
    final: int = 0
    trouble: str | None = None

    async def take(self, every: timedelta) -> Progress:
        await self._follow()
        contract, ready = await self._contract()
        if not contract:
            await self._deploy()
            await self._follow()
            contract, ready = await self._contract()
        if ready and await self._anchor(contract, every):
            await self._follow()
        return Progress(self.sent, self.mined, self.final, self.trouble)

    async def _contract(self) -> tuple[str, bool]:
        """Return the contract's address, and whether it is on the chain."""
        if self.node.contract:
            return self.node.contract.lower(), True
        row = await self.db.fetchrow(DEPLOYED, self.org, self.client.chain_id)
        return (row["contract"], row["state"] != "sent") if row else ("", False)

    async def _deploy(self) -> None:
        async with self.db.transaction():
            nonce = await self._nonce()
            # Another worker may have deployed while this one waited for the lock.
            if not (await self._contract())[0]:
                signed, contract = await self.client.sign_deploy(self.keys.operator, nonce)
                await self._store(contract, 0, b"", nonce, signed)

    async def _anchor(self, contract: str, every: timedelta) -> bool:
        if await self._due(contract, every) is None:
            return False
        async with self.db.transaction():
            nonce = await self._nonce()
            # Another worker may have anchored while this one waited for the lock.
            last = await self._due(contract, every)
            if last is None:
                return False
            signed = await self.client.sign_anchor(
                self.keys.operator, nonce, contract, last.size, last.root
            )
            await self._store(contract, last.size, last.root, nonce, signed)
            return True

    async def _due(self, contract: str, every: timedelta) -> Checkpoint | None:
        """Return what should be anchored now, if anything."""
        last = await last_checkpoint(self.db, self.org, self.keys)
        chain = self.client.chain_id
        newest = await self.db.fetchrow(NEWEST, self.org, chain, contract)
        if last is None or newest is None:
            return last
        waits = newest["state"] == "sent" or newest["sent_at"] + every > self.now
        return None if waits or newest["size"] >= last.size else last

    async def _nonce(self) -> int:
        """Take the lock on the operator's nonces, and return the next one."""
        chain, operator = self.client.chain_id, self.keys.operator_address
        await self.db.execute(NONCE_LOCK, f"{chain} {operator}")
        waiting = await self.db.fetchval(NEXT_NONCE, chain, operator)
        return max(await self.client.nonce(operator), waiting or 0)

    async def _store(
        self, contract: str, size: int, root: bytes, nonce: int, signed: Signed
    ) -> None:
        await self.db.fetchval(
            STORE,
            self.org,
            self.client.chain_id,
            contract,
            size,
            root,
            self.keys.operator_address,
            nonce,
            signed.raw,
            signed.transaction,
            self.node.public,
            self.now,
        )

    async def _follow(self) -> None:
        """Bring every open transaction to where the chain has it; send what it lacks."""
        for row in await self.db.fetch(OPEN, self.org, self.client.chain_id):
            place = await self.client.mined(row["transaction"])
            if place is None:
                # Perhaps never sent, perhaps lost, perhaps its block was undone.
                await self._move(row, "sent", None)
                place = await self._send(row)
            if place is not None:
                await self._move(row, await self._standing(row, place), place)

    async def _send(self, row: Record) -> Mined | None:
        refusal = await self.client.broadcast(row["raw"])
        self.sent += 1
        place = await self.client.mined(row["transaction"])
        if place is None and refusal is not None:
            self.trouble = refusal
            # Once another transaction has taken its nonce for good, this one never can.
            if await self.client.nonce(row["operator"], final=True) > row["nonce"]:
                await self._move(row, "failed", None)
        return place

    async def _standing(self, row: Record, place: Mined) -> str:
        # A node may still know the receipt of a block that is no longer in the chain.
        held = await self.client.block_hash(place.block)
        if held != place.block_hash or place.block > await self.client.finalized():
            return "mined"
        if not place.good:
            self.trouble = f"the contract refused transaction {row['transaction']}"
            return "failed"
        if row["size"]:
            root = await self.client.root_at(row["contract"], row["size"])
            if root != row["root"]:
                self.trouble = f"the contract holds another root for size {row['size']}"
                return "failed"
        return "final"

    async def _move(self, row: Record, state: str, place: Mined | None) -> None:
        block, block_hash = (place.block, place.block_hash) if place else (None, None)
        if (state, block_hash) == (row["state"], row["block_hash"]):
            return
        async with self.db.transaction():
            moved = await self.db.fetchval(
                MOVE,
                self.org,
                self.client.chain_id,
                row["transaction"],
                state,
                block,
                block_hash,
                self.now,
            )
            if moved is None:
                return  # another worker came to the same end first
            self.mined += state == "mined"
            self.final += state == "final"
            if state == "final" and row["size"]:
                body = {"anchored_size": row["size"], "block": block}
                await self.db.execute(ANNOUNCE, self.org, body)
