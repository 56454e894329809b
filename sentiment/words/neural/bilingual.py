"""A small encoder of Chinese and English, as the states of a text's pieces."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.neural.sealed import open_card
from sentiment.words.plain import calm

WEIGHTS = Path(__file__).parents[2] / "weights" / "bilingual"
PREFIX = "query: "  # as the encoder was taught
HEAD, TAIL = 96, 32  # pieces read from the beginning and the end of a text
_READ = 3_000  # letters looked at from the beginning and from the end
_MARKS = frozenset(".,;:?。、；")
_SEEN = re.compile(r"[^\s\ud800-\udfff]|(?<=\S)\s")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class States:
    """One row a piece of the text; ``start`` and ``end`` are places in the text given.

    The mean of the rows is the embedding, so what a linear head says of it is the sum of
    what it says of the pieces. Pieces that stand for no words begin where they end.
    """

    rows: Array
    start: Array
    end: Array


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network, the table of pieces and the tokenizer; see weights/CARD.md."""

    network: Any
    tokenizer: Any
    table: Array
    scale: Array
    folding: dict[int, str]

    def read(self, text: str) -> States:
        """The states of what ``text`` says, manners, insults and shouting left out.

        ``text`` is folded (``View.own``). Bounded: HEAD + TAIL pieces at most.
        """
        words, places = prepared(text, self.folding)
        found = self.tokenizer.encode(PREFIX + words)
        ids, spans = found.ids, found.offsets
        if len(ids) > HEAD + TAIL:
            ids, spans = ids[:HEAD] + ids[-TAIL:], spans[:HEAD] + spans[-TAIL:]
        ids = [0, *ids, 2]
        vectors = self.table[ids].astype(np.float32) * self.scale[ids, None]
        rows = self.network.run(None, {"vectors": vectors[None]})[0][0]
        start, end = np.zeros((2, len(ids)), dtype=np.int32)
        for row, (first, last) in enumerate(spans, 1):
            first, last = max(first - len(PREFIX), 0), last - len(PREFIX)
            if last > first:
                start[row], end[row] = places[first], places[last - 1] + 1
        return States(rows, start, end)


def prepared(text: str, folding: dict[int, str]) -> tuple[str, list[int]]:
    """What the tokenizer sees of a folded text, and which place each letter came from.

    Exclamation marks become full stops, runs of marks one mark, none at the end: so that
    shouting, and what manners leave behind, is not seen.
    """
    quiet = calm(text)
    if len(quiet) > 2 * _READ:
        quiet = quiet[:_READ] + " " * (len(quiet) - 2 * _READ) + quiet[-_READ:]
    letters: list[str] = []
    places: list[int] = []
    for found in _SEEN.finditer(quiet):
        place = found.start()
        for folded in folding.get(ord(quiet[place]), quiet[place]):
            letter = "." if folded == "!" else " " if folded.isspace() else folded
            if letter in _MARKS:
                _drop(letters, places, " ")
                if not letters or letters[-1] in _MARKS:
                    continue
            elif letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            places.append(place)
    _drop(letters, places, " .,;:?。、；")
    return "".join(letters), places


def _drop(letters: list[str], places: list[int], marks: str) -> None:
    while letters and letters[-1] in marks:
        del letters[-1], places[-1]


@cache
def encoder() -> Encoder:
    """The encoder that the package carries, loaded once a process; one thread.

    Raises sealed.Broken for files whose SHA-256 differs from the one in their card.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    _, held = open_card(WEIGHTS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with np.load(BytesIO(held["pieces.npz"]), allow_pickle=False) as kept:
        table, scale = kept["table"], kept["scale"]
    folding = json.loads(held["folding.json"])
    return Encoder(
        network=onnxruntime.InferenceSession(
            held["network.onnx"], options, providers=["CPUExecutionProvider"]
        ),
        tokenizer=Tokenizer.from_buffer(held["pieces.json"]),
        table=table,
        scale=scale,
        folding={int(point): text for point, text in folding.items()},
    )
