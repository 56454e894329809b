"""What a customer agreed to: given, taken back, and asked before each use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from ledger import seal
from ledger.entry import Commitment, Kind

from .customer import ASSUMED_UNTIL_WITHDRAWN, Consent, Purpose
from .people import NoSuchCustomer

# The customer's row is the lock under which their consents change.
_LOCK = "select 1 from customer where org_id = $1 and id = $2 for update"
_COLUMNS = "id, org_id, customer_id, purpose, given_at, valid_until, withdrawn_at"
# consent_customer
_LATEST = f"""
select distinct on (purpose) {_COLUMNS} from consent
where org_id = $1 and customer_id = $2 order by purpose, given_at desc, id desc
"""
_ALL = f"""
select {_COLUMNS}, channel from consent
where org_id = $1 and customer_id = $2 order by given_at, id
"""
_GIVE = """
insert into consent (org_id, id, customer_id, purpose, channel, given_at, valid_until,
    withdrawn_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_WITHDRAW = f"""
update consent set withdrawn_at = $4
where org_id = $1 and customer_id = $2 and purpose = $3 and withdrawn_at is null
    and valid_until > $4
returning {_COLUMNS}
"""


class Standing(StrEnum):
    """How a consent stands now."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NEVER = "never"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one purpose stands, with the latest yes or no if there was one."""

    purpose: Purpose
    state: Standing
    consent: Consent | None

    @property
    def holds(self) -> bool:
        """Whether the purpose may be served."""
        return self.state in (Standing.GIVEN, Standing.ASSUMED)


async def consents(
    db: Connection[Record], org: UUID, customer_id: UUID, *, now: datetime
) -> list[Agreement]:
    """Give how every purpose stands, in the order of Purpose."""
    rows = await db.fetch(_LATEST, org, customer_id)
    latest = {row["purpose"]: _consent(row) for row in rows}
    return [_agreement(purpose, latest.get(purpose.value), now) for purpose in Purpose]


async def may(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    purpose: Purpose,
    *,
    now: datetime,
) -> bool:
    """Tell whether a purpose may be served now; asked before each use."""
    every = await consents(db, org, customer_id, now=now)
    return next(a.holds for a in every if a.purpose is purpose)


async def give(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    purpose: Purpose,
    *,
    valid_until: datetime,
    channel: str,
    now: datetime,
) -> Consent:
    """Write down a yes and seal it in the same transaction.

    The same yes again, with the same end, changes nothing. Raises NoSuchCustomer, and
    ValueError on an end that is not in the future.
    """
    if valid_until <= now:
        raise ValueError("a consent must hold for some time")
    await _lock(db, org, customer_id)
    for agreement in await consents(db, org, customer_id, now=now):
        held = agreement.consent if agreement.state is Standing.GIVEN else None
        if held and held.purpose is purpose and held.valid_until == valid_until:
            return held
    consent = Consent(uuid7(), org, customer_id, purpose, now, valid_until, None)
    await _write(db, consent, channel)
    fields = {
        "purpose": purpose.value,
        "given_at": _rfc3339(now),
        "valid_until": _rfc3339(valid_until),
    }
    commitment = Commitment(Kind.CONSENT_GIVEN, consent.id, customer_id, now, fields)
    await seal(db, org, commitment, now=now)
    return consent


async def withdraw(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    purpose: Purpose,
    *,
    channel: str,
    now: datetime,
) -> Consent | None:
    """Take back every yes to a purpose, or object to an assumed one, and seal it.

    None where there is nothing to take back. Raises NoSuchCustomer.
    """
    await _lock(db, org, customer_id)
    rows = await db.fetch(_WITHDRAW, org, customer_id, purpose.value, now)
    taken = sorted((_consent(row) for row in rows), key=lambda c: (c.given_at, c.id))
    every = await consents(db, org, customer_id, now=now)
    standing = next(a for a in every if a.purpose is purpose)
    if standing.state is Standing.ASSUMED:
        objection = Consent(uuid7(), org, customer_id, purpose, now, now, now)
        await _write(db, objection, channel)
        taken.append(objection)
    for consent in taken:
        fields = {"purpose": purpose.value, "withdrawn_at": _rfc3339(now)}
        commitment = Commitment(
            Kind.CONSENT_WITHDRAWN, consent.id, customer_id, now, fields
        )
        await seal(db, org, commitment, now=now)
    return taken[-1] if taken else None


async def every_consent(
    db: Connection[Record], org: UUID, customer_id: UUID
) -> list[tuple[Consent, str]]:
    """Give each yes and no there ever was, oldest first, with the channel it came by."""
    rows = await db.fetch(_ALL, org, customer_id)
    return [(_consent(row), row["channel"]) for row in rows]


def _agreement(purpose: Purpose, latest: Consent | None, now: datetime) -> Agreement:
    assumed = purpose in ASSUMED_UNTIL_WITHDRAWN
    if latest is None:
        state = Standing.ASSUMED if assumed else Standing.NEVER
    elif latest.withdrawn_at is not None:
        state = Standing.WITHDRAWN
    elif latest.valid_until > now:
        state = Standing.GIVEN
    else:
        # A yes that ran out is no objection.
        state = Standing.ASSUMED if assumed else Standing.EXPIRED
    return Agreement(purpose, state, latest)


async def _lock(db: Connection[Record], org: UUID, customer_id: UUID) -> None:
    if await db.fetchval(_LOCK, org, customer_id) is None:
        raise NoSuchCustomer("no such customer")


async def _write(db: Connection[Record], c: Consent, channel: str) -> None:
    await db.execute(
        _GIVE,
        c.org_id,
        c.id,
        c.customer_id,
        c.purpose.value,
        channel,
        c.given_at,
        c.valid_until,
        c.withdrawn_at,
    )


def _consent(row: Record) -> Consent:
    return Consent(
        id=row["id"],
        org_id=row["org_id"],
        customer_id=row["customer_id"],
        purpose=Purpose(row["purpose"]),
        given_at=row["given_at"],
        valid_until=row["valid_until"],
        withdrawn_at=row["withdrawn_at"],
    )


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
