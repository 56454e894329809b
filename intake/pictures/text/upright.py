"""Reading a picture whose text stands upright: Chinese first, Latin lines once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.pictures.text import tesseract
from intake.pictures.text.word import Word, box, confidence, rows, wide

if TYPE_CHECKING:
    from PIL.Image import Image

_CHINESE = 0.2  # of a line's letters


def read_upright(picture: Image, *, layout: int = tesseract.BLOCK) -> list[list[Word]]:
    """The lines of a grey picture, dark on light, in reading order.

    The Chinese model reads Latin letters too, but worse than the English one, which in
    turn takes Chinese for noise. So each line is read by the one that knows its script.
    """
    (words,) = tesseract.read([picture], layout=layout)
    found = rows(words)
    latin = [row for row in found if not chinese(row)]
    if not latin or tesseract.installed() == (tesseract.ENGLISH,):
        return found
    rest = [row for row in found if chinese(row)]
    (again,) = tesseract.read([_without(picture, rest)], tesseract.ENGLISH, layout=layout)
    before = confidence(word for row in latin for word in row) or 0.0
    if (confidence(again) or 0.0) < before:
        return found
    if not rest:
        return rows(again)
    return sorted([*rest, *rows(again)], key=lambda row: box(row)[1])


def chinese(row: list[Word]) -> bool:
    """Whether a line has Chinese in it, and not just a stroke that looks like some."""
    letters = [(c, w.confidence) for w in row for c in w.text if c.isalnum()]
    sure = sum(wide(c) for c, s in letters if s > 0.6)
    return sure >= 2 or sure > _CHINESE * len(letters)


def _without(picture: Image, lines: list[list[Word]]) -> Image:
    """The picture with paper over some lines."""
    from intake.pictures.text.turning import paper

    left = picture.copy()
    fill = paper(picture)
    for row in lines:
        across, top, to, bottom = box(row)
        left.paste(fill, (int(across), int(top), int(to) + 1, int(bottom) + 1))
    return left
