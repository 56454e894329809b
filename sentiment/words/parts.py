"""The parts of a text in each language, and the part of a long text that tells most."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sentiment.language import language, leading
from sentiment.times.asking import SENTENCE
from sentiment.words.linear import Grams

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f][a-z\u00c0-\u024f']*")


def shares(text: str) -> list[tuple[str, str, float]]:
    """Each language of a folded text: its name, the text with the rest blanked, its share.

    Blanked place for place, so that places stay places. One language has it all unless
    the text is mixed; a text without letters is read as English.
    """
    if language(text) != "mixed":
        whole = leading(text)
        return [("en" if whole == "und" else whole, text, 1.0)]
    chinese = len(_HAN.findall(text)) / 1.6
    english = len(_LATIN.findall(text))
    share = chinese / (chinese + english)
    return [
        ("zh", _LATIN.sub(_blank, text), share),
        ("en", _HAN.sub(" ", text), 1 - share),
    ]


def telling(
    text: str, found: Grams, adds: NDArray[np.float64], fits: int
) -> list[tuple[int, int]]:
    """The sentences that add most to any label, in the order of the text.

    ``adds`` has a row for each of the first of ``found`` and a column for each label that
    counts.
    Sentences are taken, the strongest first, until ``fits`` code points are reached.
    """
    edges = [0, *(stop.end() for stop in SENTENCE.finditer(text)), len(text)]
    sentences = [(start, end) for start, end in pairwise(edges) if text[start:end].strip()]
    if len(sentences) < 2 or not len(adds):
        return [(0, min(len(text), fits))]
    starts = np.array([start for start, _ in sentences])
    owner = np.searchsorted(starts, found.start[: len(adds)], side="right") - 1
    sums = np.zeros((len(sentences), adds.shape[1]))
    np.add.at(sums, np.maximum(owner, 0), adds)
    strength = sums.max(axis=1)
    chosen: list[tuple[int, int]] = []
    room = fits
    for at in np.argsort(-strength, kind="stable"):
        start, end = sentences[int(at)]
        if chosen and end - start > room:
            continue
        chosen.append((start, min(end, start + fits)))
        room -= end - start
        if room <= 0:
            break
    return sorted(chosen)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
