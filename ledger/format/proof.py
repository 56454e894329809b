"""The proof file: records of one log, one signed checkpoint, at most one anchor receipt.

docs/proofs.md describes it byte for byte. Writing what was read gives the same bytes:
there is one way to write each proof, so no byte can change without being noticed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.format.leaf import (
    FIELD_LIMIT,
    LEAF_LIMIT,
    NAME,
    SALT_SIZE,
    VALUE,
    Opening,
)
from ledger.format.note import NAME as KEY_NAME
from ledger.format.note import (
    BadFormat,
    Checkpoint,
    KeyType,
    VerifierKey,
    decode,
    encode,
    number,
)
from ledger.tree import HASH_SIZE

HEADER = "veridesk/proof@v1"
ANCHOR_HEADER = "veridesk/anchor@v1"
SIZE_LIMIT = 4 * 1024 * 1024
PATH_LIMIT = 63

_ADDRESS = re.compile(r"0x[0-9a-f]{40}")
_HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Record:
    """One leaf, its place in the log, and what its holder chose to open."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    openings: tuple[Opening, ...]

    def __str__(self) -> str:
        lines = [f"leaf {self.leaf.decode()}"]
        lines += [f"open {o.name} {encode(o.salt)} {o.value}" for o in self.openings]
        lines += [f"index {self.index}", *(encode(one) for one in self.path)]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a checkpoint was anchored, as the log states it.

    ``public`` tells whether the log's operator declares the chain to be run by others.
    Addresses and hashes are lower-case hex with 0x.
    """

    checkpoint: Checkpoint
    chain_id: int
    public: bool
    contract: str
    transaction: str
    block: int
    block_hash: str

    def __str__(self) -> str:
        return (
            f"{ANCHOR_HEADER}\n{self.checkpoint}"
            f"chain {self.chain_id} {'public' if self.public else 'private'}\n"
            f"contract {self.contract}\n"
            f"transaction {self.transaction}\n"
            f"block {self.block} {self.block_hash}\n"
        )

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read a receipt; raises BadFormat unless it is written as ``str`` does."""
        lines = text.split("\n")
        if len(lines) != 9 or lines[0] != ANCHOR_HEADER:
            raise BadFormat("not an anchor receipt")
        words = [line.split(" ") for line in lines[4:8]]
        if [len(w) for w in words] != [3, 2, 2, 3] or words[0][2] not in (
            "public",
            "private",
        ):
            raise BadFormat("not an anchor receipt")
        found = cls(
            checkpoint=Checkpoint.parse("\n".join([*lines[1:4], ""])),
            chain_id=number(words[0][1]),
            public=words[0][2] == "public",
            contract=words[1][1],
            transaction=words[2][1],
            block=number(words[3][1]),
            block_hash=words[3][2],
        )
        if not _ADDRESS.fullmatch(found.contract):
            raise BadFormat("not a contract's address")
        if not (_HASH.fullmatch(found.transaction) and _HASH.fullmatch(found.block_hash)):
            raise BadFormat("not a hash of a chain")
        if str(found) != text:
            raise BadFormat("not an anchor receipt")
        return found


@dataclass(frozen=True, slots=True)
class Proof:
    """A parsed proof file. Nothing in it is verified yet; notes are kept as text."""

    key: VerifierKey
    records: tuple[Record, ...]
    checkpoint: str
    receipt: str | None

    def __str__(self) -> str:
        parts = [f"{HEADER}\nkey {self.key}\n"]
        parts += [str(record) for record in self.records]
        parts.append(self.checkpoint)
        if self.receipt is not None:
            parts.append(self.receipt)
        return "\n".join(parts)


def parse_proof(text: str) -> Proof:
    """Read a proof file; raises BadFormat, naming the line, and nothing else."""
    lines = _Lines(text)
    try:
        proof = _parse(lines)
    except BadFormat as error:
        raise BadFormat(f"line {lines.at}: {error}") from error
    if str(proof) != text:
        raise BadFormat("not written in the one way there is")
    return proof


class _Lines:
    def __init__(self, text: str) -> None:
        if len(text) > SIZE_LIMIT:
            raise BadFormat("file too long")
        if not text.endswith("\n"):
            raise BadFormat("the file does not end with a newline")
        self._lines = text[:-1].split("\n")
        self.at = 0

    def peek(self) -> str | None:
        return self._lines[self.at] if self.at < len(self._lines) else None

    def next(self) -> str:
        line = self.peek()
        self.at += 1
        if line is None:
            raise BadFormat("the file ends too early")
        return line

    def after(self, word: str) -> str:
        line = self.next()
        if not line.startswith(word + " "):
            raise BadFormat(f"no line that starts with {word!r}")
        return line[len(word) + 1 :]

    def section(self, lines: int) -> str:
        """Take a signed note whose text has this many lines."""
        return "".join(self.next() + "\n" for _ in range(lines + 2))


def _parse(lines: _Lines) -> Proof:
    if lines.next() != HEADER:
        raise BadFormat("not a Veridesk proof of version 1")
    key = VerifierKey.parse(lines.after("key"))
    if key.type is not KeyType.ED25519 or not KEY_NAME.fullmatch(key.name):
        raise BadFormat("not a key of a log of version 1")
    _gap(lines)
    records: list[Record] = []
    while not records or (lines.peek() or "").startswith("leaf "):
        record = _record(lines)
        if records and record.index <= records[-1].index:
            raise BadFormat("records are not in the order of the log")
        records.append(record)
    checkpoint = lines.section(3)
    receipt = None
    if lines.peek() is not None:
        _gap(lines)
        receipt = lines.section(8)
    if lines.peek() is not None:
        raise BadFormat("something follows the end")
    return Proof(key, tuple(records), checkpoint, receipt)


def _record(lines: _Lines) -> Record:
    leaf = lines.after("leaf")
    if not leaf.isascii() or len(leaf) > LEAF_LIMIT:
        raise BadFormat("not a leaf")
    openings: list[Opening] = []
    while (lines.peek() or "").startswith("open "):
        openings.append(_opening(lines.after("open")))
    names = [o.name for o in openings]
    if len(names) > FIELD_LIMIT or names != sorted(set(names)):
        raise BadFormat("openings are not in order of their names")
    index = number(lines.after("index"))
    path: list[bytes] = []
    while lines.peek() != "":
        path.append(decode(lines.next(), HASH_SIZE))
        if len(path) > PATH_LIMIT:
            raise BadFormat("inclusion proof too long")
    _gap(lines)
    return Record(index, leaf.encode(), tuple(path), tuple(openings))


def _opening(text: str) -> Opening:
    words: Sequence[str] = text.split(" ")
    if len(words) != 3 or not NAME.fullmatch(words[0]) or not VALUE.fullmatch(words[2]):
        raise BadFormat("not an opening")
    return Opening(words[0], decode(words[1], SALT_SIZE), words[2])


def _gap(lines: _Lines) -> None:
    if lines.next() != "":
        raise BadFormat("an empty line is missing")
