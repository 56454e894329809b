"""The second factor: time-based codes (RFC 6238), each of which works once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID

import pyotp
from asyncpg import Connection, Record
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.possession.secret import Secret
from auth.verdict import Reason, Refused

TRIES = 5
LOCK = timedelta(minutes=15)
_STEP = 30  # seconds
_NONCE = 12

PUT_PENDING = """
    insert into totp (org_id, account_id, pending) values ($1, $2, $3)
    on conflict (org_id, account_id) do update set pending = excluded.pending
"""
TAKE = """
    select secret, pending, last_step, failures, locked_until from totp
    where org_id = $1 and account_id = $2 for update
"""
CONFIRM = """
    update totp set secret = pending, pending = null, last_step = $3, failures = 0,
                    locked_until = null
    where org_id = $1 and account_id = $2
"""
USED = """
    update totp set last_step = $3, failures = 0, locked_until = null
    where org_id = $1 and account_id = $2
"""
FAILED = """
    update totp set failures = $3, locked_until = $4 where org_id = $1 and account_id = $2
"""
IS_SET = "select secret is not null from totp where org_id = $1 and account_id = $2"


@dataclass(frozen=True, slots=True)
class NewTotp:
    """A secret to type in, and the same as an ``otpauth:`` address for a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Declined:
    """A code was not accepted. A value and not an error, so that the transaction that
    counted the failure commits.
    """

    detail: str
    locked_until: datetime | None = None

    def refusal(self) -> Refused:
        """The error to answer with, once the transaction is over."""
        return Refused(Reason.NEEDS_STEP_UP, self.detail)


async def is_set(db: Connection[Record], org: UUID, account_id: UUID) -> bool:
    """Whether an account has a second factor."""
    return bool(await db.fetchval(IS_SET, org, account_id))


async def begin(
    db: Connection[Record],
    org: UUID,
    account_id: UUID,
    secret: Secret,
    *,
    issuer: str,
    name: str,
    assurance: int,
) -> NewTotp:
    """Make a new secret; it counts only once ``confirm`` saw a code of it.

    Stored encrypted (AES-256-GCM under the gate's secret, bound to the account). Refuses to
    replace a second factor that is in force without a step-up.
    """
    if assurance < 2 and await is_set(db, org, account_id):
        raise Refused(Reason.NEEDS_STEP_UP, "step up before replacing the second factor")
    text = pyotp.random_base32()
    await db.execute(PUT_PENDING, org, account_id, _seal(text, secret, account_id))
    uri = pyotp.TOTP(text).provisioning_uri(name=name, issuer_name=issuer)
    return NewTotp(text, uri)


async def confirm(
    db: Connection[Record],
    org: UUID,
    account_id: UUID,
    secret: Secret,
    code: str,
    *,
    now: datetime,
) -> Declined | None:
    """Put the pending secret in force if ``code`` is one of it; None when it is."""
    return await _check(db, org, account_id, secret, code, pending=True, now=now)


async def check(
    db: Connection[Record],
    org: UUID,
    account_id: UUID,
    secret: Secret,
    code: str,
    *,
    now: datetime,
) -> Declined | None:
    """Use a code up. None when it is right; commit the transaction in either case.

    Accepts the step before and after the clock's. A code, and every older one, works once,
    also when it comes twice at the same time. Five failures lock for 15 minutes.
    """
    return await _check(db, org, account_id, secret, code, pending=False, now=now)


async def _check(
    db: Connection[Record],
    org: UUID,
    account_id: UUID,
    secret: Secret,
    code: str,
    *,
    pending: bool,
    now: datetime,
) -> Declined | None:
    async with db.transaction():
        row = await db.fetchrow(TAKE, org, account_id)
        sealed: bytes | None = row["pending" if pending else "secret"] if row else None
        if row is None or sealed is None:
            return Declined("no second factor is set up")
        if row["locked_until"] and row["locked_until"] > now:
            return Declined("too many wrong codes; wait a little", row["locked_until"])
        # A new secret has no used codes yet.
        last = 0 if pending else row["last_step"]
        step = _step_of(_open(sealed, secret, account_id), code, last, now)
        if step is None:
            failures = row["failures"] + 1
            locked = now + LOCK if failures >= TRIES else None
            await db.execute(FAILED, org, account_id, failures % TRIES, locked)
            return Declined("this code is not right", locked)
        await db.execute(CONFIRM if pending else USED, org, account_id, step)
        return None


def _step_of(text: str, code: str, last: int, now: datetime) -> int | None:
    clock = pyotp.TOTP(text, interval=_STEP)
    here = int(now.timestamp()) // _STEP
    for step in (here - 1, here, here + 1):
        right = hmac.compare_digest(clock.generate_otp(step).encode(), code.encode())
        if right and step > last:
            return step
    return None


def _seal(text: str, secret: Secret, account_id: UUID) -> bytes:
    nonce = token_bytes(_NONCE)
    sealed = AESGCM(secret.totp).encrypt(nonce, text.encode(), account_id.bytes)
    return nonce + sealed


def _open(sealed: bytes, secret: Secret, account_id: UUID) -> str:
    nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
    return AESGCM(secret.totp).decrypt(nonce, rest, account_id.bytes).decode()
