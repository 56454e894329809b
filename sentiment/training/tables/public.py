"""Feelings on the public sets: GoEmotions, SMP2020-EWECT, and Chinese reviews."""

from __future__ import annotations

import csv
import time
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
from sentiment.training.data import FEELINGS, OWN, Sample, goemotions, smp
from sentiment.training.own.meanings import heard, told
from sentiment.training.tables.baselines import keywords, side, vader
from sentiment.training.tables.sheet import Line, show
from sentiment.words.emotion import emotion, public
from sentiment.words.neural.encoder import encoder

Array = NDArray[Any]


_FINER, _FINER_ASKED = "all 28 labels: macro-F1", "0.48 / 0.52"
_FOLDS = 10
_BY = ("Veridesk", "TF-IDF", "keywords", "majority", "VADER")


def print_goemotions(folder: Path, most: int | None = None) -> None:
    """The test part by scales of the dev part; without one, dev in tenths."""
    dev = goemotions(folder, "dev")[:most]
    held_back = (folder / "ekman_test.tsv").is_file()
    asked = goemotions(folder, "test")[:most] if held_back else dev
    truth, known = feelings.answers(asked), feelings.answers(dev)
    words = [keywords(sample.text) for sample in asked]
    told = np.array([[feeling.value == name for name in FEELINGS] for feeling in words])
    often = truth.sum(axis=0).argmax()
    figures: dict[str, float | str | None] = {
        "keywords": macro(truth, told),
        "majority": macro(truth, np.eye(7)[[often] * len(asked)]),
    }
    linear = feelings.logits(public(), asked), feelings.logits(public(), dev)
    figures["TF-IDF"] = _scaled(linear[0], truth, linear[1], known, held_back, own=True)
    lines = [Line("Ekman's seven, several a text: macro-F1", [], "0.64 / 0.67")]
    finer = Line(_FINER, [], _FINER_ASKED)
    sides: list[float | str | None] = []
    network = encoder()
    if network is not None:
        began = time.process_time()
        deep = _deep(network, asked)
        spent = (time.process_time() - began) * 1000 / len(asked)
        before = _deep(network, dev) if held_back else deep
        one, two = (np.hstack(list(said.values())) for said in (deep, before))
        figures["Veridesk"] = _scaled(one, truth, two, known, held_back)
        if most is None:  # a few texts have not all of the 28 labels
            finer = _all28(folder, network.heads["original"], deep, before, held_back)
        sides = _sides(asked, deep["ekman"], truth)
        lines.append(Line("— the encoder's CPU ms a text", [f"{spent:.1f}"], "10"))
    lines[0] = Line(lines[0].what, [figures.get(name) for name in _BY[:4]], lines[0].asked)
    lines += [finer, Line("good, neither, bad: macro-F1", sides)]
    part = (
        "test, by scales of dev" if held_back else "dev, each tenth by scales of the rest"
    )
    show(f"GoEmotions: {len(asked)} texts of {part}", _BY, lines)


def _all28(
    folder: Path,
    names: tuple[str, ...],
    deep: dict[str, Array],
    before: dict[str, Array],
    held_back: bool,
) -> Line:
    truth, known = (
        _finer(folder, names, part) for part in ("test" if held_back else "dev", "dev")
    )
    scores = deep["original"], before["original"]
    ours = _scaled(scores[0], truth, scores[1], known, held_back, own=True)
    often = np.eye(len(names))[[truth.sum(axis=0).argmax()] * len(truth)]
    return Line(_FINER, [ours, None, None, macro(truth, often)], _FINER_ASKED)


def _finer(folder: Path, names: tuple[str, ...], part: str) -> Array:
    samples = goemotions(folder, part, "original")
    return np.array([[name in s.labels for name in names] for s in samples], dtype=float)


def _deep(network: Any, samples: list[Any]) -> dict[str, Array]:
    found = told([one.text for one in samples])
    edges = np.cumsum([len(labels) for labels in network.heads.values()])[:-1]
    return dict(zip(network.heads, np.split(found, edges, axis=1), strict=True))


def _scaled(
    scores: Array,
    truth: Array,
    before: Array,
    known: Array,
    held_back: bool,
    *,
    own: bool = False,
) -> float:
    """Macro-F1 by scales that were fitted elsewhere."""
    if not held_back:
        return crossed(scores, truth, own=own)
    scale = scales.fit(before, known, own=own)
    return macro(truth, scale.chances(scores) > scale.threshold)


def _sides(asked: list[Any], deep: Array, truth: Array) -> list[float | str | None]:
    one = truth.sum(axis=1) == 1
    texts = [sample.text for sample, only in zip(asked, one, strict=True) if only]
    real = [side(Feeling(FEELINGS[at])) for at in truth[one].argmax(axis=1)]
    ours = [side(Feeling(FEELINGS[at])) for at in deep[one].argmax(axis=1)]
    words = [side(keywords(text)) for text in texts]
    often = max(set(real), key=real.count)
    told = ours, None, words, [often] * len(real), vader(texts)
    return [
        None if said is None else float(f1_score(real, said, average="macro"))
        for said in told
    ]


