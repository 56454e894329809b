"""Handing the contracts over to another account, in two steps that cannot go astray.

The account that anchors proposes the next one, and only that one can accept: an address
that nobody has the key of never becomes the operator. Each step may be repeated.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from eth_account import Account

from ledger.chain.client import Client, connect, sign
from ledger.chain.fees import first_fees
from ledger.chain.following import NONCE_LOCK
from ledger.chain.trouble import ChainRefused, Trouble, Troubled

if TYPE_CHECKING:
    from asyncpg import Connection, Record

POLL_SECONDS = 0.5
# The contracts that the logs of this desk are anchored in.
CONTRACTS = """
select distinct chain_id, contract from anchoring
where org_id = any($1) and state <> 'failed' order by chain_id, contract
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One contract on one chain."""

    chain_id: int
    contract: str


async def places(db: Connection[Record], logs: list[UUID]) -> tuple[Place, ...]:
    """List every contract that these logs are anchored in."""
    return tuple(Place(**row) for row in await db.fetch(CONTRACTS, logs))


async def propose(
    db: Connection[Record],
    known: tuple[Place, ...],
    url: str,
    key: bytes,
    upcoming: bytes,
    cap: int,
) -> tuple[Place, ...]:
    """Propose the upcoming account to each contract on a node's chain.

    Half of what the present account holds goes along, so that the upcoming one can pay
    for accepting. Returns the contracts; raises Troubled when one does not listen to this
    account. Waits until the chain has each transaction.
    """
    heir = str(Account.from_key(upcoming).address)
    async with connect(url) as client:
        here = _here(known, client)
        for place in here:
            if await client.proposed(place.contract) == heir:
                continue
            data = client.call_data(place.contract, "propose", heir)
            await _send(db, client, key, place.contract, data, cap)
        if not await client.balance(heir):
            half = await client.balance(str(Account.from_key(key).address)) // 2
            await _send(db, client, key, heir, "0x", cap, value=half)
    return here


async def accept(
    db: Connection[Record],
    known: tuple[Place, ...],
    url: str,
    upcoming: bytes,
    cap: int,
) -> tuple[Place, ...]:
    """Accept as the upcoming account on a node's chain; waits until that is final.

    Returns the contracts that listen to it now. Raises Troubled for one that did not
    propose it.
    """
    heir = str(Account.from_key(upcoming).address)
    async with connect(url) as client:
        here = _here(known, client)
        for place in here:
            if await client.operator(place.contract) != heir:
                data = client.call_data(place.contract, "accept")
                await _send(db, client, upcoming, place.contract, data, cap)
        for place in here:
            while await client.operator(place.contract, final=True) != heir:  # noqa: ASYNC110 - chains do not call back
                await asyncio.sleep(POLL_SECONDS)
    return here


def _here(known: tuple[Place, ...], client: Client) -> tuple[Place, ...]:
    here = tuple(place for place in known if place.chain_id == client.chain_id)
    if not here:
        raise Troubled(
            Trouble.WRONG_CHAIN,
            f"the node is on chain {client.chain_id}, where nothing is anchored",
        )
    return here


async def _send(
    db: Connection[Record],
    client: Client,
    key: bytes,
    to: str,
    data: str,
    cap: int,
    *,
    value: int = 0,
) -> None:
    """Send one transaction, and wait until a block has it.

    The nonce is the account's next, and workers wait for theirs meanwhile.
    """
    sender = str(Account.from_key(key).address)
    async with db.transaction():
        await db.execute(NONCE_LOCK, f"{client.chain_id} {sender}")
        gas = await client.estimate(sender, to, data)
        market = await client.market()
        signed = sign(
            key,
            client.chain_id,
            await client.nonce(sender),
            to,
            data,
            gas,
            first_fees(market, cap),
            base=market.base is not None,
            value=value,
        )
        if refused := await client.broadcast(signed.raw):
            raise ChainRefused(refused)
        while (place := await client.mined(signed.transaction)) is None:  # noqa: ASYNC110 - as above
            await asyncio.sleep(POLL_SECONDS)
        if not place.good:
            raise ChainRefused(f"the contract at {to} refused {signed.transaction}")
