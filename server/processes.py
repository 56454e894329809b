"""Processes that are started again when they die and end with whoever started them."""

from __future__ import annotations

import asyncio
import ctypes
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

STOP_PATIENCE = 8.0
SETTLED = 30.0  # seconds after which a part that dies is started again at once
SLOWEST = 10.0  # seconds between two starts of a part that keeps dying
HOPELESS = 5  # deaths of one part before the whole was ever ready

_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class Hopeless(RuntimeError):
    """A part died again and again before the whole was ever ready; holds what it said."""


@dataclass(slots=True)
class Part:
    """One process of many: how to start it, and what became of it."""

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0


def end_with(parent: int, how: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send `how` to this process when the process `parent` dies.

    Run it in the new process: as `preexec_fn=partial(end_with, os.getpid(), how)` of
    Popen, or as `initializer=end_with, initargs=(os.getpid(),)` of a ProcessPoolExecutor.
    The kernel watches the thread that started the process, so that must be the main one.
    Linux only (prctl(2)).
    """
    if how != signal.SIGKILL:
        # A script's background jobs ignore interrupts, and so would PostgreSQL until it
        # has a handler of its own: the one signal that ends it would be lost.
        signal.signal(how, signal.SIG_DFL)
    _libc.prctl(_PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def spawn(words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, writing to `log`; it ends with us."""
    with log.open("ab") as file:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,  # the terminal's Ctrl-C reaches only the supervisor
            preexec_fn=partial(end_with, os.getpid()),
        )


async def keep(part: Part, ready: asyncio.Event, say: Callable[[str], None]) -> None:
    """Start this part, and again whenever it dies, ever more slowly if it keeps dying.

    Raises Hopeless when it keeps dying before `ready`. Cancelling leaves it running.
    """
    delay = 0.1
    while True:
        born = time.monotonic()
        part.process = part.launch()
        while part.process.poll() is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        part.deaths += 1
        how = _how(part.process.returncode)
        if not ready.is_set() and part.deaths >= HOPELESS:
            raise Hopeless(
                f"The {part.name} {how}, {part.deaths} times. "
                f"{part.log} ends with:\n{_tail(part.log)}"
            )
        if time.monotonic() - born > SETTLED:
            delay = 0.1
        say(f"the {part.name} {how} and is started again; its log is {part.log}")
        await asyncio.sleep(delay)
        delay = min(delay * 2, SLOWEST)


async def end(part: Part) -> None:
    """Ask this part to end, and kill it and its children when it does not."""
    process = part.process
    if process is None:
        return
    if process.poll() is None:
        process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_PATIENCE):
            while process.poll() is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port(host: str, port: int = 0) -> int | None:
    """`port`, or any free one for 0; None when another program listens there.

    Any free one is below those that Linux gives to outgoing connections: one of these
    could otherwise sit on it whenever its owner is started again.
    """
    if not port:
        some = random.sample(range(20_000, 32_768), 100)
        return next((one for one in some if free_port(host, one)), None)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _how(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"


def _tail(log: Path, lines: int = 8) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
