"""The proof file: a policy, records of one log, one signed checkpoint, and its anchors.

docs/proofs.md describes it byte for byte. Writing what was read gives the same bytes:
there is one way to write each proof, so no byte can change without being noticed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ledger.format.anchor import LINES as ANCHOR_LINES
from ledger.format.anchor import Anchor
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
    Note,
    Signature,
    VerifierKey,
    decode,
    encode,
    number,
)
from ledger.format.policy import NONE, Group, Log, Policy, Witness
from ledger.tree import HASH_SIZE

FAMILY = "veridesk/proof@v"
HEADER = f"{FAMILY}2"
TLOG_PROOF = "c2sp.org/tlog-proof@v1"
SIZE_LIMIT = 4 * 1024 * 1024
PATH_LIMIT = 63


class NotAProof(BadFormat):
    """Something else altogether."""


class Truncated(BadFormat):
    """The file ends too early."""


class OtherVersion(BadFormat):
    """A proof of a version that is not read here."""


class BadPolicy(BadFormat):
    """The file's own policy is not written as it should be."""


class OutOfOrder(BadFormat):
    """What has an order does not stand in it, or stands there twice."""


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
        lines += [TLOG_PROOF, f"index {self.index}", *map(encode, self.path)]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """A parsed proof file. Nothing in it is verified yet.

    The texts of the notes are a checkpoint's and anchors'; their lines are those of keys
    whose number alone is known to be right.
    """

    policy: Policy
    records: tuple[Record, ...]
    checkpoint: Note
    anchors: tuple[Note, ...] = ()

    def __str__(self) -> str:
        parts: list[object] = [f"{HEADER}\n", self.policy, *self.records]
        return "\n".join(map(str, [*parts, self.checkpoint, *self.anchors]))

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The log's keys, as the file states them."""
        return tuple(log.key for log in self.policy.logs)

    @property
    def plain_keys(self) -> tuple[VerifierKey, ...]:
        """Those of the log's keys that sign any text: anchors and receipts."""
        return tuple(key for key in self.keys if key.type is KeyType.ED25519)


def carried(logs: Iterable[VerifierKey], witnesses: Iterable[VerifierKey]) -> Policy:
    """The policy of a file: these keys, all of which signed.

    Nobody signs for a policy, so nothing in it is left to choose: the names are w1, w2 and
    so on, and the quorum is all witnesses there are.
    """
    named = tuple(Witness(f"w{n}", key) for n, key in enumerate(witnesses, 1))
    own = tuple(Log(key) for key in logs)
    if len(named) < 2:
        return Policy(own, named, quorum=named[0].name if named else NONE)
    every = Group("witnesses", len(named), tuple(witness.name for witness in named))
    return Policy(own, named, (every,), every.name)


def parse_proof(text: str) -> Proof:
    """Read a proof file; raises BadFormat or one of its kinds, and nothing else.

    The message names the line.
    """
    if len(text) > SIZE_LIMIT or not text.startswith(FAMILY):
        raise NotAProof("not a Veridesk proof")
    if not text.endswith("\n"):
        raise Truncated("the file does not end with a newline")
    lines = _Lines(text)
    try:
        proof = _parse(lines)
    except BadFormat as error:
        raise type(error)(f"line {lines.at}: {error}") from error
    if str(proof) != text:
        raise BadFormat("not written in the one way there is")
    return proof


class _Lines:
    def __init__(self, text: str) -> None:
        self._lines = text[:-1].split("\n")
        self.at = 0

    def peek(self) -> str | None:
        return self._lines[self.at] if self.at < len(self._lines) else None

    def next(self) -> str:
        line = self.peek()
        self.at += 1
        if line is None:
            raise Truncated("the file ends too early")
        return line

    def after(self, word: str) -> str:
        line = self.next()
        if not line.startswith(word + " "):
            raise BadFormat(f"no line that starts with {word!r}")
        return line[len(word) + 1 :]

    def gap(self) -> None:
        if self.next() != "":
            raise BadFormat("an empty line is missing")

    def text(self, lines: int) -> str:
        """Take the text of a note, and the empty line after it."""
        found = "".join(self.next() + "\n" for _ in range(lines))
        self.gap()
        return found


def _parse(lines: _Lines) -> Proof:
    if lines.next() != HEADER:
        raise OtherVersion("not a proof of version 2")
    lines.gap()
    policy = _policy(lines)
    records: list[Record] = []
    while not records or (lines.peek() or "").startswith("leaf "):
        records.append(_record(lines))
        _ascending("records", [record.index for record in records[-2:]])
    text = lines.text(3)
    Checkpoint.parse(text)
    every = len(policy.logs) + len(policy.witnesses)
    checkpoint = Note(text, tuple(_signature(lines) for _ in range(every)))
    anchors: list[Note] = []
    chains: list[int] = []
    while lines.peek() is not None:
        lines.gap()
        text = lines.text(ANCHOR_LINES)
        chains.append(Anchor.parse(text).chain_id)
        signatures = [_signature(lines)]
        while lines.peek():
            signatures.append(_signature(lines))
        _ascending("anchors", chains[-2:])
        anchors.append(Note(text, tuple(signatures)))
    return Proof(policy, tuple(records), checkpoint, tuple(anchors))


def _ascending(what: str, found: list[int] | list[str]) -> None:
    if any(after <= before for before, after in pairwise(found)):  # type: ignore[operator]
        raise OutOfOrder(f"{what} are not in ascending order")


def _policy(lines: _Lines) -> Policy:
    taken: list[str] = []
    while line := lines.next():
        taken.append(line + "\n")
    text = "".join(taken)
    try:
        policy = Policy.parse(text)
    except BadFormat as error:
        raise BadPolicy(str(error)) from error
    logs = [log.key for log in policy.logs]
    witnesses = [witness.key for witness in policy.witnesses]
    if not all(KEY_NAME.fullmatch(key.name) for key in (*logs, *witnesses)):
        raise BadPolicy("a name that is not plain ASCII")
    if not logs or str(carried(logs, witnesses)) != text:
        raise BadPolicy("a policy that is not written in the one way there is")
    return policy


def _record(lines: _Lines) -> Record:
    leaf = lines.after("leaf")
    if not leaf.isascii() or len(leaf) > LEAF_LIMIT:
        raise BadFormat("not a leaf")
    openings: list[Opening] = []
    while (lines.peek() or "").startswith("open "):
        openings.append(_opening(lines.after("open")))
        _ascending("openings", [o.name for o in openings[-2:]])
    if len(openings) > FIELD_LIMIT:
        raise BadFormat(f"more than {FIELD_LIMIT} openings")
    if lines.next() != TLOG_PROOF:
        raise BadFormat(f"no line {TLOG_PROOF!r}")
    index = number(lines.after("index"))
    path: list[bytes] = []
    while lines.peek() != "":
        path.append(decode(lines.next(), HASH_SIZE))
        if len(path) > PATH_LIMIT:
            raise BadFormat("inclusion proof too long")
    lines.gap()
    return Record(index, leaf.encode(), tuple(path), tuple(openings))


def _opening(text: str) -> Opening:
    words = text.split(" ")
    if len(words) != 3 or not NAME.fullmatch(words[0]) or not VALUE.fullmatch(words[2]):
        raise BadFormat("not an opening")
    return Opening(words[0], decode(words[1], SALT_SIZE), words[2])


def _signature(lines: _Lines) -> Signature:
    return Signature.parse(lines.next() + "\n")
