"""Commands of the ledger: `python -m ledger COMMAND --help` explains each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ledger.commands import account, chain, entries, monitor, verify, witness
from ledger.commands.upkeep import check, publish, rotate

COMMANDS = (
    verify,
    monitor,
    witness,
    chain,
    account,
    publish,
    check,
    rotate,
    entries,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m ledger", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for one in COMMANDS:
        one.add(commands)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
