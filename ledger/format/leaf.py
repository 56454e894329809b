"""A leaf: what kind of record it is, in which version, with a commitment to each field.

    {"fields":{"at":"<base64>","deadline":"<base64>", …},"kind":"promise.made","v":1}

Canonical JSON (RFC 8785). A commitment is SHA-256(salt ‖ value) with a salt of 16 random
bytes of its own, so that whoever holds the openings can show any of the fields and keep
the others to themselves, and nobody can guess a value from the leaf.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.entry import Kind
from ledger.format.note import BadFormat, decode, encode

SALT_SIZE = 16
LEAF_LIMIT = 65_535  # the most that c2sp.org/tlog-tiles carries
FIELD_LIMIT = 32
NAME = re.compile(r"[a-z][a-z_]{0,31}")
# No spaces and no @: free text and mail addresses cannot be sealed by mistake.
VALUE = re.compile(r"[0-9A-Za-z:.+_-]{1,128}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")

_sha256 = hashlib.sha256
_LEAF = re.compile(r'\{"fields":\{(.*)\},"kind":"([a-z.]{1,40})","v":([1-9][0-9]{0,3})\}')
_LINE = f"{NAME.pattern} {VALUE.pattern}"
_FIELDS = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_FIELD = re.compile(r'"([a-z_]+)":"([A-Za-z0-9+/=]+)"')


def stamp(at: datetime) -> str:
    """Write an aware time as RFC 3339 in UTC, as fields hold it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment(text: str) -> datetime | None:
    """Read a time that ``stamp`` wrote; None for anything else."""
    if not TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens one commitment of a leaf."""

    name: str
    salt: bytes
    value: str

    def commitment(self) -> bytes:
        """Return SHA-256(salt ‖ value)."""
        return hashlib.sha256(self.salt + self.value.encode()).digest()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A parsed leaf; ``version`` is that of its kind's schema."""

    kind: Kind
    commitments: Mapping[str, bytes]
    version: int = 1

    def __bytes__(self) -> bytes:
        return _write(self.kind, self.version, sorted(self.commitments.items()))

    def opens(self, opening: Opening) -> bool:
        """Whether the opening belongs to this leaf."""
        return self.commitments.get(opening.name) == opening.commitment()


def check_fields(fields: Mapping[str, str]) -> None:
    """Raise ValueError for names and values that a leaf must not commit to."""
    if not 0 < len(fields) <= FIELD_LIMIT:
        raise ValueError(f"a leaf has 1 to {FIELD_LIMIT} fields")
    # All at once, since it is asked for every record: a line a field, so a break in one of
    # them is a line too many.
    lines = "\n".join([f"{name} {fields[name]}" for name in fields])
    if lines.count("\n") == len(fields) - 1 and _FIELDS.fullmatch(lines):
        return
    for name, value in fields.items():
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a field")
        if not VALUE.fullmatch(value):
            raise ValueError(
                f"field {name}: only ids, times and single words are sealed, no free text"
            )


def make_leaf(
    kind: Kind,
    fields: Mapping[str, str],
    salt: Callable[[int], bytes] | None = None,
    *,
    version: int = 1,
) -> tuple[bytes, tuple[Opening, ...]]:
    """Commit to ``fields``: the leaf's bytes, and the openings in order of names.

    ``version`` is that of the kind's schema. Salts are random unless ``salt`` makes them.
    """
    check_fields(fields)
    names = sorted(fields)
    if salt:
        salts = [salt(SALT_SIZE) for _ in names]
    else:
        drawn = secrets.token_bytes(SALT_SIZE * len(names))
        salts = [drawn[at : at + SALT_SIZE] for at in range(0, len(drawn), SALT_SIZE)]
    # Written out rather than through Opening.commitment: this is done for every field of
    # every record.
    committed = [
        (name, _sha256(one + fields[name].encode()).digest())
        for name, one in zip(names, salts, strict=True)
    ]
    openings = tuple(
        [Opening(n, one, fields[n]) for n, one in zip(names, salts, strict=True)]
    )
    return _write(kind, version, committed), openings


def _write(kind: Kind, version: int, commitments: Iterable[tuple[str, bytes]]) -> bytes:
    """Lay out a leaf whose commitments come in order of names.

    Names, kinds and base64 need no escaping in JSON, so that order is all that RFC 8785
    asks for; a test compares.
    """
    said = ",".join([f'"{name}":"{encode(one)}"' for name, one in commitments])
    return f'{{"fields":{{{said}}},"kind":"{kind.value}","v":{version}}}'.encode()


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf; raises BadFormat unless it is just what ``make_leaf`` writes."""
    if len(data) > LEAF_LIMIT:
        raise BadFormat("leaf too long")
    # No JSON parser is let loose on it: what is canonical fits one pattern.
    found = _LEAF.fullmatch(data.decode("ascii", errors="replace"))
    if found is None:
        raise BadFormat("not a leaf")
    commitments = {name: decode(c, 32) for name, c in _FIELD.findall(found[1])}
    try:
        leaf = Leaf(Kind(found[2]), commitments, int(found[3]))
    except ValueError as error:
        raise BadFormat(f"no record is of the kind {found[2]!r}") from error
    if not 0 < len(commitments) <= FIELD_LIMIT:
        raise BadFormat("a leaf without fields")
    if not all(NAME.fullmatch(name) for name in commitments) or bytes(leaf) != data:
        raise BadFormat("a leaf that is not in canonical form")
    return leaf
