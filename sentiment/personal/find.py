"""Find personal data by form and check digit: nothing is guessed from words alone."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sentiment.language import LIMIT
from sentiment.personal.checks import iban
from sentiment.personal.numbers import cards, phones, residents
from sentiment.personal.plain import Plain, plain


class Kind(StrEnum):
    """What a stretch of text tells of a person."""

    MAIL = "mail"
    CARD = "card"
    IDENTITY = "identity"
    ACCOUNT = "account"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Personal:
    """``text == source[start:end]``; the spans of one text never overlap."""

    start: int
    end: int
    text: str
    kind: Kind


# Without any of these there is nothing to find: most subjects and names have none.
_SIGNS = re.compile(
    r"[\d²³¹⁰-₉①-⓿❶-➓@＠\[({<〇零一二三四五六七八九十幺]|\b(?:plates?|reg(?:istration)?)\b",
    re.I,
)
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Also with what hides it from programs: spaces about the sign, (at), [dot].
_AT = r"(?: ?@ ?| ?[\[({<](?:at|@)[\])}>] ?)"
_DOT = r"(?:\.| ?[\[({<](?:dot|\.)[\])}>] ?)"
_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}(?:[a-z0-9\u4e00-\u9fff-]{{1,63}}{_DOT}){{1,8}}"
    r"[a-z\u4e00-\u9fff]{2,24}",
    re.I,
)
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2}\d{2}(?:[ \n-]?[A-Z\d]{4}){2,7}(?:[ \n-]?[A-Z\d]{1,4})?\b"
)
_PLATE_ZH = re.compile(
    rf"[{_PROVINCE}][A-HJ-NP-Z][·\s-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳]"
    r"(?![A-Z0-9])"
)
_PLATE_EN = re.compile(
    r"(?:(?<=plate )|(?<=plates )|(?<=registration )|(?<=reg )|(?<=reg: ))"
    r"[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,4}\b"
    r"|\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"
)
_ADDRESS_EN = re.compile(
    r"(?<![\w.])(?:(?:flat|apt|apartment|unit|room) ?\w{1,5},? )?\d{1,5}[a-z]?,? "
    r"(?:[A-Z][\w']*\.? ){1,4}"
    r"(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|court|ct|way|place|pl|square|sq"
    r"|terrace|crescent|gardens|boulevard|blvd|row|hill|grove|mews|quay)\b\.?"
    r"(?:,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)?",
    re.I,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_H = r"(?:(?![是在到住于寄我去往])[\u4e00-\u9fff])"
_ADDRESS_ZH = re.compile(
    rf"(?:{_H}{{2,8}}(?:省|自治区))?(?:{_H}{{2,8}}(?:市|州|盟))?"
    rf"(?:{_H}{{1,8}}(?:区|县|镇|乡))?"
    rf"(?:{_H}{{1,8}}(?:路|街|道|巷|胡同|弄|村)\s?\d{{1,5}}(?:弄|号|巷)院?"
    rf"|{_H}{{2,10}}(?:小区|花园|苑|里|城|大厦|公寓|家园|新村)"
    r"(?=[\d一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座|楼)))"
    r"(?:\s?[\dA-Za-z一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座|楼))?"
    r"(?:\s?[\d一二三四五六七八九十]{1,3}(?:单元|门))?(?:\s?\d{2,5}(?:室|号|房)?)?"
)


def personal(source: str) -> list[Personal]:
    """Every stretch of personal data, in order; never raises for any text.

    Looks at the first 20,000 code points. Cards need a true Luhn sum, Chinese identity
    numbers a true date and check digit, accounts a true IBAN; phones, plates, addresses
    and mail go by their form. Full-width and other digits, gaps, line breaks and invisible
    characters hide nothing. A stretch has one kind: what is surer is found first.
    """
    if not _SIGNS.search(source, 0, LIMIT):
        return []
    seen = plain(source)
    taken: list[tuple[int, int, Kind]] = []  # in order, apart from each other
    for kind, start, end in _candidates(seen):
        at = bisect(taken, start, key=lambda one: one[0])
        apart = at == 0 or taken[at - 1][1] <= start
        if apart and (at == len(taken) or end <= taken[at][0]):
            taken.insert(at, (start, end, kind))
    found = []
    for start, end, kind in taken:
        first, last = seen.span(start, end)
        found.append(Personal(first, last, source[first:last], kind))
    return found


def _candidates(seen: Plain) -> Iterator[tuple[Kind, int, int]]:
    text = seen.text
    for m in _MAIL.finditer(text):
        yield Kind.MAIL, m.start(), m.end()
    for start, end in residents(text):
        yield Kind.IDENTITY, start, end
    for start, end in cards(text):
        yield Kind.CARD, start, end
    for m in _IBAN.finditer(text):
        packed = re.sub(r"[ \n-]", "", m.group())
        if 15 <= len(packed) <= 34 and iban(packed):
            yield Kind.ACCOUNT, m.start(), m.end()
    for start, end in phones(text, seen.spelt):
        yield Kind.PHONE, start, end
    for kind, forms in (
        (Kind.PLATE, (_PLATE_ZH, _PLATE_EN)),
        (Kind.ADDRESS, (_ADDRESS_ZH, _ADDRESS_EN, _POSTCODE)),
    ):
        for form in forms:
            for m in form.finditer(text):
                yield kind, m.start(), m.end()
