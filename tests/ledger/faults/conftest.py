"""A world for each test of faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from ledger.format.policy import Policy
from ledger.keys import load
from tests.ledger.faults.world import World
from tests.ledger.scene import ChainProcess
from tests.ledger.witness.log import serving


@pytest.fixture
async def world(
    pool: asyncpg.Pool, database_url: str, org: UUID, chain: ChainProcess, tmp_path: Path
) -> AsyncIterator[World]:
    """A log with one witness, whose cosignature every published state needs."""
    keys = load(chain.home / "keys")
    signers = keys.signers(org)
    with serving(tmp_path / "witness", [signer.key for signer in signers]) as server:
        cosigner = server.witness.signers[0].key
        text = f"witness w {cosigner} {server.url}\nquorum w\n"
        (chain.home / "policy").write_text(text)
        policy = Policy.parse(text)
        made = World(pool, database_url, org, chain.home, keys, policy, chain)
        try:
            yield made
        finally:
            await made.kill()
