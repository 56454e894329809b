"""The log itself: records are sealed, put in order, and the state of it all is signed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from ledger.entry import Commitment, Entry, Kind
from ledger.format.leaf import Opening, check_fields, make_leaf, stamp
from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    encode,
    verify_note,
)
from ledger.format.sign import sign_note
from ledger.keys import KEY_SIZE, Keys, seal_box
from ledger.public.course import count_records
from ledger.store import tiles
from ledger.store.step import reached
from ledger.tree import leaf_hash

if TYPE_CHECKING:
    from asyncpg import Connection, Record

BATCH = 500
OWN_FIELDS = frozenset({"subject", "ref", "at", "sealed"})

# The notification wakes whoever puts records in order, once the caller has committed.
SEAL = """
with made as (
    insert into entry (org_id, ref, kind, id, at, subject, fields)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (org_id, ref, kind) do nothing
    returning id
)
select id, pg_notify('seal', $1::text) from made
"""
FIND = """
select id, org_id, kind, ref, at, index, leaf from entry
where org_id = $1 and ref = $2 and kind = $3
"""
# One lock for each organisation's log, held to the end of the transaction.
LOCK = "select pg_advisory_xact_lock(hashtextextended('ledger ' || $1::uuid, 0))"
LAST = """
select size, root, note from checkpoint where org_id = $1 order by size desc limit 1
"""
# Uses entry_pending. The order of ids is about the order of time, and always the same.
PENDING = """
select id, ref, kind, at, subject, fields from entry
where org_id = $1 and index is null order by id limit $2
"""
PERSON_KEYS = (
    "select person, wrapped from person_key where org_id = $1 and person = any($2)"
)
ADD_PERSON_KEYS = """
insert into person_key (org_id, person, wrapped)
select $1, * from unnest($2::bytea[], $3::bytea[])
"""
# Through the primary key. Under the lock the row is known to wait; saying so again would
# lure the planner into going through everything that waits, for each row.
PLACE = """
update entry set index = $4, leaf = $5, person = $6, openings = $7,
    subject = null, fields = null
