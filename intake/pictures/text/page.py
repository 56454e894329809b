"""What surrounds a page: corners of a turned picture, a table, a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from intake.pictures.text.turning import paper

if TYPE_CHECKING:
    from PIL.Image import Image

_SEEN = 400  # pixels of the longer side that show it
_FLAT = 26  # grey levels within which a surface is one
_PAGE = 0.12  # of the picture, at least
_DARK = 110  # grey of a page whose letters are light


def plain(grey: Image) -> Image:
    """The picture as dark letters on one light page.

    What is flat, reaches a corner and surrounds something large gets the grey of what it
    surrounds; else its edges are taken for lines of text, and where it is larger than the
    page, its grey for the page's. Dark pages are inverted.
    """
    from PIL import ImageOps

    cut = _cut_out(grey)
    return ImageOps.invert(cut) if paper(cut) < _DARK else cut


def _cut_out(grey: Image) -> Image:
    from PIL import Image, ImageFilter
    from scipy import ndimage

    small = grey.copy()
    small.thumbnail((_SEEN, _SEEN))
    seen = np.asarray(small.filter(ImageFilter.BoxBlur(1)), np.int16)
    around = np.zeros(seen.shape, np.bool_)
    for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        same = np.abs(seen - seen[corner]) < _FLAT
        parts, _ = ndimage.label(same)
        if parts[corner]:
            around |= parts == parts[corner]
    inside = ~around
    deep = ndimage.binary_erosion(inside, iterations=max(2, max(seen.shape) // 40))
    if not around.any() or deep.mean() < _PAGE:
        return grey
    page = int(np.median(seen[deep]))
    if abs(page - int(np.median(seen[around]))) < _FLAT:
        return grey
    edge = ndimage.binary_dilation(around, iterations=2)
    mask = Image.fromarray((edge * 255).astype(np.uint8)).resize(grey.size)
    return Image.composite(Image.new("L", grey.size, page), grey, mask)
