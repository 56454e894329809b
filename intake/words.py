"""What the desk said: replies, notes and receipts, and how far each mail got."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Record

from .mail.pieces.charset import tidy

Said = Literal["reply", "note", "receipt"]
Delivery = Literal["queued", "sent", "written", "failed"]

_KEEP = """
insert into words (org_id, id, kind, ticket_id, author_id, text, language, at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id
"""
_READ = """
select w.id, w.kind, w.ticket_id, w.author_id, w.text, w.language, w.at,
    o.state as delivery
from words w left join outgoing o on o.org_id = w.org_id and o.id = w.id
where w.org_id = $1 and w.id = any($2)
"""


@dataclass(frozen=True, slots=True)
class Words:
    """One thing the desk said. ``delivery`` is None for what is not mailed."""

    id: UUID
    kind: Said
    ticket_id: UUID
    author_id: UUID | None
    text: str
    language: str
    at: datetime
    delivery: Delivery | None


async def keep_words(
    db: Connection[Record],
    org: UUID,
    id: UUID,
    kind: Said,
    ticket_id: UUID,
    author_id: UUID | None,
    text: str,
    language: str,
    *,
    now: datetime,
) -> bool:
    """Keep what was said; False, and nothing changes, if the id has words already."""
    kept = await db.fetchval(
        _KEEP, org, id, kind, ticket_id, author_id, tidy(text), language, now
    )
    return kept is not None


async def words_of(
    db: Connection[Record], org: UUID, ids: Iterable[UUID]
) -> dict[UUID, Words]:
    """Give the words with these ids, by id; unknown ids are left out."""
    return {row["id"]: Words(**row) for row in await db.fetch(_READ, org, list(ids))}
