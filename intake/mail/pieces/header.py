"""Header fields of a mail (RFC 5322), encoded words (RFC 2047), parameters (RFC 2231)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .charset import decode, tidy

# More than this is no header of a mail; the rest of it is left in the raw bytes.
_LONGEST = 262_144
_LONGEST_VALUE = 32_768
_LONGEST_ADDRESS = 1_000
_FIELD = re.compile(rb"([!-9;-~]{1,2000})[ \t]*:[ \t]*")
_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|received|reply-to|return-path|mime-version"
    rb"|delivered-to|content-(?:type|transfer-encoding|disposition))[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_PARAMETER = re.compile(
    rb';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL
)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_BETWEEN = re.compile(r"\?=\s+=\?")
_ANGLE = re.compile(r"<([^<>]*)>?")
_ADDRESS = re.compile(r"[^\s<>\"(),:;]+@[^\s<>\"(),:;]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A name and a mail address; either may be empty."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class Fields:
    """The header: lower-case names and unfolded raw values, in order."""

    items: tuple[tuple[str, bytes], ...]

    def raw(self, name: str) -> bytes | None:
        """Give the first field of this name as it came."""
        return next((value for key, value in self.items if key == name), None)

    def text(self, name: str) -> str:
        """Give the first field of this name decoded; empty where there is none."""
        return text_of(self.raw(name) or b"")

    def every(self, name: str) -> list[str]:
        """Give all fields of this name decoded."""
        return [text_of(value) for key, value in self.items if key == name]

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Give the addresses in all fields of this name."""
        found: list[Address] = []
        for key, value in self.items:
            if key == name:
                found += addresses(value)
        return tuple(found)

    def parameter(self, name: str, parameter: str) -> str:
        """Give a parameter, e.g. the charset in content-type; empty where there is none."""
        found = parameters(self.raw(name) or b"")
        if parameter in found:
            return text_of(found[parameter])
        return _continued(found, parameter)

    def value(self, name: str) -> str:
        """Give what stands before the parameters, in lower case."""
        raw = (self.raw(name) or b"").split(b";", 1)[0]
        return tidy(raw.decode("ascii", "replace").strip().strip("\"'").lower())


def split(data: bytes, start: int, end: int) -> tuple[Fields, int]:
    """Read the header that begins at ``start`` and tell where the body begins.

    A line that is neither field nor continuation ends the header as an empty line does,
    unless well-known fields still follow: then a program broke the line before it.
    """
    items: list[tuple[str, bytes]] = []
    at = start
    stop = min(end, start + _LONGEST)
    known_until = -1
    while at < stop:
        line_end = data.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        line = data[at:after].rstrip(b"\r\n")
        if not line:
            return Fields(tuple(items)), after
        field = None if line[:1] in b" \t" else _FIELD.match(line)
        if field is not None:
            value = line[field.end() : field.end() + _LONGEST_VALUE].rstrip()
            items.append((field[1].decode("ascii").lower(), value))
        else:
            if line[:1] not in b" \t" and known_until < at:
                known_until = _last_known(data, at, stop)
                if known_until < at:
                    break
            if items:
                name, value = items[-1]
                items[-1] = (name, (value + b" " + line.strip())[:_LONGEST_VALUE])
        at = after
    return Fields(tuple(items)), at


def _last_known(data: bytes, start: int, stop: int) -> int:
    """Find the last well-known field before the empty line, or -1."""
    blank = re.compile(rb"\r?\n\r?\n").search(data, start, stop)
    last = -1
    for match in _KNOWN.finditer(data, start, blank.start() if blank else stop):
        last = match.start()
    return last


def parameters(value: bytes) -> dict[str, bytes]:
    """Give the parameters of a field, names in lower case, quotes and escapes undone."""
    found: dict[str, bytes] = {}
    for match in _PARAMETER.finditer(value[:20_000]):
        name, text = match[1].decode("latin-1").lower(), match[2].strip()
        if text[:1] == b'"':
            text = re.sub(rb"\\(.)", rb"\1", text.strip(b'"'))
        found.setdefault(name, text)
    return found


