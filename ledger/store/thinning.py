"""Letting go of the signatures of old states that no proof will be made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

KEPT = timedelta(days=30)
AT_ONCE = 500  # states thinned in one transaction
LOOKED_AT = 20_000  # states that one step goes through; of old ones few are whole still

# What proofs are made of: the newest that are anchored, and of each chain the newest that
# was sent and that is final. Uses anchoring_final and anchoring_newest.
ANCHORED = """
(
    select size from anchoring where org_id = $1 and state = 'final'
    order by size desc limit 1000
) union (
    select newest.size from (select distinct chain_id from chain where org_id = $1) known
    cross join unnest(array['sent', 'mined', 'final']) as wanted
    cross join lateral (
        select size from anchoring a
        where a.org_id = $1 and a.chain_id = known.chain_id and a.state = wanted
        order by size desc limit 1
    ) as newest
)
"""
# Through checkpoint_whole, and one step down checkpoint_pkey for each state.
THIN = """
with thinned as (
    select oldest.size from (
        select size, at from checkpoint where org_id = $1 and note is not null
            and size < (select size from published where org_id = $1)
        order by size limit $5
    ) as oldest
    cross join lateral (
        select at from checkpoint after
        where after.org_id = $1 and after.size > oldest.size order by after.size limit 1
    ) as after
    where oldest.at < $2 and oldest.size <> all($3)
        and (oldest.at at time zone 'UTC')::date = (after.at at time zone 'UTC')::date
    order by oldest.size limit $4
), alone as (
    delete from cosignature s using thinned where s.org_id = $1 and s.size = thinned.size
)
update checkpoint c set note = null from thinned
where c.org_id = $1 and c.size = thinned.size
"""


async def thin(db: Connection[Record], org: UUID, *, now: datetime) -> int:
    """Let go of signatures and cosignatures of old states; of how many states.

    Kept are those of the last 30 days, the last of each day (UTC), all that the newest
    anchors stand for, and whatever is as new as the published state. Of every state size,
    root and time stay, so that it is known for ever what was signed, and when a record was
    merged. Runs outside a transaction, in steps of their own, and can be cut off anywhere.
    """
    gone = 0
    while True:
        needed = await anchored(db, org)
        status = await db.execute(THIN, org, now - KEPT, list(needed), AT_ONCE, LOOKED_AT)
        step = int(status.rpartition(" ")[2])
        gone += step
        if step < AT_ONCE:
            return gone


async def anchored(db: Connection[Record], org: UUID) -> Iterable[int]:
    """The sizes of states whose signatures a proof with an anchor needs."""
    return [row["size"] for row in await db.fetch(ANCHORED, org)]
