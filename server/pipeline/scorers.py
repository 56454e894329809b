"""Processes that read, look and listen, so that no event loop waits for a model."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
Answer = TypeVar("Answer")

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_TRIES = 3
# Far beyond what anything honest takes: no stranger's bytes may hold up the rest.
_QUICK_SECONDS = 30
_SLOW_SECONDS = 3600  # ten minutes of sound, written down on a small machine


class TookTooLong(RuntimeError):
    """One piece of work was given up so that the others go on."""


class Scorers:
    """Two processes: ``quick`` for words and voices, ``slow`` for pictures and speech.

    So a large picture never makes a mail wait. Both are warmed at start; one that is
    killed is started again and its work repeated, which is harmless: nothing that runs
    here has effects.
    """

    def __init__(self) -> None:
        self._quick = _pool(_warm_quick)
        self._slow = _pool(_warm_slow)

    async def __aenter__(self) -> Self:
        for pool in (self._quick, self._slow):
            pool.submit(os.getpid)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in (self._quick, self._slow):
            pool.shutdown(wait=False, cancel_futures=True)

    async def warm(self) -> None:
        """Wait until both have loaded what they need; one that dies is replaced."""
        await asyncio.gather(
            self._run("_quick", _warm_quick, os.getpid),
            self._run("_slow", _warm_slow, os.getpid),
        )

    async def quick(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Score words or a second of a voice. Raises TookTooLong."""
        job = partial(_bounded, _QUICK_SECONDS, partial(work, *args, **kwargs))
        return await self._run("_quick", _warm_quick, job)

    async def slow(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Read a picture, or write down speech. Raises TookTooLong."""
        job = partial(_bounded, _SLOW_SECONDS, partial(work, *args, **kwargs))
        return await self._run("_slow", _warm_slow, job)

    async def _run(
        self, which: str, warm: Callable[[], None], work: Callable[[], Answer]
    ) -> Answer:
        for attempt in range(_TRIES):
            pool: ProcessPoolExecutor = getattr(self, which)
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work)
            except BrokenProcessPool:
                if attempt == _TRIES - 1:
                    raise
                if getattr(self, which) is pool:
                    setattr(self, which, _pool(warm))
        raise AssertionError("unreachable")


def _pool(warm: Callable[[], None]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(warm, os.getpid()),
    )


def _start(warm: Callable[[], None], parent: int) -> None:
    """Begin a process that ends with its parent and leaves signals to it."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # One thread each: on a small machine more only fight for the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"):
        os.environ[name] = "1"
    warm()


def _bounded(seconds: float, work: Callable[[], Answer]) -> Answer:
    """Do work in this process's main thread, and give it up when its time is over."""

    def stop(*_: object) -> None:
        raise TookTooLong(f"given up after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _warm_quick() -> None:
    import sentiment
    import sentiment.voice

    sentiment.warm()
    sentiment.voice.warm()


def _warm_slow() -> None:
    import sentiment.pictures

    sentiment.pictures.warm()
