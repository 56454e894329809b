"""Figures of one run, told as ratios against a peer or a floor of the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

import psutil


@dataclass(frozen=True, slots=True)
class Line:
    """One result. ``ratio`` above 1 means that ours is better."""

    what: str
    ours: str
    theirs: str
    ratio: float | None

    def __str__(self) -> str:
        told = "" if self.ratio is None else f"  × {self.ratio:.2f}"
        return f"  {self.what:<62} {self.ours:>20}   {self.theirs:>26}{told}"


def cpu_of(processes: Iterable[psutil.Process]) -> float:
    """CPU seconds of these processes and of the children they have waited for."""
    total = 0.0
    for process in processes:
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
        total += getattr(used, "children_user", 0.0) + getattr(used, "children_system", 0.0)
    return total


def rate(work: Callable[[], int], runs: int = 3) -> float:
    """Things a CPU second, the median of some runs."""
    found = []
    for _ in range(runs):
        began = time.process_time()
        done = work()
        found.append(done / (time.process_time() - began))
    return median(found)
