"""Which keys are a log's: those that it showed first, and those that took over since."""

from __future__ import annotations

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    VerifierKey,
    number,
    verify_note,
)
from ledger.monitor.finding import Code, Wrong
from ledger.monitor.source import Missing, Source

FILE = "keys"
LIMIT = 1 << 20


def pin(source: Source, note: Note) -> tuple[VerifierKey, ...]:
    """The keys that a log says are its own, for whoever has no other word for it.

    They sign the checkpoint that it shows. Raises Wrong if it names none that does.
    """
    found = _signing(source, note)
    if not found:
        raise Wrong(
            Code.NOT_SIGNED,
            "the log names no keys of its own that signed its checkpoint; name them with "
            "--key or --policy",
        )
    return found


def adopt(
    source: Source, note: Note, known: tuple[VerifierKey, ...]
) -> tuple[VerifierKey, ...]:
    """The known keys, and those that sign beside them now.

    Only to be asked once the log holds a record that its keys are replaced: only who had
    the known keys could bring that in.
    """
    return (*known, *(key for key in _signing(source, note) if key not in known))


def _signing(source: Source, note: Note) -> tuple[VerifierKey, ...]:
    """The keys that the log names as its own today, and that signed this checkpoint."""
    origin = Checkpoint.parse(note.text).origin
    try:
        lines = source.read(FILE, LIMIT).decode().split("\n")
        keys = [_key(line) for line in lines[:-1]]
        signed = verify_note(note, [key for key in keys if key and key.name == origin])
    except Missing:
        return ()
    except (BadFormat, UnicodeDecodeError, BadSignature) as error:
        raise Wrong(Code.NOT_SIGNED, f"the log's list of its keys: {error}") from error
    return tuple(one.key for one in signed)


def _key(line: str) -> VerifierKey | None:
    """A key that still signs; None for one that was retired."""
    words = line.split(" ")
    if len(words) != 3:
        raise BadFormat("a line is a first size, a last size or -, and a key")
    number(words[0])
    return VerifierKey.parse(words[2]) if words[1] == "-" else None
