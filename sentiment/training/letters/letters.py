"""The project's own messages with their level, feeling and times, for training."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message; ``level`` is how urgent it is, ``emotion`` its strongest feeling."""

    text: str
    now: datetime
    level: str
    emotion: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A text at an instant: the words of its deadlines, and of times that are none."""

    text: str
    now: datetime
    deadlines: tuple[str, ...]
    others: tuple[str, ...]


@cache
def letters(language: str) -> tuple[Letter, ...]:
    """All messages of ``en`` or ``zh``."""
    return tuple(
        Letter(row["text"], _at(row), row["urgency"], row["emotion"])
        for row in _rows(language)
    )


@cache
def timed(language: str) -> tuple[Timed, ...]:
    """The same messages, and further sentences with times, of ``en`` or ``zh``.

    Without those of which two readers did not agree whether they name a deadline.
    """
    return tuple(
        Timed(row["text"], _at(row), tuple(row["deadlines"]), tuple(row["others"]))
        for row in _rows(language) + _rows(f"times_{language}")
        if row["deadlines"] is not None
    )


def _at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["now"])


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
