"""The list of a log's keys as it is published: a note that those which sign today sign.

So whoever serves the files cannot slip in a key of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from ledger.format.note import BadFormat, VerifierKey, number

HEADER = "veridesk/keys@v1"


@dataclass(frozen=True, slots=True)
class Listed:
    """A key, and the states that it signs: from ``first`` on, up to ``last`` if any is."""

    key: VerifierKey
    first: int
    last: int | None

    def __str__(self) -> str:
        return f"{self.first} {'-' if self.last is None else self.last} {self.key}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line without its newline; raises BadFormat."""
        words = line.split(" ")
        if len(words) != 3:
            raise BadFormat("a line is a first size, a last size or -, and a key")
        first, last, key = words
        return cls(
            VerifierKey.parse(key), number(first), None if last == "-" else number(last)
        )


@dataclass(frozen=True, slots=True)
class KeyList:
    """The text of the note: every key that signs the log ``origin``, or signed it."""

    origin: str
    keys: tuple[Listed, ...]

    def __str__(self) -> str:
        return f"{HEADER}\n{self.origin}\n{''.join(map(str, self.keys))}"

    @property
    def signing(self) -> tuple[VerifierKey, ...]:
        """Those that sign today."""
        return tuple(one.key for one in self.keys if one.last is None)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote; raises BadFormat, for keys of other names too."""
        header, _, rest = text.partition("\n")
        origin, *lines = rest.removesuffix("\n").split("\n")
        found = cls(origin, tuple(Listed.parse(line) for line in lines))
        if header != HEADER or str(found) != text:
            raise BadFormat("not a list of keys of version 1")
        if any(one.key.name != origin for one in found.keys):
            raise BadFormat("a key of another name than the log's")
        return found
