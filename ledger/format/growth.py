"""The file that shows that a log only grew between two of its signed states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from ledger.format.note import BadFormat, Note, decode, encode
from ledger.tree import HASH_SIZE

HEADER = "veridesk/consistency@v1"
PATH_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Growth:
    """Two checkpoints as signed notes, and the hashes between them, as RFC 6962 has them.

    Nothing in it is verified yet.
    """

    old: Note
    new: Note
    hashes: tuple[bytes, ...]

    def __str__(self) -> str:
        lines = "".join(f"{encode(one)}\n" for one in self.hashes)
        return f"{HEADER}\n{lines}\n{self.old}\n{self.new}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote; raises BadFormat for anything else."""
        header, _, rest = text.partition("\n")
        path, _, notes = rest.partition("\n\n") if rest[:1] != "\n" else ("", "", rest[1:])
        lines = path.split("\n") if path else []
        if header != HEADER or len(lines) > PATH_LIMIT:
            raise BadFormat("not a consistency file of version 1")
        hashes = tuple(decode(line, HASH_SIZE) for line in lines)
        # A note is a text, an empty line, and signature lines.
        parts = notes.split("\n\n")
        if len(parts) != 4:
            raise BadFormat("a consistency file holds two signed checkpoints")
        old = Note.parse(f"{parts[0]}\n\n{parts[1]}\n")
        new = Note.parse(f"{parts[2]}\n\n{parts[3]}")
        found = cls(old, new, hashes)
        if str(found) != text:
            raise BadFormat("not written in the one way there is")
        return found
