"""The tree of a mail's parts (RFC 2046) and the bytes in each, within fixed bounds."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass

from .header import Fields, split

# No mail that a person wrote comes near; beyond, a part is kept whole as a file.
DEEPEST = 30
MOST = 1000

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_FOREIGN = bytes(c for c in range(256) if c not in _ALPHABET)
_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Node:
    """One part: its header, and either children or the bytes from start to end."""

    fields: Fields
    media_type: str
    start: int
    end: int
    children: tuple[Node, ...] = ()

    @property
    def disposition(self) -> str:
        """``attachment``, ``inline`` or empty."""
        return self.fields.value("content-disposition")


class _Budget:
    """How many parts may still be made."""

    def __init__(self) -> None:
        self.left = MOST


def tree(raw: bytes) -> Node:
    """Take a mail apart. Linear in its size: depth and number of parts are bounded."""
    return _node(raw, _first_field(raw), len(raw), "text/plain", DEEPEST, _Budget())


def leaves(node: Node, alternative: int = 0) -> list[tuple[Node, int]]:
    """Give the parts without children in order, each with the multipart/alternative it
    is one reading of (0 for none)."""
    if not node.children:
        return [(node, alternative)]
    if node.media_type == "multipart/alternative":
        alternative = node.start
    return [leaf for child in node.children for leaf in leaves(child, alternative)]


def content(raw: bytes, node: Node) -> bytes:
    """Give a part's bytes with the transfer encoding undone as far as it goes."""
    data = raw[node.start : node.end]
    encoding = node.fields.value("content-transfer-encoding")
    if "base64" in encoding:
        return _base64(data)
    if "quoted" in encoding:
        return quopri.decodestring(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uudecode(data)
    return data


def _first_field(raw: bytes) -> int:
    """Skip what programs put before the header: blank lines, an mbox line, other junk."""
    at = 0
    for _ in range(20):
        end = raw.find(b"\n", at)
        line = raw[at : end if end >= 0 else len(raw)]
        name, colon, _rest = line.partition(b":")
        if colon and re.fullmatch(rb"[!-9;-~]+[ \t]*", name[:2000]):
            return at
        if end < 0:
            break
        at = end + 1
    return 0


def _node(
    raw: bytes, start: int, end: int, default: str, depth: int, budget: _Budget
) -> Node:
    budget.left -= 1
    fields, body = split(raw, start, end)
    media_type = fields.value("content-type")
    if not re.fullmatch(r"[^\s/]+/[^\s/]+", media_type):
        media_type = default
    boundary = fields.parameter("content-type", "boundary").strip()
    nested = media_type.startswith("multipart/") and boundary
    if not nested or depth == 0 or budget.left <= 0:
        return Node(fields, media_type, body, end)
    inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    children = tuple(
        _node(raw, *extent, inner, depth - 1, budget)
        for extent in _extents(raw, body, end, boundary)
    )
    return Node(fields, media_type, body, end, children)


def _extents(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Find where each part between the boundary's lines begins and ends."""
    mark = boundary.encode("utf-8", "surrogateescape")
    line = re.compile(rb"^--" + re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.M)
    found: list[tuple[int, int]] = []
    begin = None
    for match in line.finditer(raw, start, end):
        if begin is not None:
            found.append((begin, _before_break(raw, begin, match.start())))
        begin = None if match[1] else match.end()
        if len(found) >= MOST:
            begin = match.start()  # the rest in one piece
            break
    if begin is not None:
        found.append((begin, end))
    return found


def _before_break(raw: bytes, start: int, end: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 1
    if end > start and raw[end - 1 : end] == b"\r":
        end -= 1
    return end


def _base64(data: bytes) -> bytes:
    """Decode each run between paddings: some programs join encoded pieces."""
    out = []
    for run in re.finditer(rb"[^=]+", data.translate(None, _FOREIGN)):
        piece = run.group()
        piece = piece[: len(piece) - (len(piece) % 4 == 1)]
        out.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    return b"".join(out)


def _uudecode(data: bytes) -> bytes:
    begin = _BEGIN.search(data)
    data = data[begin.end() :] if begin else data
    out = []
    for line in data.splitlines():
        if line.rstrip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders count wrong: take what the length byte promises.
            wanted = (((line[:1] or b" ")[0] - 32) & 63) * 4 + 5
            try:
                out.append(binascii.a2b_uu(line[: wanted // 3]))
            except binascii.Error:
                return data
    return b"".join(out)
