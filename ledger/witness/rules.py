"""What a witness answers (c2sp.org/tlog-witness), whatever carries question and answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    Signature,
    VerifierKey,
    verify_note,
)
from ledger.format.sign import MLDSA44Signer, Signer
from ledger.tree import (
    EMPTY_ROOT,
    is_subtree,
    verify_consistency,
    verify_subtree_consistency,
)
from ledger.witness.request import AddCheckpoint, SignSubtree
from ledger.witness.store import Latest, Store

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
SIZE_LIMIT = (1 << 63) - 1


class Status(IntEnum):
    """The answers of the specification, by their HTTP status."""

    COSIGNED = 200
    MALFORMED = 400
    NOT_SIGNED = 403
    UNKNOWN = 404
    OTHER_SIZE = 409
    INCONSISTENT = 422


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a body of signature lines, of a size, or of words for people."""

    status: Status
    body: str
    type: str = TEXT


class _No(Exception):
    def __init__(self, status: Status, why: str, type: str = TEXT) -> None:
        self.reply = Reply(status, f"{why}\n", type)


@dataclass(frozen=True, slots=True)
class Witness:
    """Cosigns what is signed by a key of ``logs`` and grew out of what it cosigned last.

    ``logs`` has the keys that are trusted for each origin.
    """

    logs: Mapping[str, Sequence[VerifierKey]]
    signers: Sequence[Signer]
    store: Store
    _hashed: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        hashed = {hashlib.sha256(o.encode()).hexdigest(): o for o in self.logs}
        object.__setattr__(self, "_hashed", hashed)

    def add_checkpoint(self, body: bytes, *, now: datetime) -> Reply:
        """Answer ``add-checkpoint``; what is cosigned is durable before it is returned."""
        return _answer(lambda: self._add(body, now))

    def sign_subtree(self, body: bytes) -> Reply:
        """Answer ``sign-subtree``: a part of what was cosigned here, without a time."""
        return _answer(lambda: self._sign_subtree(body))

    def checkpoint(self, origin_hash: str) -> Reply:
        """The newest cosigned checkpoint of the log whose origin has this SHA-256 (hex)."""
        origin = self._hashed.get(origin_hash)
        latest = self.store.latest(origin) if origin else None
        if latest is None:
            return Reply(Status.UNKNOWN, "no checkpoint of this log was cosigned here\n")
        return Reply(Status.COSIGNED, latest.note)

    def _add(self, body: bytes, now: datetime) -> Reply:
        asked = AddCheckpoint.parse(body)
        new = Checkpoint.head(asked.checkpoint.text)
        if new.size > SIZE_LIMIT:
            raise BadFormat(f"a tree of more than {SIZE_LIMIT} leaves")
        log = self._signed(new.origin, asked.checkpoint)
        if asked.old > new.size:
            raise _No(Status.MALFORMED, "the old size is larger than the checkpoint's")
        latest = self.store.latest(new.origin)
        if asked.old != (latest.size if latest else 0):
            raise self._other_size(latest)
        wrong = _growth(asked, new, latest)
        if wrong:
            signed = str(Note(asked.checkpoint.text, tuple(log)))
            self.store.keep(new.origin, wrong, signed, at=int(now.timestamp()))
            raise _No(Status.INCONSISTENT, wrong)
        # A clock that was put back must not make a newer state look older.
        at = max(now, datetime.fromtimestamp(latest.at, UTC)) if latest else now
        lines = [signer.sign(asked.checkpoint.text, at=at) for signer in self.signers]
        note = Note(asked.checkpoint.text, (*log, *lines))
        state = Latest(new.size, new.root, int(at.timestamp()), str(note))
        if not self.store.advance(new.origin, latest, state):
            # Another request came first: what was signed here is given to nobody.
            raise self._other_size(self.store.latest(new.origin))
        return Reply(Status.COSIGNED, "".join(map(str, lines)))

    def _sign_subtree(self, body: bytes) -> Reply:
        asked = SignSubtree.parse(body)
        whole = Checkpoint.head(asked.checkpoint.text)
        if not is_subtree(asked.start, asked.end) or asked.end > whole.size:
            raise BadFormat("the range is no subtree of the checkpoint")
        if whole.origin not in self.logs:
            raise _No(Status.UNKNOWN, f"{whole.origin} is no log that is followed here")
        try:
            ours = verify_note(asked.checkpoint, [signer.key for signer in self.signers])
        except BadSignature as error:
            raise _No(Status.NOT_SIGNED, str(error)) from error
        if not ours:
            raise _No(Status.NOT_SIGNED, "the checkpoint was not cosigned here")
        place = asked.start, asked.end
        if not verify_subtree_consistency(
            *place, whole.size, asked.proof, asked.root, whole.root
        ):
            raise _No(Status.INCONSISTENT, "not shown to stand in the checkpoint")
        lines = [
            str(signer.sign_subtree(whole.origin, *place, asked.root))
            for signer in self.signers
            if isinstance(signer, MLDSA44Signer)  # the other kind signs no subtrees
        ]
        return Reply(Status.COSIGNED, "".join(lines))

    def _signed(self, origin: str, note: Note) -> list[Signature]:
        """The lines of keys trusted for this log, of which there is at least one."""
        keys = self.logs.get(origin)
        if keys is None:
            raise _No(Status.UNKNOWN, f"{origin} is no log that is followed here")
        try:
            signed = {(one.key.name, one.key.id) for one in verify_note(note, keys)}
        except BadSignature as error:
            raise _No(Status.NOT_SIGNED, str(error)) from error
        if not signed:
            raise _No(Status.NOT_SIGNED, "not signed by a key trusted for this log")
        # A repeated line counts once, as the first one does when it is checked.
        found = {(s.name, s.id): s for s in reversed(note.signatures)}
        return [found[one] for one in found if one in signed]

    def _other_size(self, latest: Latest | None) -> _No:
        return _No(Status.OTHER_SIZE, str(latest.size if latest else 0), SIZE)


def _growth(asked: AddCheckpoint, new: Checkpoint, latest: Latest | None) -> str:
    """Why this is not shown to be what was cosigned last, grown; empty if it is."""
    if new.size == 0:
        if new.root == EMPTY_ROOT and not asked.proof:
            return ""
        return "an empty tree has the hash of nothing as its root, and no proof"
    if latest is None or latest.size == 0:
        return "from an empty tree there is no proof" if asked.proof else ""
    if verify_consistency(latest.size, new.size, asked.proof, latest.root, new.root):
        return ""
    return f"not shown to have grown out of the state of {latest.size} leaves"


def _answer(ask: Callable[[], Reply]) -> Reply:
    try:
        return ask()
    except BadFormat as error:
        return Reply(Status.MALFORMED, f"{error}\n")
    except _No as no:
        return no.reply
