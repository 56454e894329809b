"""What the log says: how records stand in it, its state, and proofs to take away."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag

from ledger.format.leaf import Opening
from ledger.format.note import decode
from ledger.keys import Keys, open_box
from ledger.log import LAST, LogDamaged
from ledger.tree import EMPTY_ROOT, leaf_hash
from ledger.verify import Level

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg import Record as Row

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
# The newest state that anybody beside us signed; through cosignature_pkey.
WITNESSED = "select max(size) from cosignature where org_id = $1"
COUNT_PENDING = "select count(*) from entry where org_id = $1 and index is null"


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
    witnessed = await db.fetchval(WITNESSED, org) or 0
    found: dict[UUID, Seal] = {}
    indexes: dict[UUID, list[int | None]] = {}
    for row in await db.fetch(SEALS, org, list(refs)):
        indexes.setdefault(row["ref"], []).append(row["index"])
    for ref, places in indexes.items():
        known = [place for place in places if place is not None]
        newest = max(known, default=None)
        if len(known) < len(places):
            state = SealState.PENDING
        elif max(known) < anchored:
            state = SealState.ANCHORED
        else:
            state = SealState.WITNESSED if max(known) < witnessed else SealState.SEALED
        found[ref] = Seal(state, newest)
    return found


async def state(db: Connection[Row], org: UUID, keys: Keys) -> State:
    """Tell how large the log is, what waits, and what of it is anchored for good."""
    last = await db.fetchrow(NEWEST, org)
    anchor = await db.fetchrow(ANCHORED, org, 0)
    level = Level.WITNESSED if await db.fetchval(WITNESSED, org) else Level.SELF_HOSTED
    return State(
        size=last["size"] if last else 0,
        root=(last["root"] if last else EMPTY_ROOT).hex(),
        pending=await db.fetchval(COUNT_PENDING, org),
        checkpoint_at=last["at"] if last else None,
        anchored_size=anchor["size"] if anchor else 0,
        anchored_at=anchor["final_at"] if anchor else None,
        anchored_block=anchor["block"] if anchor else None,
        level=Level.PUBLIC_CHAIN if anchor and anchor["public"] else level,
        key=str(keys.verifier(org)),
    )


async def newest_note(db: Connection[Row], org: UUID) -> str | None:
    """Return the newest checkpoint as it was signed; None before the first."""
    row = await db.fetchrow(LAST, org)
    return str(row["note"]) if row else None


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
