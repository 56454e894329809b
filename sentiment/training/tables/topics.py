"""Topics: the desk's own, and banking77 as a public measure of the same kind of head."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from sentiment.training import feelings
from sentiment.training.own import ridge, topics
from sentiment.training.own.meanings import meanings
from sentiment.training.scales import calibration
from sentiment.training.tables.sheet import Line, show
from sentiment.words.deep import unit
from sentiment.words.intent import scale


def print_topics() -> None:
    """Eight folds over the project's own examples."""
    for language in ("en", "zh"):
        known = topics.examples(language)
        deep = meanings(known.texts)
        truth = known.truth[: known.judged]
        scores = ridge.crossed(known, topics.WAYS[language], deep)
        plainly = ridge.crossed(known, topics.WAYS[language], None).argmax(axis=1) == truth
        temperature, threshold = scale(language)
        chance = ridge.spread(scores / temperature).max(axis=1)
        right = scores.argmax(axis=1) == truth
        said = (chance >= threshold) & (scores.argmax(axis=1) < topics.CLEAR)
        often = np.bincount(truth).max() / len(truth)
        show(
            f"topics {language}: {len(truth)} own examples, {len(topics.LABELS)} topics, "
            "eight folds",
            ("Veridesk", "TF-IDF", "majority"),
            [
                Line("accuracy", [right.mean(), plainly.mean(), often]),
                Line("said at all", [said.mean()]),
                Line("— right of what is said", [right[said].mean()]),
                Line("calibration error (ECE)", [calibration(chance, right)]),
            ],
        )


def print_banking(folder: Path, most: int | None = None) -> None:
    """The published test part where it is there, else a fifth held back."""
    rows = _read(folder / "train.csv")
    held_back = folder / "test.csv"
    if held_back.is_file():
        asked = _read(held_back)
        rest, part = np.arange(len(rows)), len(rows) + np.arange(len(asked))
        rows, how = rows + asked, "published test"
    else:
        rows, how = (
            rows[:: max(1, len(rows) // most)] if most else rows,
            "a fifth held back",
        )
        stratify = [row["category"] for row in rows] if most is None else None
        rest, part = train_test_split(
            np.arange(len(rows)), test_size=0.2, stratify=stratify, random_state=0
        )
    texts = [row["text"] for row in rows]
    truth = np.array([row["category"] for row in rows])
    counts = feelings.table(texts, 17, 5)
    words = feelings.weighted(counts, feelings.rarity(counts[rest]))
    deep = meanings(texts)
    both = hstack([words, csr_matrix(unit(deep - deep[rest].mean(axis=0)))]).tocsr()
    figures = []
    for matrix in (both, words):
        model = LinearSVC(C=0.5, random_state=0).fit(matrix[rest], truth[rest])
        figures.append(float(np.mean(model.predict(matrix[part]) == truth[part])))
    names, each = np.unique(truth[rest], return_counts=True)
    figures.append(float(np.mean(truth[part] == names[each.argmax()])))
    show(
        f"banking77, 77 intents, {how}: {len(part)} texts",
        ("Veridesk", "TF-IDF", "majority"),
        [Line("accuracy", figures, "0.908")],
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
