"""Texts as rows of pieces on the training device, in batches of like length."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.training.student.network import device
from sentiment.words.neural.pieces import BEGIN, END, pieces
from sentiment.words.plain import leading, toneless

PAD = 1
MOST = 72  # pieces of a text that a teacher reads
_AWAY = -30_000.0
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*")
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """How the bilingual encoder cuts a text: its tokenizer, and what it folds."""

    tokenizer: Any
    folding: dict[int, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` of padded texts; which are pieces at all, and which of what is said;
    ``added`` to the score of each pair, so that what is said does not see the rest."""

    ids: Any
    real: Any
    said: Any
    added: Any


class Rows:
    """Texts as rows of ids; ``said`` of a row are what is said, None: all of it."""

    def __init__(self, rows: Sequence[Sequence[int]], said: Sequence[int] | None = None):
        import torch

        self.lengths = np.array([len(row) for row in rows])
        where = device()
        flat = np.concatenate([np.asarray(row, dtype=np.int64) for row in rows])
        edges = np.concatenate([[0], np.cumsum(self.lengths)])
        self.flat = torch.tensor(flat, device=where)
        self.first = torch.tensor(edges[:-1], device=where)
        self.size = torch.tensor(self.lengths, device=where)
        self.said = self.size if said is None else torch.tensor(list(said), device=where)

    def __len__(self) -> int:
        return len(self.lengths)

    def places(self, at: Array, longest: int) -> Any:
        """Where in ``flat`` the pieces of these texts are."""
        import torch

        step = torch.arange(longest, device=self.flat.device)
        found = self.first[torch.as_tensor(at, device=self.flat.device)][:, None] + step
        return found.clamp(max=len(self.flat) - 1)

    def batch(self, at: Array) -> Batch:
        """These texts, padded."""
        import torch

        where = torch.as_tensor(at, device=self.flat.device)
        longest = int(self.lengths[at].max())
        step = torch.arange(longest, device=self.flat.device)
        real = step < self.size[where][:, None]
        said = step < self.said[where][:, None]
        ids = torch.where(real, self.flat[self.places(at, longest)], PAD)
        seen = real[:, None, None, :] & (~said[:, None, :, None] | said[:, None, None, :])
        return Batch(ids, real, said, barred(seen))

    def groups(self, size: int, order: np.random.Generator) -> list[Array]:
        """Batches of like length in random order."""
        by_length = np.argsort(self.lengths + 3 * order.random(len(self)), kind="stable")
        found = [by_length[at : at + size] for at in range(0, len(by_length), size)]
        order.shuffle(found)
        return found


def barred(seen: Any) -> Any:
    """What is added to the scores of pairs: nothing where one sees the other."""
    import torch

    return torch.zeros(seen.shape, device=seen.device).masked_fill(~seen, _AWAY)


def apart(reader: Reader, texts: Iterable[str]) -> Rows:
    """Texts as the shipped encoder is given them: what is said, then its tone."""
    found = []
    for text in texts:
        seen = view(text)
        bare = toneless(seen)
        found.append(
            pieces(
                reader.tokenizer, reader.folding, bare.own, seen.own, leading(seen, bare)
            )
        )
    return Rows([each.ids for each in found], [each.said for each in found])


def whole(reader: Reader, texts: Iterable[str]) -> Rows:
    """Texts as they stand, in the pieces of the bilingual encoder."""
    rows = []
    for text in texts:
        own = re.sub(r"\s+", " ", view(text).own).strip()
        plain = own.encode("utf-8", "ignore").decode()
        folded = "".join(reader.folding.get(ord(letter), letter) for letter in plain)
        rows.append([BEGIN, *reader.tokenizer.encode(folded).ids[: MOST - 2], END])
    return Rows(rows)


def english(tokenizer: Any, texts: Iterable[str]) -> Rows:
    """Texts as they stand, in the pieces of all-MiniLM-L6-v2."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST)
    plain = [view(text).own.encode("utf-8", "replace").decode() for text in texts]
    return Rows([found.ids for found in tokenizer.encode_batch(plain)])


def each(rows: Rows, network: Any, ask: Any) -> Array:
    """What ``ask(network, batch)`` says of every text, in their order."""
    import torch

    from sentiment.training.student.network import swift

    network.train(False)
    found: Any = None
    with torch.inference_mode():
        for at in np.array_split(
            np.argsort(rows.lengths, kind="stable"), max(1, len(rows) // 256)
        ):
            with swift():
                said = ask(network, rows.batch(at)).float()
            if found is None:
                found = torch.zeros(len(rows), *said.shape[1:], device=said.device)
            found[torch.as_tensor(at, device=said.device)] = said
    answer: Array = found.cpu().numpy()
    return answer


def mixed(lines: list[str], count: int, between: str, seed: int) -> Iterator[str]:
    """New texts of one to three lines put together, begun anywhere: as long as a mail."""
    rng = random.Random(seed)  # noqa: S311 - texts to learn from, no secret
    for _ in range(count):
        parts = []
        for line in rng.sample(lines, rng.choice([1, 2, 2, 3])):
            sentences = [part for part in _SENTENCE.split(line) if part.strip()] or [line]
            first = rng.randrange(len(sentences)) if rng.random() < 0.5 else 0
            parts.append(between.join(sentences[first:]))
        yield between.join(parts)
