"""Move the package's linear heads towards what a desk found right, and no further."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from sentiment.training.feelings import rarity, table, weighted
from sentiment.words.deep import DeepHead, unit
from sentiment.words.linear import Head

HOLD = 0.5  # how strongly weights are held to the package's own
WRITERS = 2  # how many must have written an n-gram before anything is learned of it

Array = NDArray[Any]


def adjusted(rows: Any, offset: Array, truth: Array, weight: Array) -> Array:
    """What to add to the weights (features x labels) of a head that says ``offset``.

    Multinomial logistic regression whose prior mean is the head as it is: the fewer and
    the less clear the examples, the less it moves. ``rows`` is texts x features, sparse
    or not; ``weight`` is what each text counts. Deterministic.
    """
    labels = offset.shape[1]
    wanted = np.eye(labels)[truth]

    def cost(flat: Array) -> tuple[float, Array]:
        moved = flat.reshape(-1, labels)
        logits = offset + rows @ moved
        logits = logits - logits.max(axis=1, keepdims=True)
        power = np.exp(logits)
        chance = power / power.sum(axis=1, keepdims=True)
        surprise = -np.log(np.maximum(chance[np.arange(len(truth)), truth], 1e-12))
        gradient = rows.T @ (weight[:, None] * (chance - wanted)) + HOLD * moved
        value = float((weight * surprise).sum() + HOLD / 2 * (moved**2).sum())
        return value, np.asarray(gradient).ravel()

    start = np.zeros(rows.shape[1] * labels)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    moved: Array = found.x.reshape(-1, labels)
    return moved


def adjusted_head(
    head: Head | DeepHead,
    texts: list[str],
    meanings: Array | None,
    truth: Array,
    weight: Array,
    writers: list[str | None],
    temperature: float,
    strength: float,
    beside: Array | None = None,
) -> Head | DeepHead:
    """A head over n-grams, or over these and an encoder's numbers, moved by ``adjusted``.

    ``texts`` are as the head sees them. A writer of None is the project: its n-grams may
    be learned from one text. Of all others an n-gram moves nothing until WRITERS have
    written it, so that no weight tells of one person. ``strength`` is what the encoder's
    numbers count beside the n-grams; ``beside`` what other heads add to this one's scores.
    """
    plain = head.linear if isinstance(head, DeepHead) else head
    counts = table(texts, plain.bits, plain.longest, _as_seen)
    known = _known(counts, writers)
    fresh = np.where(known, rarity(counts, least=1), 0)
    plain = replace(plain, idf=np.where(plain.idf > 0, plain.idf, fresh).astype(np.float32))
    words = weighted(counts, plain.idf)
    offset = words @ plain.weights + plain.bias
    columns = np.flatnonzero(known & (plain.idf > 0))
    rows = words[:, columns]
    if isinstance(head, DeepHead) and meanings is not None:
        near = unit(meanings - head.centre)
        offset = offset + near @ head.weights
        rows = hstack([rows, csr_matrix(near * np.sqrt(strength))]).tocsr()
    if beside is not None:
        offset = offset + beside
    moved = temperature * adjusted(rows, offset / temperature, truth, weight)
    weights = plain.weights.copy()
    weights[columns] += moved[: len(columns)].astype(np.float32)
    plain = replace(plain, weights=weights)
    if not isinstance(head, DeepHead):
        return plain
    if meanings is None:
        return replace(head, linear=plain)
    deep = head.weights + np.sqrt(strength) * moved[len(columns) :]
    return replace(head, linear=plain, weights=deep)


def _as_seen(text: str) -> str:
    return text


def _known(counts: csr_matrix, writers: list[str | None]) -> Array:
    """Which n-grams the project wrote, or at least WRITERS people."""
    names = sorted({writer for writer in writers if writer is not None})
    place = {name: at for at, name in enumerate(names)}
    shape = (len(names), counts.shape[1])
    own = np.array([writer is None for writer in writers])
    theirs = counts[~own].tocoo()
    who = np.array([place[w] for w in writers if w is not None], dtype=int)
    said = csr_matrix((np.ones(theirs.nnz), (who[theirs.row], theirs.col)), shape=shape)
    said.data[:] = 1
    known: Array = np.asarray((said > 0).sum(axis=0)).ravel() >= WRITERS
    known |= np.asarray((counts[own] > 0).sum(axis=0)).ravel() > 0
    return known
