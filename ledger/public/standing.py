"""How one record stands in the log, for whoever holds its reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.entry import Kind

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# Through entry_pkey. A record was merged when the first state that holds it was signed.
STANDING = """
select e.ref, e.kind, e.index, merged.at as merged_at
from entry e left join lateral (
    select c.at from checkpoint c
    where c.org_id = e.org_id and c.size > e.index order by c.size limit 1
) as merged on true
where e.org_id = $1 and e.ref = any($2) order by e.index nulls last, e.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One record: its place in the log, and since when a signed state holds it."""

    ref: UUID
    kind: Kind
    index: int | None
    merged_at: datetime | None


async def standing(db: Connection[Record], org: UUID, refs: list[UUID]) -> list[Standing]:
    """Every record of these references, in the log's order; those that wait come last."""
    return [
        Standing(row["ref"], Kind(row["kind"]), row["index"], row["merged_at"])
        for row in await db.fetch(STANDING, org, refs)
    ]
