"""A whole desk of a test's own: `python -m server run` in a new home, on free ports."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import IO

import psutil

from server import database, processes

ROOT = Path(__file__).parents[1]
STARTS_WITHIN = 180.0


def free_port() -> int:
    """A port that nothing listens on, and that no outgoing connection will be given."""
    port = processes.free_port("127.0.0.1")
    assert port
    return port


@dataclass
class Desk:
    """One desk. ``start`` returns once it says that it is ready."""

    home: Path
    http_port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    link: str | None = None
    said: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Where its web is."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment that its commands run in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("VERIDESK_")}
        kept.pop("DATABASE_URL", None)
        return {
            **kept,
            "VERIDESK_HOME": str(self.home),
            "VERIDESK_HTTP_PORT": str(self.http_port),
            "VERIDESK_SMTP_PORT": str(self.smtp_port),
            "VERIDESK_BUSINESS_HOURS": "always",
            **self.environment,
        }

    def start(self) -> None:
        """Start it and read what it says until it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "run"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        out = self.process.stdout
        assert out
        watchdog = time.monotonic() + STARTS_WITHIN
        for line in out:
            self.said.append(line)
            if found := re.search(r"https?://\S+/enrol#\S+", line):
                self.link = found[0]
            if line.startswith("Logs are in"):
                self._drain(out)
                return
            if time.monotonic() > watchdog:
                break
        raise AssertionError("the desk did not start:\n" + "".join(self.said) + self.logs())

    def _drain(self, out: IO[str]) -> None:
        """Keep its pipe from filling up."""
        import threading

        threading.Thread(target=lambda: self.said.extend(out), daemon=True).start()

    def logs(self, lines: int = 30) -> str:
        """The end of each of its logs, for a failing test to show."""
        parts = []
        for path in sorted((self.home / "log").glob("*.log")):
            parts.append(
                f"--- {path.name}\n" + "\n".join(path.read_text().split("\n")[-lines:])
            )
        return "\n".join(parts)

    def parts(self, word: str) -> list[psutil.Process]:
        """Its running processes whose command line has this word."""
        assert self.process
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if word in child.cmdline():
                    found.append(child)
        return found

    def kill(self) -> None:
        """Kill the supervisor as a power cut would; the kernel ends the rest."""
        assert self.process
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive, f"left running: {[p.cmdline() for p in alive]}"

    def stop(self) -> None:
        """Ask it to end, and see that nothing stays."""
        if self.process is None or self.process.poll() is not None:
            return
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        _, alive = psutil.wait_procs(children, timeout=30)
        for process in alive:
            process.kill()
        assert not alive, f"left running: {alive}"

    def command(self, *words: str) -> str:
        """Run one of its command lines and give what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def database_url(self) -> str:
        """Where its database is."""
        return (self.home / "run" / "database.url").read_text().strip()

    @asynccontextmanager
    async def db(self) -> AsyncIterator[object]:
        """A connection to its database."""
        connection = await database.connect(self.database_url())
        try:
            yield connection
        finally:
            await connection.close()

    def send(self, mail: EmailMessage) -> None:
        """Send one mail; returns once it was answered with 250."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=30) as smtp:
            smtp.send_message(mail)


def letter(number: int | str, subject: str, body: str, **headers: str) -> EmailMessage:
    """A mail of a customer of its own."""
    mail = EmailMessage()
    mail["From"] = f"Customer {number} <c{number}@shop.example>"
    mail["To"] = "desk@veridesk.example"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}.{time.time_ns()}@shop.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


@asynccontextmanager
async def running_desk(**environment: str) -> AsyncIterator[Desk]:
    """A started desk in a home that is removed afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="veridesk-", ignore_cleanup_errors=True
    ) as home:
        desk = Desk(Path(home), environment=environment)
        await asyncio.to_thread(desk.start)
        try:
            yield desk
        finally:
            await asyncio.to_thread(desk.stop)
