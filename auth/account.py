"""Who may have devices: people of the desk, and customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from auth.verdict import Role

OPEN = """
    insert into account (org_id, id, role, name, customer_id, created_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (org_id, customer_id) where customer_id is not null do nothing
"""
ACCOUNTS = """
    select a.id, a.role, a.name, a.customer_id, a.created_at, a.closed_at,
           count(d.id) filter (where d.revoked_at is null) as devices
    from account a left join device d on d.org_id = a.org_id and d.account_id = a.id
    where a.org_id = $1 and ($2::uuid is null or a.id = $2)
      and ($3::uuid is null or a.customer_id = $3)
      and ($4 or a.role <> 'customer')
    group by a.org_id, a.id order by a.id
"""
CLOSE = """
    update account set closed_at = $3 where org_id = $1 and id = $2 and closed_at is null
"""
DEVICES = """
    select id, name, created_at, seen_at, revoked_at from device
    where org_id = $1 and account_id = $2 order by id
"""
REVOKE = """
    update device set revoked_at = $4, assured_until = null
    where org_id = $1 and revoked_at is null
      and ($2::uuid is null or account_id = $2) and ($3::uuid is null or id = $3)
    returning id
"""
ANNOUNCE = "select pg_notify('revoked', $1::text)"

ERASE = (
    """
    update device set name = '', jkt = '', jwk = '{}', fingerprint = '{}', places = '{}',
        fix = null
    where org_id = $1 and account_id = $2
    """,
    "delete from invitation where org_id = $1 and account_id = $2",
    "delete from totp where org_id = $1 and account_id = $2",
    "delete from habit where org_id = $1 and account_id = $2",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Someone with devices. ``devices`` counts those not revoked."""

    id: UUID
    role: Role
    name: str
    customer_id: UUID | None
    created_at: datetime
    closed_at: datetime | None
    devices: int


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device of an account, as its owner sees it in a list."""

    id: UUID
    name: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


async def open_account(
    db: Connection[Record],
    org: UUID,
    role: Role,
    name: str,
    customer_id: UUID | None = None,
    *,
    now: datetime,
) -> UUID:
    """Open an account and return its id.

    A customer has one account: opening it again, also at the same time, returns the first.
    """
    account_id = uuid7()
    await db.execute(OPEN, org, account_id, role.value, name, customer_id, now)
    if customer_id is not None:
        found = await account_of_customer(db, org, customer_id)
        if found is None:
            raise LookupError(customer_id)
        return found.id
    return account_id


async def accounts(db: Connection[Record], org: UUID) -> list[Account]:
    """Everyone who works at the desk, oldest first, closed accounts included."""
    return [_account(row) for row in await db.fetch(ACCOUNTS, org, None, None, False)]


async def account(db: Connection[Record], org: UUID, account_id: UUID) -> Account | None:
    """One account by its id."""
    row = await db.fetchrow(ACCOUNTS, org, account_id, None, True)
    return _account(row) if row else None


async def account_of_customer(
    db: Connection[Record], org: UUID, customer_id: UUID
) -> Account | None:
    """The account of a customer, if they ever asked for one."""
    row = await db.fetchrow(ACCOUNTS, org, None, customer_id, True)
    return _account(row) if row else None


async def devices(db: Connection[Record], org: UUID, account_id: UUID) -> list[DeviceLine]:
    """Every device an account ever had, oldest first."""
    return [DeviceLine(**row) for row in await db.fetch(DEVICES, org, account_id)]


async def revoke_device(
    db: Connection[Record], org: UUID, device_id: UUID, *, now: datetime
) -> bool:
    """Revoke one device for good. False if it was revoked already.

    Once the transaction commits, every web process refuses the device's tokens and closes
    its sockets: at once where the notification arrives, within half a second where not.
    """
    return bool(await _revoke(db, org, None, device_id, now=now))


async def close_account(
    db: Connection[Record], org: UUID, account_id: UUID, *, now: datetime
) -> bool:
    """Close an account and revoke all its devices. False if it was closed already."""
    closed = await db.execute(CLOSE, org, account_id, now)
    await _revoke(db, org, account_id, None, now=now)
    return bool(closed == "UPDATE 1")


async def erase_account(
    db: Connection[Record], org: UUID, customer_id: UUID, *, now: datetime
) -> None:
    """Close a customer's account and delete what is known of their browsers.

    Verdicts stay for the time that verdicts are kept, under the id of an account that
    leads to nobody.
    """
    found = await account_of_customer(db, org, customer_id)
    if found is None:
        return
    await close_account(db, org, found.id, now=now)
    for statement in ERASE:
        await db.execute(statement, org, found.id)


async def _revoke(
    db: Connection[Record],
    org: UUID,
    account_id: UUID | None,
    device_id: UUID | None,
    *,
    now: datetime,
) -> list[UUID]:
    revoked = [row["id"] for row in await db.fetch(REVOKE, org, account_id, device_id, now)]
    if revoked:
        await db.execute(ANNOUNCE, str(org))
    return revoked


def _account(row: Record) -> Account:
    return Account(**{**row, "role": Role(row["role"])})
