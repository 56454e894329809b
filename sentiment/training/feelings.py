"""Train the two emotion heads: TF-IDF n-grams, one yes/no question a feeling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from sentiment.language import view
from sentiment.training.data import FEELINGS, Sample
from sentiment.words.linear import Head, bucketed, grams

Array = NDArray[Any]


def _own(text: str) -> str:
    return view(text).own


def table(
    texts: list[str], bits: int, longest: int, see: Callable[[str], str] = _own
) -> csr_matrix:
    """Counts of hashed n-grams, one row a text; ``see`` is what the head sees of a text."""
    edges, columns, counts = [0], [], []
    for text in texts:
        keys = grams(see(text), longest).keys
        unique, count = np.unique(bucketed(keys, bits), return_counts=True)
        columns.append(unique)
        counts.append(count)
        edges.append(edges[-1] + len(unique))
    return csr_matrix(
        (np.concatenate(counts).astype(np.float64), np.concatenate(columns), edges),
        shape=(len(texts), 1 << bits),
    )


def rarity(counts: csr_matrix, least: int = 2) -> Array:
    """Inverse document frequency in sixteenths, as it is stored; 0 for what is too rare."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    idf[documents < least] = 0
    stored: Array = np.clip(np.round(idf * 16), 0, 255) / 16
    return stored


def weighted(counts: csr_matrix, idf: Array) -> csr_matrix:
    """TF-IDF rows of unit length, as ``linear.weigh`` makes them."""
    rows = counts.copy()
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    rows.eliminate_zeros()
    length = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    scaled: csr_matrix = diags(1 / np.maximum(length, 1e-9)) @ rows
    return scaled


def answers(samples: list[Sample]) -> Array:
    """One row a sample, one column a feeling."""
    return np.array([[f in s.labels for f in FEELINGS] for s in samples], dtype=float)


def train(
    samples: list[Sample],
    dev: list[Sample],
    *,
    bits: int,
    longest: int,
    c: float,
    single: bool = False,
) -> Head:
    """Fit on ``samples``; choose each label's threshold on ``dev``. Deterministic.

    ``single``: each sample has one feeling, the rare ones weigh as much as the others,
    and the strongest is said, so that there are no thresholds to choose.
    """
    counts = table([s.text for s in samples], bits, longest)
    idf = rarity(counts)
    rows, truth = weighted(counts, idf), answers(samples)
    weight = np.array([s.weight for s in samples])
    weights = np.zeros((1 << bits, len(FEELINGS)), dtype=np.float32)
    bias = np.zeros(len(FEELINGS))
    balance = "balanced" if single else None
    for column in range(len(FEELINGS)):
        model = LogisticRegression(
            C=c, solver="liblinear", random_state=0, class_weight=balance
        )
        model.fit(rows, truth[:, column], sample_weight=weight)
        weights[:, column] = model.coef_[0]
        bias[column] = model.intercept_[0]
    weights[np.abs(weights) < 0.03] = 0  # too small to move an answer; the file shrinks
    head = Head(FEELINGS, bits, longest, idf.astype(np.float32), weights, bias, np.zeros(7))
    if single:
        return head
    return replace(head, threshold=thresholds(logits(head, dev), answers(dev)))


def logits(head: Head, samples: list[Sample]) -> Array:
    """Logits of many texts at once."""
    rows = weighted(table([s.text for s in samples], head.bits, head.longest), head.idf)
    found: Array = rows @ head.weights + head.bias
    return found


def thresholds(found: Array, truth: Array) -> Array:
    """The logit above which a label is said, by the best F1 of each label."""
    chosen = []
    for column in range(truth.shape[1]):
        if not truth[:, column].any():
            chosen.append(0.0)
            continue
        tried = np.quantile(found[:, column], np.linspace(0.3, 0.995, 140))
        scores = [f1_score(truth[:, column], found[:, column] > t) for t in tried]
        chosen.append(float(tried[int(np.argmax(scores))]))
    return np.array(chosen)
