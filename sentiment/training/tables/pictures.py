"""The text in pictures: how many letters are wrong, and what reading one costs."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from intake.pictures import look, warm
from sentiment.training.renders.drawing import Render, renders


@dataclass(frozen=True, slots=True)
class Read:
    """Wrong letters of all letters of one picture, spaces left out and counted; seconds
    of one core; and how sure the reader was."""

    render: Render
    wrong: float
    wrong_with_spaces: float
    seconds: float
    confidence: float | None


def read_pictures(count: int = 60, *, seed: int = 1) -> list[Read]:
    """Read drawn pictures, the same for the same seed, on one core."""
    warm()
    done = []
    for render in renders(count, seed=seed):
        began = _spent()
        seen = look(render.data)
        spent = _spent() - began
        meant, said = " ".join(render.lines), " ".join(seen.text.split())
        done.append(
            Read(
                render,
                wrong("".join(meant.split()), "".join(said.split())),
                wrong(" ".join(meant.split()), said),
                spent,
                seen.confidence,
            )
        )
    return done


def print_pictures(count: int = 60, *, seed: int = 1) -> None:
    """Print the character error and seconds of all pictures, by language and by kind."""
    reads = read_pictures(count, seed=seed)
    print(f"text in pictures: {len(reads)} drawn ones, which no reader was trained on")
    _line("all", reads)
    for language in dict.fromkeys(r.render.language for r in reads):
        _line(language, [r for r in reads if r.render.language == language])
    for kind in dict.fromkeys(r.render.kind for r in reads):
        _line(kind, [r for r in reads if r.render.kind == kind])


def wrong(meant: str, said: str) -> float:
    """Letters to change, add and take away, of those meant (Levenshtein 1966)."""
    row = list(range(len(said) + 1))
    for i, letter in enumerate(meant, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(said, 1):
            best = min(row[j] + 1, row[j - 1] + 1, last + (letter != other))
            last, row[j] = row[j], best
    return row[-1] / max(1, len(meant))


def _line(name: str, reads: list[Read]) -> None:
    seconds = [r.seconds for r in reads]
    print(
        f"  {name:8} {len(reads):3} · character error {_mean(r.wrong for r in reads):.4f}"
        f", with spaces {_mean(r.wrong_with_spaces for r in reads):.4f}"
        f" · CPU s: p50 {np.median(seconds):.2f}, most {max(seconds):.2f}"
    )


def _mean(values: object) -> float:
    return float(np.mean(list(values)))  # type: ignore[call-overload]


def _spent() -> float:
    """Seconds of CPU, with those of the programs that were run."""
    return sum(os.times()[:4])
