"""Reading with tesseract: several pictures by one process, since loading it costs most."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from intake.pictures.opening import Unreadable
from intake.pictures.text.word import Word

if TYPE_CHECKING:
    from PIL.Image import Image

CHINESE, ENGLISH = "chi_sim", "eng"  # the first knows Latin letters too
BLOCK, LINE, PAGE = 6, 7, 3  # lines, one line, or whatever tesseract makes of the layout
_LONGEST = 30  # seconds that one reading may take


def read(
    pictures: Sequence[Image], language: str = CHINESE, *, layout: int = BLOCK
) -> list[list[Word]]:
    """The words of each grey picture in reading order. One thread, at most half a minute.

    Where a language is not installed the other one reads. Raises Unreadable where there
    is no tesseract, or where it gave up.
    """
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    there = installed()
    with TemporaryDirectory(prefix="veridesk-look-") as folder:
        names = []
        for number, picture in enumerate(pictures):
            names.append(f"{folder}/{number}.pgm")
            picture.save(names[-1], "PPM")
        pages = Path(folder) / "pages.txt"
        pages.write_text("\n".join(names) + "\n")
        try:
            told: dict[str, list[Any]] = pytesseract.image_to_data(
                str(pages),
                lang=language if language in there else there[0],
                config=f"--psm {layout} --dpi 150",
                output_type=pytesseract.Output.DICT,
                timeout=_LONGEST,
            )
        except RuntimeError as error:  # its time was up, or it failed on this picture
            raise Unreadable(f"not read: tesseract gave up ({str(error)[:80]})") from error
    found: list[list[Word]] = [[] for _ in pictures]
    for page, word in _words(told):
        found[page - 1].append(word)
    return found


@cache
def installed() -> tuple[str, ...]:
    """Which of the two languages tesseract has; raises Unreadable where it has none."""
    import pytesseract

    try:
        there = set(pytesseract.get_languages())
    except pytesseract.TesseractNotFoundError as error:
        raise Unreadable("not read: tesseract is missing") from error
    known = tuple(name for name in (CHINESE, ENGLISH) if name in there)
    if not known:
        raise Unreadable("not read: tesseract has neither chi_sim nor eng")
    return known


def _words(told: dict[str, list[Any]]) -> Iterator[tuple[int, Word]]:
    columns = ("page_num", "text", "conf", "left", "top", "width", "height")
    place = ("block_num", "par_num", "line_num")
    rows = zip(*(told[c] for c in columns + place), strict=True)
    for page, text, confidence, left, top, width, height, *line in rows:
        if str(text).strip() and float(confidence) >= 0:
            yield (
                int(page),
                Word(
                    str(text).strip(),
                    float(confidence) / 100,
                    left,
                    top,
                    left + width,
                    top + height,
                    (line[0], line[1], line[2]),
                ),
            )
