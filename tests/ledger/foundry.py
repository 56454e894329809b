"""Foundry's anvil: a chain that nobody here wrote, for tests of anchoring.

`./veridesk test` brings it from tests/ledger/anvil/package.json; ANVIL names another one.
Where there is none, the tests that need it are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from web3 import AsyncWeb3
from web3.providers import AsyncHTTPProvider

BROUGHT = Path(sys.prefix) / "bin" / "anvil"
ANVIL = os.environ.get("ANVIL") or (
    str(BROUGHT) if BROUGHT.exists() else shutil.which("anvil")
)

needs_anvil = pytest.mark.skipif(
    not ANVIL,
    reason="anvil is not installed: ./veridesk test brings it from the package registry; "
    "or name one in ANVIL",
)


class Anvil:
    """One node. It makes a block when it is told to, so that tests need not wait.

    Blocks become final ``2 * epoch`` blocks later, as on a real chain.
    """

    def __init__(self, folder: Path, *, chain_id: int = 424_242, epoch: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.chain_id = chain_id
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._command = [
            *(str(ANVIL), "--port", str(port), "--chain-id", str(chain_id)),
            *("--slots-in-an-epoch", str(epoch), "--base-fee", "1000000000"),
            *("--state", str(folder / "state.json"), "--state-interval", "1"),
            *("--preserve-historical-states", "--order", "fees", "--accounts", "1"),
            "--no-mining",
        ]
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Listening on "):
                return
        raise AssertionError("anvil did not start")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    async def ask(self, method: Any, *params: Any) -> Any:
        provider = AsyncHTTPProvider(self.url)
        try:
            answer = await AsyncWeb3(provider).provider.make_request(method, list(params))
        finally:
            await provider.disconnect()
        assert "error" not in answer, answer
        return answer["result"]

    async def fund(self, address: str, wei: int = 10**20) -> None:
        await self.ask("anvil_setBalance", address, hex(wei))

    async def mine(self, blocks: int = 1) -> None:
        await self.ask("anvil_mine", hex(blocks))

    async def reorg(self, depth: int) -> None:
        """Undo the newest blocks, and put as many empty ones in their place."""
        await self.ask("anvil_reorg", depth, [])

    async def base_fee(self, wei: int) -> None:
        await self.ask("anvil_setNextBlockBaseFeePerGas", hex(wei))
