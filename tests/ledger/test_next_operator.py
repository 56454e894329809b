"""Another account takes over the contracts: keys, money and the chain, by command."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from uuid import UUID

import asyncpg

from ledger import fsck, state
from ledger.chain.anchoring import anchor
from ledger.chain.client import connect
from ledger.chain.following import Node
from ledger.chain.trouble import Trouble
from ledger.keys import load
from tests.ledger.scene import NOW, ROOT, ChainProcess
from tests.ledger.test_anchoring import AT_ONCE, grow


async def command(chain: ChainProcess, database_url: str, *words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ledger", "account", "--home", str(chain.home), *words),
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_another_account_takes_over_in_two_steps(
    pool: asyncpg.Pool, database_url: str, org: UUID, chain: ChainProcess
) -> None:
    folder, node = chain.home / "keys", Node(chain.url, name="chain", every=AT_ONCE)
    old = load(folder)
    async with pool.acquire() as db:
        await grow(db, org, old)
        assert (await anchor(db, org, old, node, now=NOW)).final == 2
        early, said = await command(chain, database_url, "--accept", "--rpc", chain.url)
        assert (early, "--propose" in said) == (1, True)
        for _ in range(2):  # a step may be taken twice
            status, said = await command(
                chain, database_url, "--propose", "--rpc", chain.url
            )
            assert status == 0, said
        await grow(db, org, old)  # nothing has changed yet
        assert (await anchor(db, org, old, node, now=NOW)).final == 1
        status, said = await command(chain, database_url, "--accept", "--rpc", chain.url)
        assert status == 0, said
        new = load(folder)
        assert new.operator_address != old.operator_address
        await grow(db, org, old)
        refused = await anchor(db, org, old, node, now=NOW)
        assert refused.trouble is Trouble.NOT_OPERATOR  # the old account is out
        assert (await anchor(db, org, new, node, now=NOW)).final == 1
        assert (await state(db, org, new)).anchored_size == 9
        assert (await fsck(db, org, new)).findings == ()
    async with connect(chain.url) as client:
        contract = await pool.fetchval("select contract from anchoring where size = 0")
        assert await client.operator(contract) == new.operator_address
        left, given = [await client.balance(one.operator_address) for one in (old, new)]
        assert left > 0
        assert given > 0
    kept = folder / f"operator.{old.operator_address.lower()}.key"
    assert kept.read_text().strip() == old.operator.hex()  # it still holds money
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (folder / "operator.next.key").exists()


async def test_a_chain_that_nothing_is_anchored_on_is_refused(
    pool: asyncpg.Pool, database_url: str, org: UUID, chain: ChainProcess
) -> None:
    status, said = await command(chain, database_url, "--propose", "--rpc", chain.url)
    assert (status, "nothing is anchored" in said) == (1, True)
    nowhere, said = await command(
        chain, database_url, "--propose", "--rpc", "http://127.0.0.1:9"
    )
    assert (nowhere, "node-down" in said) == (1, True)
