"""Whether a published log is whole: every entry, every tile, and what was signed of them.

It takes three ways to read (c2sp.org/tlog-tiles): the checkpoint, a tile, a bundle of
entries. Where the files come from, a folder, a web server or a test, is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ledger.format.note import (
    NOTE_LIMIT,
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    Signed,
    VerifierKey,
    verify_note,
)
from ledger.format.policy import Policy
from ledger.publish.resource import Resource, levels, unbundle
from ledger.store.tiles import HEIGHT, WIDTH, Tiles
from ledger.tree import EMPTY_ROOT, HASH_SIZE, leaf_hash, node_hash


class Absent(LookupError):
    """What was asked for cannot be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """Three ways to read a log; each raises Absent.

    ``tile`` takes level, index and width (256: the full one), ``entries`` index and width.
    """

    checkpoint: Callable[[], bytes]
    tile: Callable[[int, int, int], bytes]
    entries: Callable[[int, int], bytes]


class Flaw(StrEnum):
    """What can be wrong with a published log."""

    BAD_CHECKPOINT = "bad-checkpoint"
    WRONG_LOG = "wrong-log"
    BAD_SIGNATURE = "bad-signature"
    NO_QUORUM = "no-quorum"
    ROLLED_BACK = "rolled-back"
    SPLIT_VIEW = "split-view"
    NOT_GROWN = "not-grown"
    ABSENT = "absent"
    BAD_TILE = "bad-tile"
    BAD_ENTRIES = "bad-entries"
    OTHER_ROOT = "other-root"


