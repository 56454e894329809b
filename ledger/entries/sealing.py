"""Asking for records to be sealed, in the transaction that makes them true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from ledger.entries.schema import check_schema
from ledger.entry import Commitment, Entry, Kind
from ledger.format.leaf import check_fields
from ledger.store.step import reached

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# The notification wakes whoever puts records in order, once the caller has committed; of
# equal ones in a transaction PostgreSQL sends one.
SEAL = """
with made as (
    insert into entry (org_id, ref, kind, version, id, at, subject, fields, taken)
    select $1, e.ref, e.kind, e.version, e.id, e.at, e.subject, e.fields, $9
    from unnest($2::uuid[], $3::text[], $4::smallint[], $5::uuid[], $6::timestamptz[],
        $7::uuid[], $8::jsonb[]) as e (ref, kind, version, id, at, subject, fields)
    on conflict (org_id, ref, kind) do nothing
    returning id
)
select id, pg_notify('seal', $1::text) from made
"""
# primary key
FIND = """
select id, org_id, kind, ref, at, index, leaf from entry
where org_id = $1 and ref = $2 and kind = $3
"""


async def seal(
    db: Connection[Record], org: UUID, commitment: Commitment, *, now: datetime
) -> Entry:
    """Ask for one record to be sealed, as ``seal_many`` does; give it as it now stands."""
    kind, ref = commitment.kind, commitment.ref
    if made := await _ask(db, org, [commitment], now=now):
        return Entry(made[0], org, kind, ref, commitment.at, None, None)
    row = await db.fetchrow(FIND, org, ref, kind.value)
    if row is None:  # the other transaction that had it was rolled back just now
        return await seal(db, org, commitment, now=now)
    return Entry(**{**row, "kind": Kind(row["kind"])})


async def seal_many(
    db: Connection[Record], org: UUID, commitments: Sequence[Commitment], *, now: datetime
) -> int:
    """Ask for records to be sealed, in the caller's transaction; how many were new.

    One statement for any number, and no keys. They wait until ``sequence`` gives them
    places, in this order. For each (ref, kind) the first call counts: calling again, with
    whatever fields, changes nothing. Raises BadFields or another ValueError, sealing none,
    for fields that the kind's schema does not have or that tell who it is about.
    """
    return len(await _ask(db, org, commitments, now=now)) if commitments else 0


async def _ask(
    db: Connection[Record], org: UUID, commitments: Sequence[Commitment], *, now: datetime
) -> list[UUID]:
    rows = await db.fetch(
        SEAL,
        org,
        [commitment.ref for commitment in commitments],
        [commitment.kind.value for commitment in commitments],
        [_check(commitment) for commitment in commitments],
        [uuid7() for _ in commitments],
        [commitment.at for commitment in commitments],
        [commitment.subject for commitment in commitments],
        [dict(commitment.fields) for commitment in commitments],
        now,
    )
    reached("appended")
    return [row["id"] for row in rows]


def _check(commitment: Commitment) -> int:
    """Give the version of the kind's schema, if the fields are those."""
    fields = dict(commitment.fields)
    check_fields(fields)
    version = check_schema(commitment.kind, fields)
    if str(commitment.subject) in fields.values():
        raise ValueError("a customer's id never stands in a field")
    return version
