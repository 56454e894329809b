"""Read the training sets; each text with its labels. None of it is kept in the project."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sentiment.training.letters.letters import letters

OWN = 6.0  # the public sets are microblogs and forums, far from what customers write
SAYINGS = Path(__file__).parent / "own" / "sayings"
NAMED = 1.0
FEELINGS = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
_SMP = {"happy": "joy", "angry": "anger", "sad": "sadness"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and the feelings it is labelled with."""

    text: str
    labels: frozenset[str]
    weight: float = 1.0


def goemotions(folder: Path, part: str, kind: str = "ekman") -> list[Sample]:
    """GoEmotions with Ekman's labels, or all 28 (``original``); ``part``: train or dev."""
    names = (folder / f"{kind}_labels.txt").read_text().split()
    with (folder / f"{kind}_{part}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Sample(row[0], frozenset(names[int(i)] for i in row[1].split(",")))
            for row in rows
        ]


def smp(path: Path) -> list[Sample]:
    """One file of SMP2020-EWECT."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Sample(row["content"], frozenset({_SMP.get(row["label"], row["label"])}))
        for row in rows
    ]


def messages(folder: Path, language: str) -> list[dict[str, Any]]:
    """The customer messages of data/urgency in ``zh`` or ``en``."""
    lines = (folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def sayings(language: str) -> list[Sample]:
    """The project's own lines, a feeling each; each weighs as OWN of the public ones."""
    found, feeling = [], ""
    lines = (SAYINGS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("== "):
            feeling = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            found.append(Sample(line.strip(), frozenset({feeling}), OWN))
    return found


def spoken(language: str) -> list[Sample]:
    """The project's own lines, and its messages."""
    return sayings(language) + [
        Sample(one.text, frozenset({one.emotion}), OWN) for one in letters(language)
    ]


def named(language: str) -> list[Sample]:
    """The project's own words that name a feeling, each a sample of its own."""
    path = SAYINGS / f"words_{language}.txt"
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("#"):
            feeling, words = line.split("\t", 1)
            labels = frozenset({feeling})
            found += [Sample(word.strip(), labels, NAMED) for word in words.split("|")]
    return found
