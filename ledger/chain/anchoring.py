"""Anchoring: the log's newest root goes into the contract of each chain.

A transaction is stored before it is sent, so that a crash at any point leaves either
nothing or bytes that can be sent again. Each chain goes its own way: one that is down,
dear or not to be believed holds up no other, and never the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.chain.client import Client, Signed, connect, deploys_to, sign
from ledger.chain.contract import artefact
from ledger.chain.fees import first_fees
from ledger.chain.following import Node, Progress, Turn, check_past, follow
from ledger.chain.trouble import Trouble, Troubled
from ledger.format.note import Checkpoint
from ledger.keys import Keys
from ledger.log import check_signed
from ledger.store.step import reached

if TYPE_CHECKING:
    from asyncpg import Connection, Record

MEET = """
insert into chain (org_id, name, public) values ($1, $2, $3)
on conflict (org_id, name) do update set public = excluded.public
where chain.public <> excluded.public
"""
KNOWN = "select chain_id, trouble, said from chain where org_id = $1 and name = $2"
PIN = """
update chain set chain_id = $3 where org_id = $1 and name = $2 and chain_id is null
"""
TROUBLED = """
update chain set trouble = $3, said = $4,
    since = case when trouble = $3 then since else $5 end
where org_id = $1 and name = $2
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
# Once a chain can be used, whatever its node was called before does not matter.
USABLE = """
update chain set trouble = null, said = null, since = null
where org_id = $1 and (name = $2 or chain_id = $3) and trouble is not null
"""
# Only what the world has seen is anchored, with the witnesses that the operator asks for.
PUBLISHED = """
select size, c.root, c.note from published p join checkpoint c using (org_id, size)
where org_id = $1
"""
ANY_OPEN = """
select exists (select from anchoring
    where org_id = $1 and chain_id = $2 and state in ('sent', 'mined'))
"""
# What the log's other chains were given since a moment.
ELSEWHERE = """
select size from anchoring
where org_id = $1 and (chain_id, contract) <> ($2, $3) and size > $4 and sent_at > $5
    and state <> 'failed'
order by size desc limit 1
"""
SIGNED_AT = "select size, root, note from checkpoint where org_id = $1 and size = $2"
NEXT_NONCE = """
select max(nonce) + 1 from anchoring
where chain_id = $1 and operator = $2 and state <> 'failed'
"""
STORE = """
insert into anchoring (org_id, chain_id, contract, size, root, operator, nonce,
    transaction, public, most, state, sent_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'sent', $11)
on conflict (org_id, chain_id, contract, size) do update set
    operator = excluded.operator, nonce = excluded.nonce,
    transaction = excluded.transaction, public = excluded.public, most = excluded.most,
    state = 'sent', sent_at = excluded.sent_at, block = null, block_hash = null,
    cost = null, mined_at = null
where anchoring.state = 'failed'
returning size
"""


@dataclass(frozen=True, slots=True)
class Contract:
    """Where the log's contract is on a chain; ``ready`` once it stands there."""

    address: str
    ready: bool


async def anchor(
    db: Connection[Record], org: UUID, keys: Keys, node: Node, *, now: datetime
) -> Progress:
    """Take one turn at one chain: follow what was sent, and send the newest root if due.

    To be called again and again, by any number of workers, outside a transaction (what is
    sent must be stored for good first). The node is not asked anything while nothing is
    open or due. Whatever keeps the turn from being taken is in the result and in the
    table ``chain``, and nothing is lost.
    """
    await db.execute(MEET, org, node.label, node.public)
    known = await _known(db, org, node)
    if not await _anything_to_do(db, org, keys, node, known["chain_id"], now):
        return Progress()
    turn, trouble = None, None
    try:
        async with connect(node.url) as client:
            await _pin(db, org, node, client)
            turn = Turn(db, org, keys, node, client, now)
            await _take(turn)
            trouble = turn.trouble
    except Troubled as error:
        trouble = error
    what, said = (trouble.trouble, str(trouble)) if trouble else (None, "")
    if turn and not what:
        await db.execute(USABLE, org, node.label, turn.client.chain_id)
    elif (what, said) != (known["trouble"], known["said"]):
        await db.execute(TROUBLED, org, node.label, what, said, now)
    if turn is None:
        return Progress(trouble=what, said=said)
    return Progress(turn.sent, turn.mined, turn.final, what, said)


async def _anything_to_do(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    node: Node,
    chain_id: int | None,
    now: datetime,
) -> bool:
    if chain_id is None:
        return await _published(db, org, keys) is not None
    if await db.fetchval(ANY_OPEN, org, chain_id):
        return True
    contract = await _contract(db, org, node, chain_id)
    return await _due(db, org, keys, node, chain_id, contract, now) is not None


async def _known(db: Connection[Record], org: UUID, node: Node) -> Record:
    row = await db.fetchrow(KNOWN, org, node.label)
    assert row  # MEET saw to it
    return row


async def _pin(db: Connection[Record], org: UUID, node: Node, client: Client) -> None:
    """Remember which chain a node is on; refuse another one under the same name."""
    await db.execute(PIN, org, node.label, client.chain_id)
    known = (await _known(db, org, node))["chain_id"]
    if known != client.chain_id:
        raise Troubled(
            Trouble.WRONG_CHAIN,
            f"the node is on chain {client.chain_id}, but {node.label} was on chain "
            f"{known} when the log was last anchored there. If the chain was replaced on "
            f"purpose, delete the row named {node.label} from the table chain; otherwise "
            "set VERIDESK_CHAIN_URL to a node of the right chain.",
        )


