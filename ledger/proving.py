"""Proofs to take away: the records of promises and consents, as one file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.entries.erasing import erasure_ref
from ledger.format.anchor import Anchor
from ledger.format.note import Checkpoint, KeyType, Note, Signature, VerifierKey
from ledger.format.policy import Policy
from ledger.format.proof import Proof, Record, carried
from ledger.format.sign import sign_note
from ledger.keys import Keys
from ledger.log import LAST, PERSON_KEYS, LogDamaged, check_signed
from ledger.reading import openings
from ledger.store import tiles
from ledger.store.signing import spans
from ledger.tree import leaf_hash, verify_inclusion

if TYPE_CHECKING:
    from asyncpg import Connection
    from asyncpg import Record as Row

# The holder may show everything but who it is about, unless asked otherwise.
HIDE = ("subject",)
# A proof that leans on no witness: what the operator's policy is without a file.
NO_WITNESSES = Policy()

ENTRIES = """
select index, leaf, person, openings from entry
where org_id = $1 and ref = any($2) and index is not null order by index
"""
# Of the states that hold a record and are anchored for good: on a public chain first, then
# on as many chains as there are, then the newest.
# anchoring_final; of thousands of later anchors the newest are as good as any.
ANCHORED = """
select size from (
    select size, public, chain_id from anchoring
    where org_id = $1 and state = 'final' and size > $2 order by size desc limit 200
) as newest
group by size
order by bool_or(public) desc, count(distinct chain_id) desc, size desc limit 1
"""
PUBLISHED = "select size from published where org_id = $1 and size > $2"
SIGNED_AT = "select size, root, note from checkpoint where org_id = $1 and size = $2"
# One for each chain, should a state have been anchored on it twice.
ANCHORS = """
select distinct on (chain_id)
    chain_id, contract, transaction, public, block, block_hash
from anchoring where org_id = $1 and state = 'final' and size = $2
order by chain_id, final_at
"""
COSIGNATURES = "select line from cosignature where org_id = $1 and size = $2"


class NotSealed(LookupError):
    """Nothing of what was asked for stands in the log yet: try again in a moment."""

    status = 409


async def prove(
    db: Connection[Row],
    org: UUID,
    refs: Sequence[UUID],
    keys: Keys,
    *,
    now: datetime,
    hide: Collection[str] = HIDE,
    policy: Policy = NO_WITNESSES,
) -> str:
    """Write the proof file of all sealed records of these promises or consents.

    Fields named in ``hide`` stay closed, and all fields of a person whose key was
    destroyed do; with these goes the record of the erasure, once it is sealed. Of the
    states that hold all of the records it takes the one that is anchored best, public
    chains first; else the one that is published; else the
    newest. Cosignatures go in of those witnesses that the operator's ``policy`` names.
    Raises NotSealed while none of the records stands in the log, LogDamaged if the stored
    tree does not prove them.
    """
    rows = await db.fetch(ENTRIES, org, list(refs))
    if not rows:
        raise NotSealed("this waits to be sealed; try again in a moment")
    wrapped = await _wrapped(db, org, rows)
    if gone := {row["person"] for row in rows} - wrapped.keys():
        # Beside what nobody can open any more goes the record that says why.
        rows = await db.fetch(ENTRIES, org, [*refs, *map(erasure_ref, gone)])
        wrapped = await _wrapped(db, org, rows)
    signed = await _state(db, org, rows[-1]["index"])
    if signed is None:
        raise LogDamaged("records stand in the log, but no checkpoint does")
    checkpoint = await check_signed(db, org, signed, keys)
    held = await tiles.read(
        db, org, tiles.along([row["index"] for row in rows], checkpoint.size)
    )
    records = tuple(
        _record(row, org, keys, wrapped.get(row["person"]), held, checkpoint, hide)
        for row in rows
    )
    known = [
        span.key for span in await spans(db, org, keys) if span.covers(checkpoint.size)
    ]
    lines = [row["line"] for row in await db.fetch(COSIGNATURES, org, checkpoint.size)]
    own, note = assemble(Note.parse(signed["note"]), known, policy, lines)
    anchors = [
        _anchor(row, checkpoint, own, org, keys, now)
        for row in await db.fetch(ANCHORS, org, checkpoint.size)
    ]
    found = tuple(anchor for anchor in anchors if anchor is not None)
    return str(Proof(own, records, note, found))


def assemble(
    note: Note, keys: Iterable[VerifierKey], policy: Policy, lines: Iterable[str]
) -> tuple[Policy, Note]:
    """Bring the log's and the witnesses' signatures under one checkpoint.

    Returns the policy that a proof file carries, and the note with a line for each of its
    keys. ``keys`` are all that the log ever signed with, ``lines`` what witnesses signed.
    """
    known = {(key.name, key.id): key for key in keys}
    logs = {known[s.name, s.id]: s for s in note.signatures if (s.name, s.id) in known}
    cosigned = {(s.name, s.id): s for s in map(Signature.parse, lines)}
    keys_of = [witness.key for witness in policy.witnesses]
    found = {
        key: cosigned[key.name, key.id] for key in keys_of if (key.name, key.id) in cosigned
    }
    signatures = (*logs.values(), *found.values())
    return carried(logs, found), Note(note.text, signatures)


async def _state(db: Connection[Row], org: UUID, index: int) -> Row | None:
    for query in (ANCHORED, PUBLISHED):
        size = await db.fetchval(query, org, index)
        if size is not None:
            return await db.fetchrow(SIGNED_AT, org, size)
    return await db.fetchrow(LAST, org)


async def _wrapped(
    db: Connection[Row], org: UUID, rows: Sequence[Row]
) -> dict[bytes, bytes]:
    """The wrapped keys of the people that records are about, as far as they exist."""
    people = [row["person"] for row in rows]
    found = await db.fetch(PERSON_KEYS, org, people)
    return {row["person"]: row["wrapped"] for row in found}


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


def _anchor(
    row: Row, checkpoint: Checkpoint, own: Policy, org: UUID, keys: Keys, now: datetime
) -> Note | None:
    """State where it was anchored, by those of the checkpoint's keys that still sign."""
    anchor = Anchor(
        checkpoint=checkpoint,
        chain_id=row["chain_id"],
        public=row["public"],
        contract=row["contract"],
        transaction=row["transaction"],
        block=row["block"],
        block_hash=row["block_hash"],
    )
    listed = [log.key for log in own.logs if log.key.type is KeyType.ED25519]
    able = {signer.key: signer for signer in keys.signers(org)}
    signers = [able[key] for key in listed if key in able]
    return sign_note(str(anchor), signers, at=now) if signers else None
