"""Reading people from the terminal: `python -m sentiment COMMAND --help` explains each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sentiment.commands import compare, listen, look, read, train


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sentiment", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for one in (read, listen, look, train, compare):
        one.add(commands)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