def _continued(found: dict[str, bytes], name: str) -> str:
    """Put together a parameter that RFC 2231 cut in pieces or gave a charset."""
    charset, whole = "", b""
    pieces = [f"{name}*"] if f"{name}*" in found else []
    pieces += [f"{name}*0*" if f"{name}*0*" in found else f"{name}*0"]
    for number in range(1, 100):
        key = f"{name}*{number}"
        if key not in found and f"{key}*" not in found:
            break
        pieces.append(key if key in found else f"{key}*")
    for key in pieces:
        piece = found.get(key, b"")
        if key.endswith("*"):
            if not whole and piece.count(b"'") >= 2:
                named, _, piece = piece.split(b"'", 2)
                charset = named.decode("latin-1")
            piece = unquote_to_bytes(piece)
        whole += piece
    return decode(whole, charset) if charset else text_of(whole)


def text_of(value: bytes) -> str:
    """Decode a header value on one line; encoded words that were split are joined first."""
    text = decode(value).replace("\r", " ").replace("\n", " ")
    if "=?" not in text:
        return text.strip()
    text = _BETWEEN.sub("?==?", text)
    out: list[str] = []
    waiting, charset, at = b"", "", 0
    for word in _WORD.finditer(text):
        data = _word_bytes(word[2], word[3])
        named = word[1].split("*")[0].lower()  # RFC 2231 allows a language behind a star
        if waiting and (word.start() != at or named != charset):
            out.append(decode(waiting, charset))
            waiting = b""
        out.append(text[at : word.start()])
        waiting, charset, at = waiting + data, named, word.end()
    out.append(decode(waiting, charset))
    out.append(text[at:])
    return " ".join("".join(out).replace("\r", " ").replace("\n", " ").split(" ")).strip()


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        try:
            return base64.b64decode(data[: len(data) - (len(data) % 4 == 1)] + b"===")
        except binascii.Error:
            return data
    return quopri.decodestring(data.replace(b"_", b"=20"))


def addresses(value: bytes) -> list[Address]:
    """Give the addresses of a field, commas in quotes and encoded words notwithstanding."""
    text = decode(value)
    return [a for chunk in _chunks(text) if (a := _address(chunk)) is not None]


def _chunks(text: str) -> list[str]:
    """Cut at the commas (and group marks) that stand outside quotes, comments and <>."""
    chunks, begin, quoted, depth, angle = [], 0, False, 0, False
    if text.count('"') % 2:
        text = text.replace('"', "")
    at = 0
    while at < len(text):
        c = text[at]
        if c == "\\" and (quoted or depth):
            at += 1
        elif c == '"' and not depth:
            quoted = not quoted
        elif quoted:
            pass
        elif c == "(":
            depth += 1
        elif c == ")":
            depth = max(0, depth - 1)
        elif c in "<>":
            angle = c == "<"
        elif (c in ",;" and not depth and not angle) or (c == ":" and not angle):
            if c != ":":
                chunks.append(text[begin:at])
            begin = at + 1
        at += 1
    return [*chunks, text[begin:]]


def _address(chunk: str) -> Address | None:
    chunk = chunk.strip()[:_LONGEST_ADDRESS]
    if not chunk:
        return None
    angles = _ANGLE.findall(chunk)
    inside = next((a for a in reversed(angles) if "@" in a), None)
    if inside is not None:
        mail = "".join(inside.split())
        found = _ADDRESS.search(mail)
        name = _ANGLE.sub(" ", chunk)
        return Address(_name(name), tidy(found.group() if found else mail))
    found = _ADDRESS.search(chunk)
    if found is None:
        return Address(_name(_ANGLE.sub(r" \1 ", chunk)), "")
    rest = f"{chunk[: found.start()]} {chunk[found.end() :]}".strip().strip("()<>")
    return Address(_name(rest), tidy(found.group()))


def _name(text: str) -> str:
    text = re.sub(r"\\(.)", r"\1", text).replace('"', "")
    text = text_of(text.encode("utf-8", "surrogateescape")).replace('"', "").strip()
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
    return " ".join(text.split())
