"""A picture's text, its facts, and what it shows."""

from __future__ import annotations

from dataclasses import replace

from intake import pictures
from intake.pictures import Seen
from sentiment.pictures.shows import shows

warm = pictures.warm


def look(data: bytes, *, place: bool = False, time: bool = True, weights: str = "") -> Seen:
    """Read a picture as ``intake.pictures.look`` does, and tell what it shows.

    ``weights`` is a local folder or a cached id of a CLIP; without them the fact
    ``shows`` is that it was not assessed. Never raises on what somebody sent.
    """
    seen = pictures.look(data, place=place, time=time)
    if "size" not in seen.facts:
        return seen
    return replace(seen, facts={**seen.facts, "shows": shows(data, weights)})
