"""What the log says: how records stand in it, its state, and proofs to take away."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag

from ledger.format.leaf import Opening
from ledger.format.note import Checkpoint, KeyType, Note, decode
from ledger.format.proof import Proof, Receipt, Record
from ledger.format.sign import sign_statement
from ledger.keys import Keys, open_box
from ledger.log import LAST, PERSON_KEYS, LogDamaged, check_signed
from ledger.store import tiles
from ledger.store.signing import spans
from ledger.tree import EMPTY_ROOT, leaf_hash, verify_inclusion
from ledger.verify import Level

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg import Record as Row

# The holder may show everything but who it is about, unless asked otherwise.
HIDE = ("subject",)

SEALS = """
select ref, kind, index from entry where org_id = $1 and ref = any($2)
"""
# The newest final anchor, whichever chain it is on.
ANCHORED = """
select chain_id, contract, size, root, transaction, public, block, block_hash, final_at
from anchoring where org_id = $1 and state = 'final' and size > $2
order by size desc, final_at desc limit 1
"""
NEWEST = """
select size, root, note, at from checkpoint where org_id = $1 order by size desc limit 1
"""
COUNT_PENDING = "select count(*) from entry where org_id = $1 and index is null"
ENTRIES = """
select index, leaf, person, openings from entry
where org_id = $1 and ref = any($2) and index is not null order by index
"""
SIGNED_AT = "select size, root, note from checkpoint where org_id = $1 and size = $2"


class NotSealed(LookupError):
    """Nothing of what was asked for stands in the log yet: try again in a moment."""

    status = 409


class SealState(StrEnum):
    """How far a record has come. What is anchored is sealed as well."""

    PENDING = "pending"
    SEALED = "sealed"
    WITNESSED = "witnessed"
    ANCHORED = "anchored"


@dataclass(frozen=True, slots=True)
class Seal:
    """How one promise or consent stands in the log; ``index`` is its newest record's."""

    state: SealState
    index: int | None


@dataclass(frozen=True, slots=True)
class State:
    """The log at a glance, as ui.shapes.LogState shows it."""

    size: int
    root: str
    pending: int
    checkpoint_at: datetime | None
    anchored_size: int
    anchored_at: datetime | None
    anchored_block: int | None
    level: Level
    key: str


async def seals(db: Connection[Row], org: UUID, refs: Collection[UUID]) -> dict[UUID, Seal]:
    """Tell for each reference how far all of its records have come.

    The least of them counts: a promise whose end waits is pending. References without any
    record are left out.
    """
    anchor = await db.fetchrow(ANCHORED, org, 0)
    anchored = anchor["size"] if anchor else 0
    found: dict[UUID, Seal] = {}
    indexes: dict[UUID, list[int | None]] = {}
    for row in await db.fetch(SEALS, org, list(refs)):
        indexes.setdefault(row["ref"], []).append(row["index"])
    for ref, places in indexes.items():
        known = [place for place in places if place is not None]
        newest = max(known, default=None)
        if len(known) < len(places):
            state = SealState.PENDING
        else:
            state = SealState.ANCHORED if max(known) < anchored else SealState.SEALED
        found[ref] = Seal(state, newest)
    return found


async def state(db: Connection[Row], org: UUID, keys: Keys) -> State:
    """Tell how large the log is, what waits, and what of it is anchored for good."""
    last = await db.fetchrow(NEWEST, org)
    anchor = await db.fetchrow(ANCHORED, org, 0)
    return State(
        size=last["size"] if last else 0,
        root=(last["root"] if last else EMPTY_ROOT).hex(),
        pending=await db.fetchval(COUNT_PENDING, org),
        checkpoint_at=last["at"] if last else None,
        anchored_size=anchor["size"] if anchor else 0,
        anchored_at=anchor["final_at"] if anchor else None,
        anchored_block=anchor["block"] if anchor else None,
        level=Level.PUBLIC_CHAIN if anchor and anchor["public"] else Level.SELF_HOSTED,
        key=str(keys.verifier(org)),
    )


