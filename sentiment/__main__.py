"""Reading people from the terminal: `python -m sentiment COMMAND --help` explains each."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sentiment.commands import compare, listen, look, read, train
from sentiment.threads import one_thread


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    one_thread()
    parser = argparse.ArgumentParser(prog="python -m sentiment", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for one in (read, listen, look, train, compare):
        one.add(commands)
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names of files may be no UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = int(chosen.run(chosen))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except KeyboardInterrupt:
        return 128 + 2


if __name__ == "__main__":
    sys.exit(main())
