"""Numbers that lead to a person or their money, however they are spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentiment.personal.checks import luhn, resident

# What people put between digits: a few spaces, a line break, dashes, dots, brackets.
_GAP = r"[\s.\-·/_()]{0,3}"
_DIGITS = re.compile(r"\D+")
_SIXTEEN = re.compile(rf"(?<![\d.+])[2-6](?:{_GAP}\d){{12,18}}")
_RESIDENT = re.compile(rf"(?<![\dA-Za-z])[1-8](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dA-Za-z])")
_ELEVEN = re.compile(
    rf"(?<![\d.])(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"
)
_SPELT = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
# How long a card's number may be, by how it begins (ISO/IEC 7812).
_LENGTHS = (
    ("34", (15,)),
    ("37", (15,)),
    ("30", (14, 16)),
    ("36", (14,)),
    ("38", (14, 16)),
    ("3", (16, 15)),
    ("2", (16,)),
    ("4", (19, 16, 13)),
    ("5", (19, 16)),
    ("6", (19, 18, 17, 16)),
)
_LANDLINE = re.compile(
    r"(?<!\d)\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]?[2-8]\d{2,3}[ -]?\d{4}(?:转\d{1,5})?(?!\d)"
)
_ABROAD = re.compile(
    r"(?<![\d+])(?:\+|00)[1-9]\d{0,2}(?:[\s.-]{0,2}\(?\d{1,4}\)?){2,6}(?!\d)"
)
_LOCAL = re.compile(
    r"(?<![\d.+])(?:\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}"
    r"|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4})(?!\d)"
)


def residents(text: str) -> Iterator[tuple[int, int]]:
    """Chinese identity numbers: 18 characters with a true date and check digit."""
    for found in _RESIDENT.finditer(text):
        if resident(re.sub(r"[^\dXx]", "", found.group())):
            yield found.span()


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Card numbers: of a length that its beginning allows, with a true Luhn sum."""
    for found in _SIXTEEN.finditer(text):
        at = [place for place in range(*found.span()) if text[place].isdecimal()]
        digits = "".join(text[place] for place in at)
        for length in next(ls for begin, ls in _LENGTHS if digits.startswith(begin)):
            after = at[length - 1] + 1 if length <= len(at) else None
            if after is None or text[after : after + 1].isdecimal():
                continue  # a number ends where its digits do
            part = digits[:length]
            if luhn(part) and len(set(part)) > 1:
                yield found.start(), after
                break


def phones(text: str, spelt: str) -> Iterator[tuple[int, int]]:
    """Phone numbers by their form: Chinese mobiles, also in numerals; others."""
    for found in _ELEVEN.finditer(text):
        if _spaced_as_a_number(found.group()):
            yield found.span()
    if spelt is not text:
        for found in _SPELT.finditer(spelt):
            yield found.span()
    for form in (_ABROAD, _LANDLINE, _LOCAL):
        for found in form.finditer(text):
            yield found.span()


def _spaced_as_a_number(text: str) -> bool:
    """Whether it is one number: in groups that people write, or digit by digit.

    "13 14 15 16 17 1" is a list, not a number.
    """
    groups = [group for group in _DIGITS.split(text) if group]
    if groups[0].removeprefix("00") == "86" and len(groups) > 1:
        groups = groups[1:]
    return len(groups[0]) >= 3 or all(len(group) == 1 for group in groups)
