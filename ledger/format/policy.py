"""Which logs and witnesses one trusts, and how many of them (c2sp.org/tlog-policy)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from ledger.format.note import (
    BadFormat,
    Checkpoint,
    KeyType,
    Note,
    Signed,
    VerifierKey,
    verify_note,
)

NONE = "none"
LOG_TYPES = frozenset({KeyType.ED25519, KeyType.COSIGNATURE_MLDSA44})
WITNESS_TYPES = frozenset({KeyType.COSIGNATURE_ED25519, KeyType.COSIGNATURE_MLDSA44})
LINE_LIMIT = 1_000
SIZE_LIMIT = 1 << 20

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_GAP = re.compile(r"[ \t]+")
_THRESHOLD = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is trusted to be named by its key."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """Who may vouch for a checkpoint; ``name`` has a meaning in the policy alone."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Vouches when at least ``threshold`` of its members (witnesses, groups) do."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Who signed a checkpoint, by a policy, and whether that is enough."""

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[Witness, ...]
    signed: tuple[Signed, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, and the quorum: a witness's or group's name, or ``none``."""

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NONE

    def __str__(self) -> str:
        lines = [_line("log", str(log.key), log.url) for log in self.logs]
        lines += [_line("witness", w.name, str(w.key), w.url) for w in self.witnesses]
        lines += [
            _line("group", group.name, str(group.threshold), *group.members)
            for group in self.groups
        ]
        return "".join([*lines, _line("quorum", self.quorum)])

    @classmethod
    def parse(cls, data: str | bytes) -> Policy:
        """Read a policy; raises BadFormat, naming the line, for anything that is none."""
        # Bytes over 0x7f are opaque: they need not even be UTF-8.
        text = data if isinstance(data, str) else data.decode(errors="surrogateescape")
        if len(text) > SIZE_LIMIT:
            raise BadFormat("a policy of more than a megabyte")
        reading = _Reading([], [], [], None, set(), set())
        for at, line in enumerate(text.split("\n"), 1):
            try:
                _read(line, reading)
            except BadFormat as error:
                raise BadFormat(f"line {at}: {error}") from error
            if at > LINE_LIMIT:
                raise BadFormat(f"a policy of more than {LINE_LIMIT} lines")
        if reading.quorum is None:
            raise BadFormat("a policy has a quorum line, if only `quorum none`")
        return cls(
            tuple(reading.logs),
            tuple(reading.witnesses),
            tuple(reading.groups),
            reading.quorum,
        )

    def check(self, note: Note) -> Checked:
        """Tell which logs and witnesses signed a checkpoint, and whether that is enough.

        A log counts only for checkpoints of its own name. Raises BadSignature when a line
        of a key of this policy is not right, BadFormat when the note is no checkpoint.
        """
        origin = Checkpoint.head(note.text).origin
        logs = [log.key for log in self.logs if log.key.name == origin]
        signed = verify_note(note, [*logs, *(w.key for w in self.witnesses)])
        keys = {one.key for one in signed}
        witnesses = tuple(w for w in self.witnesses if w.key in keys)
        return Checked(
            logs=tuple(key for key in logs if key in keys),
            witnesses=witnesses,
            signed=signed,
            met=self.met({witness.name for witness in witnesses}),
        )

    def met(self, names: Collection[str]) -> bool:
        """Whether cosignatures of these witnesses are enough."""
        vouching = set(names)
        for group in self.groups:  # members are always defined before
            if len(vouching.intersection(group.members)) >= group.threshold:
                vouching.add(group.name)
        return self.quorum == NONE or self.quorum in vouching

    def narrow(self, names: Collection[str]) -> Policy:
        """The same with these witnesses alone and without URLs.

        Groups that they cannot satisfy go; if the quorum's does, none is left.
        """
        kept = [replace(w, url=None) for w in self.witnesses if w.name in names]
        known = {witness.name for witness in kept}
        groups: list[Group] = []
        for group in self.groups:
            members = tuple(name for name in group.members if name in known)
            if len(members) >= group.threshold:
                groups.append(replace(group, members=members))
                known.add(group.name)
        quorum = self.quorum if self.quorum in known else NONE
        logs = tuple(replace(log, url=None) for log in self.logs)
        return Policy(logs, tuple(kept), tuple(groups), quorum)


@dataclass(slots=True)
class _Reading:
    logs: list[Log]
    witnesses: list[Witness]
    groups: list[Group]
    quorum: str | None
    names: set[str]
    members: set[str]


def _read(line: str, so_far: _Reading) -> None:
    if _CONTROL.search(line):
        raise BadFormat("control characters")
    words = _GAP.split(line.strip(" \t"))
    if words == [""] or words[0].startswith("#"):
        return
    match words:
        case ["log", key, *url] if len(url) < 2:
            log = Log(_key(key, LOG_TYPES), *url)
            if any(log.key.public == one.key.public for one in so_far.logs):
                raise BadFormat("a log's key that was listed before")
            so_far.logs.append(log)
        case ["witness", name, key, *url] if len(url) < 2:
            witness = Witness(name, _key(key, WITNESS_TYPES), *url)
            if any(witness.key.public == one.key.public for one in so_far.witnesses):
                raise BadFormat("a witness's key that was listed before")
            _define(name, so_far)
            so_far.witnesses.append(witness)
        case ["group", name, threshold, *members] if members:
            so_far.groups.append(_group(name, threshold, members, so_far))
            _define(name, so_far)
        case ["quorum", name]:
            if so_far.quorum is not None:
                raise BadFormat("a second quorum")
            if name != NONE and name not in so_far.names:
                raise BadFormat(f"{name!r} is not defined above")
            so_far.quorum = name
        case _:
            raise BadFormat("not a line of a policy")


def _group(name: str, threshold: str, members: list[str], so_far: _Reading) -> Group:
    for member in members:
        if member not in so_far.names:
            raise BadFormat(f"{member!r} is not defined above")
        if member in so_far.members:
            raise BadFormat(f"{member!r} is a member already")
        so_far.members.add(member)
    count = len(members)
    if threshold in ("all", "any"):
        return Group(name, count if threshold == "all" else 1, tuple(members))
    if not _THRESHOLD.fullmatch(threshold) or int(threshold) > count:
        raise BadFormat("a threshold is all, any, or a number up to that of the members")
    return Group(name, int(threshold), tuple(members))


def _define(name: str, so_far: _Reading) -> None:
    if name == NONE or name in so_far.names:
        raise BadFormat(f"{name!r} is taken")
    so_far.names.add(name)


def _key(text: str, types: Collection[KeyType]) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.type not in types:
        raise BadFormat("a key of a type that does not belong here")
    return key


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None) + "\n"
