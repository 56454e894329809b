"""`python -m sentiment train`, `rollback` and `bench`: weights made, taken back, judged."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sentiment.commands import folder


def add(commands: Any) -> None:
    """Declare the commands."""
    trains = commands.add_parser(
        "train",
        help="train the weights again, or learn from a desk's corrections",
        description="With --data: the package's own weights, from a folder of public data. "
        "With --desk: a version for one desk, from the lessons that `python -m server "
        "lessons` writes; it goes live only if it reads the latest weeks better. Exit "
        "status 1 if nothing was better.",
    )
    source = trains.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=folder, help="a folder of public data")
    source.add_argument("--desk", type=Path, help="a file of lessons; - is the input")
    _models(trains)
    trains.add_argument(
        "--only",
        default="",
        choices=[
            "deadlines",
            "emotion-en",
            "emotion-zh",
            "encoder",
            "feelings",
            "own",
            "urgency",
        ],
        help="train one part alone",
    )
    trains.set_defaults(run=train)
    back = commands.add_parser(
        "rollback",
        help="read with what was used before the version in use",
        description="Go back one version of what the desk learned, to the package's own "
        "weights in the end. Exit status 1 if there is nothing to go back to.",
    )
    _models(back)
    back.set_defaults(run=rollback)
    benches = commands.add_parser(
        "bench",
        help="figures beside baselines",
        description="Print every figure of the reading beside its baselines: urgency, "
        "feelings, deadlines, topics, voices, pictures, calibration and cost.",
    )
    benches.add_argument("data", type=folder, help="a folder of public data")
    benches.add_argument("--quick", action="store_true", help="a small part of each")
    benches.set_defaults(run=bench)


def train(chosen: argparse.Namespace) -> int:
    """Train on a folder of public data and the project's own, or on a desk's lessons.

    1 where PyTorch is not installed for a part that needs it; lessons need none.
    """
    if chosen.desk:
        return _learn(chosen)
    if chosen.only in ("", "encoder", "urgency") and find_spec("torch") is None:
        part = chosen.only or "all"
        print(f"train {part} needs PyTorch: pip install '.[train]'", file=sys.stderr)
        return 1
    from sentiment.training.command import train as train_all

    train_all(chosen.data, chosen.only)
    return 0


def rollback(chosen: argparse.Namespace) -> int:
    """Go back one version; 1 where there is nothing before."""
    from sentiment.learned.versions import NoVersion, roll_back

    try:
        version = roll_back(chosen.models, now=datetime.now(UTC))
    except NoVersion as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"Read with {version or 'the weights of the package'} from now on.")
    return 0


def bench(chosen: argparse.Namespace) -> int:
    """Print every table; 1 where a baseline beside them is not installed."""
    if find_spec("vaderSentiment") is None:  # told at once, not after minutes of tables
        print("bench needs vaderSentiment: ./veridesk check brings it", file=sys.stderr)
        return 1
    from sentiment.training.bench import bench as bench_all

    bench_all(chosen.data, quick=chosen.quick)
    return 0


def _models(parser: argparse.ArgumentParser) -> None:
    home = Path(os.environ.get("VERIDESK_HOME") or "var")
    parser.add_argument(
        "--models",
        type=Path,
        default=home / "models",
        help="where the desk's versions are; HOME/models if left out",
    )


def _learn(chosen: argparse.Namespace) -> int:
    from sentiment.training.desk.learn import learn
    from sentiment.training.desk.lesson import BadLesson, lessons

    try:
        source = (
            nullcontext(sys.stdin)
            if str(chosen.desk) == "-"
            else chosen.desk.open(encoding="utf-8")
        )
    except OSError as reason:
        print(f"{chosen.desk} cannot be read: {reason.strerror}", file=sys.stderr)
        return 2
    with source as lines:
        try:
            known = list(lessons(lines))
        except (BadLesson, UnicodeDecodeError) as reason:
            print(reason, file=sys.stderr)
            return 2
    found = learn(known, chosen.models, now=datetime.now(UTC))
    print(found)
    return 0 if found.version else 1
