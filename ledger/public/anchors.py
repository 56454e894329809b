"""Where the log is anchored, chain by chain, and how far each is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.anchor import Anchor
from ledger.format.sign import sign_statement
from ledger.keys import Keys
from ledger.log import LogDamaged, check_signed
from ledger.store.signing import able_signers

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# Chains are few; of each, two steps down anchoring_newest, and what it cost: the sum that
# is kept, and what anchoring_open has on the way.
ANCHORS = """
select known.chain_id, coalesce(sent.public, known.public) as public,
    coalesce(sent.contract, '') as contract, coalesce(final.size, 0) as size,
    final.final_at as at, final.block, coalesce(sent.size, 0) as sent_size, sent.state,
    sent.sent_at, sent.mined_at, known.trouble, known.since,
    coalesce(bill.cost, 0) + (select coalesce(sum(a.cost), 0) from anchoring a
        where a.org_id = $1 and a.chain_id = known.chain_id
            and a.state in ('sent', 'mined')) as spent
from (
    select chain_id, bool_or(public) as public, max(trouble) as trouble,
        min(since) as since
    from chain where org_id = $1 and chain_id is not null group by chain_id
) as known
left join anchor_bill bill on bill.org_id = $1 and bill.chain_id = known.chain_id
left join lateral (
    select a.contract, a.public, a.size, a.state, a.sent_at, a.mined_at from anchoring a
    where a.org_id = $1 and a.chain_id = known.chain_id and a.state <> 'failed'
    order by a.size desc limit 1
) as sent on true
left join lateral (
    select a.size, a.final_at, a.block from anchoring a
    where a.org_id = $1 and a.chain_id = known.chain_id and a.state = 'final'
        and a.size > 0
    order by a.size desc limit 1
) as final on true
order by public desc, chain_id
"""
# Chains are few; of each, some steps down anchoring_newest.
FINAL = """
select final.chain_id, contract, size, transaction, public, block, block_hash
from (select distinct chain_id from chain where org_id = $1) as known
cross join lateral (
    select * from anchoring a
    where a.org_id = $1 and a.chain_id = known.chain_id and a.state = 'final'
        and a.size > 0
    order by a.size desc limit 1
) as final
order by final.chain_id
"""
SIGNED_AT = "select size, root, note from checkpoint where org_id = $1 and size = $2"


@dataclass(frozen=True, slots=True)
class Anchored:
    """One chain's newest: what it holds for good (size 0: nothing yet), and what was sent.

    ``public`` is the operator's word that others run the chain. ``state`` is how far what
    was sent has come: sent, mined or final. ``spent`` is all that was ever paid there, in
    the chain's smallest unit. ``trouble`` is why nothing more can be done there now,
    ``since`` when.
    """

    chain_id: int
    public: bool
    contract: str
    size: int
    at: datetime | None
    block: int | None
    sent_size: int
    state: str | None
    sent_at: datetime | None
    mined_at: datetime | None
    trouble: str | None
    since: datetime | None
    spent: int


async def anchors(db: Connection[Record], org: UUID) -> list[Anchored]:
    """The chains that the log is anchored on, public ones first."""
    return [
        Anchored(**{**row, "spent": int(row["spent"])})
        for row in await db.fetch(ANCHORS, org)
    ]


async def anchor_notes(
    db: Connection[Record], org: UUID, keys: Keys, *, now: datetime
) -> str:
    """Write a signed note for each chain: the newest anchor that is final there.

    The notes are those of a proof file (docs/proofs.md), with an empty line between. Empty
    before the first.
    """
    signing = await able_signers(db, org, keys)
    notes = []
    for row in await db.fetch(FINAL, org):
        signed = await db.fetchrow(SIGNED_AT, org, row["size"])
        if signed is None:
            raise LogDamaged(f"size {row['size']} was anchored, but never signed")
        anchor = Anchor(
            checkpoint=await check_signed(db, org, signed, keys),
            chain_id=row["chain_id"],
            public=row["public"],
            contract=row["contract"],
            transaction=row["transaction"],
            block=row["block"],
            block_hash=row["block_hash"],
        )
        notes.append(str(sign_statement(str(anchor), signing, at=now)))
    return "\n".join(notes)
