"""`run`: one tree of processes that is the whole desk on one machine."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from auth.enrol import first_link
from server import database
from server.database import postgres
from server.database.migrate import migrate, organisation
from server.database.programs import programs
from server.processes import Part, end, free_port, keep, spawn
from server.settings import EMBEDDED, Settings

PORT_PATIENCE = 3.0
READY_PATIENCE = 120.0
NEWS_EVERY = 10.0

Commands = Callable[[Settings], Mapping[str, Sequence[str]]]


class CannotRun(RuntimeError):
    """The desk cannot start; the message tells a person why and what to do."""


def commands(settings: Settings) -> Mapping[str, Sequence[str]]:
    """Command line of every part but the database, by name."""
    python = (sys.executable, "-m")
    chain = (*python, "ledger", "chain", "--home", str(settings.home))
    return {
        **(
            {"chain": (*chain, "--port", str(settings.chain_port))}
            if EMBEDDED in settings.chain_url
            else {}
        ),
        "web": (*python, "server", "web"),
        **{
            f"worker {n}": (*python, "server", "worker")
            for n in range(1, settings.workers + 1)
        },
    }


def run(settings: Settings, commands: Commands = commands) -> None:
    """Run the desk of this home until SIGINT or SIGTERM.

    A part that dies is started again. However this process ends, kill -9 included, the
    kernel ends all its parts. Raises CannotRun when a desk already runs in this home or
    another program listens on its ports, and Hopeless when a part cannot start.
    """
    home = settings.home.resolve()
    for folder in (home, home / "run", home / "log", home / "erased"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close(home)
    settings = replace(settings, home=home)
    with _claim(home / "run" / "lock"), suppress(asyncio.CancelledError):
        _check_ports(settings)
        if EMBEDDED in settings.chain_url and not settings.chain_port:
            settings = replace(settings, chain_port=free_port("127.0.0.1") or 0)
        asyncio.run(_run(settings, commands(settings)))


def with_database(settings: Settings, words: Sequence[str]) -> int:
    """Run a command beside the desk's database, and return its exit status.

    The command finds the address in DATABASE_URL and PostgreSQL's programs on its PATH. The
    embedded server is started for it where no desk runs; none can start meanwhile.
    """
    home = settings.home.resolve()
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        url, tools = settings.database_url, programs()
        if not url:
            try:
                stack.enter_context(_claim(home / "run" / "lock"))
            except CannotRun:  # a desk runs, and has written down where its database is
                url = database.address(settings)
            else:
                cluster = stack.enter_context(postgres.embedded(home))
                admin = cluster.url("postgres")
                asyncio.run(database.create_database(admin, postgres.DATABASE))
                url = cluster.url()
        path = f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        env = {**os.environ, "DATABASE_URL": url, "PATH": path}
        return subprocess.run(words, env=env).returncode


async def _run(settings: Settings, lines: Mapping[str, Sequence[str]]) -> None:
    """Start all parts in order, keep them up, and stop them in order when cancelled.

    A second signal cancels the stopping too: this process exits and the kernel does it.
    """
    running = asyncio.current_task()
    assert running
    for how in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(how, running.cancel)
    _say(f"Veridesk in {settings.home}")
    logs = settings.home / "log"
    parts: dict[str, Part] = {}
    ready = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as keeping:

            def start(part: Part) -> None:
                parts[part.name] = part
                keeping.create_task(keep(part, ready, _step))

            url = settings.database_url
            if not url:
                fresh = not (settings.home / "postgres").exists()
                _step(f"database: {'making a new one' if fresh else 'starting'}")
                cluster = await asyncio.to_thread(postgres.prepare, settings.home)
                start(Part("database", partial(postgres.launch, cluster), cluster.log))
                await database.create_database(cluster.url("postgres"), postgres.DATABASE)
                url = cluster.url()
            _note(settings, "database.url", url)
            link = await _bring_up_to_date(settings, url)
            if EMBEDDED in settings.chain_url:
                _note(settings, "chain.url", f"http://127.0.0.1:{settings.chain_port}")
            _step(f"processes: {', '.join(lines)}")
            for name, words in lines.items():
                log = logs / f"{name.replace(' ', '-')}.log"
                start(Part(name, partial(spawn, words, log), log))
            await _until_ready(settings)
            ready.set()
            _welcome(settings, link)
    except ExceptionGroup as group:  # the first thing that went wrong is what to say
        raise group.exceptions[0] from None
    finally:
        await _stop(settings, parts)


async def _bring_up_to_date(settings: Settings, url: str) -> str | None:
    now = datetime.now(UTC)
    db = await database.connect(url)
    try:
        applied = await migrate(db)
        org = await organisation(db, settings.organisation, now=now)
        link = await first_link(db, org, settings.web_origin, now=now)
    finally:
        await db.close()
    _step(f"schema: {f'{len(applied)} steps done' if applied else 'up to date'}")
    return link


async def _until_ready(settings: Settings) -> None:
    """Wait until the web says that it and all it depends on are ready."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.http_host, settings.http_host)  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{settings.http_port}/readyz"
    began = news = time.monotonic()
    while (missing := await asyncio.to_thread(_probe, url)) is not None:
        now = time.monotonic()
        if now - began > READY_PATIENCE:
            log = settings.home / "log" / "web.log"
            raise CannotRun(f"The desk is not ready: {missing}. See {log}.")
        if now - news > NEWS_EVERY:
            news = now
            _step(f"still waiting: {missing}")
        await asyncio.sleep(0.1)


