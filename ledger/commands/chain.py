"""`python -m ledger chain`: the embedded chain, as a process of its own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "chain",
        help="run the embedded chain",
        description="Run the embedded chain of one desk on loopback until it is told to "
        "stop. Prints its address and the chain's id once it answers.",
    )
    parser.add_argument(
        "--home", type=Path, required=True, help="where the desk's state is"
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default) picks a free one")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Serve until stopped; 1 when another process serves the same chain."""
    from ledger.chain.embedded.node import AlreadyRunning
    from ledger.chain.embedded.node import run as serve

    def ready(url: str, chain_id: int) -> None:
        print(f"{url} chain {chain_id}", flush=True)

    try:
        serve(chosen.home, chosen.port, ready)
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        return 1
    return 0
