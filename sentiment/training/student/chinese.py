"""The last layer for Chinese feelings: alone what texts without a stated licence teach."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training.student.network import WIDTH, device, fill, layer, mean
from sentiment.training.student.teach import Task, Way, classifier, fit, say
from sentiment.training.student.texts import Reader, apart, barred, each, whole

TEACHER = Way(batch=32, body=1e-4, epochs=4, drop=0.1)
_TOP = Way(batch=32, head=4e-4, epochs=8)
_SOFT = 0.6  # how much the teachers' chances count beside the label
Array = NDArray[Any]


def teacher(
    weights: dict[str, Array], layers: int, reader: Reader, texts: list[str], truth: Array,
    weight: Array, way: Way,
) -> Array:  # fmt: skip
    """What the large encoder, fine-tuned on the texts with a weight, says of all of them.

    A text without weight is only judged. ``truth`` has one row of chances a text.
    """
    made = classifier(weights, layers, truth.shape[1], way.drop)
    for _, last in fit(made, _tasks(whole, reader, texts, truth, weight), way):
        made = last
    logits = each(whole(reader, texts), made, say)
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Array = power / power.sum(axis=1, keepdims=True)
    return found


def _tasks(
    cut: Any, reader: Reader, texts: list[str], truth: Array, weight: Array
) -> list[Task]:
    tasks = []
    for one in sorted({float(w) for w in weight if w > 0}):
        at = np.flatnonzero(weight == one)
        rows = cut(reader, [texts[i] for i in at])
        tasks.append(Task(rows, truth[at], weight=one, single=True))
    return tasks


def top(body: Any, weights: dict[str, Array], last: int) -> Any:
    """The untaught layer, begun as the large encoder's last, over a frozen ``body``."""
    from torch import nn

    own = len(weights[f"encoder.layer.{last}.intermediate.dense.bias"])
    for part in body.parameters():
        part.requires_grad_(False)
    made = nn.ModuleDict(
        {
            "body": body,
            "head": nn.ModuleDict(
                {
                    "layer": fill(layer(own, 0.1), weights, last),
                    "labels": nn.Linear(WIDTH, 7),
                }
            ),
        }
    )
    return made.to(device())


def answer(made: Any, batch: Any) -> Any:
    """Logits of a batch."""
    import torch
    from torch.nn import functional

    with torch.no_grad():
        states = made["body"](batch.ids, batch.added)
    seen = made["head"]["layer"](states, barred(batch.real[:, None, None, :]))
    pooled = functional.dropout(mean(seen, batch.real), 0.1, made.training)
    return made["head"]["labels"](pooled)


def learn(
    made: Any, reader: Reader, texts: list[str], truth: Array, soft: Array, weight: Array
) -> Any:
    """Teach the layer the labels of the texts with a weight, and what the teachers say."""
    wanted = (1 - _SOFT) * truth + _SOFT * soft
    tasks = _tasks(apart, reader, texts, wanted, weight)
    for _, last in fit(made, tasks, _TOP, answer):
        made = last
    return made
