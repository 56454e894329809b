"""Devices as the gate knows them: key, owner, and what they usually look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from cryptography.hazmat.primitives.asymmetric import ec

from auth.judgement.behaviour import Habits, load_habits
from auth.judgement.place import Fix
from auth.possession.proof import public_key
from auth.verdict import Role

# Served by the primary key, or by the index device_key.
BY_ID = """
    select d.id, d.org_id, d.account_id, a.role, a.name as account_name, a.customer_id,
           d.name, d.jkt, d.jwk, d.fingerprint, d.fingerprint_at, d.places, d.fix,
           d.created_at, d.seen_at, d.assured_until
    from device d join account a on a.org_id = d.org_id and a.id = d.account_id
    where d.org_id = $1 and d.revoked_at is null and a.closed_at is null and d.id = $2
"""
BY_KEY = """
    select d.id
    from device d join account a on a.org_id = d.org_id and a.id = d.account_id
    where d.org_id = $1 and d.jkt = $2 and d.revoked_at is null and a.closed_at is null
      and ($3::boolean is null or (a.role = 'customer') = $3)
    order by d.seen_at desc, d.id desc limit 1
"""
WAS_REVOKED = """
    select true from device where org_id = $1 and jkt = $2 and revoked_at is not null
    limit 1
"""


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """An enrolled device that is not revoked, with its account and its habits.

    ``places`` counts the countries it was seen in; ``fix`` is where it was last located;
    ``fingerprint_at`` is when the fingerprint it is held to last moved.
    """

    id: UUID
    org_id: UUID
    account_id: UUID
    role: Role
    account_name: str
    customer_id: UUID | None
    name: str
    jkt: str
    key: ec.EllipticCurvePublicKey
    fingerprint: Mapping[str, Any]
    fingerprint_at: datetime
    places: Mapping[str, int]
    fix: Fix | None
    created_at: datetime
    seen_at: datetime
    assured_until: datetime | None
    habits: Habits


async def known_device(
    db: Connection[Record], org: UUID, device_id: UUID
) -> KnownDevice | None:
    """Load a device; None where it is unknown or revoked, or its account is closed."""
    row = await db.fetchrow(BY_ID, org, device_id)
    if row is None:
        return None
    values = dict(row)
    values["role"] = Role(row["role"])
    values["key"] = public_key(values.pop("jwk"))
    values["fix"] = Fix.read(row["fix"])
    values["habits"] = await load_habits(db, org, row["account_id"])
    return KnownDevice(**values)


async def device_of_key(
    db: Connection[Record], org: UUID, jkt: str, portal: bool | None
) -> KnownDevice | None:
    """Find the device that holds a key.

    ``portal`` picks between a customer's account (True) and one of the desk (False) where a
    browser has both; None takes the one seen last.
    """
    device_id = await db.fetchval(BY_KEY, org, jkt, portal)
    return await known_device(db, org, device_id) if device_id else None


async def was_revoked(db: Connection[Record], org: UUID, jkt: str) -> bool:
    """Whether a key that is unknown now was once enrolled."""
    return bool(await db.fetchval(WAS_REVOKED, org, jkt))
