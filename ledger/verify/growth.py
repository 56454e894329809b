"""Whether a log only grew between two of its signed states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.format.growth import Growth
from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.tree import verify_consistency


@dataclass(frozen=True, slots=True)
class Grown:
    """The later state holds all that the earlier one did, in its order."""

    old: Checkpoint
    new: Checkpoint


@dataclass(frozen=True, slots=True)
class NotGrown:
    """That it did is not shown; ``why`` says what is wrong."""

    why: str


def verify_growth(data: bytes | str, keys: Sequence[VerifierKey]) -> Grown | NotGrown:
    """Check a consistency file against the keys of the log. Never raises for its content.

    Both states must be signed by one of ``keys`` at least.
    """
    try:
        found = Growth.parse(data if isinstance(data, str) else data.decode())
        old, new = _signed(found.old, keys), _signed(found.new, keys)
    except (BadFormat, BadSignature, UnicodeError) as error:
        return NotGrown(str(error))
    if old.origin != new.origin:
        return NotGrown(f"states of two logs: {old.origin} and {new.origin}")
    if not verify_consistency(old.size, new.size, found.hashes, old.root, new.root):
        said = f"the state of {new.size} records does not hold that of {old.size}"
        return NotGrown(said)
    return Grown(old, new)


def _signed(note: Note, keys: Sequence[VerifierKey]) -> Checkpoint:
    checkpoint = Checkpoint.parse(note.text)
    named = [key for key in keys if key.name == checkpoint.origin]
    if not verify_note(note, named):
        raise BadSignature("no known key of the log signed a state")
    return checkpoint
