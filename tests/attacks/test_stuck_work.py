"""Work that never ends, made by a stranger's bytes, must not be everybody's wait."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from server.pipeline import scorers
from server.pipeline.scorers import Scorers, TookTooLong, _bounded


def test_work_that_takes_too_long_is_given_up():
    with pytest.raises(TookTooLong):
        _bounded(0.2, signal.pause)  # it would never end
    assert _bounded(5, lambda: 7) == 7
    # No alarm is left behind to go off in the next work.
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


async def test_the_next_work_is_done_after_one_was_given_up(monkeypatch):
    monkeypatch.setattr(scorers, "_QUICK_SECONDS", 0.5)
    async with Scorers() as them:
        await them.warm()
        with pytest.raises(TookTooLong):
            await them.words(time.sleep, 30)
        assert await them.words(abs, -3) == 3


async def test_leaving_ends_what_runs_and_starts_nothing_again(tmp_path: Path):
    before = set(multiprocessing.active_children())
    endless = tmp_path / "pipe"
    os.mkfifo(endless)
    async with Scorers() as them:
        await them.warm()
        working = asyncio.create_task(them.slow(endless.read_bytes))
        held = await asyncio.to_thread(endless.open, "wb")  # opens once it is being read
        running = set(multiprocessing.active_children()) - before
        assert len(running) == len(scorers.WARMING)
    with pytest.raises(BrokenProcessPool):
        await working
    for process in running:
        process.join()
    async with asyncio.timeout(30):  # the pool's own thread may be the one that reaps it
        while not set(multiprocessing.active_children()) <= before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    held.close()
