"""Where the log is anchored, chain by chain, and how far each is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# Chains are few; of each, two steps down anchoring_newest.
ANCHORS = """
select sent.chain_id, sent.contract, sent.public, coalesce(final.size, 0) as size,
    final.final_at as at, final.block, sent.size as sent_size
from (
    select distinct chain_id from chain where org_id = $1 and chain_id is not null
) as known
cross join lateral (
    select a.chain_id, a.contract, a.public, a.size from anchoring a
    where a.org_id = $1 and a.chain_id = known.chain_id and a.state <> 'failed'
    order by a.size desc limit 1
) as sent
left join lateral (
    select a.size, a.final_at, a.block from anchoring a
    where a.org_id = $1 and a.chain_id = known.chain_id and a.state = 'final'
        and a.size > 0
    order by a.size desc limit 1
) as final on true
order by sent.public desc, sent.chain_id
"""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One chain's newest: what it holds for good (size 0: nothing yet), and what was sent.

    ``public`` is the operator's word that others run the chain.
    """

    chain_id: int
    contract: str
    public: bool
    size: int
    at: datetime | None
    block: int | None
    sent_size: int


async def anchors(db: Connection[Record], org: UUID) -> list[Anchor]:
    """The chains that the log is anchored on, public ones first."""
    return [Anchor(**row) for row in await db.fetch(ANCHORS, org)]
