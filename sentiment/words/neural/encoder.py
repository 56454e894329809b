"""The small encoder of Chinese and English: 8-bit, on one thread."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.threads import one_thread
from sentiment.words.neural.pieces import Pieces, pieces
from sentiment.words.neural.sealed import CARD, open_card

WEIGHTS = Path(__file__).parents[2] / "weights" / "bilingual"
CHINESE = WEIGHTS.parent / "chinese"
_AWAY = -10_000.0
_TOGETHER = 100  # pieces; of more the pairs cost more than another pass

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class States:
    """One row a piece of the text; see Pieces for their places and their order.

    ``rows`` are of what is said alone, its tone unseen; their mean is what the text means,
    so what a linear head says of the text is the sum of what it says of the pieces.
    ``felt`` has a row for every piece, of its tone too.
    """

    cut: Pieces
    felt: Array

    @property
    def rows(self) -> Array:
        """The rows of what is said."""
        return self.felt[: self.cut.said]

    @property
    def words(self) -> bool:
        """Whether anything is said at all."""
        return self.cut.said > 2

    @property
    def meaning(self) -> Array:
        """What the whole text means, whatever its tone."""
        found: Array = self.rows.mean(axis=0)
        return found

    def inside(self, stretches: Sequence[tuple[int, int]] | None) -> Array:
        """Which pieces lie in the stretches; all without any, or where none does."""
        every = np.ones(len(self.felt), dtype=bool)
        if stretches is None:
            return every
        start, end = np.array(self.cut.begin), np.array(self.cut.finish)
        found = ~every
        for first, last in stretches:
            found |= (start < last) & (end > first)
        return found if found.any() else every

    def mood(self, stretches: Sequence[tuple[int, int]] | None = None) -> Array:
        """How the text sounds: the mean over the pieces that lie in the stretches."""
        felt = self.felt if stretches is None else self.felt[self.inside(stretches)]
        found: Array = felt.mean(axis=0)
        return found


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network, the table of pieces and the tokenizer; see weights/CARD.md.

    ``heads`` names the labels of each of the feelings' heads in the order of the logits;
    ``mood`` are the two products with a bend between that make logits of a mood.
    """

    network: Any
    tokenizer: Any
    table: Array
    scale: Array
    folding: dict[int, str]
    heads: dict[str, tuple[str, ...]]
    mood: tuple[Array, Array, Array, Array]

    def read(
        self, said: Sequence[str], whole: str = "", places: Sequence[int] = ()
    ) -> tuple[States, ...]:
        """The states of each of the toneless texts ``said``, short ones in one pass.

        None sees another. The first comes with what else ``whole`` holds, which it does not
        see either; ``places`` are those of its letters in ``whole``. Bounded.
        """
        first, *others = said
        cuts = [pieces(self.tokenizer, self.folding, first, whole, places)]
        cuts += [pieces(self.tokenizer, self.folding, text) for text in others]
        passes: list[list[Pieces]] = [[]]
        for cut in cuts:
            if passes[-1] and sum(len(one.ids) for one in [*passes[-1], cut]) > _TOGETHER:
                passes.append([])
            passes[-1].append(cut)
        return tuple(states for together in passes for states in self._pass(together))

    def _pass(self, cuts: list[Pieces]) -> Iterator[States]:
        edges = np.cumsum([0, *(len(cut.ids) for cut in cuts)])
        added = np.full((edges[-1], edges[-1]), _AWAY, dtype=np.float32)
        for cut, (start, end) in zip(cuts, pairwise(edges), strict=True):
            added[start:end, start:end] = 0
            added[start : start + cut.said, start + cut.said : end] = _AWAY
        given = {
            "vectors": self.vectors([one for cut in cuts for one in cut.ids]),
            "rank": np.concatenate([np.arange(len(cut.ids)) for cut in cuts]),
            "added": added,
        }
        found = self.network.run(None, given)[0]
        for cut, (start, end) in zip(cuts, pairwise(edges), strict=True):
            yield States(cut, found[start:end])

    def vectors(self, ids: Sequence[int]) -> Array:
        """The pieces as they stand in the table, a row each."""
        found: Array = self.table[ids].astype(np.float32) * self.scale[ids, None]
        return found

    def feelings(self, mood: Array) -> dict[str, Array]:
        """Logits of each head for a text's mood."""
        first, bias, second, last = self.mood
        inner = mood @ first + bias
        bent = inner * 0.5 * (1 + _erf(inner / np.sqrt(2.0)))
        logits = bent @ second + last
        found, at = {}, 0
        for name, labels in self.heads.items():
            found[name] = logits[at : at + len(labels)]
            at += len(labels)
        return found


def _erf(x: Array) -> Array:
    """The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26)."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    steps = 1.421413741 + t * (-1.453152027 + t * 1.061405429)
    tail = t * (0.254829592 + t * (-0.284496736 + t * steps))
    found: Array = np.sign(x) * (1 - tail * np.exp(-x * x))
    return found


@cache
def encoder(folder: Path = WEIGHTS) -> Encoder | None:
    """The encoder, loaded once a process; None where its files were left out.

    With it the process keeps to one thread (threads.py).

    Raises sealed.Broken for files whose SHA-256 differs from the one in their card.
    """
    if not (folder / CARD).is_file():
        return None
    one_thread()
    card, held = open_card(folder)
    from tokenizers import Tokenizer

    with np.load(BytesIO(held["pieces.npz"]), allow_pickle=False) as kept:
        table, scale = kept["table"], kept["scale"]
    with np.load(BytesIO(held["mood.npz"]), allow_pickle=False) as kept:
        first, bias, second, last = (kept[n] for n in ("first", "bias", "second", "last"))
    folding = json.loads(held["folding.json"])
    tokenizer = Tokenizer.from_buffer(held["pieces.json"])
    tokenizer.model._resize_cache(0)  # it would keep 10,000 texts of customers
    return Encoder(
        network=_session(held["network.onnx"]),
        tokenizer=tokenizer,
        table=table,
        scale=scale,
        folding={int(point): text for point, text in folding.items()},
        heads={name: tuple(labels) for name, labels in card["heads"].items()},
        mood=(first, bias, second, last),
    )


@dataclass(frozen=True, slots=True)
class Top:
    """A last layer for Chinese feelings, over the encoder's states of every piece."""

    network: Any
    labels: tuple[str, ...]

    def logits(self, states: States) -> Array:
        """One logit a feeling."""
        found: Array = self.network.run(None, {"states": states.felt})[0]
        return found


@cache
def chinese(folder: Path = CHINESE) -> Top | None:
    """The layer for Chinese feelings, loaded where they are first read; None without it.

    It alone, beside the linear head, was made with data that states no licence, so it
    stands in a folder of its own. Raises sealed.Broken as ``encoder`` does.
    """
    if not (folder / CARD).is_file():
        return None
    card, held = open_card(folder)
    return Top(_session(held["network.onnx"]), tuple(card["labels"]))


def _session(network: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # it keeps a plan for every length, for no gain
    options.log_severity_level = 3
    # Folded constants hide from the runtime that a product, its scale and its bias are one.
    return onnxruntime.InferenceSession(
        network,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["ConstantFolding"],
    )
