"""Commands of the ledger: `python -m ledger COMMAND --help` explains each."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

# In the order in which they are listed.
COMMANDS = (
    "verify",
    "check_vectors",
    "monitor",
    "witness",
    "chain",
    "account",
    "upkeep.check",
    "upkeep.publish",
    "upkeep.rotate",
    "evidence.prove",
    "evidence.export",
    "evidence.verify_export",
    "evidence.consistency",
    "entries",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m ledger", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    found = [module for name in COMMANDS if (module := _load(name))]
    for module in found:
        module.add(commands)
    if len(found) < len(COMMANDS):
        parser.epilog = "Other commands need the desk's packages: pip install '.[desk]'."
    chosen = parser.parse_args(arguments)
    try:
        status = int(chosen.run(chosen))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # piped into head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13


def _load(name: str) -> ModuleType | None:
    """A command's module; None where it needs a package that is not installed.

    Whoever only verifies has none of the desk's.
    """
    try:
        return import_module(f"ledger.commands.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "ledger":
            raise
        return None


if __name__ == "__main__":
    sys.exit(main())
