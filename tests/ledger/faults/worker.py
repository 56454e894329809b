"""A worker's clock as a process of its own, which tests kill, starve and start again."""

from __future__ import annotations

import asyncio
import resource
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from uuid import UUID

from ledger.chain.following import Node
from ledger.format.policy import Policy
from ledger.keys import load
from server import database
from server.observe import configure
from server.pipeline import keeper as clock
from server.pipeline.keeper import Keeper
from ticketing.escalation import Lines

# The clock ticks as it does on a desk, only faster: nobody here waits for the next tick.
for step in ("SEAL_EVERY", "WITNESS_STEP", "PUBLISH_STEP", "ANCHOR_STEP", "ASK_STEP"):
    setattr(clock, step, 0.25)


def work(
    url: str, org: UUID, home: Path, chain: str, file_limit: int, ready: Event
) -> None:
    """Keep one log of one desk; larger files than the limit cannot be written."""
    if file_limit:  # a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, resource.RLIM_INFINITY))
    asyncio.run(_work(url, org, home, chain, ready))


async def _work(url: str, org: UUID, home: Path, chain: str, ready: Event) -> None:
    configure("error")
    pool = await database.open_pool(url)
    keeper = Keeper(
        pool=pool,
        org=org,
        home=home,
        keys=load(home / "keys"),
        nodes=(Node(chain, name="chain", every=timedelta()),),
        policy=Policy.parse((home / "policy").read_bytes()),
        witness_every=timedelta(),
        lines=Lines(75, 70, 0.6),
        verdicts_kept=timedelta(days=90),
    )
    ready.set()
    await keeper.run()
