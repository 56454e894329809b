"""Learn to tell posts for everyone from messages to a desk."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from sentiment.training.data import Sample
from sentiment.training.feelings import rarity, table, weighted
from sentiment.training.own.customers import seen
from sentiment.words.linear import Head

BITS, LONGEST, HELD = 15, 3, 4.0
SHARE = 1 / 3  # of posts among what a desk reads: in doubt, it is a message
_LEAST = 0.03  # smaller weights move no answer; the file shrinks


def train(posts: list[Sample], messages: list[Sample]) -> Head:
    """One question over n-grams, both answers weighing the same. Deterministic."""
    counts = table([s.text for s in posts + messages], BITS, LONGEST, seen)
    idf = rarity(counts)
    truth = np.repeat([1, 0], [len(posts), len(messages)])
    model = LogisticRegression(C=HELD, class_weight="balanced", max_iter=500)
    model.fit(weighted(counts, idf), truth)
    weights = model.coef_.T.astype(np.float32)
    weights[np.abs(weights) < _LEAST] = 0
    bias = model.intercept_ + np.log(SHARE / (1 - SHARE))
    idf = idf.astype(np.float32)
    return Head(("post",), BITS, LONGEST, idf, weights, bias, np.zeros(1))
