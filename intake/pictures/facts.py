"""Plain facts about a picture: what kind it seems to be, and what errors it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

_CODES = re.compile(
    r"\b0x[0-9A-Fa-f]{4,16}\b"
    r"|\b(?:ERR|[A-Z]{3,20})(?:_[A-Z0-9]{2,20}){1,6}\b"
    r"|\bE[-_]\d{1,6}\b|\bE\d{2,6}\b"
    r"|\b[A-Z]{2,6}-\d{3,6}\b"
    r"|\bHTTP/\d(?:\.\d)? [1-5]\d\d\b"
    r"|\b[45]\d\d (?=Not Found|Internal|Bad |Forbidden|Unauthorized|Service|Gateway)"
    r"|\bSQLSTATE\[\w{5}\]"
    r"|\b(?:HTTP|[Ee]rror|[Cc]ode|[Ss]tatus)[\s:#-]{1,3}\d{3,6}\b"
    r"|错误(?:代码|码|号)?[\s::]{0,2}[0-9A-Za-z_-]{2,16}"
)
_WORDS = re.compile(
    r"\b(?:error|exception|failed|failure|cannot|can't|unable|denied|refused|invalid|"
    r"timed? ?out|not responding|crash(?:ed)?|unavailable|expired|offline)\b"
    r"|错误|失败|异常|无法|拒绝|超时|崩溃|未响应|不可用|已过期|离线|出错",
    re.IGNORECASE,
)
_MOST = 8


def kind(picture: Image, facts: dict[str, str]) -> str:
    """A guess: "screenshot", "photo" or "scan".

    Screens have large areas of exactly one colour, scans are pale and without colour, and
    a camera usually leaves its name.
    """
    if "camera" in facts:
        return "photo"
    small = picture.crop(picture.getbbox() or (0, 0, *picture.size))
    pixels = np.asarray(small, np.int16)[::2]
    if pixels.shape[1] < 2:
        return "photo"
    flat = float((np.abs(np.diff(pixels, axis=1)).max(axis=2) <= 1).mean())
    pale = float((pixels.min(axis=2) > 180).mean())
    colour = float(np.mean(pixels.max(axis=2) - pixels.min(axis=2)))
    if flat > 0.75:
        return "screenshot"
    return "scan" if pale > 0.6 and colour < 14 else "photo"


def errors(text: str) -> dict[str, str]:
    """Error codes and the words around them, each once, in the order they stand."""
    found = {
        "codes": _once(_CODES.findall(text)),
        "error words": _once(word.lower() for word in _WORDS.findall(text)),
    }
    return {name: ", ".join(said) for name, said in found.items() if said}


def _once(said: object) -> list[str]:
    return list(dict.fromkeys(said))[:_MOST]  # type: ignore[call-overload]
