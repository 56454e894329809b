"""The openings that come with the desk, in Chinese and English."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sentiment.signal import Feeling, Topic

from .opening import Circumstance, Opening, Place

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "shipped"


@cache
def shipped() -> tuple[Opening, ...]:
    """Every one of them, in the order in which those that fit alike are suggested."""
    return tuple(
        _opening(name, language, told)
        for language in LANGUAGES
        for name, told in tomllib.loads(
            (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
        ).items()
    )


def _opening(name: str, language: str, told: dict[str, Any]) -> Opening:
    return Opening(
        name=name,
        language=language,
        place=Place(told.get("place", Place.REPLY)),
        when=told["when"],
        words=told["words"].strip(),
        feelings=frozenset(map(Feeling, told.get("feelings", ()))),
        topics=frozenset(map(Topic, told.get("topics", ()))),
        circumstances=frozenset(map(Circumstance, told.get("circumstances", ()))),
        shipped=True,
    )
