"""`python -m ledger account`: which account anchors, so that it can be given funds."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from ledger.keys import load


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "account",
        help="show the account that anchors",
        description="Print the address of the account that pays for anchors. The embedded "
        "chain gives it funds; on any other chain somebody has to.",
    )
    parser.add_argument("--home", type=Path, default=os.environ.get("VERIDESK_HOME", "var"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the address; the key is made if there is none yet."""
    print(load(Path(chosen.home) / "keys").operator_address)
    return 0