where org_id = $1 and ref = $2 and kind = $3
"""
SIGNED = """
insert into checkpoint (org_id, size, root, note, at) values ($1, $2, $3, $4, $5)
"""
ANNOUNCE = "select emit($1, 'log', null, $2)"


class LogDamaged(RuntimeError):
    """The stored tree and what was last signed disagree; the message says how to repair."""


async def seal(
    db: Connection[Record], org: UUID, commitment: Commitment, *, now: datetime
) -> Entry:
    """Ask for a record to be sealed, in the caller's transaction; needs no keys.

    The record waits until ``sequence`` gives it a place. For each (ref, kind) the first
    call counts: calling again, with whatever fields, changes nothing and returns the
    record that exists. Raises ValueError for fields that could hold free text.
    """
    fields = dict(commitment.fields)
    check_fields(fields)
    if taken := OWN_FIELDS & fields.keys():
        raise ValueError(f"the log itself writes {sorted(taken)}")
    if str(commitment.subject) in fields.values():
        raise ValueError("a customer's id never stands in a field")
    made = await db.fetchrow(
        SEAL,
        org,
        commitment.ref,
        commitment.kind.value,
        uuid7(),
        commitment.at,
        commitment.subject,
        fields,
    )
    if made is not None:
        at = commitment.at
        return Entry(made["id"], org, commitment.kind, commitment.ref, at, None, None)
    row = await db.fetchrow(FIND, org, commitment.ref, commitment.kind.value)
    if row is None:  # the other transaction that had it was rolled back just now
        return await seal(db, org, commitment, now=now)
    return Entry(**{**row, "kind": Kind(row["kind"])})


async def sequence(
    db: Connection[Record], org: UUID, keys: Keys, *, now: datetime, batch: int = BATCH
) -> Checkpoint | None:
    """Give waiting records their places, and sign the log's new state.

    Up to ``batch`` records at a time; None when nothing waits. Leaves, tree, openings and
    checkpoint are stored in one transaction, so a checkpoint is durable before anyone can
    see it. Any number of workers may call this at once: a lock gives one order. Raises
    LogDamaged, changing nothing, when the stored tree is not what was last signed.
    """
    async with db.transaction():
        await db.execute(LOCK, org)
        waiting = await db.fetch(PENDING, org, batch)
        if not waiting:
            return None
        size, grown = await _tree(db, org, keys)
        people = await _people(db, org, keys, [row["subject"] for row in waiting])
        sealed = [
            _seal(row, org, keys, people, size + place, now)
            for place, row in enumerate(waiting)
        ]
        size = grown.append(size, [leaf_hash(leaf) for *_, leaf, _, _ in sealed])
        checkpoint = Checkpoint(keys.origin(org), size, grown.root(size))
        await tiles.write(db, org, grown)
        await db.executemany(PLACE, sealed)
        reached("sequenced")
        note = str(sign_note(str(checkpoint), keys.signers(org), at=now))
        await db.execute(SIGNED, org, size, checkpoint.root, note, now)
        await count_records(db, org, [(row["kind"], row["at"]) for row in waiting])
        await db.execute(ANNOUNCE, org, {"size": size, "root": checkpoint.root.hex()})
    reached("stored")
    return checkpoint


async def last_checkpoint(
    db: Connection[Record], org: UUID, keys: Keys
) -> Checkpoint | None:
    """Return what was last signed, None before the first; LogDamaged if not by us."""
    row = await db.fetchrow(LAST, org)
    return check_signed(row, org, keys) if row else None


def check_signed(row: Record, org: UUID, keys: Keys) -> Checkpoint:
    """Read a stored checkpoint; raises LogDamaged unless this log's key signed it."""
    try:
        note = Note.parse(row["note"])
        signed = verify_note(note, [keys.verifier(org)])
        found = Checkpoint.parse(note.text) if signed else None
    except (BadFormat, BadSignature):
        found = None
    if found is None or found != Checkpoint(keys.origin(org), row["size"], row["root"]):
        raise LogDamaged(
            f"the checkpoint of size {row['size']} is not signed by the log's key. Put the "
            "log.key that belongs to this database back under HOME/keys, or restore the "
            "database from a backup."
        )
    return found


async def _tree(db: Connection[Record], org: UUID, keys: Keys) -> tuple[int, tiles.Tiles]:
    """Read the tree's right edge, and make sure that it is what was last signed."""
    last = await last_checkpoint(db, org, keys)
    size = last.size if last else 0
    found = await tiles.read(db, org, tiles.edge(size))
    held = await tiles.stored(db, org)
    try:
        root = found.root(size)
    except tiles.MissingTile as error:
        raise _damaged(size, str(error)) from error
    if held != size:
        raise _damaged(size, f"the stored tree has {held} leaves")
    if last and root != last.root:
        raise _damaged(size, f"the stored tree has the root {root.hex()}")
    return size, found


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
        wrapped = [keys.wrap(org, person, key) for person, key in fresh.items()]
        await db.execute(ADD_PERSON_KEYS, org, list(fresh), wrapped)
    known |= fresh
    return {subject: (person, known[person]) for subject, person in hashed.items()}


def _seal(
    row: Record,
    org: UUID,
    keys: Keys,
    people: Mapping[UUID, tuple[bytes, bytes]],
    index: int,
    now: datetime,
) -> tuple[UUID, UUID, str, int, bytes, bytes, bytes]:
    """Make a waiting record's leaf and openings: what PLACE takes."""
    person, key = people[row["subject"]]
    fields = {
        **row["fields"],
        "subject": person.hex(),
        "ref": str(row["ref"]),
        "at": stamp(row["at"]),
        "sealed": stamp(now),
    }
    leaf, openings = make_leaf(Kind(row["kind"]), fields)
    box = seal_box(key, pack(openings), org.bytes + leaf_hash(leaf))
    return org, row["ref"], row["kind"], index, leaf, person, box


def pack(openings: tuple[Opening, ...]) -> bytes:
    """Lay openings out for encryption."""
    return json.dumps([[o.name, encode(o.salt), o.value] for o in openings]).encode()
