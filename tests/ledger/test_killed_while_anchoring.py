"""A worker killed at each step of anchoring, on the embedded chain and on one of others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from ledger import fsck, state
from ledger.chain.client import connect
from ledger.keys import Keys, load
from ledger.store.step import STATUS
from tests.ledger.anchor_once import anchor_once
from tests.ledger.forks import begin, end
from tests.ledger.foundry import Anvil, needs_anvil
from tests.ledger.scene import ChainProcess
from tests.ledger.test_anchoring import grow

STEPS = ("anchor-stored", "anchor-sent", "anchor-mined")
ATTEMPTS = "select size, raw from anchor_attempt where org_id = $1 order by size"

UNDER_WAY = "select exists (select from anchoring where org_id = $1 and state = 'sent')"

Turn = Callable[[str], Awaitable[int]]
Mine = Callable[[], Awaitable[None]]


def worker(database_url: str, home: Path, org: UUID, chain: str) -> Turn:
    """Take turns in a process that dies where it is told; gives its exit status."""

    async def turn(die_at: str) -> int:
        given = database_url, home, org, chain
        return await end(begin(anchor_once, *given, die_at=die_at))

    return turn


async def whole(db: asyncpg.Connection, org: UUID, keys: Keys) -> None:
    assert (await fsck(db, org, keys)).findings == ()


async def die_again_and_again(
    db: asyncpg.Connection, org: UUID, keys: Keys, turn: Turn, step: str, mine: Mine
) -> None:
    """Kill the worker at a step of the contract's transaction, then of the anchor's."""
    stored: dict[int, bytes] = {}
    deaths = 0
    while len(stored) < 2 or await db.fetchval(UNDER_WAY, org):
        deaths += await turn(step) == STATUS
        await mine()
        await whole(db, org, keys)
        found = {row["size"]: row["raw"] for row in await db.fetch(ATTEMPTS, org)}
        assert found.items() >= stored.items()  # the same bytes, however often
        stored = found
    assert deaths >= 2
    assert len(stored) == 2


async def ended_well(db: asyncpg.Connection, org: UUID, keys: Keys, url: str) -> None:
    assert (await state(db, org, keys)).anchored_size == 3
    assert len(await db.fetch(ATTEMPTS, org)) == 2
    async with connect(url) as client:
        assert await client.nonce(keys.operator_address) == 2  # nothing was sent twice
    await whole(db, org, keys)


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_killed_at_any_step_loses_and_doubles_nothing(
    pool: asyncpg.Pool, database_url: str, org: UUID, chain: ChainProcess, step: str
) -> None:
    keys = load(chain.home / "keys")
    turn = worker(database_url, chain.home, org, chain.url)
    async with pool.acquire() as db:
        await grow(db, org, keys)

        async def at_once() -> None:
            """The embedded chain makes its blocks itself."""

        await die_again_and_again(db, org, keys, turn, step, at_once)
        # The chain dies as well, and with everything it is there again.
        await asyncio.to_thread(chain.kill)
        await asyncio.to_thread(chain.start)
        assert await worker(database_url, chain.home, org, chain.url)("") == 0
        await ended_well(db, org, keys, chain.url)


@needs_anvil
@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_killed_at_any_step_goes_on_on_a_chain_of_others(
    pool: asyncpg.Pool,
    database_url: str,
    org: UUID,
    tmp_path: Path,
    make_anvil: Callable[..., Anvil],
    step: str,
) -> None:
    keys, anvil = load(tmp_path / "keys"), make_anvil()
    await anvil.fund(keys.operator_address)
    turn = worker(database_url, tmp_path, org, anvil.url)
    async with pool.acquire() as db:
        await grow(db, org, keys)
        await die_again_and_again(db, org, keys, turn, step, anvil.mine)
        await anvil.reorg(2)
        assert await turn("") == 0
        await anvil.mine(5)
        assert await turn("") == 0
        await ended_well(db, org, keys, anvil.url)
