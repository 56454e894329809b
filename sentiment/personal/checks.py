"""Check digits: which runs of digits are cards, identity numbers and accounts."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def resident(number: str) -> bool:
    """Whether 18 characters are a Chinese identity number (GB 11643): date and check."""
    body, check = number[:17], number[17:].upper()
    try:
        born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return False
    total = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True))
    return born.year >= 1900 and _CHECKS[total % 11] == check


def iban(text: str) -> bool:
    """Whether it is an IBAN by its check digits (ISO 13616: 97 leaves 1)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
