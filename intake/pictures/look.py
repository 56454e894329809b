"""Looking at a picture: the text that stands in it, and facts, in bounded time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intake.pictures.facts import errors, kind
from intake.pictures.mending import Spot, mend, paper, skew
from intake.pictures.opening import Unreadable, open_picture
from intake.pictures.reading import Box, Word, confidence, lines, read, sense, sideways
from intake.pictures.seen import Line, Seen

if TYPE_CHECKING:
    from PIL.Image import Image

LOW = 0.75  # mean confidence below which more is tried
_LEVEL = 2.0  # degrees
_GLANCE = 1_500_000  # pixels that show which way is up

Back = Callable[[Spot], Spot]


def look(data: bytes, *, place: bool = False) -> Seen:
    """Read a picture's text and facts; never raises on what somebody sent.

    Where nothing could be read, ``problem`` says why and the facts that are known stay.
    Turned pictures are tried at four angles, and noisy, tilted or small ones mended, but
    only where the first reading is unsure: both can hurt a clean one. Takes about a
    second of CPU for a clear screenshot and up to ten for a bad photo: run it in a
    worker. Where it was taken is told only with ``place``.
    """
    try:
        picture, facts = open_picture(data, place=place)
    except Unreadable as error:
        return Seen(problem=str(error))
    facts["kind"] = kind(picture, facts)
    try:
        words, rotation, back = _best(picture)
    except Unreadable as error:
        return Seen(facts=facts, problem=str(error))
    found = tuple(
        Line(text, round(sure, 3), _box(box, back, picture.size))
        for text, sure, box in lines(words)
    )
    text = "\n".join(line.text for line in found)
    sure = confidence(words)
    return Seen(
        text=text,
        lines=found,
        rotation=rotation,
        confidence=None if sure is None else round(sure, 3),
        facts=facts | errors(text),
    )


def _best(picture: Image) -> tuple[list[Word], int, Back]:
    """The best reading, how far the text is turned, and the way back to the picture."""
    words = read(picture)
    rotation = 0
    tilted = abs(skew(picture.convert("L"))) > _LEVEL  # whole lines are then not seen
    if tilted or _low(words):
        rotation = _turned(picture)
        if rotation:
            words = read(picture.rotate(rotation, expand=True))
    back = _unturn(rotation, picture.size)
    if not tilted and not _low(words):
        return words, rotation, back
    mended = mend(picture.rotate(rotation, expand=True) if rotation else picture)
    again = read(mended.picture)
    if sense(again) <= sense(words):
        return words, rotation, back
    return again, rotation, lambda spot: back(mended.back(spot))


def _low(words: list[Word]) -> bool:
    sure = confidence(words)
    return sure is None or sure < LOW or sideways(words)


def _turned(picture: Image) -> int:
    """How far the text is turned, clockwise: the angle at which most of it makes sense."""
    grey = picture.convert("L")
    glance = grey.rotate(skew(grey), fillcolor=paper(grey))
    shrink = min(1.0, (_GLANCE / (glance.width * glance.height)) ** 0.5)
    glance.thumbnail((int(glance.width * shrink) + 1, int(glance.height * shrink) + 1))
    makes = {
        angle: sense(read(glance.rotate(angle, expand=True), column=True))
        for angle in (0, 90, 180, 270)
    }
    best = max(makes, key=lambda angle: makes[angle])
    return best if makes[best] > 1.3 * makes[0] else 0


def _unturn(rotation: int, size: tuple[int, int]) -> Back:
    """From a spot in the picture turned counter-clockwise to the one in the picture."""
    width, height = size
    ways: dict[int, Back] = {
        0: lambda s: s,
        90: lambda s: (width - s[1], s[0]),
        180: lambda s: (width - s[0], height - s[1]),
        270: lambda s: (s[1], height - s[0]),
    }
    return ways[rotation]


def _box(box: Box, back: Back, size: tuple[int, int]) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    corners = [back((x, y)) for x in (left, right) for y in (top, bottom)]
    across = [min(max(x / size[0], 0.0), 1.0) for x, _ in corners]
    down = [min(max(y / size[1], 0.0), 1.0) for _, y in corners]
    return (
        round(min(across), 4),
        round(min(down), 4),
        round(max(across), 4),
        round(max(down), 4),
    )
