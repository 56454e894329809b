"""Answering the JSON probes of transparency-dev/merkle: is this proof to be accepted?

A probe names sizes, hashes and a proof, and whether a verifier must refuse them
(``wantErr``). What is missing is zero or empty, as in the library that they come from.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.tree import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

NUMBER_LIMIT = 1 << 64


class _Odd(ValueError):
    """A field holds what no verifier could be given."""


@dataclass(frozen=True, slots=True)
class _Asked:
    fields: Mapping[str, Any]

    def number(self, name: str) -> int:
        found = self.fields.get(name)
        if found is None:
            return 0
        if type(found) is not int or not 0 <= found < NUMBER_LIMIT:
            raise _Odd(f"{name} is no number of 64 bits")
        return found

    def hash(self, name: str) -> bytes:
        return _bytes(self.fields.get(name), name)

    @property
    def proof(self) -> list[bytes]:
        found = self.fields.get("proof")
        if found is None:
            return []
        if not isinstance(found, list):
            raise _Odd("proof is no list")
        return [_bytes(one, "proof") for one in found]


def _bytes(found: Any, name: str) -> bytes:
    if found is None:
        return b""
    try:
        return base64.b64decode(found.encode("ascii"), validate=True)
    except (AttributeError, UnicodeEncodeError, binascii.Error) as error:
        raise _Odd(f"{name} is not base64") from error


def _inclusion(asked: _Asked) -> bool:
    leaf, root = asked.hash("leafHash"), asked.hash("root")
    index, size = asked.number("leafIdx"), asked.number("treeSize")
    return verify_inclusion(leaf, index, size, asked.proof, root)


def _consistency(asked: _Asked) -> bool:
    old, size = asked.number("size1"), asked.number("size2")
    before, after = asked.hash("root1"), asked.hash("root2")
    return verify_consistency(old, size, asked.proof, before, after)


def _subtree_inclusion(asked: _Asked) -> bool:
    where = asked.number("leafIdx"), asked.number("start"), asked.number("end")
    leaf, root = asked.hash("leafHash"), asked.hash("root")
    return verify_subtree_inclusion(leaf, *where, asked.proof, root)


def _subtree_consistency(asked: _Asked) -> bool:
    where = asked.number("start"), asked.number("end"), asked.number("size")
    subtree, root = asked.hash("root1"), asked.hash("root2")
    return verify_subtree_consistency(*where, asked.proof, subtree, root)


# By the folder that a probe lies in.
KINDS: Mapping[str, Callable[[_Asked], bool]] = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "subtreeinclusion": _subtree_inclusion,
    "subtreeconsistency": _subtree_consistency,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a probe was answered. ``why`` tells what is odd about it, if anything is."""

    path: Path
    kind: str
    right: bool
    why: str = ""


def answer_probes(folder: Path) -> Iterator[Answer]:
    """Answer every probe below a folder, in order of their paths.

    What cannot be read as a probe is answered wrong. A probe whose fields hold what no
    verifier could be given is refused, which is right if an error is wanted.
    """
    for path in sorted(folder.rglob("*.json")):
        names = [*path.relative_to(folder).parts[:-1], folder.name]
        kind = next((name for name in names if name in KINDS), "")
        yield _answer(path, kind)


def _answer(path: Path, kind: str) -> Answer:
    try:
        fields = json.loads(path.read_text())
    except (OSError, ValueError, RecursionError) as error:
        return Answer(path, kind or "unknown", False, f"no JSON: {error}")
    if not isinstance(fields, dict):
        return Answer(path, kind or "unknown", False, "no JSON object")
    kind = kind or _kind(fields)
    want_error = fields.get("wantErr", False)
    if kind not in KINDS or not isinstance(want_error, bool):
        return Answer(path, kind or "unknown", False, "not a probe")
    try:
        accepted, why = KINDS[kind](_Asked(fields)), ""
    except _Odd as odd:
        accepted, why = False, str(odd)
    return Answer(path, kind, accepted is not want_error, why)


def _kind(fields: Mapping[str, Any]) -> str:
    """What is asked, by the fields, where no folder tells."""
    if "end" in fields:
        return "subtreeinclusion" if "leafHash" in fields else "subtreeconsistency"
    if "treeSize" in fields:
        return "inclusion"
    return "consistency" if "size2" in fields else ""