async def newest_note(db: Connection[Row], org: UUID) -> str | None:
    """Return the newest checkpoint as it was signed; None before the first."""
    row = await db.fetchrow(LAST, org)
    return str(row["note"]) if row else None


async def prove(
    db: Connection[Row],
    org: UUID,
    refs: Sequence[UUID],
    keys: Keys,
    *,
    now: datetime,
    hide: Collection[str] = HIDE,
) -> str:
    """Write the proof file of all sealed records of these promises or consents.

    Fields named in ``hide`` stay closed, and all fields of a person whose key was
    destroyed do. Uses the newest anchored state if it holds all of the records, else the
    newest state. Raises NotSealed while none of them stands in the log, LogDamaged if the
    stored tree does not prove them.
    """
    rows = await db.fetch(ENTRIES, org, list(refs))
    if not rows:
        raise NotSealed("this waits to be sealed; try again in a moment")
    anchor = await db.fetchrow(ANCHORED, org, rows[-1]["index"])
    if anchor:
        signed = await db.fetchrow(SIGNED_AT, org, anchor["size"])
    else:
        signed = await db.fetchrow(LAST, org)
    if signed is None:
        raise LogDamaged("records stand in the log, but no checkpoint does")
    checkpoint = await check_signed(db, org, signed, keys)
    held = await tiles.read(
        db, org, tiles.along([row["index"] for row in rows], checkpoint.size)
    )
    wrapped = {
        row["person"]: row["wrapped"]
        for row in await db.fetch(PERSON_KEYS, org, [row["person"] for row in rows])
    }
    records = tuple(
        _record(row, org, keys, wrapped.get(row["person"]), held, checkpoint, hide)
        for row in rows
    )
    receipt = _receipt(anchor, checkpoint, org, keys, now) if anchor else None
    key = next(
        span.key
        for span in await spans(db, org, keys)
        if span.covers(checkpoint.size) and span.key.type is KeyType.ED25519
    )
    note = Note.parse(signed["note"])
    plain = replace(note, signatures=tuple(s for s in note.signatures if s.id == key.id))
    return str(Proof(key, records, str(plain), receipt))


def _record(
    row: Row,
    org: UUID,
    keys: Keys,
    wrapped: bytes | None,
    held: tiles.Tiles,
    checkpoint: Checkpoint,
    hide: Collection[str],
) -> Record:
    try:
        path = held.inclusion(row["index"], checkpoint.size)
    except (tiles.MissingTile, IndexError) as error:
        raise LogDamaged(f"record {row['index']}: {error}") from error
    leaf, index = leaf_hash(row["leaf"]), row["index"]
    if not verify_inclusion(leaf, index, checkpoint.size, path, checkpoint.root):
        raise LogDamaged(f"the stored tree does not hold record {index}")
    shown = tuple(o for o in openings(row, org, keys, wrapped) if o.name not in hide)
    return Record(index, row["leaf"], path, shown)


def openings(row: Row, org: UUID, keys: Keys, wrapped: bytes | None) -> list[Opening]:
    """Decrypt a record's openings; none once the person's key is gone.

    Raises LogDamaged when they were tampered with or the master key is another one.
    """
    if wrapped is None:
        return []
    context = org.bytes + leaf_hash(row["leaf"])
    try:
        key = keys.unwrap(org, row["person"], wrapped)
        data = json.loads(open_box(key, row["openings"], context))
    except InvalidTag as error:
        raise LogDamaged(
            f"the openings of record {row['index']} do not decrypt: master.key under "
            "HOME/keys is not the one they were encrypted with, or they were changed."
        ) from error
    return [Opening(name, decode(salt), value) for name, salt, value in data]


def _receipt(
    anchor: Row, checkpoint: Checkpoint, org: UUID, keys: Keys, now: datetime
) -> str:
    receipt = Receipt(
        checkpoint=checkpoint,
        chain_id=anchor["chain_id"],
        public=anchor["public"],
        contract=anchor["contract"],
        transaction=anchor["transaction"],
        block=anchor["block"],
        block_hash=anchor["block_hash"],
    )
    return str(sign_statement(str(receipt), keys.signers(org), at=now))
