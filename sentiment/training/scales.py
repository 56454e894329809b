"""Turn scores into calibrated chances, and choose above which a label is said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from sentiment.words.emotion import Scale

_HELD = 0.1  # the inverse of how much a scale over many scores is held back
_WIDE = 0.4  # logits over which what is said above a cut is smoothed
Array = NDArray[Any]


def fit(scores: Array, truth: Array, *, own: bool = False) -> Scale:
    """Platt's method a label over all scores, or over its ``own`` alone; then thresholds.

    ``scores`` is texts x scores, by what was not trained on these texts; ``truth`` is
    texts x labels. A threshold is where the label's F1, smoothed, is best.
    """
    weights = np.zeros((scores.shape[1], truth.shape[1]))
    bias = np.zeros(truth.shape[1])
    spread = scores.std(axis=0)
    for label in range(truth.shape[1]):
        seen = slice(label, label + 1) if own else slice(None)
        model = LogisticRegression(C=1.0 if own else _HELD, max_iter=2000)
        model.fit(scores[:, seen] / spread[seen], truth[:, label] > 0.5)
        weights[seen, label] = model.coef_[0] / spread[seen]
        bias[label] = model.intercept_[0]
    logits = scores @ weights + bias
    chosen = cuts(logits, truth)
    return Scale(weights, bias, 1 / (1 + np.exp(-chosen)))


def kept(scale: Scale) -> dict[str, Any]:
    """The scale as it is written down, in four digits."""
    return {
        "weights": np.round(scale.weights, 4).tolist(),
        "bias": np.round(scale.bias, 4).tolist(),
        "threshold": np.round(scale.threshold, 4).tolist(),
    }


def f1(truth: Array, said: Array, weight: Array | None = None) -> float:
    """F1 of one yes/no question."""
    weight = np.ones(len(truth)) if weight is None else weight
    hits = float((weight * (truth > 0.5) * said).sum())
    return (
        2 * hits / max(float((weight * (truth > 0.5)).sum() + (weight * said).sum()), 1e-9)
    )


def calibration(chance: Array, right: Array, bins: int = 10) -> float:
    """Expected calibration error: bins of equal width, weighted by what lies in them."""
    places = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(float(chance[places == at].mean() - right[places == at].mean()))
        * float((places == at).mean())
        for at in range(bins)
        if (places == at).any()
    ]
    return sum(gaps)


def cuts(logits: Array, truth: Array) -> Array:
    """The cut of each label with the best F1, of what is found and said counted smoothly.

    Of a rare label there are few texts: the best cut as it stands would be a lucky one.
    """
    return np.array(
        [_cut(found, real > 0.5) for found, real in zip(logits.T, truth.T, strict=True)]
    )


def _cut(logits: Array, real: Array) -> float:
    tried = np.linspace(np.quantile(logits, 0.3), np.quantile(logits, 0.9995), 400)
    step = max(float(tried[1] - tried[0]), 1e-9)
    far = int(np.ceil(3 * _WIDE / step))
    bell = np.exp(-0.5 * (np.arange(-far, far + 1) * step / _WIDE) ** 2)
    said, hits = (
        np.convolve(
            np.pad(len(those) - np.searchsorted(np.sort(those), tried), far, mode="edge"),
            bell / bell.sum(),
            mode="valid",
        )
        for those in (logits, logits[real])
    )
    return float(tried[int(np.argmax(2 * hits / (said + real.sum())))])