def crossed(scores: Array, truth: Array, *, own: bool = False) -> float:
    """Macro-F1 where each fold is judged by the scale fitted on the others."""
    said, fold = np.zeros_like(truth), np.arange(len(truth)) % _FOLDS
    for number in range(_FOLDS):
        judged = fold == number
        scale = scales.fit(scores[~judged], truth[~judged], own=own)
        said[judged] = scale.chances(scores[judged]) > scale.threshold
    return macro(truth, said)


def macro(truth: Array, said: Array) -> float:
    """The mean of the labels' F1."""
    pairs = zip(truth.T, said.T, strict=True)
    return float(np.mean([scales.f1(real, told > 0.5) for real, told in pairs]))


def print_smp(data: Path) -> None:
    """The published test parts where they are there, as a reading tells them.

    Else five folds over what is, by the linear head alone: all else has read all of it.
    """
    from sentiment.training.command import chinese_crossed, chinese_samples

    folder = data / "text" / "smp2020_ewect"
    lines = []
    for part in ("virus", "usual"):
        path = folder / f"{part}_test_labeled.txt"
        if not path.is_file():
            break
        asked = smp(path)
        scores = np.array([_told(sample.text) for sample in asked])
        known = chinese_samples(data)
        lines.append(_smp(f"{part} test, {len(asked)}", asked, scores, known))
    if not lines:
        samples, scores = chinese_crossed(data)
        public = [at for at, sample in enumerate(samples) if sample.weight != OWN]
        usual = [at for at in public if samples[at].weight > 1]
        virus = [at for at in public if samples[at].weight <= 1]
        for name, those in (("virus", virus), ("usual", usual)):
            asked = [samples[at] for at in those]
            lines.append(_smp(f"{name}, five folds, {len(asked)}", asked, scores[those]))
    columns = ("Veridesk", "TF-IDF", "keywords", "majority")
    show("SMP2020-EWECT: macro-F1 of six feelings", columns, lines)


def _told(text: str) -> list[float]:
    """The chances of a reading, in the order of FEELINGS."""
    seen = view(text)
    chances = emotion(seen, heard(text)).probabilities
    return [chances[Feeling(name)] for name in FEELINGS]


def _smp(
    name: str, asked: list[Sample], scores: Array, known: list[Sample] | None = None
) -> Line:
    truth = feelings.answers(asked).argmax(axis=1)
    labels = sorted(set(truth.tolist()))
    words = np.array([FEELINGS.index(keywords(sample.text).value) for sample in asked])
    often = np.full(len(truth), np.bincount(truth).argmax())
    own = scores.argmax(axis=1)
    figures = [
        float(f1_score(truth, told, average="macro", labels=labels, zero_division=0))
        for told in (own, _plainly(asked, truth, known), words, often)
    ]
    return Line(name, figures, "0.60 / 0.68" if "virus" in name else "0.60 / 0.72")


def _plainly(asked: list[Sample], truth: Array, known: list[Sample] | None) -> Array:
    """What anyone would try first: TF-IDF over characters; five folds without others."""
    counts = feelings.table([sample.text for sample in (known or []) + asked], 17, 2)
    matrix = feelings.weighted(counts, feelings.rarity(counts))
    model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
    told: Array
    if known:
        model.fit(matrix[: len(known)], feelings.answers(known).argmax(axis=1))
        told = model.predict(matrix[len(known) :])
    else:
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        told = cross_val_predict(model, matrix, truth, cv=folds)
    return told


def print_reviews(folder: Path, most: int | None = None) -> None:
    """Good or bad: five folds of a head over n-grams, the desk's own kind; none is kept.

    What the encoder makes of a text is left out: it read hotels worse by two points.
    """
    lines = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            asked = [row for row in csv.DictReader(rows) if row["review"]]
        asked = asked[:: max(1, len(asked) // most)] if most else asked
        texts = [row["review"] for row in asked]
        truth = np.array([int(row["label"]) for row in asked])
        both = _reviewed(texts, truth, 4)
        plainly = _reviewed(texts, truth, 2)
        words = [int(side(keywords(text)) == "pos") for text in texts]
        often = np.full(len(truth), np.bincount(truth).argmax())
        figures = [
            float(f1_score(truth, said, average="macro", zero_division=0))
            for said in (both, plainly, words, often)
        ]
        lines.append(Line(f"{path.stem}, {len(asked)}", figures, "0.88 / 0.93"))
    columns = ("Veridesk", "TF-IDF", "keywords", "majority")
    show("Chinese reviews, good or bad: macro-F1, five folds", columns, lines)


def _reviewed(texts: list[str], truth: Array, longest: int) -> Array:
    counts = feelings.table(texts, 18, longest)
    matrix = feelings.weighted(counts, feelings.rarity(counts))
    model = LinearSVC(C=0.3, class_weight="balanced", random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    said: Array = cross_val_predict(model, matrix, truth, cv=folds)
    return said