@dataclass(frozen=True, slots=True)
class Flawed:
    """A log that is not whole; ``detail`` says where."""

    flaw: Flaw
    detail: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A log whose entries, all of them, are what was signed."""

    checkpoint: Checkpoint
    note: Note
    signed: tuple[Signed, ...]


class _No(Exception):
    def __init__(self, flaw: Flaw, detail: str) -> None:
        self.flawed = Flawed(flaw, detail)


def verify_log(
    source: Source,
    keys: Iterable[VerifierKey],
    *,
    policy: Policy | None = None,
    after: Checkpoint | None = None,
    each: Callable[[int, bytes], None] | None = None,
) -> Whole | Flawed:
    """Verify a whole published log; raises nothing for whatever it serves.

    One of ``keys`` must have signed the checkpoint, and the policy's quorum. ``after`` is
    an earlier state, which this one must have grown out of. ``each`` is given every entry
    with its index, once it is known to stand there. Linear in the log's size; memory is
    that of the hashes above its level-0 tiles.
    """
    try:
        note, checkpoint, signed = _checkpoint(source, keys, policy, after)
        _entries(source, checkpoint, after, each)
    except _No as no:
        return no.flawed
    except Absent as error:
        return Flawed(Flaw.ABSENT, str(error))
    return Whole(checkpoint, note, signed)


def _checkpoint(
    source: Source,
    keys: Iterable[VerifierKey],
    policy: Policy | None,
    after: Checkpoint | None,
) -> tuple[Note, Checkpoint, tuple[Signed, ...]]:
    try:
        note = Note.parse(source.checkpoint().decode())
        found = Checkpoint.parse(note.text)
    except (BadFormat, UnicodeError) as error:
        raise _No(Flaw.BAD_CHECKPOINT, str(error)) from error
    known = list(keys)
    if found.origin not in {key.name for key in known}:
        raise _No(Flaw.WRONG_LOG, f"a checkpoint of {found.origin}")
    try:
        signed = verify_note(note, [key for key in known if key.name == found.origin])
        checked = policy.check(note) if policy else None
    except BadSignature as error:
        raise _No(Flaw.BAD_SIGNATURE, str(error)) from error
    if not signed:
        raise _No(Flaw.BAD_SIGNATURE, "no known key of the log signed the checkpoint")
    if checked and not checked.met:
        names = ", ".join(witness.name for witness in checked.witnesses) or "none"
        raise _No(Flaw.NO_QUORUM, f"of the witnesses, signed: {names}")
    if after is not None and after.origin != found.origin:
        raise _No(Flaw.WRONG_LOG, f"{after.origin} became {found.origin}")
    if after is not None and found.size < after.size:
        said = f"{found.size} entries, and once it had {after.size}"
        raise _No(Flaw.ROLLED_BACK, said)
    if after is not None and found.size == after.size and found.root != after.root:
        raise _No(Flaw.SPLIT_VIEW, f"another root of {found.size} entries")
    return note, found, signed


def _entries(
    source: Source,
    checkpoint: Checkpoint,
    after: Checkpoint | None,
    each: Callable[[int, bytes], None] | None,
) -> None:
    """Hash every entry, compare every tile, and the roots that come of them."""
    size = checkpoint.size
    grown = Tiles({}, set())
    done = 0
    edge: list[tuple[int, bytes]] = []
    if after is not None and after.size == 0:
        _grew(after, EMPTY_ROOT)
    for bundle in _places(None, size):
        leaves = _bundle(source, bundle)
        hashes = [leaf_hash(leaf) for leaf in leaves]
        if b"".join(hashes) != _tile(source, Resource(0, bundle.index, bundle.width)):
            raise _No(Flaw.BAD_TILE, f"{bundle} does not hash to its tile")
        for place, found in enumerate(hashes, done):
            if each is not None:
                each(place, leaves[place - done])
            _push(edge, found)
            if after is not None and place + 1 == after.size:
                _grew(after, _fold(edge))
        done = grown.append(done, hashes)
        grown.changed.clear()
        if len(hashes) == WIDTH:  # it is hashed into the tile above, and not needed again
            del grown.hashes[0, bundle.index]
    root = _fold(edge) if size else EMPTY_ROOT
    if root != checkpoint.root:
        raise _No(Flaw.OTHER_ROOT, f"the entries give the root {root.hex()}")
    for level in levels(size)[1:]:
        for tile in _places(level, size):
            if bytes(grown.hashes[level, tile.index]) != _tile(source, tile):
                raise _No(Flaw.BAD_TILE, f"{tile} is not the hash of the tiles below")


def _places(level: int | None, size: int) -> Iterator[Resource]:
    """Every tile of a level, or every bundle, that a log of this size has."""
    width = size >> (HEIGHT * (level or 0))
    for index in range(-(-width // WIDTH)):
        yield Resource(level, index, min(WIDTH, width - index * WIDTH))


def _tile(source: Source, tile: Resource) -> bytes:
    data = source.tile(tile.level or 0, tile.index, tile.width)
    if len(data) != tile.width * HASH_SIZE:
        raise _No(Flaw.BAD_TILE, f"{tile} has {len(data)} bytes")
    return data


def _bundle(source: Source, bundle: Resource) -> list[bytes]:
    try:
        leaves = unbundle(source.entries(bundle.index, bundle.width))
    except ValueError as error:
        raise _No(Flaw.BAD_ENTRIES, f"{bundle}: {error}") from error
    if len(leaves) != bundle.width:
        raise _No(Flaw.BAD_ENTRIES, f"{bundle} has {len(leaves)} entries")
    return leaves


def _push(edge: list[tuple[int, bytes]], found: bytes) -> None:
    """Add a leaf's hash to the complete subtrees that make up the tree so far."""
    level = 0
    while edge and edge[-1][0] == level:
        found = node_hash(edge.pop()[1], found)
        level += 1
    edge.append((level, found))


def _fold(edge: list[tuple[int, bytes]]) -> bytes:
    found = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        found = node_hash(left, found)
    return found


def _grew(after: Checkpoint, root: bytes) -> None:
    if root != after.root:
        raise _No(Flaw.NOT_GROWN, f"the first {after.size} entries are not what they were")


def folder(path: Path) -> Source:
    """A log in a folder, as it is published or as somebody copied it."""

    def read(name: str, limit: int) -> bytes:
        try:
            with open(path / name, "rb") as file:
                return file.read(limit)
        except OSError as error:
            raise Absent(f"{name} cannot be read: {error.strerror}") from error

    def partial(one: Resource, limit: int) -> bytes:
        try:
            return read(str(one), limit)
        except Absent:  # it may have gone once the full one was there
            return one.cut(read(str(one.full), limit))

    return Source(
        checkpoint=lambda: read("checkpoint", NOTE_LIMIT),
        tile=lambda level, index, width: partial(
            Resource(level, index, width), WIDTH * HASH_SIZE
        ),
        entries=lambda index, width: partial(
            Resource(None, index, width), WIDTH * ((1 << 16) + 1)
        ),
    )
