"""One table of figures: ours, the baselines of the same run, and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WIDE, _EACH = 51, 13


@dataclass(frozen=True, slots=True)
class Line:
    """``figures`` in the order of the table's columns; ``asked`` is floor and aim."""

    what: str
    figures: Sequence[float | str | None]
    asked: str = ""


def show(title: str, columns: Sequence[str], lines: Sequence[Line]) -> None:
    """Print a table; what does not apply stays empty."""
    print(f"\n{title}")
    heads = "".join(f"{name:>{_EACH}}" for name in columns)
    asked = f"{'asked':>14}" if any(line.asked for line in lines) else ""
    print(f"  {'':{_WIDE}}{heads}{asked}")
    for line in lines:
        cells = "".join(f"{_cell(figure):>{_EACH}}" for figure in line.figures)
        left = len(columns) - len(line.figures)
        print(f"  {line.what:{_WIDE}}{cells}{'':{left * _EACH}}{line.asked:>14}".rstrip())


def _cell(figure: float | str | None) -> str:
    if figure is None:
        return ""
    return figure if isinstance(figure, str) else f"{figure:.3f}"


def reliability(name: str, stated: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print how often it was right for what it stated, in five steps."""
    print(f"  {name}: stated → right (of)", end="")
    for low in np.arange(0, 1, 0.2):
        part = (stated >= low) & (stated < low + 0.2 + 1e-9 * (low > 0.7))
        if part.any():
            print(
                f" · {stated[part].mean():.2f} → {right[part].mean():.2f} ({part.sum()})",
                end="",
            )
    print()
