"""Processes that tests kill, forked from one that has loaded what they need.

Loading it costs many times what they do afterwards.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from ledger.store.step import DIE_AT

LOADED = ["tests.ledger.faults.worker", "tests.ledger.anchor_once"]


@cache
def forks() -> ForkServerContext:
    """Where such processes come from; the first of them waits until all is loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def begin(work: Callable[..., None], *args: Any, die_at: str = "") -> ForkServerProcess:
    """Do work in a process of its own, which dies where it is told."""
    process = forks().Process(target=_do, args=(die_at, work, args), daemon=True)
    process.start()
    return process


async def end(process: ForkServerProcess) -> int:
    """Wait until a process has ended, and give its status."""
    await asyncio.to_thread(process.join)
    assert process.exitcode is not None
    return process.exitcode


def _do(die_at: str, work: Callable[..., None], args: tuple[Any, ...]) -> None:
    os.environ[DIE_AT] = die_at
    work(*args)
