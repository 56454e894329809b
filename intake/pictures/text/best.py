"""The best reading of a picture: which way is up, and what to do when it reads badly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from intake.pictures.opening import Unreadable
from intake.pictures.text import rapid, tesseract
from intake.pictures.text.mending import mend
from intake.pictures.text.page import plain
from intake.pictures.text.turning import Spot, bands, ink, slope, turn
from intake.pictures.text.upright import chinese, read_upright
from intake.pictures.text.word import Word, confidence, rows, sense, sideways

if TYPE_CHECKING:
    from PIL.Image import Image

LOW = 0.75  # mean confidence below which more is tried
_LIKELY = 20.0  # degrees by which people tilt what they mean to be upright
_SMALL, _LARGE = 14, 60  # pixels of a line's letters, between which nothing is gained
_MOST = 8_000_000  # pixels to which a picture with small letters is enlarged
_PATIENCE = 30.0  # seconds after which nothing more is tried
_LEAST = 24  # pixels of ink that can be a letter
_BAND, _WIDE = 4.5, 20  # letters, high and wide, that show which way is up


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a picture, how far clockwise they are turned, and the way back."""

    lines: list[list[Word]]
    rotation: float
    back: Callable[[Spot], Spot]

    @property
    def words(self) -> list[Word]:
        """All words in reading order."""
        return [word for row in self.lines for word in row]


def read_best(picture: Image) -> Reading:
    """Read a picture whichever way it is turned. Raises Unreadable without tesseract.

    Lines are laid level first, since tesseract sees no others. Text that lies nearly
    level is taken to be upright unless that reads badly; else angles are tried on a few
    lines of it. Only what still reads badly is mended: that can hurt a clean picture.
    After half a minute, or where tesseract gives up, the best reading so far is it.
    """
    from PIL import ImageOps

    until = monotonic() + _PATIENCE
    grey = plain(ImageOps.grayscale(picture))
    if ink(grey).sum() < _LEAST:
        return Reading([], 0.0, lambda spot: spot)
    angle = slope(grey)
    likely, latin = angle, False
    if abs(angle) > _LIKELY:
        likely, latin = _up(grey, (angle, angle + 180))
    best = _read(grey, likely, latin=latin)
    for again in (_otherwise, _mended, _mended_page, _rapid):
        if not low(best.words) or monotonic() > until:
            break
        try:
            best = again(grey, best)
        except Unreadable:
            break
    return best


def low(words: Iterable[Word]) -> bool:
    """Whether a reading is so unsure that it is worth trying otherwise."""
    words = list(words)
    sure = confidence(words)
    return sure is None or sure < LOW or sideways(words)


def _read(grey: Image, angle: float, *, latin: bool = False) -> Reading:
    turned = turn(grey, angle)
    tall = _tall(turned.picture)
    if tall and (tall < _SMALL or tall > _LARGE):
        most = (_MOST / (turned.picture.width * turned.picture.height)) ** 0.5
        turned = turn(grey, angle, min(2.0, most) if tall < _SMALL else 36 / tall)
    lines = read_upright(turned.picture, latin=latin)
    return Reading(lines, angle % 360, turned.back)


def _otherwise(grey: Image, best: Reading) -> Reading:
    """The better of the reading and one at the likeliest other of four angles."""
    angle = best.rotation
    other, latin = _up(grey, (angle, angle + 90, angle + 180, angle + 270))
    if other == angle:
        other, latin = angle + 180, False
    return _better(best, _read(grey, other, latin=latin))


def _mended(grey: Image, best: Reading, layout: int = tesseract.BLOCK) -> Reading:
    """The better of the reading and one with less noise and larger letters."""
    turned = turn(grey, best.rotation)
    mended, times = mend(turned.picture)
    lines = read_upright(mended, layout=layout)
    return _better(
        best,
        Reading(lines, best.rotation, lambda s: turned.back((s[0] / times, s[1] / times))),
    )


def _mended_page(grey: Image, best: Reading) -> Reading:
    """The same, where lines stand beside each other or among pictures."""
    return _mended(grey, best, tesseract.PAGE)


def _better(best: Reading, again: Reading) -> Reading:
    return max(best, again, key=lambda reading: sense(reading.words))


def _rapid(grey: Image, best: Reading) -> Reading:
    """What RapidOCR reads, where it is installed and surer than the reading."""
    if not rapid.installed():
        return best
    turned = turn(grey, best.rotation)
    again = Reading(rapid.read(turned.picture), best.rotation, turned.back)
    surer = (confidence(again.words) or 0) > (confidence(best.words) or 0)
    return again if surer and sense(again.words) >= sense(best.words) else best


def _up(grey: Image, angles: tuple[float, ...]) -> tuple[float, bool]:
    """The angle at which a few lines make most sense, and whether they are all Latin."""
    read = tesseract.read([_band(turn(grey, angle).picture) for angle in angles])
    best = int(np.argmax([sense(words) for words in read]))
    return angles[best], not any(chinese(row) for row in rows(read[best]))


def _band(level: Image) -> Image:
    """A few of the fullest lines, and no more of them than shows what they are."""
    marks = ink(level)
    tall = _tall(level) or level.height
    high = int(min(level.height, _BAND * tall))
    counts = np.convolve(marks.sum(axis=1), np.ones(high), "valid")
    top = int(np.argmax(counts)) if len(counts) else 0
    wide = int(min(level.width, _WIDE * tall))
    along = np.convolve(marks[top : top + high].sum(axis=0), np.ones(wide), "valid")
    left = int(np.argmax(along)) if len(along) else 0
    return level.crop((left, top, left + wide, top + high))


def _tall(level: Image) -> float:
    """The usual height of a line's letters, in pixels; 0 where there are no lines."""
    heights = [bottom - top for top, bottom in bands(ink(level)) if bottom - top > 4]
    return float(np.median(heights)) if heights else 0.0
