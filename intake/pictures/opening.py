"""Opening pictures that strangers sent, without trusting what they say of themselves."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 40_000_000
READ_PIXELS = 6_000_000  # larger ones are made smaller: a page at 200 dpi is 4 million
READ_SIDE = 16_000  # pixels of a longer side that no text in bounded height needs
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_DATE_TAKEN, _DATE, _MAKE, _MODEL = 36867, 306, 271, 272
_EXIF, _PLACE = 0x8769, 0x8825


class Unreadable(ValueError):
    """There is nothing to look at; the message is a sentence for a person."""


def open_picture(
    data: bytes, *, place: bool = False, time: bool = True
) -> tuple[Image, dict[str, str]]:
    """The first frame in RGB, upright by its EXIF and bounded in size, with its facts.

    Nothing is decoded before its size is known to be bearable. Where and when the picture
    was taken is left out unless ``place`` and ``time``. Raises Unreadable.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > MOST_BYTES:
        raise Unreadable(f"not read: the file is larger than {MOST_BYTES >> 20} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            size = picture.size
            if size[0] * size[1] > MOST_PIXELS and not picture.info.get("progressive"):
                picture.draft("RGB", _bounded(*size))  # a JPEG unpacks to less at once
            width, height = picture.size
            if width * height > MOST_PIXELS:
                millions = width * height / 1e6
                raise Unreadable(f"not read: {millions:.0f} million pixels are too many")
            facts = {"size": f"{size[0]}x{size[1]}", "format": str(picture.format)}
            # A JPEG of several pictures is one photo and its previews.
            if getattr(picture, "is_animated", False) and picture.format != "MPO":
                facts["animated"] = "only the first frame was read"
            facts |= _exif(picture, place=place, time=time)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(_bounded(*upright.size))
            return _flat(upright), facts
    except UnidentifiedImageError as error:
        raise Unreadable("not read: not a picture of a known kind") from error
    except Image.DecompressionBombError as error:
        raise Unreadable("not read: it unpacks to far too many pixels") from error
    except Unreadable:
        raise
    # Pillow's decoders raise nearly anything on damaged data.
    except Exception as error:
        raise Unreadable("not read: the picture is damaged") from error


def _bounded(width: int, height: int) -> tuple[int, int]:
    most = (READ_PIXELS / (width * height)) ** 0.5, READ_SIDE / max(width, height)
    shrink = min(1.0, *most)
    return max(1, int(width * shrink)), max(1, int(height * shrink))


def _flat(picture: Image) -> Image:
    """RGB, with what is transparent shown on white as most programs do."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return picture.convert("RGB")


def _exif(picture: Image, *, place: bool, time: bool) -> dict[str, str]:
    exif = picture.getexif()
    inner = exif.get_ifd(_EXIF)
    facts = {}
    if time and (taken := inner.get(_DATE_TAKEN) or exif.get(_DATE)):
        facts["taken"] = str(taken)[:40].strip("\0 ")
    if exif.get(_MAKE) or exif.get(_MODEL):
        facts["camera"] = f"{exif.get(_MAKE, '')} {exif.get(_MODEL, '')}".strip("\0 ")[:80]
    if place and (spot := _spot(dict(exif.get_ifd(_PLACE)))):
        facts["place"] = spot
    return facts


def _spot(gps: dict[int, object]) -> str | None:
    """Latitude and longitude in degrees, of EXIF's degrees, minutes and seconds."""
    try:
        turned = []
        for ref, value in ((gps[1], gps[2]), (gps[3], gps[4])):
            degrees, minutes, seconds = (float(v) for v in value)  # type: ignore[attr-defined]
            turn = degrees + minutes / 60 + seconds / 3600
            turned.append(-turn if str(ref) in "SW" else turn)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return f"{turned[0]:.5f}, {turned[1]:.5f}"
