"""The small encoder: it learns the large one's states and the teachers' feelings."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training.student.network import WIDTH, device, encoder, mean, swift
from sentiment.training.student.teach import Task, missed, mix
from sentiment.training.student.texts import PAD, Rows, barred

LAYERS = (1, 4, 8, 11)  # which of the twelve it begins with
HEADS, INNER = 8, 512  # two thirds and a third of theirs
_BATCH, _RATE, _WARM_UP = 256, 1e-3, 300
_ROWS, _SOFT = 0.5, 5.0
_OFTEN, _HIDDEN, _UNKNOWN = 0.7, 0.2, 3  # such batches, and the pieces hidden in them
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts with the large encoder's states and the teachers' chances.

    ``states`` has a row a piece of ``rows``, ``meanings`` a row a text; ``weight`` is how
    much the chances count. ``learned``: the teachers were taught with these texts.
    """

    rows: Rows
    states: Any
    meanings: Any
    chances: Array
    weight: float
    learned: bool = False


def states(large: Any, rows: Rows, prefix: Sequence[int]) -> tuple[Any, Any]:
    """What the large encoder makes of each piece of what is said, and of the whole.

    It is given the ``prefix`` that it was taught with; the small one does without.
    """
    import torch

    found = torch.zeros(len(rows.flat), WIDTH, dtype=torch.float16, device=rows.flat.device)
    means = torch.zeros(len(rows), WIDTH, device=rows.flat.device)
    large.train(False)
    parts = np.array_split(
        np.argsort(rows.lengths, kind="stable"), max(1, len(rows) // 256)
    )
    with torch.inference_mode():
        for at in parts:
            batch = rows.batch(at)
            size = int(batch.said.sum(1).max())
            said = batch.said[:, :size]
            ids = torch.where(said, batch.ids[:, :size], PAD)
            before = torch.tensor(list(prefix), device=ids.device).expand(len(ids), -1)
            ids = torch.cat([ids[:, :1], before, ids[:, 1:]], 1)
            here = torch.ones_like(before, dtype=torch.bool)
            real = torch.cat([said[:, :1], here, said[:, 1:]], 1)
            with swift():
                made = large(ids, barred(real[:, None, None, :])).float()
            where = torch.as_tensor(at, device=ids.device)
            means[where] = mean(made, real)
            own = torch.cat([made[:, :1], made[:, 1 + len(prefix) :]], 1)
            found[rows.places(at, size)[said]] = own[said].half()
    return found, means


def small(weights: Mapping[str, Array], labels: int) -> Any:
    """The untaught encoder, the turn to the large one's states, and the moods' head."""
    from torch import nn

    turn = nn.Linear(WIDTH, WIDTH)
    nn.init.eye_(turn.weight)
    nn.init.zeros_(turn.bias)
    head = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, labels))
    body = encoder(weights, LAYERS, inner=INNER, heads=HEADS)
    return nn.ModuleDict({"body": body, "turn": turn, "head": head}).to(device())


def mood(made: Any, batch: Any) -> Any:
    """Logits of a batch."""
    return made["head"](mean(made["body"](batch.ids, batch.added), batch.real))


def distil(
    made: Any, lessons: list[Lesson], tasks: list[Task], steps: int, seed: int
) -> Any:
    """Teach ``made`` for so many steps, the rate falling like a cosine; the average of it.

    ``tasks`` are answered by the moods' head alone.
    """
    import torch

    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    spread = _spread(lessons)
    learning = [p for p in made.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=_RATE, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda at: (
            min(1.0, (at + 1) / _WARM_UP)
            * 0.5
            * (1 + math.cos(math.pi * min(1.0, at / steps)))
        ),
    )
    average, done = copy.deepcopy(made), 0
    while done < steps:
        plan: list[tuple[Any, Array]] = [
            (one, at) for one in lessons for at in one.rows.groups(_BATCH, order)
        ]
        plan += [(one, at) for one in tasks for at in one.rows.groups(_BATCH // 2, order)]
        order.shuffle(plan)
        for one, at in plan[: steps - done]:
            made.train()
            loss = (
                _lesson(made, one, at, spread)
                if isinstance(one, Lesson)
                else missed(_logits(made, one, at), one, at)
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done % 10 == 0:
                mix(average, made, min(0.98, done / (done + 200)))
            if done % 1000 == 0:
                print(f"step {done} of {steps}: loss {float(loss):.3f}", flush=True)
    return average


def _logits(made: Any, task: Task, at: Array) -> Any:
    with swift():
        return mood(made, task.rows.batch(at)).float()


def _spread(lessons: list[Lesson]) -> tuple[Any, Any]:
    """How far the large one's states and meanings lie apart, number by number."""
    import torch

    some = torch.cat([one.states[::7] for one in lessons]).float()
    some = some[some.abs().sum(1) > 0]
    return some.std(0), torch.cat([one.meanings for one in lessons]).std(0)


def _lesson(made: Any, one: Lesson, at: Array, spread: tuple[Any, Any]) -> Any:
    import torch
    from torch.nn import functional

    batch = one.rows.batch(at)
    where = torch.as_tensor(at, device=batch.ids.device)
    ids, hidden = batch.ids, one.learned and float(torch.rand(1)) < _OFTEN
    if hidden:  # so that what the teachers know by heart is not learned by heart
        blank = torch.rand(ids.shape, device=ids.device) < _HIDDEN
        ids = torch.where(blank & (ids > _UNKNOWN), _UNKNOWN, ids)
    with swift():
        felt = made["body"](ids, batch.added)
        logits = made["head"](mean(felt, batch.real)).float()
        turned = made["turn"](felt).float()
    soft = torch.tensor(one.chances[at], dtype=torch.float32, device=logits.device)
    told = functional.binary_cross_entropy_with_logits(logits, soft)
    if hidden:
        return _SOFT * one.weight * told
    wanted = one.states[one.rows.places(at, batch.ids.shape[1])[batch.said]].float()
    rows = (((turned[batch.said] - wanted) / spread[0]) ** 2).mean()
    whole = (((mean(turned, batch.said) - one.meanings[where]) / spread[1]) ** 2).mean()
    return _ROWS * rows + whole + _SOFT * one.weight * told
