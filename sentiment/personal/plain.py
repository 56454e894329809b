"""A text with its disguises taken off: every digit plain, nothing invisible between."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sentiment.language import view

_DASHES = frozenset("‐‑‒–—―−﹘﹣－ー")
_NUMERALS = dict(zip("〇零一二三四五六七八九幺", "001234567891", strict=True))


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` in which to look; each of its places leads back to the source.

    Full width, other scripts' digits, dashes and spaces are made ASCII, place for place;
    letters keep their case. ``spelt`` is the same with Chinese numerals as digits.
    """

    text: str
    spelt: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Places in the source for ``text[start:end]``, which is not empty."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def plain(source: str) -> Plain:
    """Take the disguises off at most LIMIT code points of any string; never raises."""
    seen = view(source)
    text = seen.source
    if seen.origin is not None:
        text = "".join([text[place] for place in seen.origin])
    if not text.isascii():
        text = "".join([_bare(character) for character in text])
    spelt = text.translate(_SPELT) if not text.isascii() else text
    return Plain(text, spelt, seen.origin)


_SPELT = {ord(numeral): digit for numeral, digit in _NUMERALS.items()}


@lru_cache(4096)
def _bare(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)  # also in circles and as superscripts
    if digit is not None:
        return str(digit)
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
