"""The commands of `python -m sentiment`, one module each."""

from __future__ import annotations

import argparse
from pathlib import Path


def folder(named: str) -> Path:
    """A folder that an argument names; argparse tells where there is none."""
    path = Path(named)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"no folder is called {named!r}")
    return path
