"""`python -m ledger entries`: what may be sealed, written out."""

from __future__ import annotations

import argparse
from typing import Any

from ledger.entries.page import page


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "entries",
        help="print the schema of every kind of record",
        description="Print every kind of record with its versions and fields, as "
        "docs/ledger/entries.md has them.",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the page."""
    print(page(), end="")
    return 0
