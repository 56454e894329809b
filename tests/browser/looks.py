"""How pages are looked at: language, theme and width."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    language: str
    dark: bool
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.language}-{'dark' if self.dark else 'light'}-{self.width}"


# Every pair of language, theme and width, in half of all combinations.
LOOKS = (
    Look("en", False, 1280, 860),
    Look("zh", True, 1280, 860),
    Look("en", True, 390, 844),
    Look("zh", False, 390, 844),
)
