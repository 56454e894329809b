"""kill -9 at every step from taking a record in to its final anchor, in real processes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from uuid import UUID

import pytest

from ledger.store.step import DIE_AT, STATUS
from tests.ledger.faults.world import PATIENCE, World
from tests.ledger.forks import end
from tests.ledger.scene import ROOT

STEPS = (
    *("sequenced", "stored", "cosigned", "tiles-written", "checkpoint-published"),
    *("anchor-stored", "anchor-sent", "anchor-mined"),
)


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_killed_at_a_step_loses_nothing_and_says_nothing_twice(
    world: World, step: str
) -> None:
    for _ in range(2):
        worker = await world.worker(die_at=step)
        await world.append(5)
        async with asyncio.timeout(PATIENCE):
            assert await end(worker) == STATUS
        await world.whole()
    await world.worker()
    await world.append(5)
    await world.settled()
    await world.kill()
    audit = await world.whole()
    assert (audit.size, audit.published) == (15, 15)
    assert audit.on_chain >= 1


async def append(world: World, die_at: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.ledger.faults.append", world.url, str(world.org)),
        stdout=PIPE,
        cwd=ROOT,
        env={DIE_AT: die_at},
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode().strip()


async def test_who_is_killed_before_a_record_is_durable_has_not_acknowledged_it(
    world: World,
) -> None:
    assert await append(world, "appended") == (STATUS, "")
    status, ref = await append(world, "")
    assert status == 0
    world.acknowledged.add(UUID(ref))
    await world.worker()
    await world.settled()
    await world.kill()
    assert (await world.whole()).size == 1


async def test_two_servers_that_do_everything_at_once_give_one_log(world: World) -> None:
    for _ in range(3):
        await world.worker()
    for round_ in range(3):
        await world.append(40)
        world.workers[round_].kill()
        await world.worker()
        world.look()
    await world.settled()
    await world.kill()
    audit = await world.whole()
    assert (audit.size, audit.published) == (120, 120)
