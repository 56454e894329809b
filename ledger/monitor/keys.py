"""Which keys are a log's: those that it showed first, and those that took over since.

Every state bears the signatures of all keys that sign the log then. So a key that signed
the state before must have signed the next one, too, unless a newer one of its type took
its place; and from then on it is over. Whoever steals a key that was replaced shows a state
that lacks its successor's signature, to everybody who has once seen that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    KeyType,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.monitor.finding import Code, Wrong
from ledger.monitor.source import Missing, Source
from ledger.monitor.state import State
from ledger.publish.keys import KeyList

FILE = "keys"
LIMIT = 1 << 20

REPLACED = "the log holds a record that its keys are replaced"

Over = Mapping[VerifierKey, int]


def pin(source: Source, note: Note) -> tuple[VerifierKey, ...]:
    """The keys that a log says are its own, for whoever has no other word for it.

    They all sign the checkpoint that it shows; the oldest comes first. Raises Wrong if it
    names none, or one that does not sign.
    """
    try:
        found = _covering(_read(source, note, None), note)
    except Missing:
        found = ()
    if not found:
        raise Wrong(
            Code.NOT_SIGNED,
            "the log names no keys of its own that signed its checkpoint; name them with "
            "--key or --policy",
        )
    return found


def adopt(
    source: Source, note: Note, known: tuple[VerifierKey, ...], signing: set[VerifierKey]
) -> tuple[VerifierKey, ...]:
    """The known keys, and those that sign beside them from now on, by their own word.

    To be asked for the first state that holds a record that keys are replaced: the new ones
    sign it already. Raises Wrong where the list of keys is not signed by each known key
    that is ``signing`` (whoever serves the files could have put their own into it), or
    names no new one: then nobody can tell whether what comes next is the log's.
    """
    try:
        listed = _read(source, note, signing)
    except Missing as error:
        raise Wrong(Code.NOT_SIGNED, f"{REPLACED}, and it has no list of them") from error
    fresh = [key for key in _covering(listed, note) if key not in known]
    if not fresh:
        raise Wrong(Code.NOT_SIGNED, f"{REPLACED}, and its list of them names no new one")
    return (*known, *fresh)


def covering(keys: Iterable[VerifierKey], over: Over, size: int) -> list[VerifierKey]:
    """The keys whose word counts for a state of this size."""
    return [key for key in keys if size <= over.get(key, size)]


def succeed(
    source: Source,
    note: Note,
    keys: tuple[VerifierKey, ...],
    signing: set[VerifierKey],
    before: State | None,
) -> dict[VerifierKey, int]:
    """Which of the log's keys are over, and the newest state that counts by each.

    ``keys`` come oldest first. Raises Wrong when one that signed the state before did not
    sign this one, though no newer of its type did.
    """
    over = dict(before.over) if before else {}
    lacking = [key for key in keys if key not in signing and key not in over]
    if not lacking:
        return over
    size = Checkpoint.parse(note.text).size
    held = signers(Note.parse(before.note), keys) if before else set()
    told = _over(source, note, signing)
    for key in lacking:
        later = keys[keys.index(key) + 1 :]
        if any(one.type is key.type and one in signing for one in later):
            over[key] = before.size if before else size
        elif before and key in held:
            raise Wrong(
                Code.NOT_SIGNED,
                f"key {key.id.hex()} of {key.name} signed the state before and not this "
                "one, and none of the keys that came after it took its place",
                before.note,
                str(note),
            )
        elif key in told:
            over[key] = told[key]
    return over


def signers(note: Note, keys: Iterable[VerifierKey]) -> set[VerifierKey]:
    """Those of ``keys`` that signed a note, whatever else stands under it."""
    found = set()
    for key in keys:
        try:
            found |= {one.key for one in verify_note(note, [key])}
        except BadSignature:
            continue
    return found


def _over(source: Source, note: Note, signing: set[VerifierKey]) -> dict[VerifierKey, int]:
    """The keys that are over by the word of those that sign; none if they do not say."""
    try:
        listed = _read(source, note, signing)
    except (Missing, Wrong):
        return {}
    return {one.key: one.last for one in listed.keys if one.last is not None}


def _covering(listed: KeyList, note: Note) -> tuple[VerifierKey, ...]:
    """The listed keys that have to sign this checkpoint; raises Wrong if one does not."""
    size = max(Checkpoint.parse(note.text).size, 1)
    found = [
        one.key
        for one in sorted(listed.keys, key=lambda one: one.first)
        if one.first <= size and (one.last is None or size <= one.last)
    ]
    signed = signers(note, found)
    for key in found:
        if key not in signed:
            raise Wrong(Code.NOT_SIGNED, f"key {key.id.hex()} did not sign the checkpoint")
    return tuple(found)


def _read(source: Source, note: Note, known: set[VerifierKey] | None) -> KeyList:
    """The list of keys, if all of the ``known`` ones that sign statements signed it.

    Without known ones it need only be signed by a key that is in it. Raises Missing, or
    Wrong.
    """
    origin = Checkpoint.parse(note.text).origin
    text = source.read(FILE, LIMIT)
    try:
        said = Note.parse(text.decode())
        listed = KeyList.parse(said.text)
        if listed.origin != origin:
            raise BadFormat(f"it is of {listed.origin}")
        wanted = set(listed.signing) if known is None else known
        wanted = {key for key in wanted if key.type is KeyType.ED25519}
        signed = {one.key for one in verify_note(said, wanted)}
        if not signed or (known is not None and signed != wanted):
            raise BadSignature("those that sign the log did not sign it")
    except (BadFormat, UnicodeDecodeError, BadSignature) as error:
        raise Wrong(Code.NOT_SIGNED, f"the log's list of its keys: {error}") from error
    return listed
