"""The small English encoder: 8-bit, on one thread, loaded where feelings are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.words.neural.sealed import CARD, open_card

WEIGHTS = Path(__file__).parents[2] / "weights" / "encoder"
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Encoder:
    """``heads`` names the labels of each head in the order of the logits."""

    session: Any
    words: Any
    heads: dict[str, tuple[str, ...]]

    def read(self, text: str) -> tuple[dict[str, Array], Array]:
        """Logits of each head, and the 384 numbers they were made from.

        Reads the first ``tokens`` tokens of folded text; the cost is bounded by them:
        about 3 ms for 14 tokens, 9 ms for 48.
        """
        ids = np.array(self.words.encode(whole(text)).ids, dtype=np.int64)
        logits, pooled = self.session.run(["logits", "pooled"], {"ids": ids})
        found, at = {}, 0
        for name, labels in self.heads.items():
            found[name] = logits[at : at + len(labels)]
            at += len(labels)
        return found, pooled

    def tokens(self, text: str) -> int:
        """How many tokens of ``text`` are read."""
        return len(self.words.encode(whole(text)).ids)


def whole(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode()


@cache
def encoder(folder: Path = WEIGHTS) -> Encoder | None:
    """The encoder, loaded once a process; None where its files were left out.

    Raises sealed.Broken for files whose SHA-256 differs from the one in their card.
    """
    if not (folder / CARD).is_file():
        return None
    kept, held = open_card(folder)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        held["encoder.onnx"], options, providers=["CPUExecutionProvider"]
    )
    words = Tokenizer.from_buffer(held["tokenizer.json"])
    words.no_padding()
    words.enable_truncation(kept["tokens"])
    heads = {name: tuple(labels) for name, labels in kept["heads"].items()}
    return Encoder(session, words, heads)
