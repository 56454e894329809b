"""Find personal data by form and check digit: nothing is guessed from words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sentiment.language import LIMIT
from sentiment.personal.checks import iban, luhn, resident


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


_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9\u4e00-\u9fff-]{1,63}\.){1,8}[a-z\u4e00-\u9fff]{2,24}",
    re.I,
)
_LONG = re.compile(r"(?<![\d.+])[3-6](?:[ -]?\d){12,18}(?![\d])")
_RESIDENT = re.compile(r"(?<![\dA-Za-z])[1-8]\d{16}[\dXx](?![\dA-Za-z])")
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b"
)
_MOBILE = re.compile(r"(?<![\d.])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(
    r"(?<!\d)\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]?[2-8]\d{6,7}(?:转\d{1,5})?(?!\d)"
)
_ABROAD = re.compile(r"(?<![\d+])(?:\+|00)[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)")
_LOCAL = re.compile(
    r"(?<![\d.+])(?:\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}"
    r"|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4})(?!\d)"
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


def personal(text: str) -> list[Personal]:
    """Every stretch of personal data, in order; never raises for any text.

    Looks at the first 20,000 code points. Cards need a true Luhn sum, Chinese identity
    numbers a true date and check digit, accounts a true IBAN; phones, plates, addresses
    and mail go by their form. A stretch has one kind: what is surer is found first.
    """
    seen = text[:LIMIT]
    taken: list[Personal] = []
    for kind, start, end in _candidates(seen):
        if all(end <= one.start or start >= one.end for one in taken):
            taken.append(Personal(start, end, seen[start:end], kind))
    return sorted(taken, key=lambda one: one.start)


def hidden(text: str, sign: str = "•") -> str:
    """The text with each letter and digit of personal data replaced; its length stays.

    What lies beyond the part that was looked at is hidden whole.
    """
    letters = list(text)
    for one in personal(text):
        for place in range(one.start, one.end):
            if letters[place].isalnum():
                letters[place] = sign
    for place in range(LIMIT, len(letters)):
        letters[place] = sign if letters[place].isalnum() else letters[place]
    return "".join(letters)


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    for m in _MAIL.finditer(text):
        yield Kind.MAIL, m.start(), m.end()
    for m in _RESIDENT.finditer(text):
        if resident(m.group()):
            yield Kind.IDENTITY, m.start(), m.end()
    for m in _LONG.finditer(text):
        digits = re.sub(r"\D", "", m.group())
        if luhn(digits) and len(set(digits)) > 1:
            yield Kind.CARD, m.start(), m.end()
    for m in _IBAN.finditer(text):
        packed = m.group().replace(" ", "")
        if 15 <= len(packed) <= 34 and iban(packed):
            yield Kind.ACCOUNT, m.start(), m.end()
    for kind, forms in (
        (Kind.PHONE, (_MOBILE, _ABROAD, _LANDLINE, _LOCAL)),
        (Kind.PLATE, (_PLATE_ZH, _PLATE_EN)),
        (Kind.ADDRESS, (_ADDRESS_ZH, _ADDRESS_EN, _POSTCODE)),
    ):
        for form in forms:
            for m in form.finditer(text):
                yield kind, m.start(), m.end()
