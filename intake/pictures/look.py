"""Looking at a picture: the text that stands in it, and facts, in bounded time."""

from __future__ import annotations

from collections.abc import Callable

from intake.contact import Line
from intake.pictures.facts import errors, kind
from intake.pictures.opening import Unreadable, open_picture
from intake.pictures.seen import Seen
from intake.pictures.text import box, confidence, joined, read_best, sure

Back = Callable[[tuple[float, float]], tuple[float, float]]


def look(data: bytes, *, place: bool = False, time: bool = True) -> Seen:
    """Read a picture's text and facts; never raises on what somebody sent.

    Where nothing could be read, ``problem`` says why and the facts that are known stay.
    Takes about a second of CPU for a clear picture and up to ten for a bad photo: run it
    in a worker. Where and when it was taken is told only with ``place`` and ``time``.
    """
    try:
        picture, facts = open_picture(data, place=place, time=time)
    except Unreadable as error:
        return Seen(problem=str(error))
    facts["kind"] = kind(picture, facts)
    try:
        reading = read_best(picture)
    except Unreadable as error:
        return Seen(facts=facts, problem=str(error))
    found = tuple(
        Line(
            joined(row), round(sure(row), 3), _shares(box(row), reading.back, picture.size)
        )
        for row in reading.lines
    )
    text = "\n".join(line.text for line in found)
    mean = confidence(reading.words)
    rotation = round(reading.rotation % 360, 1) % 360 if found else 0.0
    if rotation:
        facts["rotation"] = f"{rotation:.0f}°"
    return Seen(
        text=text,
        lines=found,
        rotation=rotation,
        confidence=None if mean is None else round(mean, 3),
        facts=facts | errors(text),
    )


def _shares(
    around: tuple[float, float, float, float], back: Back, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """A box in the picture as people see it, as shares of its width and height."""
    left, top, right, bottom = around
    corners = [back((x, y)) for x in (left, right) for y in (top, bottom)]
    across = [min(max(x / size[0], 0.0), 1.0) for x, _ in corners]
    down = [min(max(y / size[1], 0.0), 1.0) for _, y in corners]
    return (
        round(min(across), 4),
        round(min(down), 4),
        round(max(across), 4),
        round(max(down), 4),
    )
