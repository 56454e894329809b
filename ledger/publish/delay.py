"""How long records wait until a published state holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# entry_pending, entry_index: the first that waits, and the first that is not published.
OLDEST = """
with shown as (select coalesce(max(size), 0) as size from published where org_id = $1)
select
    (select taken from entry where org_id = $1 and index is null order by id limit 1)
        as waiting,
    (select taken from entry where org_id = $1 and index = (select size from shown))
        as unpublished,
    coalesce((select size from head where org_id = $1), 0) - (select size from shown)
        as records
"""


@dataclass(frozen=True, slots=True)
class Delay:
    """The age of the oldest record that no published state holds, and how many are sealed
    but not published.
    """

    oldest: timedelta
    records: int


async def delay(db: Connection[Record], org: UUID, *, now: datetime) -> Delay:
    """Measure what receipts promise: that each record is soon in a published state."""
    (row,) = await db.fetch(OLDEST, org)
    times = [at for at in (row["waiting"], row["unpublished"]) if at is not None]
    oldest = max(now - min(times), timedelta()) if times else timedelta()
    return Delay(oldest, max(row["records"], 0))
