"""Processes that read, look and listen, so that no event loop waits for a model."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
Answer = TypeVar("Answer")
Warm = Callable[[], object]

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_TRIES = 3
# Far beyond what anything honest takes: no stranger's bytes may hold up the rest.
_QUICK_SECONDS = 30
_SLOW_SECONDS = 3600  # ten minutes of sound, written down on a small machine


class TookTooLong(RuntimeError):
    """One piece of work was given up so that the others go on."""


class Scorers:
    """Three processes: for words, for live voices, and for pictures and speech.

    So neither a large picture nor a call makes a mail wait, nor a mail a caller. Each is
    warmed when it starts, by what `warming` names for it. One that is killed is started
    again and its work repeated, which is harmless: nothing that runs here has effects.
    For the same reason leaving kills them at once: their work may last an hour.
    """

    def __init__(self, warming: Mapping[str, Warm] | None = None) -> None:
        self._left = False
        self._warming = {**WARMING, **(warming or {})}
        self._pools = {which: _pool(warm) for which, warm in self._warming.items()}

    async def __aenter__(self) -> Self:
        self.start(WORDS)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left = True
        for pool in self._pools.values():
            running = list(pool._processes.values())  # public only from Python 3.14 on
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.kill()

    def start(self, *which: str) -> None:
        """Have these begin to load what they need; others do when first asked."""
        for one in which:
            self._pools[one].submit(os.getpid)

    async def warm(self, *which: str) -> None:
        """Wait until these, or all, have loaded what they need."""
        await asyncio.gather(*(self._run(one, os.getpid) for one in which or self._pools))

    async def words(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Read words. Raises TookTooLong."""
        return await self._run(
            WORDS, partial(_bounded, _QUICK_SECONDS, work, *args, **kwargs)
        )

    async def voice(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Listen to a second of a voice. Raises TookTooLong."""
        return await self._run(
            VOICE, partial(_bounded, _QUICK_SECONDS, work, *args, **kwargs)
        )

    async def slow(
        self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Answer:
        """Read a picture, or write down speech. Raises TookTooLong."""
        return await self._run(
            SLOW, partial(_bounded, _SLOW_SECONDS, work, *args, **kwargs)
        )

    async def _run(self, which: str, work: Callable[[], Answer]) -> Answer:
        for attempt in range(_TRIES):
            pool = self._pools[which]
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, work)
            except BrokenProcessPool:
                if self._left or attempt == _TRIES - 1:
                    raise
                if self._pools[which] is pool:
                    self._pools[which] = _pool(self._warming[which])
        raise AssertionError("unreachable")


def _pool(warm: Warm) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(warm, os.getpid()),
    )


def _start(warm: Warm, parent: int) -> None:
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


def _bounded(
    seconds: float, work: Callable[P, Answer], /, *args: P.args, **kwargs: P.kwargs
) -> Answer:
    """Do work in this process's main thread, and give it up when its time is over."""

    def stop(*_: object) -> None:
        raise TookTooLong(f"given up after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(*args, **kwargs)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _warm_words() -> None:
    import sentiment

    sentiment.warm()


def _warm_voice() -> None:
    import sentiment.voice

    sentiment.voice.warm()


def _warm_slow() -> None:
    import sentiment.pictures

    sentiment.pictures.warm()


WORDS, VOICE, SLOW = "words", "voice", "slow"
WARMING: Mapping[str, Warm] = {WORDS: _warm_words, VOICE: _warm_voice, SLOW: _warm_slow}
