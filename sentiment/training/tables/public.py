"""Feelings on the public sets: GoEmotions, SMP2020-EWECT, and Chinese reviews."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from sentiment.language import view
from sentiment.signal import Feeling
from sentiment.training import feelings, scales
from sentiment.training.data import FEELINGS, OWN, goemotions
from sentiment.training.tables.baselines import keywords, side, vader
from sentiment.words.emotion import FITS, public
from sentiment.words.neural.encoder import encoder

Array = NDArray[Any]


def print_goemotions(folder: Path) -> None:
    """The dev part: thresholds and scales fitted on one half judge the other, both ways."""
    dev = goemotions(folder, "dev")
    truth = feelings.answers(dev)
    linear = feelings.logits(public(), dev)
    print(f"GoEmotions Ekman dev: {len(dev)} texts, macro-F1 of seven (several a text)")
    print(f"  linear head alone      {crossed(linear[:, None], truth):.3f}")
    words = [keywords(sample.text) for sample in dev]
    told = np.array([[feeling.value == name for name in FEELINGS] for feeling in words])
    print(f"  keywords alone         {macro(truth, told):.3f}")
    most = truth.sum(axis=0).argmax()
    print(f"  majority               {macro(truth, np.eye(7)[[most] * len(dev)]):.3f}")
    network = encoder()
    if network is None:
        return
    found = [network.read(view(sample.text).own[:FITS])[0] for sample in dev]
    deep = np.array([one["ekman"] for one in found])
    print(f"  encoder alone          {crossed(deep[:, None], truth):.3f}")
    print(f"  Veridesk (both)        {crossed(np.stack([deep, linear], 1), truth):.3f}")
    names = network.heads["original"]
    finer = goemotions(folder, "dev", "original")
    real = np.array([[name in s.labels for name in names] for s in finer], dtype=float)
    all28 = np.array([one["original"] for one in found])
    print(f"  all 28 labels, encoder {crossed(all28[:, None], real):.3f}")
    _sides(dev, deep, truth)


def _sides(dev: list[Any], deep: Array, truth: Array) -> None:
    one = truth.sum(axis=1) == 1
    texts = [sample.text for sample, only in zip(dev, one, strict=True) if only]
    real = [side(Feeling(FEELINGS[at])) for at in truth[one].argmax(axis=1)]
    ours = [side(Feeling(FEELINGS[at])) for at in deep[one].argmax(axis=1)]
    score = f1_score(real, ours, average="macro")
    theirs = f1_score(real, vader(texts), average="macro")
    print(f"  good, neither, bad: macro-F1 {score:.3f}, VADER {theirs:.3f}")


def crossed(scores: Array, truth: Array) -> float:
    """Macro-F1 where each half is judged by the scale fitted on the other."""
    said = np.zeros_like(truth)
    half = np.arange(len(truth)) % 2 == 0
    for fitted_on, judged in ((half, ~half), (~half, half)):
        ones = np.ones(int(fitted_on.sum()))
        scale = scales.fit(scores[fitted_on], truth[fitted_on], ones)
        chance = np.array([scale.chances(row) for row in scores[judged]])
        said[judged] = chance > scale.threshold
    return macro(truth, said)


def macro(truth: Array, said: Array) -> float:
    """The mean of the labels' F1."""
    pairs = zip(truth.T, said.T, strict=True)
    return float(np.mean([scales.f1(real, told > 0.5) for real, told in pairs]))


def print_smp(data: Path) -> None:
    """Five folds, since the head that is kept was trained on all that is there."""
    from sentiment.training.command import chinese_crossed

    samples, scores = chinese_crossed(data)
    public = [sample for sample in samples if sample.weight != OWN]
    scores = scores[: len(public)]
    truth, said = feelings.answers(public).argmax(axis=1), scores.argmax(axis=1)
    usual = np.array([sample.weight > 1 for sample in public])
    labels = sorted(set(truth.tolist()))
    words = [FEELINGS.index(keywords(sample.text).value) for sample in public]
    print("SMP2020-EWECT, macro-F1 of six     virus  usual")
    most = np.full(len(truth), np.bincount(truth).argmax())
    for name, told in (
        ("Veridesk, 5-fold", said),
        ("keywords alone", np.array(words)),
        ("majority", most),
    ):
        parts = [
            f1_score(truth[m], told[m], average="macro", labels=labels, zero_division=0)
            for m in (~usual, usual)
        ]
        print(f"  {name:31} {parts[0]:.3f}  {parts[1]:.3f}")


def print_reviews(folder: Path) -> None:
    """Good or bad, five folds of the desk's own kind of head; none of it is kept."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["review"]]
        truth = np.array([int(row["label"]) for row in rows])
        counts = feelings.table([row["review"] for row in rows], 18, 4)
        matrix = feelings.weighted(counts, feelings.rarity(counts))
        model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        said = cross_val_predict(model, matrix, truth, cv=folds)
        score = f1_score(truth, said, average="macro")
        print(f"reviews {path.stem}: {len(rows)}, good or bad, 5-fold macro-F1 {score:.3f}")
