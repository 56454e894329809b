"""Teach a far smaller reader of English feelings, from the table of pieces alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training.data import goemotions
from sentiment.training.student.network import device
from sentiment.training.student.run import answers, rare
from sentiment.training.student.teach import Task, Way, fit
from sentiment.training.student.texts import Reader, Rows, apart
from sentiment.words.neural.ear import Ear
from sentiment.words.neural.encoder import encoder

_WIDE, _NEAR, _LOOKS = 128, 2, 4
_HIDDEN, _DROP, _DROP_LAST = 0.1, 0.2, 0.4  # pieces, their numbers, what is seen
WAY = Way(batch=64, body=1e-3, head=1e-3, epochs=4, seed=0)
_ENOUGH = 2  # epochs of those: the first was as good beside the encoder on dev
Array = NDArray[Any]


def hear(data: Path) -> Ear:
    """The ear of the shipped encoder's table, taught what people saw in GoEmotions."""
    network = encoder()
    if network is None:
        raise FileNotFoundError("sentiment/weights/bilingual is missing")
    lines = [one.text for one in goemotions(data / "text" / "goemotions", "train")]
    rows = apart(Reader(network.tokenizer, network.folding), lines)
    truth = answers(data, "train")
    table = network.vectors(range(len(network.table)))
    *_, last = islice(learn(table, rows, truth, rare(truth)), _ENOUGH)
    return last


def learn(table: Array, rows: Rows, answers: Array, rare: Array) -> Iterator[Ear]:
    """An ear after each epoch over texts as pieces of ``table``, a row of answers a text.

    Deterministic on one thread of a CPU.
    """
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(WAY.seed)
    some = table[rows.flat[::7].cpu().numpy()]
    centre, spread = some.mean(axis=0), some.std(axis=0) + 1e-3
    made = _untaught(table.shape[1], answers.mean(axis=0)).to(device())
    vectors = torch.tensor((table - centre) / spread, device=device())

    def step(made: Any, batch: Any) -> Any:
        return _say(made, vectors[batch.ids], batch.real)

    for _, average in fit(made, [Task(rows, answers, rare=rare)], WAY, step):
        yield _plain(average, centre, spread)


def _untaught(width: int, often: Array) -> Any:
    import torch
    from torch import nn

    body = nn.ModuleDict(
        {
            "inner": nn.Linear(width, _WIDE),
            "near": nn.ModuleList(nn.Linear(3 * _WIDE, _WIDE) for _ in range(_NEAR)),
            "look": nn.Linear(_WIDE, _LOOKS, bias=False),
        }
    )
    made: Any = nn.ModuleDict(
        {"body": body, "head": nn.Linear((_LOOKS + 1) * _WIDE, len(often))}
    )
    made["head"].bias.data = torch.tensor(np.log(often / (1 - often)), dtype=torch.float32)
    return made


def _say(made: Any, vectors: Any, real: Any) -> Any:
    """Logits of a batch: what Ear.logits says, with parts hidden in training."""
    import torch
    from torch.nn import functional

    body, teaching = made["body"], made.training
    if teaching:
        vectors = (
            vectors * (torch.rand(real.shape, device=real.device) >= _HIDDEN)[..., None]
        )
    there = real[..., None]
    found = functional.relu(body["inner"](functional.dropout(vectors, _DROP, teaching)))
    found = found * there
    for layer in body["near"]:
        sides = functional.pad(found, (0, 0, 1, 1))
        three = torch.cat([sides[:, :-2], found, sides[:, 2:]], -1)
        more = functional.dropout(functional.relu(layer(three)), _DROP, teaching)
        found = (found + more) * there
    share = torch.softmax(body["look"](found).masked_fill(~there, -1e9), 1)
    seen = (share.transpose(1, 2) @ found).flatten(1)
    most = found.masked_fill(~there, -1e9).max(1).values
    whole = torch.cat([seen, most], 1)
    return made["head"](functional.dropout(whole, _DROP_LAST, teaching))


def _plain(made: Any, centre: Array, spread: Array) -> Ear:
    def under(layer: Any) -> Array:
        parts = [layer.weight.T, layer.bias[None]]
        return np.vstack([part.detach().cpu().numpy() for part in parts])

    body = made["body"]
    inner = under(body["inner"])
    inner[:-1] /= spread[:, None]
    inner[-1] -= centre @ inner[:-1]
    near = np.stack([under(layer) for layer in body["near"]])
    look = body["look"].weight.detach().cpu().numpy().T
    return Ear(inner, near, look, under(made["head"]))
