"""The bodies of c2sp.org/tlog-witness: what is asked of a witness."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.format.note import BadFormat, Note, decode, encode, number
from ledger.tree import HASH_SIZE

PROOF_LIMIT = 63  # hashes, by the specification
BODY_LIMIT = 128 * 1024  # bytes: the longest proof, and 16 signatures of 5 kB


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """Cosign this checkpoint: the proof shows that it grew from ``old`` leaves."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *map(encode, self.proof), "", str(self.checkpoint)]
        return "\n".join(lines).encode()

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """Read a request; raises BadFormat for anything else."""
        (first, *rest), note = _split(body)
        if not first.startswith("old "):
            raise BadFormat("the first line is `old` and a size")
        return cls(number(first[4:]), _hashes(rest), note)


@dataclass(frozen=True, slots=True)
class SignSubtree:
    """Cosign leaves [start, end): they stand in this checkpoint, as the proof shows."""

    start: int
    end: int
    root: bytes
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __bytes__(self) -> bytes:
        first = f"subtree {self.start} {self.end}"
        hashes = map(encode, (self.root, *self.proof))
        return "\n".join([first, *hashes, "", str(self.checkpoint)]).encode()

    @classmethod
    def parse(cls, body: bytes) -> SignSubtree:
        """Read a request; raises BadFormat for anything else."""
        (first, *rest), note = _split(body)
        words = first.split(" ")
        if len(words) != 3 or words[0] != "subtree" or not rest:
            raise BadFormat("the first lines are `subtree`, a range, and a hash")
        root, *proof = _hashes(rest, PROOF_LIMIT + 1)
        return cls(number(words[1]), number(words[2]), root, tuple(proof), note)


def _split(body: bytes) -> tuple[list[str], Note]:
    """The lines before the first empty one, and the note after it."""
    try:
        head, gap, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadFormat("not UTF-8") from error
    if not gap:
        raise BadFormat("no empty line before the checkpoint")
    return head.split("\n"), Note.parse(note)


def _hashes(lines: list[str], limit: int = PROOF_LIMIT) -> tuple[bytes, ...]:
    if len(lines) > limit:
        raise BadFormat(f"more than {limit} hashes")
    return tuple(decode(line, HASH_SIZE) for line in lines)
