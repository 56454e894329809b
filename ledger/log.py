"""The log itself: records are put in order, and the state of it all is signed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.entry import Kind
from ledger.format.leaf import Opening, make_leaf, stamp
from ledger.format.note import Checkpoint, encode
from ledger.format.sign import sign_note
from ledger.keys import KEY_SIZE, Keys, seal_box
from ledger.public.course import count_records
from ledger.store import head, tiles
from ledger.store.signing import read_state, signers, spans
from ledger.store.step import reached
from ledger.tree import leaf_hash

if TYPE_CHECKING:
    from asyncpg import Connection, Record

BATCH = 500
LEAF = 3  # where the leaf stands in what _seal returns

LAST = """
select size, root, note, at from checkpoint
where org_id = $1 order by size desc limit 1
"""
# Uses entry_pending. The order of ids is about the order of time, and always the same.
PENDING = """
select id, ref, kind, version, at, subject, fields from entry
where org_id = $1 and index is null order by id limit $2
"""
WAITS = "select exists (select from entry where org_id = $1 and index is null)"
PERSON_KEYS = (
    "select person, wrapped from person_key where org_id = $1 and person = any($2)"
)
ADD_PERSON_KEYS = """
insert into person_key (org_id, person, wrapped)
select $1, * from unnest($2::bytea[], $3::bytea[])
on conflict (org_id, person) do nothing returning person
"""
ERASED = "select person from erased where org_id = $1 and person = any($2)"
# Through the primary key. Under the lock the row is known to wait; saying so again would
# lure the planner into going through everything that waits, for each row.
PLACE = """
update entry set index = placed.index, leaf = placed.leaf, person = placed.person,
    openings = placed.openings, subject = null, fields = null
from unnest($2::uuid[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])
    as placed (ref, kind, index, leaf, person, openings)
where entry.org_id = $1 and entry.ref = placed.ref and entry.kind = placed.kind
"""
SIGNED = """
insert into checkpoint (org_id, size, root, note, at) values ($1, $2, $3, $4, $5)
"""
ANNOUNCE = "select emit($1, 'log', null, $2)"


class LogDamaged(RuntimeError):
    """The stored tree and what was last signed disagree; the message says how to repair."""


async def sequence(
    db: Connection[Record], org: UUID, keys: Keys, *, now: datetime, batch: int = BATCH
) -> Checkpoint | None:
    """Give waiting records their places, and sign the log's new state.

    Up to ``batch`` records at a time; None when nothing waits. Leaves, tree, openings and
    checkpoint are stored in one transaction, so a checkpoint is durable before anyone can
    see it. Any number of workers may call this at once: the head, held and swapped by
    comparison, gives one order. Times never go back, whatever ``now`` does. Raises
    LogDamaged or KeyMissing, changing nothing, when the stored tree is not what was last
    signed, or what signs it is not at hand.
    """
    while await db.fetchval(WAITS, org):
        try:
            async with db.transaction():
                checkpoint = await _sequence(db, org, keys, now, batch)
        except _Overtaken:
            continue
        if checkpoint:
            reached("stored")
        return checkpoint
    return None


class _Overtaken(Exception):
    """Another worker grew the log meanwhile: what was built on it is thrown away."""


async def _sequence(
    db: Connection[Record], org: UUID, keys: Keys, now: datetime, batch: int
) -> Checkpoint | None:
    built_on = await head.hold(db, org)
    waiting = await db.fetch(PENDING, org, batch)
    if not waiting:
        return None
    last = await db.fetchrow(LAST, org)
    size, grown = await _tree(db, org, keys, built_on, last)
    now = max(now, last["at"]) if last else now
    signing = await signers(db, org, keys, size, now=now)
    people = await _people(db, org, keys, [row["subject"] for row in waiting])
    sealed = [
        _seal(row, org, keys, people, size + place, now)
        for place, row in enumerate(waiting)
    ]
    columns = list(zip(*sealed, strict=True))
    size = grown.append(size, [leaf_hash(leaf) for leaf in columns[LEAF]])
    checkpoint = Checkpoint(keys.origin(org), size, grown.root(size))
    note = str(sign_note(str(checkpoint), signing, at=now))
    if not await head.swap(db, org, built_on, checkpoint):
        raise _Overtaken
    await tiles.write(db, org, grown)
    await db.execute(PLACE, org, *columns)
    reached("sequenced")
    await db.execute(SIGNED, org, size, checkpoint.root, note, now)
    await count_records(db, org, [(row["kind"], row["at"]) for row in waiting])
    await db.execute(ANNOUNCE, org, {"size": size, "root": checkpoint.root.hex()})
    return checkpoint


async def last_checkpoint(
    db: Connection[Record], org: UUID, keys: Keys
) -> Checkpoint | None:
    """Return what was last signed, None before the first; LogDamaged if not by us."""
    row = await db.fetchrow(LAST, org)
    return await check_signed(db, org, row, keys) if row else None


async def check_signed(
    db: Connection[Record], org: UUID, row: Record, keys: Keys
) -> Checkpoint:
    """Read a stored checkpoint; LogDamaged unless all the log's keys signed it."""
    found = read_state(row, keys.origin(org), await spans(db, org, keys))
    if isinstance(found, str):
        raise LogDamaged(
            f"the checkpoint of size {row['size']} is not signed by the log's key: "
            f"{found}. Put the log.key that belongs to this database back under HOME/keys, "
            "or restore the database from a backup."
        )
    return found


