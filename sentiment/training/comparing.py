"""Configured weights and the shipped ones on the same labelled messages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sentiment.reading import read
from sentiment.signal import Feeling
from sentiment.training.data import messages
from sentiment.training.scales import f1
from sentiment.words.neural.configured import Verdict, configured, digest, strongest

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


def compare(folder: Path, data: Path, language: str) -> Verdict | None:
    """Read DATA/<language>.jsonl with both; None where there is no such file."""
    if not (data / f"{language}.jsonl").is_file():
        return None
    rows = messages(data, language)
    truth = [Feeling(row["emotion"]) for row in rows]
    ours = [read(row["text"], now=NOW).emotion.label for row in rows]
    used = configured(folder)
    theirs = [strongest(used.chances(row["text"])) for row in rows]
    return Verdict(
        language=language,
        test=f"{language}.jsonl",
        texts=len(rows),
        shipped=round(macro(truth, ours), 4),
        configured=round(macro(truth, theirs), 4),
        sha256=digest(folder),
    )


def macro(truth: list[Feeling], said: list[Feeling]) -> float:
    """Macro-F1 over the feelings that occur."""
    scores = [
        f1(
            np.array([t is feeling for t in truth], dtype=float),
            np.array([s is feeling for s in said], dtype=float),
        )
        for feeling in Feeling
        if feeling in truth
    ]
    return float(np.mean(scores))
