"""The encoder's training loop: like lengths together, linear decay, an average kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view

TOKENS = 48
BATCH = 32
_BODY, _HEADS = 1.5e-4, 1e-3
_WARM_UP = 200
_AVERAGED = 20  # steps between two looks of the running average of the weights
_KEEP = 0.9  # of the average at each look
_SAVE_EVERY = 100  # steps
_MEET = 20  # steps that two workers take alone before they average their weights

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Task:
    """Texts for one head: one row of ``answers`` a text; ``single``: one label each."""

    head: str
    texts: list[str]
    answers: Array
    weight: float = 1.0
    single: bool = False


def tokenizer(folder: Path) -> Any:
    """The base's own tokenizer, cut at TOKENS and not padded."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(TOKENS)
    return made


def encode(words: Any, texts: list[str]) -> list[list[int]]:
    """Token ids of what the writer says, as the desk folds it."""
    return [e.ids for e in words.encode_batch([view(text).own for text in texts])]


def padded(ids: list[list[int]]) -> tuple[Any, Any]:
    """Ids and mask of one batch as torch tensors."""
    import torch

    size = max(len(row) for row in ids)
    held = torch.zeros(len(ids), size, dtype=torch.long)
    mask = torch.zeros(len(ids), size, dtype=torch.long)
    for at, row in enumerate(ids):
        held[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return held, mask


def batches(lengths: list[int], order: np.random.Generator) -> Iterator[list[int]]:
    """Places of texts in batches of BATCH of like length, the batches in random order."""
    jitter = order.random(len(lengths))
    by_length = sorted(range(len(lengths)), key=lambda at: lengths[at] + 3 * jitter[at])
    groups = [by_length[at : at + BATCH] for at in range(0, len(by_length), BATCH)]
    order.shuffle(groups)
    yield from groups


def fit(
    network: Any,
    words: Any,
    legs: list[list[Task]],
    kept: Path,
) -> Iterator[tuple[int, Any]]:
    """Train through ``legs``, one epoch over the tasks of each; yield after each leg.

    What is yielded is the leg's number and the network with the averaged weights in it.
    The state is kept in the file ``kept`` as it goes, and taken up from there.
    """
    import torch

    torch.manual_seed(0)
    order = np.random.default_rng(0)
    mine, workers = _workers()
    plan = [_shared(_plan(words, tasks, order), mine, workers) for tasks in legs]
    steps = sum(len(leg) for leg in plan)
    inner = list(network.body.parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": inner, "lr": _BODY},
            {"params": network.heads.parameters(), "lr": _HEADS},
        ],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda at: min((at + 1) / _WARM_UP, max(0.0, (steps - at) / steps)),
    )
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    done = 0
    if kept.exists():
        state = torch.load(kept)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        average, done = state["average"], state["done"]
    step = 0
    began, since = time.monotonic(), done
    for number, leg in enumerate(plan):
        for batch in leg:
            step += 1
            if step <= done:
                continue
            network.train()
            loss = _loss(network, batch)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(inner, 1.0)
            optimizer.step()
            schedule.step()
            if step % _MEET == 0:
                _meet(inner, network, workers)
            if step % _AVERAGED == 0:
                mix(average, network, min(_KEEP, step / (step + 10 * _AVERAGED)))
            if mine == 0 and step % 50 == 0:
                _tell(step, steps, (step - since) * BATCH * workers, began)
            if mine == 0 and step % _SAVE_EVERY == 0:
                _save(kept, network, optimizer, schedule, average, step)
        if step > done or number == len(plan) - 1:
            _meet(inner, network, workers)
            own = {name: value.clone() for name, value in network.state_dict().items()}
            if mine == 0:
                _save(kept, network, optimizer, schedule, average, step)
            network.load_state_dict(average)
            yield number, network
            network.load_state_dict(own)


def _tell(step: int, steps: int, texts: int, began: float) -> None:
    pace = texts / (time.monotonic() - began)
    print(f"step {step} of {steps}, {pace:.0f} texts a second", flush=True)


def _workers() -> tuple[int, int]:
    """Which worker this is, of how many: each has its own share of the texts."""
    from torch import distributed

    if not distributed.is_initialized():
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def _shared(plan: list[Any], mine: int, workers: int) -> list[Any]:
    return plan[mine : len(plan) // workers * workers : workers]


def _meet(inner: list[Any], network: Any, workers: int) -> None:
    """Average the weights of all workers (local SGD, Stich 2019)."""
    import torch

    if workers == 1:
        return
    parts = [*inner, *network.heads.parameters()]
    with torch.no_grad():
        flat = torch.cat([part.data.flatten() for part in parts])
        torch.distributed.all_reduce(flat)
        flat /= workers
        at = 0
        for part in parts:
            part.data.copy_(flat[at : at + part.numel()].view_as(part))
            at += part.numel()


def mix(average: dict[str, Any], network: Any, keep: float) -> None:
    """Move the average of the weights towards the network's."""
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1 - keep)


def read(network: Any, words: Any, texts: list[str]) -> dict[str, Array]:
    """Logits of every head for many texts."""
    import torch

    network.eval()
    ids = encode(words, texts)
    places = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found: dict[str, list[Array]] = {}
    with torch.inference_mode():
        for at in range(0, len(places), 64):
            said = network(*padded([ids[p] for p in places[at : at + 64]]))
            for name, logits in said.items():
                found.setdefault(name, []).append(logits.numpy())
    back = np.argsort(places)
    return {name: np.concatenate(parts)[back] for name, parts in found.items()}


def _plan(
    words: Any, tasks: list[Task], order: np.random.Generator
) -> list[tuple[list[list[int]], list[tuple[Task, list[int]]]]]:
    """Batches over all the tasks; texts of several tasks with the same texts go once."""
    shared: dict[int, list[Task]] = {}
    for task in tasks:
        shared.setdefault(id(task.texts), []).append(task)
    plan = []
    for group in shared.values():
        ids = encode(words, group[0].texts)
        for places in batches([len(row) for row in ids], order):
            plan.append(([ids[p] for p in places], [(task, places) for task in group]))
    order.shuffle(plan)
    return plan


def _loss(network: Any, batch: tuple[list[list[int]], list[tuple[Task, list[int]]]]) -> Any:
    import torch

    ids, parts = batch
    said = network(*padded(ids))
    total = torch.zeros(())
    for task, places in parts:
        truth = torch.tensor(task.answers[places], dtype=torch.float32)
        logits = said[task.head]
        if task.single:
            loss = torch.nn.functional.cross_entropy(logits, truth)
        else:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth)
        total = total + task.weight * loss
    return total


def _save(
    kept: Path, network: Any, optimizer: Any, schedule: Any, average: Any, done: int
) -> None:
    import torch

    part = kept.with_suffix(".part")
    torch.save(
        {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "average": average,
            "done": done,
        },
        part,
    )
    part.replace(kept)
