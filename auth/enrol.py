"""One-time links that bind a device's key to an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from auth.account import open_account
from auth.judgement.fingerprint import clean
from auth.possession.devices import KnownDevice, known_device
from auth.possession.proof import decode, encode, public_jwk, public_key, thumbprint
from auth.possession.secret import digest
from auth.verdict import Reason, Refused, Role

LINK_LIFE = timedelta(hours=24)
ASSURED = timedelta(minutes=15)

INVITE = """
    insert into invitation (org_id, token_hash, account_id, created_at, expires_at)
    select org_id, $3, id, $4, $5 from account
    where org_id = $1 and id = $2 and closed_at is null
    returning account_id
"""
HOLD = "select id from account where org_id = $1 and id = $2 for update"
# index invitation_account
INVITED = """
    select count(*) from invitation
    where org_id = $1 and account_id = $2 and created_at > $3
"""
# One statement, so that of two that come at once exactly one gets the row.
USE = """
    update invitation i set used_at = $3
    from account a
    where i.org_id = $1 and i.token_hash = $2 and i.used_at is null and i.expires_at > $3
      and a.org_id = i.org_id and a.id = i.account_id and a.closed_at is null
    returning i.account_id
"""
BIND = """
    insert into device (org_id, id, account_id, name, jkt, jwk, fingerprint, fingerprint_at,
                        created_at, seen_at, assured_until)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)
    on conflict (org_id, jkt, account_id) where revoked_at is null do update
    set name = excluded.name, fingerprint = excluded.fingerprint,
        fingerprint_at = excluded.fingerprint_at, seen_at = excluded.seen_at,
        assured_until = excluded.assured_until, places = '{}', fix = null
    returning id
"""
HAS_ADMIN_DEVICE = """
    select true from device d join account a on a.org_id = d.org_id and a.id = d.account_id
    where d.org_id = $1 and d.revoked_at is null and a.closed_at is null
      and a.role = 'admin' limit 1
"""
FIRST_ADMIN = """
    select id from account where org_id = $1 and role = 'admin' and closed_at is null
    order by id limit 1
"""
# Links of earlier starts, which nobody used.
VOID = """
    update invitation set expires_at = $3
    where org_id = $1 and account_id = $2 and used_at is null and expires_at > $3
"""
LOCK = "select pg_advisory_xact_lock(hashtextextended('first-link' || $1::text, 0))"


async def invite(
    db: Connection[Record], org: UUID, account_id: UUID, *, now: datetime
) -> str:
    """Make a one-time token, good for 24 hours, that enrols one device for an account.

    Only its hash is stored: the answer is the one place where it stands. It begins with the
    organisation, so that it is found without a search over all of them.
    """
    token = encode(org.bytes + token_bytes(32))
    if not await db.fetchval(INVITE, org, account_id, digest(token), now, now + LINK_LIFE):
        raise LookupError(account_id)
    return token


async def invited_since(
    db: Connection[Record], org: UUID, account_id: UUID, since: datetime
) -> int:
    """How many tokens were made for an account since then.

    Whoever asks holds the account until their transaction ends: of two at once the second
    counts what the first one made.
    """
    await db.execute(HOLD, org, account_id)
    return int(await db.fetchval(INVITED, org, account_id, since))


async def redeem(
    db: Connection[Record],
    token: str,
    jwk: Mapping[str, Any],
    fingerprint: Mapping[str, Any],
    device_name: str,
    *,
    now: datetime,
) -> KnownDevice:
    """Use a link up and bind the key to its account, with assurance 2 for 15 minutes.

    The gate must have verified a proof by this very key. On a device that is enrolled for
    this account already, a fresh link counts as a step-up and starts its places anew.
    Refuses (``bad-token``, 410) a link that is unknown, used or too old, which of the three
    is not told. Of several at once, one wins. A rollback leaves the link unused.
    """
    key = public_jwk(jwk)
    public_key(key)
    account_id = None
    org = _organisation(token)
    if org is not None:
        account_id = await db.fetchval(USE, org, digest(token), now)
    if org is None or account_id is None:
        raise Refused(
            Reason.BAD_TOKEN, "this link was used already, or is too old", status=410
        )
    device_id = await db.fetchval(
        BIND,
        org,
        uuid7(),
        account_id,
        device_name[:80],
        thumbprint(key),
        key,
        clean(fingerprint),
        now,
        now + ASSURED,
    )
    device = await known_device(db, org, device_id)
    if device is None:
        raise Refused(Reason.REVOKED, "this account is closed")
    return device


async def first_link(
    db: Connection[Record], org: UUID, origin: str, *, now: datetime
) -> str | None:
    """The link that enrols the first administrator; None once one has a device.

    Each call makes a fresh link and voids the earlier ones. Safe when several processes
    start at once. The token stands in the fragment, so that no server log ever holds it.
    """
    async with db.transaction():
        await db.execute(LOCK, str(org))
        if await db.fetchval(HAS_ADMIN_DEVICE, org):
            return None
        account_id = await db.fetchval(FIRST_ADMIN, org)
        if account_id is None:
            account_id = await open_account(db, org, Role.ADMIN, "Administrator", now=now)
        await db.execute(VOID, org, account_id, now)
        return link(origin, await invite(db, org, account_id, now=now))


def link(origin: str, token: str) -> str:
    """The address to open on the device that is to be enrolled."""
    return f"{origin}/enrol#{token}"


def _organisation(token: str) -> UUID | None:
    try:
        raw = decode(token)
        return UUID(bytes=raw[:16]) if len(raw) == 48 else None
    except ValueError:
        return None
