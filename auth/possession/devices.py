"""Devices as the gate knows them: key, owner, and what they usually look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Pool, Record
from cryptography.hazmat.primitives.asymmetric import ec

from auth.judgement.behaviour import Habits, load_habits
from auth.judgement.place import Fix
from auth.possession.database import borrow
from auth.possession.proof import public_key
from auth.verdict import Reason, Refused, Role

_LIFE = 30.0  # seconds until a device is read again; revocations are heard at once
_CACHED = 10_000

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


class Devices:
    """Devices that sent a request of late, with their keys ready for use."""

    def __init__(self, pool: Pool[Any], org: UUID) -> None:
        self._pool = pool
        self._org = org
        self._known: dict[UUID, tuple[KnownDevice, float]] = {}

    async def get(self, device_id: UUID, jkt: str, *, now: float) -> KnownDevice:
        """The device that holds the key ``jkt``; refuses one that is unknown or revoked."""
        device, read_at = self._known.get(device_id, (None, 0.0))
        if device is None or now - read_at >= _LIFE:
            async with borrow(self._pool) as db:
                device = await known_device(db, self._org, device_id)
                if device is None and await was_revoked(db, self._org, jkt):
                    raise Refused(Reason.REVOKED, "this device was revoked")
            if device is not None:
                if len(self._known) >= _CACHED:
                    del self._known[next(iter(self._known))]
                self._known[device_id] = (device, now)
        if device is None or device.jkt != jkt:
            raise Refused(Reason.UNKNOWN_DEVICE, "this device is not enrolled")
        return device

    def forget(self, device_id: UUID) -> None:
        """Read a device again at its next request: it has changed."""
        self._known.pop(device_id, None)
