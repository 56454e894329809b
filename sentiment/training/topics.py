"""Train the heads that tell what a message is about, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold

from sentiment.language import view
from sentiment.signal import Topic
from sentiment.training.feelings import rarity, table, weighted
from sentiment.words.intent import unit
from sentiment.words.linear import Head
from sentiment.words.neural.encoder import Encoder
from sentiment.words.plain import calm

TOPICS = Path(__file__).parent / "topics"
LABELS = tuple(topic.value for topic in Topic if topic is not Topic.UNKNOWN)
BITS = 15
LONGEST = {"en": 4, "zh": 3}
STRENGTH = 0.5  # of the ridge
DEEP = 2.0  # what the encoder's numbers weigh beside the n-grams
WRONG_AT_MOST = 0.25  # of what is said; below that confidence it is called unknown
Array = NDArray[Any]


def examples(language: str) -> tuple[list[str], Array]:
    """The project's own examples and the places of their topics in LABELS."""
    texts: list[str] = []
    truth: list[int] = []
    topic = 0
    for line in (TOPICS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            topic = LABELS.index(line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            texts.append(line.strip())
            truth.append(topic)
    return texts, np.array(truth)


def words(language: str) -> tuple[list[str], Array]:
    """Words that name a topic, each an example that is never judged by."""
    texts: list[str] = []
    truth: list[int] = []
    lines = (TOPICS / f"words_{language}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if "\t" in line and not line.startswith("#"):
            topic, named = line.split("\t", 1)
            texts += [word.strip() for word in named.split("|")]
            truth += [LABELS.index(topic)] * (len(texts) - len(truth))
    return texts, np.array(truth)


def seen(text: str) -> str:
    """What the head sees of a text."""
    return calm(view(text).own)


def pooled(network: Encoder, texts: list[str]) -> Array:
    """What the encoder makes of each text, at length one."""
    return np.array([unit(network.read(view(text).own)[1]) for text in texts])


def train(
    language: str, texts: list[str], truth: Array, deep: Array | None
) -> tuple[Head, Array]:
    """Ridge regression over n-grams, with the encoder's numbers beside them.

    Returns the linear head and the weights over the encoder's numbers (zeros where
    ``deep`` is None). Solved in the space of the few texts; deterministic.
    """
    named, topics = words(language)
    counts = table(texts + named, BITS, LONGEST[language], seen)
    idf = rarity(counts, least=1)
    rows = weighted(counts, idf)
    wanted = np.where(np.eye(len(LABELS))[np.concatenate([truth, topics])] > 0, 1.0, -1.0)
    alike = (rows @ rows.T).toarray()
    if deep is not None:
        alike += DEEP * deep @ deep.T
    middle = wanted.mean(axis=0)
    part = np.linalg.solve(alike + STRENGTH * np.eye(len(alike)), wanted - middle)
    head = Head(
        LABELS, BITS, LONGEST[language], idf.astype(np.float32),
        (rows.T @ part).astype(np.float32), middle, np.zeros(len(LABELS)),
    )  # fmt: skip
    rest = np.zeros((384, len(LABELS))) if deep is None else DEEP * deep.T @ part
    return head, rest


def crossed(language: str, deep: Array | None, folds: int = 8) -> tuple[Array, Array]:
    """Truth, and the scores of heads that had not seen the text.

    ``deep`` is that of the examples and then of the words.
    """
    texts, truth = examples(language)
    scores = np.zeros((len(texts), len(LABELS)))
    size = len(texts)
    parts = StratifiedKFold(folds, shuffle=True, random_state=0)
    for rest, part in parts.split(truth, truth):
        known = None if deep is None else np.concatenate([deep[rest], deep[size:]])
        head, weights = train(language, [texts[i] for i in rest], truth[rest], known)
        for at in part:
            scores[at] = head.read(seen(texts[at]))[0]
            if deep is not None:
                scores[at] += deep[at] @ weights
    return truth, scores


def scale(truth: Array, scores: Array) -> dict[str, float]:
    """The temperature that fits best, and the confidence under which nothing is said."""
    temperature = float(
        minimize_scalar(
            lambda t: _surprise(scores / t, truth), bounds=(0.05, 5.0), method="bounded"
        ).x
    )
    chance = _spread(scores / temperature)
    sure, right = chance.max(axis=1), chance.argmax(axis=1) == truth
    threshold = 1.0
    for cut in np.linspace(0.05, 0.9, 86):
        if (sure >= cut).any() and right[sure >= cut].mean() >= 1 - WRONG_AT_MOST:
            threshold = float(cut)
            break
    return {"temperature": round(temperature, 4), "threshold": round(threshold, 4)}


def _spread(scores: Array) -> Array:
    power = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Array = power / power.sum(axis=1, keepdims=True)
    return found


def _surprise(scores: Array, truth: Array) -> float:
    chance = _spread(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chance, 1e-12)).mean())
