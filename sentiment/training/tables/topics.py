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
from sentiment.training.scales import calibration
from sentiment.words.deep import unit
from sentiment.words.intent import scale


def print_topics() -> None:
    """Eight folds over the project's own examples."""
    for language in ("en", "zh"):
        known = topics.examples(language)
        deep = topics.meanings(known.texts)
        truth = known.truth[: known.judged]
        scores = ridge.crossed(known, topics.WAYS[language], deep)
        temperature, threshold = scale(language)
        chance = ridge.spread(scores / temperature).max(axis=1)
        right = scores.argmax(axis=1) == truth
        said = (chance >= threshold) & (scores.argmax(axis=1) < topics.CLEAR)
        most = np.bincount(truth).max() / len(truth)
        print(
            f"topics {language}: {len(truth)} examples, {len(topics.LABELS)} topics, "
            f"accuracy {right.mean():.3f} · {said.mean():.2f} said, "
            f"{right[said].mean():.3f} of it right · ECE {calibration(chance, right):.3f} "
            f"· majority {most:.3f}"
        )


def print_banking(folder: Path) -> None:
    """A fifth held back: n-grams alone, and with what the encoder makes of a text."""
    with (folder / "train.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = [row["text"] for row in rows]
    truth = np.array([row["category"] for row in rows])
    rest, part = train_test_split(
        np.arange(len(rows)), test_size=0.2, stratify=truth, random_state=0
    )
    counts = feelings.table(texts, 17, 5)
    words = feelings.weighted(counts, feelings.rarity(counts[rest]))
    deep = topics.meanings(texts)
    both = hstack([words, csr_matrix(unit(deep - deep[rest].mean(axis=0)))]).tocsr()
    for name, matrix in (("n-grams alone", words), ("Veridesk's way", both)):
        model = LinearSVC(C=0.5, random_state=0).fit(matrix[rest], truth[rest])
        right = np.mean(model.predict(matrix[part]) == truth[part])
        print(f"banking77, 77 intents, a fifth held back, {name}: accuracy {right:.3f}")
