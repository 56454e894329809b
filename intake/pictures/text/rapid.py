"""Reading with RapidOCR where it is installed: slower, and better on bad photos."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from intake.pictures.text.word import Word

if TYPE_CHECKING:
    from PIL.Image import Image

_THREADS = "EngineConfig.onnxruntime.intra_op_num_threads"


def installed() -> bool:
    """Whether the extra ``rapidocr`` is there."""
    return find_spec("rapidocr") is not None


def read(picture: Image) -> list[list[Word]]:
    """The lines of a picture that stands upright, in reading order, each as one word.

    Its confidence is RapidOCR's own: it has called nonsense two thirds sure.
    """
    import numpy as np

    told = _engine()(np.asarray(picture.convert("RGB"))[:, :, ::-1].copy())
    if told.boxes is None:
        return []
    found = []
    for number, (corners, text, sure) in enumerate(
        zip(told.boxes, told.txts, told.scores, strict=True)
    ):
        across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        if text.strip():
            edges = min(across), min(down), max(across), max(down)
            found.append([Word(text.strip(), float(sure), *edges, (0, 0, number))])
    return found


@cache
def _engine() -> Any:
    """The models that come with the package, once a process, on one thread."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", _THREADS: 1})
