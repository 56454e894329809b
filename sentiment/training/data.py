"""Read the training sets; each text with its labels. None of it is kept in the project."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = 6.0  # the public sets are microblogs and forums, far from what customers write
FEELINGS = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
_SMP = {"happy": "joy", "angry": "anger", "sad": "sadness"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and the feelings it is labelled with."""

    text: str
    labels: frozenset[str]
    weight: float = 1.0


def goemotions(folder: Path, part: str) -> list[Sample]:
    """GoEmotions with Ekman's labels; ``part`` is train or dev."""
    names = (folder / "ekman_labels.txt").read_text().split()
    with (folder / f"ekman_{part}.tsv").open(encoding="utf-8", newline="") as lines:
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


def spoken(language: str) -> list[Sample]:
    """The project's own lines of how customers sound; each weighs as OWN of the public."""
    path = Path(__file__).parent / f"feelings_{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t", 1) for line in lines if "\t" in line]
    return [Sample(text, frozenset({feeling}), OWN) for feeling, text in pairs]
