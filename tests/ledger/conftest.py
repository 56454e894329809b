"""Keys, commitments and a chain process for the ledger's tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from uuid6 import uuid7

from ledger import Commitment, Keys, Kind, stamp
from ledger.keys import load

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return load(tmp_path_factory.mktemp("home") / "keys")


def promise(
    ref: UUID | None = None,
    kind: Kind = Kind.PROMISE_MADE,
    subject: UUID | None = None,
    at: datetime = NOW,
) -> Commitment:
    fields = {"promise": "first-reply"}
    if kind is Kind.PROMISE_MADE:
        fields["deadline"] = stamp(at + timedelta(hours=2))
    return Commitment(kind, ref or uuid7(), subject or uuid7(), at, fields)


class ChainProcess:
    """`python -m ledger chain` of one home, which can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ledger", "chain", "--home", str(self.home)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        self.url, _, self.chain_id = self.process.stdout.readline().split()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.wait()

    def pause(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def stop(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGCONT)
            self.process.terminate()
        self.wait()

    def wait(self) -> None:
        self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[ChainProcess]:
    running = ChainProcess(tmp_path)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def operator(chain: ChainProcess) -> Keys:
    """The keys of the home that the chain process runs on."""
    return load(chain.home / "keys")
