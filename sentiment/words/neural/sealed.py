"""Shipped files and the card that names them by SHA-256: any other file is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

CARD = "card.json"


class Broken(Exception):
    """A shipped file is not the one its card names; take it from the release again."""


def open_card(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read the card of a folder and every file that it names.

    Raises Broken for a file that is missing or has another SHA-256, and FileNotFoundError
    where there is no card.
    """
    card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
    held = {}
    for name, digest in card["sha256"].items():
        path = folder / name
        held[name] = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(held[name]).hexdigest() != digest:
            raise Broken(f"{path} is not the file that {folder / CARD} names")
    return card, held


def write_card(folder: Path, names: Iterable[str], about: Mapping[str, Any]) -> None:
    """Write the card of files that were just made."""
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names
    }
    card = {**about, "sha256": digests}
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
