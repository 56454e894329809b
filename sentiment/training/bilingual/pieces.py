"""Which pieces of words the shipped vocabulary keeps: Chinese and English, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sentiment.training.bilingual.base import Base

SPECIAL = 4  # <s>, <pad>, </s>, <unk>
_HAN = re.compile(r"▁?[\u3001-\u3011\u3400-\u9fff\uff00-\uffef0-9]*[\u3400-\u9fff]+\S*")
_SHORT = re.compile(r"▁?[\x21-\x7e\u2010-\u203a\u20ac£¥°℃]{0,2}")
_PLAIN = re.compile(r"▁?[\x21-\x7e]+")


def tokenizer(pieces: list[tuple[str, float]]) -> Any:
    """A unigram tokenizer over these pieces; words begin with ▁."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    made = Tokenizer(models.Unigram(pieces, unk_id=3))
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    return made


def kept(base: Base, texts: Iterable[str]) -> list[int]:
    """Numbers of the pieces to keep, rising: all with Chinese letters, all that English
    texts were found to use, and every short one, so that anything can still be spelt.
    """
    whole = tokenizer(base.pieces)
    used = {i for found in whole.encode_batch(list(texts)) for i in found.ids}
    chosen = set(range(SPECIAL))
    for number, (piece, _) in enumerate(base.pieces):
        spelt = _HAN.fullmatch(piece) or _SHORT.fullmatch(piece)
        if spelt or (number in used and _PLAIN.fullmatch(piece)):
            chosen.add(number)
    return sorted(chosen)


def write(folder: Path, base: Base, numbers: list[int]) -> None:
    """The tokenizer, the folding and the table of vectors, 8-bit with a scale a row."""
    words = base.weights["embeddings.word_embeddings.weight"][numbers]
    scale = np.maximum(np.abs(words).max(axis=1) / 127, 1e-9).astype(np.float32)
    np.savez_compressed(
        folder / "pieces.npz",
        table=np.round(words / scale[:, None]).astype(np.int8),
        scale=scale,
    )
    made = tokenizer([base.pieces[number] for number in numbers])
    made.save(str(folder / "pieces.json"), pretty=False)
    folding = {str(point): text for point, text in sorted(base.folding.items())}
    (folder / "folding.json").write_text(
        json.dumps(folding, ensure_ascii=True, indent=0) + "\n"
    )
