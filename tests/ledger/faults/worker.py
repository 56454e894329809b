"""A worker's clock as a process of its own, which tests kill, starve and start again."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from datetime import timedelta
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

FILE_LIMIT = "TEST_FILE_LIMIT"

# The clock ticks as it does on a desk, only faster: nobody here waits for the next tick.
for step in ("SEAL_EVERY", "WITNESS_STEP", "PUBLISH_STEP", "ANCHOR_STEP", "ASK_STEP"):
    setattr(clock, step, 0.25)


async def main(url: str, org: str, home: str, chain: str) -> None:
    place = Path(home)
    if limit := os.environ.get(FILE_LIMIT):  # larger files cannot be written: a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    configure("error")  # to stderr: nobody reads what else it says on stdout
    pool = await database.open_pool(url)
    keeper = Keeper(
        pool=pool,
        org=UUID(org),
        home=place,
        keys=load(place / "keys"),
        nodes=(Node(chain, name="chain", every=timedelta()),),
        policy=Policy.parse((place / "policy").read_bytes()),
        witness_every=timedelta(),
        lines=Lines(75, 70, 0.6),
        verdicts_kept=timedelta(days=90),
    )
    print("ready", flush=True)
    await keeper.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
