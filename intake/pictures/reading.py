"""Reading text with tesseract: words, how sure they are, and where they stand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from intake.pictures.opening import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGES = ("chi_sim", "eng")
Box = tuple[float, float, float, float]  # left, top, right, bottom

_LONGEST = 60  # seconds that one reading may take
_SMALL = 500_000  # pixels below which letters are small too, Chinese ones above all
_BELIEVED = 0.6  # words below it say nothing of whether the picture is the right way up


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its box in pixels and the line it stands in."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    line: tuple[int, int, int]


def read(picture: Image, *, column: bool = False) -> list[Word]:
    """The words of a picture in reading order; raises Unreadable without tesseract.

    One thread, at most a minute. With ``column`` the text is taken to be upright and in
    one column; otherwise tesseract looks for blocks, and reads some that are turned.
    """
    import pytesseract
    from PIL.Image import Resampling

    times = 2 if picture.width * picture.height < _SMALL else 1
    size = (picture.width * times, picture.height * times)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    languages = _languages()
    try:
        told: dict[str, list[Any]] = pytesseract.image_to_data(
            picture.resize(size, Resampling.LANCZOS) if times > 1 else picture,
            lang="+".join(languages),
            config=f"--psm {4 if column else 3}",
            output_type=pytesseract.Output.DICT,
            timeout=_LONGEST,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise Unreadable("not read: tesseract is missing") from error
    except RuntimeError as error:  # its time was up, or it failed on this picture
        raise Unreadable(f"not read: tesseract gave up ({str(error)[:80]})") from error
    return list(_words(told, times))


@cache
def _languages() -> tuple[str, ...]:
    import pytesseract

    try:
        there = set(pytesseract.get_languages())
    except pytesseract.TesseractNotFoundError as error:
        raise Unreadable("not read: tesseract is missing") from error
    known = tuple(name for name in LANGUAGES if name in there)
    if not known:
        raise Unreadable("not read: tesseract has neither chi_sim nor eng")
    return known


def _words(told: dict[str, list[Any]], times: int = 1) -> Iterator[Word]:
    columns = ("text", "conf", "left", "top", "width", "height")
    place = ("block_num", "par_num", "line_num")
    rows = zip(*(told[c] for c in columns + place), strict=True)
    for text, confidence, left, top, width, height, *line in rows:
        if str(text).strip() and float(confidence) >= 0:
            yield Word(
                str(text).strip(),
                float(confidence) / 100,
                left / times,
                top / times,
                (left + width) / times,
                (top + height) / times,
                (line[0], line[1], line[2]),
            )


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


def sideways(words: Iterable[Word]) -> bool:
    """Whether most words are taller than they are wide: tesseract turned them itself."""
    long = [w for w in words if len(w.text) > 2]
    tall = sum(w.bottom - w.top > 1.5 * (w.right - w.left) for w in long)
    return tall > len(long) / 2


def lines(words: Iterable[Word]) -> list[tuple[str, float, Box]]:
    """Lines as text, confidence and box in pixels."""
    found = []
    for _, group in groupby(words, lambda w: w.line):
        row = list(group)
        text = row[0].text
        for before, word in pairwise(row):
            gap = "" if _wide(before.text[-1]) or _wide(word.text[0]) else " "
            text += gap + word.text
        box = (
            min(w.left for w in row),
            min(w.top for w in row),
            max(w.right for w in row),
            max(w.bottom for w in row),
        )
        found.append((text, _sure(row), box))
    return found


def _sure(row: list[Word]) -> float:
    """How sure a line is: as its words on the whole, and no more than its numbers are."""
    numbers = [w.confidence for w in row if any(map(str.isdigit, w.text))]
    return min([confidence(row) or 0.0, *numbers])


def _wide(letter: str) -> bool:
    """Whether it is Chinese or its punctuation, which no space surrounds."""
    return "\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"
