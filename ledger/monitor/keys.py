"""Which keys are a log's: those that it showed first, and those that took over since."""

from __future__ import annotations

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.monitor.finding import Code, Wrong
from ledger.monitor.source import Missing, Source
from ledger.publish.keys import KeyList

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
    """The known keys, and those that sign beside them now, by a known key's own word.

    Only to be asked once the log holds a record that its keys are replaced. Raises Wrong
    where the list of keys is not signed by a known one: whoever serves the files could
    have put their own into it.
    """
    return (*known, *(key for key in _signing(source, note, known) if key not in known))


def _signing(
    source: Source, note: Note, known: tuple[VerifierKey, ...] | None = None
) -> tuple[VerifierKey, ...]:
    """The keys that sign this checkpoint, of those that the log names as its own today.

    Without ``known`` ones the list need only be signed by a key that is in it.
    """
    origin = Checkpoint.parse(note.text).origin
    try:
        said = Note.parse(source.read(FILE, LIMIT).decode())
        listed = KeyList.parse(said.text)
        if listed.origin != origin:
            raise BadFormat(f"it is of {listed.origin}")
        if not verify_note(said, listed.signing if known is None else known):
            raise BadSignature("no known key signed it")
        signed = verify_note(note, listed.signing)
    except Missing:
        return ()
    except (BadFormat, UnicodeDecodeError, BadSignature) as error:
        raise Wrong(Code.NOT_SIGNED, f"the log's list of its keys: {error}") from error
    return tuple(one.key for one in signed)
