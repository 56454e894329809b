"""Words that were read in a picture, the lines they make, and how sure both are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

Box = tuple[float, float, float, float]  # left, top, right, bottom
_HEX = re.compile(r"\b[0O][xX]([0-9A-FO]{4,16})\b")
_WIDE = {"?": "？", "!": "！"}
_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[?!]")
_BELIEVED = 0.6  # words below it say nothing of whether the picture is the right way up


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its box in pixels and the line it stands in.

    ``spaced`` is whether there is a space before it where one of the two is Chinese.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    line: tuple[int, int, int]
    spaced: bool = False


def confidence(words: Iterable[Word]) -> float | None:
    """Mean confidence, each word weighted by its length; None without words."""
    weighed = [(len(w.text), w.confidence) for w in words]
    total = sum(n for n, _ in weighed)
    return sum(n * c for n, c in weighed) / total if total else None


def sense(words: Iterable[Word]) -> float:
    """How much believable text there is, in letters: the better of two readings has more.

    The mean alone would prefer one lucky letter to a page.
    """
    return sum(
        len(w.text) * w.confidence
        for w in words
        if w.confidence >= _BELIEVED and any(map(str.isalnum, w.text))
    )


def rows(words: Iterable[Word]) -> list[list[Word]]:
    """The words of each line."""
    return [list(group) for _, group in groupby(words, lambda w: w.line)]


def joined(row: list[Word]) -> str:
    """The text of a line; a space beside Chinese only where there is one to be seen.

    What the models cannot tell apart is written as people write it: O is no hexadecimal
    digit, and after Chinese a question mark is as wide as a letter.
    """
    text = row[0].text
    for before, word in pairwise(row):
        close = wide(before.text[-1]) or wide(word.text[0])
        text += ("" if close and not word.spaced else " ") + word.text
    text = _HEX.sub(lambda found: "0x" + found[1].replace("O", "0"), text)
    return _MARKS.sub(lambda found: _WIDE[found[0]], text)


def box(row: list[Word]) -> Box:
    """What surrounds all its words."""
    return (
        min(w.left for w in row),
        min(w.top for w in row),
        max(w.right for w in row),
        max(w.bottom for w in row),
    )


def sure(row: list[Word]) -> float:
    """How sure a line is: as its words on the whole, and no more than its numbers are."""
    numbers = [w.confidence for w in row if any(map(str.isdigit, w.text))]
    return min([confidence(row) or 0.0, *numbers])


def wide(letter: str) -> bool:
    """Whether it is Chinese or its punctuation, which no space surrounds."""
    return "\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"


def sideways(words: Iterable[Word]) -> bool:
    """Whether most words are taller than they are wide: their letters lie on the side."""
    long = [w for w in words if len(w.text) > 2]
    tall = sum(w.bottom - w.top > 1.5 * (w.right - w.left) for w in long)
    return tall > len(long) / 2
