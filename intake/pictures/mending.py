"""Making a bad picture readable: less noise, straight lines, larger letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

Spot = tuple[float, float]
_STEEPEST = 15.0  # degrees
_LARGE = 2_500_000  # pixels above which letters are large enough as they are


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended picture, and how a spot in it is found back in the original's pixels."""

    picture: Image
    back: Callable[[Spot], Spot]


def mend(picture: Image) -> Mended:
    """Denoise, deskew and enlarge. It can hurt a clean picture: only for bad readings."""
    from PIL import Image, ImageFilter, ImageOps

    grey = ImageOps.grayscale(picture)
    quiet = grey.filter(ImageFilter.MedianFilter(3))
    if noise(grey) > 12:
        quiet = quiet.filter(ImageFilter.MedianFilter(3)).filter(
            ImageFilter.GaussianBlur(0.7)
        )
    angle = skew(quiet)
    straight = quiet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=paper(quiet))
    times = 2 if straight.width * straight.height <= _LARGE else 1
    large = straight.resize(
        (straight.width * times, straight.height * times), Image.Resampling.LANCZOS
    )
    middle = (grey.width / 2, grey.height / 2)

    def back(spot: Spot) -> Spot:
        x, y = spot[0] / times - middle[0], spot[1] / times - middle[1]
        turn = radians(angle)
        return (
            x * cos(turn) - y * sin(turn) + middle[0],
            x * sin(turn) + y * cos(turn) + middle[1],
        )

    return Mended(ImageOps.autocontrast(large, cutoff=1), back)


def paper(grey: Image) -> int:
    """The grey that most of the picture has, to fill the corners of a turned one with."""
    return int(np.median(np.asarray(grey)))


def noise(grey: Image) -> float:
    """Grey levels by which a pixel usually differs from the middle of its neighbours."""
    from PIL import ImageFilter

    there = np.asarray(grey, np.int16)
    smooth = np.asarray(grey.filter(ImageFilter.MedianFilter(3)), np.int16)
    return float(np.abs(there - smooth).mean())


def skew(grey: Image) -> float:
    """Degrees by which to turn the picture so that its lines lie level; 0 if unclear.

    Level lines make the sharpest steps between dark and light rows (Postl 1986).
    """
    from PIL import Image

    small = grey.copy()
    small.thumbnail((450, 450))
    paper = np.median(np.asarray(small))
    ink = np.abs(np.asarray(small, np.float64) - paper)
    marks = Image.fromarray((np.clip(ink, 0, 255)).astype(np.uint8))

    def sharpness(angle: float) -> float:
        turned = np.asarray(marks.rotate(angle, Image.Resampling.BILINEAR), np.float64)
        return float((np.diff(turned.sum(axis=1)) ** 2).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 1.0), key=sharpness)
    fine = max(np.arange(coarse - 1, coarse + 1.01, 0.2), key=sharpness)
    return float(fine) if sharpness(fine) > 1.1 * sharpness(0.0) else 0.0
