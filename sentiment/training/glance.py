"""Teach which pieces of a message tell how urgent it is (torch; minutes on one core)."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.neural.glance import Glance

Array = NDArray[Any]
_INNER, _LEVELS = 64, 4
_BATCH, _EPOCHS, _RATE, _DECAY = 64, 12, 2e-3, 0.02
_DROP, _SMOOTH = 0.5, 0.05


def learn(
    rows: list[Array], rules: Array, levels: Array, weight: Array, seed: int = 0
) -> Glance:
    """Learn from texts (a row of ``rows[i]`` a piece) with hits of rules and levels.

    What else was learned on the way, what features and rules say, is thrown away: that
    is fitted anew over what the glance sees (``pressures.fit``). Deterministic on one
    thread.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    order = np.random.default_rng(seed)
    every = np.concatenate(rows)
    centre, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-3)
    batches = [
        _batch([(rows[i] - centre) / spread for i in at], rules[at], levels[at], weight[at])
        for at in _alike(rows)
    ]
    made = _network(rows[0].shape[1], rules.shape[1])
    optimizer = torch.optim.AdamW(made.parameters(), lr=_RATE, weight_decay=_DECAY)
    often = torch.tensor(np.bincount(levels, weights=weight, minlength=_LEVELS))
    balance = (often.sum() / _LEVELS / often).sqrt().float()
    average, done, steps = copy.deepcopy(made), 0, _EPOCHS * len(batches)
    for _ in range(_EPOCHS):
        for at in order.permutation(len(batches)):
            states, real, hits, level, counts = batches[at]
            rate = _RATE * min((done + 1) / 30, (steps - done) / steps)
            for group in optimizer.param_groups:
                group["lr"] = rate
            said = _say(made, states, real, hits)
            loss = functional.cross_entropy(
                said, level, weight=balance, label_smoothing=_SMOOTH, reduction="none"
            )
            optimizer.zero_grad()
            (loss * counts).mean().backward()
            optimizer.step()
            done += 1
            with torch.no_grad():
                for old, new in zip(average.parameters(), made.parameters(), strict=True):
                    old.lerp_(new, max(0.02, 1 / (done + 1)))
    inner = average["inner"].weight.detach().numpy().T / spread[:, None]
    bias = average["inner"].bias.detach().numpy() - centre @ inner
    look = average["look"].weight.detach().numpy()[0]
    return Glance(*(part.astype(np.float32) for part in (inner, bias, look)))


def _network(width: int, rules: int) -> Any:
    from torch import nn

    made: Any = nn.ModuleDict(
        {
            "inner": nn.Linear(width, _INNER),
            "look": nn.Linear(_INNER, 1, bias=False),
            "features": nn.Linear(_INNER, _LEVELS),
            "numbers": nn.Linear(width, _LEVELS, bias=False),
            "rules": nn.Linear(rules, _LEVELS, bias=False),
        }
    )
    for name in ("look", "numbers", "rules"):
        nn.init.zeros_(made[name].weight)
    return made


def _say(made: Any, states: Any, real: Any, hits: Any) -> Any:
    """Logits of a batch in training."""
    import torch
    from torch.nn import functional

    states = functional.dropout(states, _DROP)
    features = functional.dropout(functional.relu(made["inner"](states)), _DROP)
    wanted = made["look"](features).squeeze(-1).masked_fill(~real, -1e9)
    share = torch.softmax(wanted, 1).unsqueeze(-1)
    seen = made["numbers"]((share * states).sum(1)) + made["rules"](hits)
    return seen + made["features"]((share * features).sum(1))


def _alike(rows: list[Array]) -> list[Array]:
    """Batches of texts of like length."""
    by_length = np.argsort([len(row) for row in rows], kind="stable")
    return [by_length[at : at + _BATCH] for at in range(0, len(rows), _BATCH)]


def _batch(rows: list[Array], rules: Array, levels: Array, weight: Array) -> Any:
    import torch

    longest, width = max(len(row) for row in rows), rows[0].shape[1]
    states = torch.zeros(len(rows), longest, width)
    real = torch.zeros(len(rows), longest, dtype=torch.bool)
    for at, row in enumerate(rows):
        states[at, : len(row)] = torch.tensor(row)
        real[at, : len(row)] = True
    numbers = (torch.tensor(each, dtype=torch.float32) for each in (rules, weight))
    hits, counts = numbers
    return states, real, hits, torch.tensor(levels), counts
