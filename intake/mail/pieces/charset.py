"""Bytes to text when the charset is wrong, unknown or missing, as it often is in mail."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

# What mail programs write, and what they mean by it. Browsers read latin-1 as cp1252 and
# gb2312 as its superset; "us-ascii" beside 8-bit bytes says nothing.
_MEANT = {
    "iso-gb2312": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-2022-jp": "iso2022_jp_ext",
    "_iso-2022-jp$esc": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "cp-850": "cp850",
    "windows-874": "cp874",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "us-ascii": "",
    "ascii": "",
    "default": "",
    "unknown-8bit": "",
    "x-unknown": "",
}
_GUESSES = (
    "utf_8",
    "gb18030",
    "big5",
    "cp932",
    "euc_kr",
    "cp1251",
    "cp1252",
    "cp1250",
)
# Guessing gets no better from more than this, only slower.
_SAMPLE = 16_384
_ASCII = frozenset(range(128))
_WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœßúùûüÿÀÂÄÁÅÆÇÉÈÊËÍÑÓÔÖØÚÜ€£§°«»¿¡·–—‘’“”…\u00a0".encode(
        "cp1252"
    )
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_ESCAPE = re.compile(rb"(\x1b(?:\$[@B]|\$\([@BDOPQ]|\([BJI]))")
_REFUSED = re.compile("[\x00\ud800-\udfff]")


def decode(data: bytes, charset: str | None = None) -> str:
    """Give the text in ``data``: what was declared if it fits, else the best guess.

    Never raises; what cannot be read becomes U+FFFD. The text holds neither NUL nor
    lone surrogates, which PostgreSQL refuses.
    """
    return tidy(_decode(data, _meant(charset or "")))


def tidy(text: str) -> str:
    """Replace the characters that PostgreSQL and UTF-8 refuse by U+FFFD."""
    return _REFUSED.sub("\ufffd", text)


def _meant(charset: str) -> str:
    found = re.search(r"[a-z0-9_$][a-z0-9_.:$+-]*", charset.lower())
    name = found.group().removeprefix("3d") if found else ""
    name = _MEANT.get(name, name)
    try:
        # Some codecs (base64, rot13) make no text of bytes.
        return name if name and codecs.lookup(name)._is_text_encoding else ""
    except (LookupError, ValueError):
        return ""


def _decode(data: bytes, charset: str) -> str:
    for codec in (charset, "utf-8"):
        if codec and (text := _strict(data, codec)) is not None:
            return text if codec != "utf-8" or b"\x1b$" not in data else _japanese(data)
    if charset == "iso2022_jp_ext":
        return _japanese(data)
    if charset in ("", "utf-8"):
        return _guess(data)
    return _lenient(data, charset)


def _japanese(data: bytes) -> str:
    """Read ISO-2022-JP with the vendors' characters, which Python's codec refuses.

    Two-byte runs are moved to where Shift JIS has them; cp932 knows them all.
    """
    out, double = [], False
    for piece in _ESCAPE.split(data):
        if piece[:1] == b"\x1b":
            double = piece[1:2] == b"$"
        elif double:
            pairs = zip(piece[::2], piece[1::2], strict=False)
            out.append(b"".join(_shift(row, cell) for row, cell in pairs))
        else:
            out.append(piece)
    return b"".join(out).decode("cp932", "replace")


def _shift(row: int, cell: int) -> bytes:
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return bytes((row, cell))
    lead = (row + 1) // 2 + 0x70
    lead += 0x40 if lead > 0x9F else 0
    trail = cell + 0x7E if row % 2 == 0 else cell + (0x1F if cell < 0x60 else 0x20)
    return bytes((lead, trail))


def _guess(data: bytes) -> str:
    """Read bytes that are not the UTF-8 they say, or that say nothing."""
    lenient = _lenient(data, "utf-8")
    beyond = sum(1 for c in lenient if c > "\x7f")
    if beyond > 4 * lenient.count("\ufffd"):
        return lenient  # UTF-8 that was cut in the middle, or a few broken bytes
    if _is_chinese(data):
        return _lenient(data, "gb18030")
    if set(data) - _ASCII <= _WESTERN:
        return _lenient(data, "cp1252")
    best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=list(_GUESSES)).best()
    return _lenient(data, best.encoding if best else "cp1252")


def _is_chinese(data: bytes) -> bool:
    """Tell whether the bytes look like GB 2312: pairs, most from the common rows."""
    runs = _HIGH.findall(data)
    high = sum(map(len, runs))
    paired = sum(len(run) for run in runs if len(run) % 2 == 0)
    leads = b"".join(run[::2] for run in runs if len(run) % 2 == 0)
    common = sum(1 for c in leads if 0xB0 <= c <= 0xD7 or 0xA1 <= c <= 0xA3)
    hangul = sum(1 for c in leads if 0xB0 <= c <= 0xC8)
    return (
        paired > 0.8 * high
        and common > 0.75 * len(leads)
        and (len(leads) < 10 or hangul < 0.95 * len(leads))
    )


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _lenient(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("latin-1")
