"""Making a bad picture readable: less noise, larger letters, all greys used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGE = 1_500_000  # pixels above which letters are large enough as they are


def mend(level: Image) -> tuple[Image, float]:
    """Denoise and enlarge a grey picture; also by how much it grew.

    It can hurt a clean picture: only for bad readings. Grain is blurred away, since a
    median eats the thin strokes of Chinese.
    """
    from PIL import Image, ImageFilter, ImageOps

    grain = noise(level)
    quiet = level
    if grain > 4:
        quiet = level.filter(ImageFilter.GaussianBlur(1.0 if grain < 20 else 1.6))
    times = 1.5 if level.width * level.height <= _LARGE else 1.0
    shape = round(level.width * times), round(level.height * times)
    large = quiet.resize(shape, Image.Resampling.LANCZOS)
    return ImageOps.autocontrast(large, cutoff=1), times


def noise(grey: Image) -> float:
    """Grey levels by which a pixel usually differs from the middle of its neighbours."""
    from PIL import ImageFilter

    there = np.asarray(grey, np.int16)
    smooth = np.asarray(grey.filter(ImageFilter.MedianFilter(3)), np.int16)
    return float(np.abs(there - smooth).mean())
