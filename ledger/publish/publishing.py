"""Publishing the log's newest state: its new tiles and entries first, its head last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import Checkpoint, Note
from ledger.format.policy import NONE, Policy
from ledger.format.sign import sign_statement
from ledger.keys import Keys
from ledger.log import LogDamaged, check_signed
from ledger.publish import folder as disk
from ledger.publish.keys import KeyList, Listed
from ledger.publish.resource import CHECKPOINT, KEYS, Resource, bundle, grown, levels
from ledger.publish.standing import published
from ledger.store import tiles
from ledger.store.signing import Span, able_signers, spans
from ledger.store.step import reached
from ledger.tree import HASH_SIZE, leaf_hash

if TYPE_CHECKING:
    from asyncpg import Connection, Record

TOGETHER = 64  # tiles read, written and brought to the disk in one go

# checkpoint_pkey, cosignature_pkey
NEWEST = """
select size, root, note from checkpoint where org_id = $1 order by size desc limit 1
"""
COSIGNED = """
select size, root, note from checkpoint c
where org_id = $1 and size >= $2 and exists (
    select from cosignature s where s.org_id = $1 and s.size = c.size
) order by size desc limit 100
"""
COSIGNATURES = """
select line from cosignature where org_id = $1 and size = $2 order by name, key
"""
# tile_pkey, entry_index
HASHES = """
select index, hashes from tile
where org_id = $1 and level = $2 and index between $3 and $4 order by index
"""
LEAVES = """
select index, leaf from entry where org_id = $1 and index >= $2 and index < $3
order by index
"""
TOLD = """
insert into published (org_id, size, root, at) values ($1, $2, $3, $4)
on conflict (org_id) do update
set size = excluded.size, root = excluded.root, at = excluded.at
where published.size < excluded.size
"""


async def publish(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    folder: Path,
    policy: Policy | None = None,
    *,
    now: datetime,
) -> Checkpoint | None:
    """Bring the files of a log under ``folder`` to its newest state; return that state.

    The newest that has the quorum of ``policy``, with all cosignatures there are; None
    when nothing changed, or another process publishes there. Tiles and entries are on the
    disk before the head that needs them takes the old one's place, so whoever reads the
    folder, or finds it after a crash, sees a whole log. Every hash is computed again from
    the entries first. Raises LogDamaged, leaving the old head, when something does not
    fit or the folder is ahead of the database; CannotPublish when it cannot be written.

    To be called again and again, outside a transaction, by any number of processes.
    """
    place = folder / str(org)
    with disk.alone(place) as mine:
        if not mine:
            return None
        old = await published(db, org, keys, folder)
        found = await _candidate(db, org, keys, old.size if old else 0, policy)
        if found is None:
            return None
        note, new = found
        text = str(note).encode()
        changed = disk.read(place, CHECKPOINT) != text
        if old is None or new.size > old.size:
            await _grow(db, org, place, old.size if old else 0, new)
        if changed:
            reached("tiles-written")
        listed = list_keys(org, keys, await spans(db, org, keys))
        signing = await able_signers(db, org, keys)
        disk.put(place, KEYS, str(sign_statement(str(listed), signing, at=now)).encode())
        disk.put(place, CHECKPOINT, text)
        if changed:
            reached("checkpoint-published")
        # Whoever wrote the files may have died before telling.
        await db.execute(TOLD, org, new.size, new.root, now)
        if not changed:
            return None
        disk.drop(place, _spent(old.size if old else 0, new.size))
        return new


async def _candidate(
    db: Connection[Record], org: UUID, keys: Keys, size: int, policy: Policy | None
) -> tuple[Note, Checkpoint] | None:
    """The newest state that may be published, if it is not older than what was."""
    if policy is None or policy.quorum == NONE:
        rows = await db.fetch(NEWEST, org)
    else:
        rows = await db.fetch(COSIGNED, org, size)
    for row in rows:
        note = Note.parse(
            row["note"]
            + "".join(
                line["line"].rstrip("\n") + "\n"
                for line in await db.fetch(COSIGNATURES, org, row["size"])
            )
        )
        if policy is None or policy.check(note).met:
            return note, await check_signed(db, org, row, keys)
    return None


async def _grow(
    db: Connection[Record], org: UUID, place: Path, old: int, new: Checkpoint
) -> None:
    """Write the tiles and bundles that ``new`` has beyond ``old`` leaves."""
    below: dict[int, bytes] = {}
    for level in levels(new.size):
        above: dict[int, bytes] = {}
        async for some in _read(db, org, level, old, new.size):
            files = {}
            for one, hashes, leaves in some:
                if level == 0:
                    right = b"".join(leaf_hash(leaf) for leaf in leaves)
                    files[str(Resource(None, one.index, one.width))] = bundle(leaves)
                else:
                    right = _expected(one, hashes, below)
                if right != hashes:
                    raise LogDamaged(
                        f"the stored {one} is not that of the records. Nothing was "
                        "published. `python -m ledger fsck` tells more, and `rebuild` "
                        "makes the tree again if the records are whole."
                    )
                files[str(one)] = hashes
                if one.width == tiles.WIDTH:
                    above[one.index] = tiles.fold(hashes)
            await asyncio.to_thread(disk.add, place, files)
        below = above
    edge = await tiles.read(db, org, tiles.edge(new.size))
    if edge.root(new.size) != new.root:
        raise LogDamaged(
            f"the stored tree does not give the root signed at {new.size}. It was not "
            "published. `python -m ledger fsck` tells more."
        )


def _expected(one: Resource, hashes: bytes, below: dict[int, bytes]) -> bytes:
    """What a tile must hold: the roots of the tiles below it that were just written."""
    first = one.index * tiles.WIDTH
    return b"".join(
        below.get(first + at, hashes[at * HASH_SIZE : (at + 1) * HASH_SIZE])
        for at in range(one.width)
    )


async def _read(
    db: Connection[Record], org: UUID, level: int, old: int, size: int
) -> AsyncIterator[list[tuple[Resource, bytes, list[bytes]]]]:
    """Read the new tiles of a level, some at a time; at level 0 with their entries."""
    fresh = iter(grown(level, old, size))
    while some := list(islice(fresh, TOGETHER)):
        first, last = some[0].index, some[-1].index
        held = {
            row["index"]: row["hashes"]
            for row in await db.fetch(HASHES, org, level, first, last)
        }
        leaves: list[bytes] = []
        if level == 0:
            start, end = first * tiles.WIDTH, last * tiles.WIDTH + some[-1].width
            rows = await db.fetch(LEAVES, org, start, end)
            if len(rows) != end - start:
                raise LogDamaged(
                    f"records between {start} and {end} are missing. Nothing was "
                    "published. `python -m ledger fsck` tells which."
                )
            leaves = [row["leaf"] for row in rows]
        yield [
            (
                one,
                held.get(one.index, b"")[: one.width * HASH_SIZE],
                leaves[at * tiles.WIDTH : at * tiles.WIDTH + one.width],
            )
            for at, one in enumerate(some)
        ]


def list_keys(org: UUID, keys: Keys, known: Iterable[Span]) -> KeyList:
    """List every key that signs or signed: from which size, and to which."""
    listed = (Listed(span.key, max(span.first, 1), span.last) for span in known)
    return KeyList(keys.origin(org), tuple(listed))


def _spent(old: int, size: int) -> Iterator[str]:
    """Partial tiles of what is full now: the full ones begin with the same bytes."""
    for level in levels(size):
        for one in grown(level, old, size):
            if one.width == tiles.WIDTH:
                yield f"{one}.p"
                if level == 0:
                    yield f"{Resource(None, one.index, one.width)}.p"
