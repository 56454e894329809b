"""Turning: by how much text is turned, and a picture turned so that it stands upright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

Spot = tuple[float, float]
_SEEN = 700  # pixels of the longer side that show how lines lie
_DOTS = 30_000  # of ink that are counted
_INK = 28  # grey levels by which ink differs from what is around it, at least
_LEAST = 40  # dots that can lie in a line


@dataclass(frozen=True, slots=True)
class Turned:
    """A picture turned and scaled, and how a spot in it is found back in the original."""

    picture: Image
    back: Callable[[Spot], Spot]


def paper(grey: Image) -> int:
    """The grey that most of the picture has, to fill the corners of a turned one with."""
    return int(np.median(np.asarray(grey)))


def ink(grey: Image) -> NDArray[np.bool_]:
    """Where a picture differs from its surroundings: letters and edges, not dark areas."""
    from PIL import ImageFilter

    around = grey.filter(ImageFilter.BoxBlur(max(4, max(grey.size) // 40)))
    there = np.asarray(grey, np.int16)
    differs = np.abs(there - np.asarray(around, np.int16))
    strong = float(np.quantile(differs, 0.995))
    marks: NDArray[np.bool_] = differs > max(_INK, 0.4 * strong)
    return marks


def slope(grey: Image) -> float:
    """Degrees in [-90, 90) by which to turn counter-clockwise so that lines lie level.

    Level lines make the sharpest steps between full and empty rows (Postl 1986). Which
    end is up it cannot say. 0 where nothing looks like lines.
    """
    small = grey.copy()
    small.thumbnail((_SEEN, _SEEN))
    down, across = np.nonzero(ink(small))
    if len(down) < _LEAST:
        return 0.0
    chance = np.random.default_rng(0)
    some = chance.permutation(len(down))[:_DOTS]
    # A dot is anywhere in its pixel: else the grid of pixels itself looks like lines.
    y, x = down[some] + chance.random(len(some)), across[some] + chance.random(len(some))
    reach = int(np.hypot(*small.size)) + 2

    def across_rows(angle: float) -> NDArray[np.float64]:
        turn = radians(angle)
        rows = y * cos(turn) - x * sin(turn) + reach
        return np.bincount(rows.astype(np.int32), minlength=2 * reach).astype(np.float64)

    def fullness(angle: float) -> float:  # columns of square letters have narrow gaps
        return float((np.convolve(across_rows(angle), np.ones(5), "same") ** 2).sum())

    def sharpness(angle: float) -> float:
        return float((np.diff(across_rows(angle)) ** 2).sum())

    coarse = max(np.arange(-90.0, 90.0, 1.0), key=fullness)
    fine = max(np.arange(coarse - 1.5, coarse + 1.51, 0.1), key=sharpness)
    # The picture's own pixels line up best at exactly 0 and 90 degrees.
    for straight in (0.0, 90.0, -90.0):
        if abs(fine - straight) < 0.35:
            return straight if straight != 90.0 else -90.0
    return float((fine + 90) % 180 - 90)


def turn(picture: Image, angle: float, times: float = 1.0) -> Turned:
    """Turn counter-clockwise by an angle and scale, with nothing cut off."""
    from PIL import Image

    middle = picture.width / 2, picture.height / 2
    turned = picture
    if angle % 360:
        fill = paper(picture)
        turned = picture.rotate(
            angle, Image.Resampling.BICUBIC, expand=True, fillcolor=fill
        )
    shape = round(turned.width * times), round(turned.height * times)
    if shape != turned.size:
        turned = turned.resize(
            (max(1, shape[0]), max(1, shape[1])), Image.Resampling.LANCZOS
        )
    centre = turned.width / 2, turned.height / 2
    s, c = sin(radians(angle)), cos(radians(angle))

    def back(spot: Spot) -> Spot:
        x, y = (spot[0] - centre[0]) / times, (spot[1] - centre[1]) / times
        return x * c - y * s + middle[0], x * s + y * c + middle[1]

    return Turned(turned, back)


def bands(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The lines of level text: from which row of pixels to which."""
    counts: NDArray[Any] = marks.sum(axis=1)
    full = counts > max(1.0, 0.04 * float(np.quantile(counts, 0.95)))
    steps = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]
