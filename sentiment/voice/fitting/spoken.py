"""Labelled sentences of our own: how often glad words are told from upset ones.

The recordings that the voice is fitted on all say the same neutral sentences, so what words
add cannot be measured on them. These were written for this project, as a caller says them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SPOKEN = Path(__file__).with_name("spoken.tsv")
_KINDS = {
    "happy": "glad",
    "surprised": "glad",
    "angry": "upset",
    "afraid": "upset",
    "neutral": "neutral",
}
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one caller says, and how they feel: happy, surprised, angry, afraid, neutral."""

    language: str
    feels: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """How many were told to be glad, of how many."""

    told: int
    of: int


def sentences() -> list[Sentence]:
    """All of them, in order."""
    with SPOKEN.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [Sentence(row["language"], row["feels"], row["text"]) for row in rows]


def told(language: str) -> dict[str, Told]:
    """Of the glad, the upset and the neutral sentences of a language."""
    from sentiment.reading import read

    found: dict[str, list[bool]] = {"glad": [], "upset": [], "neutral": []}
    for one in sentences():
        if one.language == language:
            signal = read(one.text, channel="call", now=_NOW)
            found[_KINDS[one.feels]].append(signal.glad)
    return {kind: Told(sum(said), len(said)) for kind, said in found.items()}


def with_words(alarmed: float) -> list[str]:
    """Lines that tell what words make of a share of glad callers who alarm (0..1).

    The share that still raises a ticket is ``alarmed`` times the share of glad sentences
    that are not told to be glad: it takes voice and words to be independent, and the words
    to be heard right.
    """
    lines = []
    for language in ("en", "zh"):
        found = told(language)
        happy = found["glad"]
        left = alarmed * (1 - happy.told / happy.of)
        shares = ", ".join(f"{one.told} of {one.of} {kind}" for kind, one in found.items())
        lines.append(
            f"with words ({language}): {left:.0%} still raise a ticket; told to be glad: "
            f"{shares} sentences"
        )
    return lines
