"""Who looked at a customer's data, at what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

_RECORD = """
insert into customer_use (org_id, id, customer_id, who, what, why, at)
values ($1, $2, $3, $4, $5, $6, $7)
"""
# customer_use_customer
_READ = """
select id, customer_id, who, what, why, at from customer_use
where org_id = $1 and customer_id = $2 order by at desc, id desc limit $3
"""


@dataclass(frozen=True, slots=True)
class Use:
    """One look at personal data. ``who`` is an account's id or the desk itself."""

    id: UUID
    customer_id: UUID
    who: str
    what: str
    why: str
    at: datetime


async def record_use(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    who: str,
    what: str,
    why: str,
    *,
    now: datetime,
) -> None:
    """Write down one look, in the transaction that answers it."""
    await db.execute(
        _RECORD, org, uuid7(), customer_id, who, what, why.replace("\0", ""), now
    )


async def uses(
    db: Connection[Record], org: UUID, customer_id: UUID, limit: int = 50
) -> list[Use]:
    """Give the latest looks at one customer, newest first."""
    return [Use(**dict(row)) for row in await db.fetch(_READ, org, customer_id, limit)]
