"""Reading a picture whose text stands upright: Chinese first, Latin lines once more."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from intake.pictures.text import tesseract
from intake.pictures.text.turning import ink, paper
from intake.pictures.text.word import Word, box, confidence, rows, wide

if TYPE_CHECKING:
    from PIL.Image import Image

_CHINESE = 0.2  # of a line's letters
_GROWN = 1.3  # by which a line is enlarged for its second reading
_SPACE = 0.26  # of a letter's height
_SURE = 0.75  # confidence in a line that Chinese read as Latin does not reach


def read_upright(
    picture: Image, *, layout: int = tesseract.BLOCK, latin: bool = False
) -> list[list[Word]]:
    """The lines of a grey picture, dark on light, in reading order.

    The Chinese model reads Latin letters too, but worse than the English one, which in
    turn takes Chinese for noise. So each line is read by the one that knows its script.
    Where all seems to be ``latin``, the Chinese model is asked only if that reads badly.
    """
    if latin:
        (words,) = tesseract.read([picture], tesseract.ENGLISH, layout=layout)
        found = rows(words)
        if found and all((confidence(row) or 0) >= _SURE for row in found):
            return found
    (words,) = tesseract.read([picture], layout=layout)
    return spaced(picture, _again(picture, _by_script(picture, rows(words), layout)))


def _by_script(picture: Image, found: list[list[Word]], layout: int) -> list[list[Word]]:
    """The lines, those without Chinese as the English model reads them."""
    plain = [row for row in found if not chinese(row)]
    if not plain or tesseract.installed() == (tesseract.ENGLISH,):
        return found
    rest = [row for row in found if chinese(row)]
    (words,) = tesseract.read([_without(picture, rest)], tesseract.ENGLISH, layout=layout)
    before = confidence(word for row in plain for word in row) or 0.0
    if (confidence(words) or 0.0) < before:
        return found
    if not rest:
        return rows(words)
    return sorted([*rest, *rows(words)], key=lambda row: box(row)[1])


def _again(picture: Image, found: list[list[Word]]) -> list[list[Word]]:
    """The lines, unsure ones read once more by themselves if they are few.

    Among clear lines a single one sometimes comes out as nonsense, for want of a pixel;
    a little larger or softer it is read as well as the others.
    """
    from PIL import ImageFilter
    from PIL.Image import Resampling

    unsure = [
        place
        for place, row in enumerate(found)
        if (confidence(row) or 0) < _SURE and sum(len(w.text) for w in row) > 2
    ]
    if not 0 < len(unsure) <= max(1, len(found) // 2):
        return found
    crops, corners = [], []
    for place in unsure:
        left, top, right, bottom = box(found[place])
        edge = 0.2 * (bottom - top)
        corner = max(0, int(left - edge)), max(0, int(top - edge))
        crop = picture.crop((*corner, int(right + edge) + 1, int(bottom + edge) + 1))
        grown = round(crop.width * _GROWN), round(crop.height * _GROWN)
        crops.append(crop.resize(grown, Resampling.BICUBIC))
        crops.append(crops[-1].filter(ImageFilter.GaussianBlur(1.2)))
        corners += [corner, corner]
    best = list(found)
    reads = tesseract.read(crops, layout=tesseract.LINE)
    for number, (words, corner) in enumerate(zip(reads, corners, strict=True)):
        place = unsure[number // 2]
        row = [_moved(word, corner, found[place][0].line) for word in words]
        if (confidence(row) or 0) > (confidence(best[place]) or 0):
            best[place] = row
    return best


def _moved(word: Word, corner: tuple[int, int], line: tuple[int, int, int]) -> Word:
    return replace(
        word,
        left=word.left / _GROWN + corner[0],
        top=word.top / _GROWN + corner[1],
        right=word.right / _GROWN + corner[0],
        bottom=word.bottom / _GROWN + corner[1],
        line=line,
    )


def spaced(picture: Image, found: list[list[Word]]) -> list[list[Word]]:
    """The lines with the spaces that can be seen between Chinese and Latin words."""
    mixed = [row for row in found if any(_border(a, b) for a, b in pairwise(row))]
    if not mixed:
        return found
    marks = ink(picture)
    told = []
    for row in found:
        new = row[:1]
        for before, word in pairwise(row):
            there = _border(before, word) and _gap(marks, before, word)
            new.append(replace(word, spaced=there) if there else word)
        told.append(new)
    return told


def _border(before: Word, word: Word) -> bool:
    a, b = before.text[-1], word.text[0]
    return a.isalnum() and b.isalnum() and wide(a) != wide(b)


def _gap(marks: NDArray[np.bool_], before: Word, word: Word) -> bool:
    """Whether no ink stands for a space's width; boxes of Latin words can be relied on."""
    latin = before if wide(word.text[0]) else word
    edge = latin.right if latin is before else latin.left
    high = latin.bottom - latin.top
    around = slice(max(0, int(edge - 0.7 * high)), int(edge + 0.7 * high))
    columns = marks[int(latin.top) : int(latin.bottom), around].any(axis=0)
    inked = np.flatnonzero(columns)
    return len(inked) > 1 and bool(np.diff(inked).max() - 1 > _SPACE * high)


def chinese(row: list[Word]) -> bool:
    """Whether a line has Chinese in it, and not just a stroke that looks like some."""
    letters = [(c, w.confidence) for w in row for c in w.text if c.isalnum()]
    sure = sum(wide(c) for c, s in letters if s > 0.6)
    return sure >= 2 or sure > _CHINESE * len(letters)


def _without(picture: Image, lines: list[list[Word]]) -> Image:
    """The picture with paper over some lines."""
    left = picture.copy()
    fill = paper(picture)
    for row in lines:
        across, top, to, bottom = box(row)
        left.paste(fill, (int(across), int(top), int(to) + 1, int(bottom) + 1))
    return left
