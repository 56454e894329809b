"""Larger encoders fine-tuned whole on feelings, whose chances the small one learns."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training.student.network import WIDTH, device, encoder, mean, swift
from sentiment.training.student.texts import Rows, each

Array = NDArray[Any]
_WARM_UP = 100  # steps
_AVERAGED = 10  # steps between two looks of the running average of the weights


@dataclass(frozen=True, slots=True)
class Task:
    """Texts with one row of ``answers`` each, for the labels from ``first`` on.

    ``single``: each has one label. ``rare``: how much a found label weighs, one a label.
    """

    rows: Rows
    answers: Array
    first: int = 0
    weight: float = 1.0
    single: bool = False
    rare: Array | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How to train: texts a step, rate of the body and of the head, epochs, seed."""

    batch: int = 32
    body: float = 1.5e-4
    head: float = 1e-3
    epochs: int = 3
    seed: int = 0
    drop: float = 0.1


def classifier(weights: Mapping[str, Array], layers: int, labels: int, drop: float) -> Any:
    """An encoder with one linear head over the mean of its states."""
    from torch import nn

    made = nn.ModuleDict(
        {
            "body": encoder(weights, range(layers), drop=drop, frozen=False),
            "head": nn.Linear(WIDTH, labels),
        }
    )
    return made.to(device())


def say(made: Any, batch: Any) -> Any:
    """Logits of a batch."""
    from torch.nn import functional

    pooled = mean(made["body"](batch.ids, batch.added), batch.real)
    return made["head"](functional.dropout(pooled, 0.1, made.training))


def fit(
    made: Any, tasks: list[Task], way: Way, step: Any = say
) -> Iterator[tuple[int, Any]]:
    """Train epoch by epoch; yield its number and a copy with the averaged weights.

    Linear decay after a warm-up. Deterministic up to what the device adds up in which
    order.
    """
    import torch

    torch.manual_seed(way.seed)
    order = np.random.default_rng(way.seed)
    body = [p for p in made["body"].parameters() if p.requires_grad]
    parts = [{"params": body, "lr": way.body}] if body else []
    parts.append({"params": list(made["head"].parameters()), "lr": way.head})
    optimizer = torch.optim.AdamW(parts, weight_decay=0.01, fused=True)
    steps = way.epochs * sum(len(task.rows.groups(way.batch, order)) for task in tasks)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda at: min((at + 1) / _WARM_UP, max(0.0, (steps - at) / steps)),
    )
    average, done = copy.deepcopy(made), 0
    for epoch in range(way.epochs):
        plan = [(t, at) for t in tasks for at in t.rows.groups(way.batch, order)]
        order.shuffle(plan)
        for task, at in plan:
            made.train()
            with swift():
                logits = step(made, task.rows.batch(at))
            loss = missed(logits.float(), task, at)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done % _AVERAGED == 0:
                mix(average, made, min(0.95, done / (done + 200)))
        yield epoch, average


def missed(logits: Any, task: Task, at: Array) -> Any:
    """The loss of a batch of a task."""
    import torch
    from torch.nn import functional

    truth = torch.tensor(task.answers[at], dtype=torch.float32, device=logits.device)
    mine = logits[:, task.first : task.first + truth.shape[1]]
    if task.single:
        return task.weight * functional.cross_entropy(mine, truth, label_smoothing=0.05)
    rare = None
    if task.rare is not None:
        rare = torch.tensor(task.rare, dtype=torch.float32, device=logits.device)
    found = functional.binary_cross_entropy_with_logits(mine, truth, pos_weight=rare)
    return task.weight * found


def mix(average: Any, made: Any, keep: float) -> None:
    """Move the average of the weights towards the network's."""
    import torch

    with torch.no_grad():
        for old, new in zip(average.parameters(), made.parameters(), strict=True):
            if new.requires_grad:
                old.lerp_(new, 1 - keep)


def chances(made: Any, rows: Rows) -> Array:
    """The chance of each label for every text, by a network with yes/no labels."""
    found: Array = 1 / (1 + np.exp(-each(rows, made, say)))
    return found
