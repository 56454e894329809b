"""Everything this folder holds on one person, for that person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from .consent import every_consent
from .people import customer

# customer_address_customer
_ADDRESSES = """
select kind, shown, first_seen_at from customer_address
where org_id = $1 and customer_id = $2 order by first_seen_at, kind, value
"""
_USES = """
select what, why, at from customer_use
where org_id = $1 and customer_id = $2 order by at, id
"""


async def export(db: Connection[Record], org: UUID, customer_id: UUID) -> dict[str, Any]:
    """Give name, addresses, consents and looks as JSON (GDPR article 15).

    Who looked is left out: an employee's name is that person's own data.
    Raises NoSuchCustomer.
    """
    person = await customer(db, org, customer_id)
    addresses = await db.fetch(_ADDRESSES, org, customer_id)
    looks = await db.fetch(_USES, org, customer_id)
    return {
        "customer": {
            "id": str(person.id),
            "name": person.name,
            "language": person.language,
            "since": person.created_at.isoformat(),
        },
        "addresses": [
            {
                "kind": row["kind"],
                "address": row["shown"],
                "since": row["first_seen_at"].isoformat(),
            }
            for row in addresses
        ],
        "consents": [
            {
                "id": str(c.id),
                "purpose": c.purpose.value,
                "channel": c.channel,
                "given_at": c.given_at.isoformat(),
                "valid_until": c.valid_until.isoformat(),
                "withdrawn_at": c.withdrawn_at and c.withdrawn_at.isoformat(),
                "words": c.notice,
                "language": c.language,
            }
            for c in await every_consent(db, org, customer_id)
        ],
        "uses": [
            {"what": row["what"], "why": row["why"], "at": row["at"].isoformat()}
            for row in looks
        ],
    }
