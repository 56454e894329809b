"""Numbers, ordinals, weekdays and months as English writes them, in figures and words."""

from __future__ import annotations

import re

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
NUMBERS = {word: at for at, word in enumerate(f"{_ONES} {_TEENS}".split(), 1)} | {
    word: 10 * at for at, word in enumerate(_TENS, 2)
}
_ORDINALS = {word: at for at, word in enumerate(_FIRSTS.split(), 1)}
_ORDINALS |= {f"twenty-{word}": 20 + at for word, at in [*_ORDINALS.items()][:9]}
_ORDINALS |= {"thirtieth": 30, "thirty-first": 31}

HOUR_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
ORDINAL_WORD = (
    rf"(?:twenty[- ](?:{'|'.join(_FIRSTS.split()[:9])})|thirty[- ]first|thirtieth"
    rf"|{'|'.join(sorted(_FIRSTS.split(), key=len, reverse=True))})"
)
ORDINAL = r"(?:[12]?\d|0[1-9]|3[01])(?:st|nd|rd|th)\b"
NUMBER = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    rf"|{'|'.join(sorted(f'{_ONES} {_TEENS}'.split(), key=len, reverse=True))})"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_SHORT = (  # "sat" and "sun" are words too
    r"(?:(?<=on )|(?<=by )|(?<=next )|(?<=this )|(?<=last )|(?<=till )|(?<=until )"
    r"|(?<=before )|(?<=since ))(?:sat|sun)"
    r"|(?:sat|sun)(?= (?:at )?\d| (?:morning|noon|afternoon|arvo|evening|night)\b)"
)
WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thu(?:rs?)?|fri"
    rf"|{_SHORT})\b"
)
PLACE = rf"(?:{ORDINAL_WORD}|last)"
ANY_MONTH = re.compile(MONTH)
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_WEEKDAYS = "montuewedthufrisatsun"


def number(text: str) -> float:
    """What the words or figures count: "a couple of" is 2, "half an" a half."""
    text = text.strip().replace("-", " ")
    if text[0].isdecimal():
        return float(text)
    if text.startswith("half"):
        return 0.5
    total = sum(NUMBERS.get(word, 0) for word in text.split())
    return total or (2 if "couple" in text else 3 if "few" in text else 1)


def ordinal(text: str) -> int:
    """The day of the month that "5th", "fifth" or "twenty fifth" is; 0 for none."""
    figure = re.match(r"\d+", text)
    return int(figure[0]) if figure else _ORDINALS.get(text.replace(" ", "-"), 0)


def month(text: str) -> int:
    """The month, 1 to 12, that a name or its short form stands for."""
    return _MONTHS.find(text[:3]) // 3 + 1


def weekday(text: str) -> int:
    """The day of the week, 0 for Monday, that a name or its short form stands for."""
    return _WEEKDAYS.find(text[:3]) // 3