async def check_tree(db: Connection[Record], org: UUID, keys: Keys) -> Checkpoint | None:
    """Return what was last signed, having made sure that the stored tree is that.

    Raises LogDamaged otherwise. Sees one moment, so it may run while the log grows.
    """
    nested = db.is_in_transaction()
    async with db.transaction(isolation=None if nested else "repeatable_read"):
        built_on = await head.read(db, org)
        last = await db.fetchrow(LAST, org)
        await _tree(db, org, keys, built_on, last)
        return await check_signed(db, org, last, keys) if last else None


async def _tree(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    built_on: head.State,
    signed: Record | None,
) -> tuple[int, tiles.Tiles]:
    """Read the tree's right edge, and make sure that it is what was last signed."""
    last = await check_signed(db, org, signed, keys) if signed else None
    size = last.size if last else 0
    found = await tiles.read(db, org, tiles.edge(size))
    held = await tiles.stored(db, org)
    wrong = None
    try:
        root = found.root(size)
    except tiles.MissingTile as error:
        wrong = str(error)
    else:
        if held != size:
            wrong = f"the stored tree has {held} leaves"
        elif last and root != last.root:
            wrong = f"the stored tree has the root {root.hex()}"
        elif built_on != (size, root):
            wrong = f"the head of the log is of {built_on[0]} leaves"
    if wrong is None:
        return size, found
    if await head.read(db, org) != built_on:
        raise _Overtaken
    raise _damaged(size, wrong)


def _damaged(size: int, what: str) -> LogDamaged:
    return LogDamaged(
        f"the last checkpoint is of {size} leaves, but {what}. Nothing was changed. If "
        "the records themselves are whole, `python -m ledger rebuild` makes the tree again "
        "from them; otherwise restore the database from a backup that has this checkpoint."
    )


async def _people(
    db: Connection[Record], org: UUID, keys: Keys, subjects: list[UUID]
) -> dict[UUID, tuple[bytes, bytes]]:
    """Each subject's keyed hash and key; makes the keys that are missing."""
    hashed = {subject: keys.person(org, subject) for subject in subjects}
    rows = await db.fetch(PERSON_KEYS, org, list(set(hashed.values())))
    known = {row["person"]: keys.unwrap(org, row["person"], row["wrapped"]) for row in rows}
    fresh = {
        person: secrets.token_bytes(KEY_SIZE)
        for person in hashed.values()
        if person not in known
    }
    if fresh:
        # What is sealed about an erased person stays closed: its key is kept nowhere.
        gone = {row["person"] for row in await db.fetch(ERASED, org, list(fresh))}
        kept = {person: key for person, key in fresh.items() if person not in gone}
        wrapped = [keys.wrap(org, person, key) for person, key in kept.items()]
        added = await db.fetch(ADD_PERSON_KEYS, org, list(kept), wrapped)
        if len(added) < len(kept):
            raise _Overtaken
    known |= fresh
    return {subject: (person, known[person]) for subject, person in hashed.items()}


def _seal(
    row: Record,
    org: UUID,
    keys: Keys,
    people: Mapping[UUID, tuple[bytes, bytes]],
    index: int,
    now: datetime,
) -> tuple[UUID, str, int, bytes, bytes, bytes]:
    """Make a waiting record's leaf and openings: what PLACE takes."""
    person, key = people[row["subject"]]
    fields = {
        **row["fields"],
        "subject": person.hex(),
        "ref": str(row["ref"]),
        "at": stamp(row["at"]),
        "sealed": stamp(now),
    }
    leaf, openings = make_leaf(Kind(row["kind"]), fields, version=row["version"])
    box = seal_box(key, pack(openings), org.bytes + leaf_hash(leaf))
    return row["ref"], row["kind"], index, leaf, person, box


def pack(openings: tuple[Opening, ...]) -> bytes:
    """Lay openings out for encryption, as JSON: nothing in them needs escaping."""
    rows = [f'["{o.name}","{encode(o.salt)}","{o.value}"]' for o in openings]
    return f"[{','.join(rows)}]".encode()
