"""`python -m sentiment train` and `bench`: the weights made again, and judged."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Declare both commands."""
    trains = commands.add_parser("train", help="train the weights again")
    trains.add_argument("--data", type=Path, required=True)
    trains.add_argument(
        "--only",
        default="",
        choices=[
            "emotion-en",
            "emotion-zh",
            "encoder-en",
            "own",
            "encoder-both",
            "urgency",
        ],
        help="train one part alone",
    )
    trains.set_defaults(run=train)
    benches = commands.add_parser("bench", help="figures beside baselines")
    benches.add_argument("data", type=Path)
    benches.set_defaults(run=bench)


def train(chosen: argparse.Namespace) -> int:
    """Train on a folder of public data and the project's own."""
    from sentiment.training.command import train as train_all

    train_all(chosen.data, chosen.only)
    return 0


def bench(chosen: argparse.Namespace) -> int:
    """Print every table."""
    from sentiment.training.bench import bench as bench_all

    bench_all(chosen.data)
    return 0
