"""What a reading costs: CPU milliseconds of one core, and memory."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sentiment.reading import read, warm
from sentiment.training.data import messages
from sentiment.training.tables.sheet import Line, show

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


def print_costs(folder: Path, most: int | None = None) -> None:
    """CPU of whole readings of DIR/urgency's messages, one after the other, warm."""
    warm()
    lines, everything = [], []
    for language in ("en", "zh"):
        spent = [_spent(row["text"]) for row in messages(folder, language)[:most]]
        everything += spent
        lines.append(_line(language, spent))
    lines.append(_line("both", everything, "p50 12 / 8"))
    show("text: CPU ms a message, one core", ("p50", "p95", "most"), lines)
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory of this process at its largest so far: {size:.0f} MiB")


def _line(name: str, spent: list[float], asked: str = "") -> Line:
    figures = [*np.percentile(spent, (50, 95)), max(spent)]
    return Line(name, [f"{figure:.1f}" for figure in figures], asked)


def _spent(text: str) -> float:
    began = time.process_time()
    read(text, now=NOW)
    return (time.process_time() - began) * 1000