async def _take(turn: Turn) -> None:
    await check_past(turn)
    await follow(turn)
    chain_id = turn.client.chain_id
    contract = await _contract(turn.db, turn.org, turn.node, chain_id)
    if contract is None:
        await _deploy(turn)
        await follow(turn)
        contract = await _contract(turn.db, turn.org, turn.node, chain_id)
    if contract and contract.ready and await _anchor(turn, contract):
        await follow(turn)


async def _contract(
    db: Connection[Record], org: UUID, node: Node, chain_id: int
) -> Contract | None:
    if node.contract:
        return Contract(node.contract.lower(), True)
    row = await db.fetchrow(DEPLOYED, org, chain_id)
    return Contract(row["contract"], row["state"] != "sent") if row else None


async def _published(db: Connection[Record], org: UUID, keys: Keys) -> Checkpoint | None:
    row = await db.fetchrow(PUBLISHED, org)
    return await check_signed(db, org, row, keys) if row else None


async def _due(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    node: Node,
    chain_id: int,
    contract: Contract | None,
    now: datetime,
) -> Checkpoint | None:
    """Return what should be anchored now, if anything.

    That is the newest published state, or the one that another chain was given within the
    time between two anchors: so that one proof can carry receipts of all chains.
    """
    last = await _published(db, org, keys)
    if last is None or contract is None:
        return last
    newest = await db.fetchrow(NEWEST, org, chain_id, contract.address)
    if newest and (
        newest["state"] == "sent"
        or newest["sent_at"] + node.every > now
        or newest["size"] >= last.size
    ):
        return None
    least = newest["size"] if newest else 0
    size = await db.fetchval(
        ELSEWHERE, org, chain_id, contract.address, least, now - node.every
    )
    if size is None or size >= last.size:
        return last
    row = await db.fetchrow(SIGNED_AT, org, size)
    return await check_signed(db, org, row, keys) if row else last


async def _deploy(turn: Turn) -> None:
    async with turn.db.transaction():
        nonce = await _nonce(turn)
        # Another worker may have deployed while this one waited for the lock.
        if await _contract(turn.db, turn.org, turn.node, turn.client.chain_id):
            return
        code = str(artefact()["bytecode"])
        signed = await _sign(turn, nonce, None, code)
        contract = deploys_to(turn.keys.operator_address, nonce)
        await _store(turn, contract, 0, b"", nonce, signed)
    reached("anchor-stored")


async def _anchor(turn: Turn, contract: Contract) -> bool:
    async def due() -> Checkpoint | None:
        return await _due(
            turn.db,
            turn.org,
            turn.keys,
            turn.node,
            turn.client.chain_id,
            contract,
            turn.now,
        )

    if await due() is None:
        return False
    await _check_contract(turn, contract.address)
    async with turn.db.transaction():
        nonce = await _nonce(turn)
        # Another worker may have anchored while this one waited for the lock.
        state = await due()
        if state is None:
            return False
        data = turn.client.call_data(contract.address, "anchor", state.size, state.root)
        signed = await _sign(turn, nonce, contract.address, data)
        await _store(turn, contract.address, state.size, state.root, nonce, signed)
    reached("anchor-stored")
    return True


async def _check_contract(turn: Turn, address: str) -> None:
    """Refuse to pay for calls of a contract that is another's, or listens to another."""
    if not await turn.client.is_ours(address):
        raise Troubled(
            Trouble.FOREIGN_CONTRACT,
            f"the code at {address} is not the anchor contract's: what it holds proves "
            "nothing. Take that address out of VERIDESK_CHAIN_CONTRACT.",
        )
    operator = await turn.client.operator(address)
    if operator != turn.keys.operator_address:
        raise Troubled(
            Trouble.NOT_OPERATOR,
            f"the contract at {address} takes anchors from {operator}, and this desk's "
            f"account is {turn.keys.operator_address}. Put the right operator.key under "
            "HOME/keys, or let that account propose this one (docs/operators.md).",
        )


async def _nonce(turn: Turn) -> int:
    """Take the lock on the operator's nonces, and return the next one."""
    await turn.lock_nonces()
    operator = turn.keys.operator_address
    waiting = await turn.db.fetchval(NEXT_NONCE, turn.client.chain_id, operator)
    return max(await turn.client.nonce(operator), waiting or 0)


async def _sign(turn: Turn, nonce: int, to: str | None, data: str) -> Signed:
    """Sign a new transaction within the fee cap and the budget."""
    client, node, operator = turn.client, turn.node, turn.keys.operator_address
    gas = await client.estimate(operator, to, data)
    market = await client.market()
    fees = first_fees(market, node.fee_cap)
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
    await node.budget.check(turn.db, client.chain_id, operator, signed.most, now=turn.now)
    return signed


async def _store(
    turn: Turn, contract: str, size: int, root: bytes, nonce: int, signed: Signed
) -> None:
    stored = await turn.db.fetchval(
        STORE,
        turn.org,
        turn.client.chain_id,
        contract,
        size,
        root,
        turn.keys.operator_address,
        nonce,
        signed.transaction,
        turn.node.public,
        signed.most,
        turn.now,
    )
    if stored is not None:
        await turn.keep(signed, contract, size, nonce)
