"""What the ledger's tests share: a moment, promises, and a chain process to kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from uuid6 import uuid7

from ledger import Commitment, Kind, stamp

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def promise(
    ref: UUID | None = None,
    kind: Kind = Kind.PROMISE_MADE,
    subject: UUID | None = None,
    at: datetime = NOW,
) -> Commitment:
    fields = {
        "promise": "first-reply",
        "ticket": "7",
        "made_at": stamp(at),
        "deadline": stamp(at + timedelta(hours=2)),
        "calendar": "v1",
    }
    if kind is Kind.PROMISE_MADE:
        fields["grace"] = "86400"
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
        self.url, _, chain_id = self.process.stdout.readline().split()
        self.chain_id = int(chain_id)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.wait()

    def wait(self) -> None:
        self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()