def _probe(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return None
    except urllib.error.HTTPError as error:
        return error.read(300).decode(errors="replace") or f"status {error.code}"
    except OSError:
        return "the web does not answer yet"


async def _stop(settings: Settings, parts: Mapping[str, Part]) -> None:
    """Stop taking in and working, then the chain, and the database last."""
    _say("\nStopping")
    last = ("chain", "database")
    await asyncio.gather(*(end(part) for name, part in parts.items() if name not in last))
    if chain := parts.get("chain"):
        await end(chain)
    if (server := parts.get("database")) and server.process:
        await asyncio.to_thread(postgres.stop, server.process)
    for name in ("database.url", "chain.url"):
        (settings.home / "run" / name).unlink(missing_ok=True)
    _say("Stopped. All that was taken in is kept.")


def _close(home: Path) -> None:
    """Shut the home to everybody else: people's words, keys and logs lie in it.

    Raises CannotRun for one of another user's, who could put other keys in their place.
    """
    if home.stat().st_uid != os.geteuid():
        raise CannotRun(f"{home} belongs to another user: choose a VERIDESK_HOME of yours.")
    home.chmod(0o700)


def _claim(path: Path) -> TextIO:
    """Lock the home for as long as the file returned is open."""
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise CannotRun(
            f"A desk already runs in {path.parents[1]}, as process {holder}.\n"
            "A second one needs a home and ports of its own, for example:\n"
            "  VERIDESK_HOME=var2 VERIDESK_HTTP_PORT=8421 VERIDESK_SMTP_PORT=2526 "
            "./veridesk run"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _check_ports(settings: Settings) -> None:
    """Refuse ports in use, but give the parts of a desk just killed time to end."""
    end_at = time.monotonic() + PORT_PATIENCE
    for what, host, port in (
        ("HTTP", settings.http_host, settings.http_port),
        ("SMTP", settings.smtp_host, settings.smtp_port),
    ):
        while free_port(host, port) is None:
            if time.monotonic() > end_at:
                raise CannotRun(
                    f"Another program listens on {host}:{port}; "
                    f"choose another port with VERIDESK_{what}_PORT."
                )
            time.sleep(0.1)


def _note(settings: Settings, name: str, text: str) -> None:
    """Write what the other programs of this home need to know, for their owner alone."""
    path = settings.home / "run" / name
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text + "\n")
    fresh.rename(path)


def _welcome(settings: Settings, link: str | None) -> None:
    _say(f"\nReady. Open {settings.web_origin}")
    _say(f"Mail is taken at {settings.smtp_host}:{settings.smtp_port}")
    if link:
        _say(f"\nEnrol the first administrator's device, once, within 24 hours:\n{link}")
    _say(f"\nLogs are in {settings.home / 'log'}. Ctrl-C stops the desk.")


def _step(line: str) -> None:
    _say(f"  {line}")


def _say(line: str) -> None:
    with suppress(OSError):  # nobody may be reading any more; the desk goes on
        print(line, flush=True)
