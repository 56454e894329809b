"""`python -m sentiment look`: the text in pictures, and facts about them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from intake.pictures import Seen
from intake.pictures.opening import MOST_BYTES
from sentiment.pictures import look as look_at


def add(commands: Any) -> None:
    """Declare the command."""
    looks = commands.add_parser(
        "look",
        help="text and facts of pictures",
        description="Read the text in each picture and tell facts about it. A box is left, "
        "top, right, bottom as shares of the picture; rotation is how many degrees the "
        "text is turned clockwise. Exit status 1 if a file could not be read; the others "
        "are read.",
    )
    looks.add_argument("files", nargs="+", type=Path, metavar="FILE")
    looks.add_argument(
        "--place", action="store_true", help="tell where it was taken, if the file does"
    )
    looks.add_argument(
        "--weights", default="", help="a CLIP that tells what is shown: a folder or an id"
    )
    looks.add_argument("--json", action="store_true", help="one JSON object a line")
    looks.set_defaults(run=look)


def look(chosen: argparse.Namespace) -> int:
    """Look at each file; a bad one is told, and the others are looked at."""
    bad = 0
    for path in chosen.files:
        told = _told(path, place=chosen.place, weights=chosen.weights)
        bad |= "error" in told
        if chosen.json:
            print(json.dumps({"file": str(path), **told}, ensure_ascii=False), flush=True)
        else:
            print(_written(path, told), file=sys.stderr if "error" in told else None)
    return int(bad)


def shape(seen: Seen) -> dict[str, Any]:
    """What was seen as plain JSON values."""
    return {
        "text": seen.text,
        "lines": [
            {"text": one.text, "confidence": one.confidence, "box": list(one.box)}
            for one in seen.lines
        ],
        "rotation": seen.rotation,
        "facts": dict(seen.facts),
    }


def _told(path: Path, *, place: bool, weights: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            seen = Seen(problem=f"not read: larger than {MOST_BYTES >> 20} MiB")
        else:
            seen = look_at(path.read_bytes(), place=place, weights=weights)
    except OSError as reason:
        seen = Seen(problem=f"not read: {reason.strerror or reason}")
    return ({"error": seen.problem} if seen.problem else {}) | shape(seen)


def _written(path: Path, told: dict[str, Any]) -> str:
    facts = ", ".join(f"{name} {plain(value)}" for name, value in told["facts"].items())
    rows = [f"{plain(str(path))}: {told.get('error') or facts}"]
    if told["rotation"]:
        rows.append(f"  turned {told['rotation']:.0f} degrees clockwise")
    rows += [f"  {one['confidence']:.2f}  {plain(one['text'])}" for one in told["lines"]]
    return "\n".join(rows)


def plain(text: str) -> str:
    """A text without what a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
