"""What a customer agreed to: given, changed, taken back, run out; asked before each use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from ledger import seal, seal_many, stamp
from ledger.entry import Commitment, Kind

from .customer import ASSUMED_UNTIL_WITHDRAWN, Consent, Purpose
from .notices import Notice, notice
from .people import NoSuchCustomer

RECIPIENT = "desk"  # nobody else may use what was agreed to

# The customer's row is the lock under which their consents change.
_LOCK = "select 1 from customer where org_id = $1 and id = $2 for update"
_COLUMNS = (
    "id, org_id, customer_id, purpose, given_at, valid_until, withdrawn_at, channel, "
    "notice, language, replaced_by"
)
# consent_customer
_LATEST = f"""
select distinct on (purpose) {_COLUMNS} from consent
where org_id = $1 and customer_id = $2 order by purpose, given_at desc, id desc
"""
_ALL = f"""
select {_COLUMNS} from consent
where org_id = $1 and customer_id = $2 order by given_at, id
"""
_GIVE = """
insert into consent (org_id, id, customer_id, purpose, channel, given_at, valid_until,
    withdrawn_at, notice, language) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_REPLACE = "update consent set replaced_by = $3 where org_id = $1 and id = $2"
_WITHDRAW = f"""
update consent set withdrawn_at = $4
where org_id = $1 and customer_id = $2 and purpose = $3 and withdrawn_at is null
    and replaced_by is null and valid_until > $4
returning {_COLUMNS}
"""
# consent_running
_RUN_OUT = f"""
update consent set expired_at = $2 where org_id = $1 and id in (
    select id from consent
    where org_id = $1 and valid_until <= $2 and withdrawn_at is null
        and replaced_by is null and expired_at is null
    order by valid_until limit $3 for update skip locked)
returning {_COLUMNS}
"""
_AGREED = """
select customer_id from (
    select distinct on (customer_id) customer_id, withdrawn_at, valid_until from consent
    where org_id = $1 and purpose = $2 order by customer_id, given_at desc, id desc
) latest where withdrawn_at is null and valid_until > $3
"""
# primary key
_ONE = f"select {_COLUMNS} from consent where org_id = $1 and id = $2"


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


async def agreed(
    db: Connection[Record], org: UUID, purpose: Purpose, *, now: datetime
) -> set[UUID]:
    """Everybody who has said yes to a purpose, and has not taken it back.

    Only for a purpose that waits for a yes: raises ValueError for one that is assumed.
    """
    if purpose in ASSUMED_UNTIL_WITHDRAWN:
        raise ValueError(f"{purpose.value} is assumed: ask for each customer")
    rows = await db.fetch(_AGREED, org, purpose.value, now)
    return {row["customer_id"] for row in rows}


async def give(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    purpose: Purpose,
    *,
    valid_until: datetime,
    channel: str,
    shown: Notice | None = None,
    now: datetime,
) -> Consent:
    """Write down a yes and seal it in the same transaction.

    ``shown`` are the words that were agreed to; by default those asked now, in English.
    The same yes again, with the same end, changes nothing; one with another end or other
    words takes the place of the one that holds, and is sealed as its change. Raises
    NoSuchCustomer, and ValueError on an end that is not in the future.
    """
    if valid_until <= now:
        raise ValueError("a consent must hold for some time")
    await _lock(db, org, customer_id)
    words = shown or notice(purpose, "en")
    every = await consents(db, org, customer_id, now=now)
    standing = next(a for a in every if a.purpose is purpose)
    held = standing.consent if standing.state is Standing.GIVEN else None
    if held and (held.valid_until, held.notice) == (valid_until, words.digest):
        return held
    consent = Consent(
        *(uuid7(), org, customer_id, purpose, now, valid_until, None),
        *(channel, words.digest, words.language),
    )
    await _write(db, consent)
    fields = {
        "purpose": purpose.value,
        "recipient": RECIPIENT,
        "given_at": stamp(now),
        "valid_until": stamp(valid_until),
        "channel": channel,
        "notice": words.digest,
        "language": words.language,
    }
    kind = Kind.CONSENT_GIVEN
    if held:
        kind, fields["replaces"] = Kind.CONSENT_CHANGED, str(held.id)
        await db.execute(_REPLACE, org, held.id, consent.id)
    await seal(db, org, Commitment(kind, consent.id, customer_id, now, fields), now=now)
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
    """Take back the yes to a purpose, or object to an assumed one, and seal it.

    None where there is nothing to take back. Raises NoSuchCustomer.
    """
    await _lock(db, org, customer_id)
    rows = await db.fetch(_WITHDRAW, org, customer_id, purpose.value, now)
    taken = sorted((_consent(row) for row in rows), key=lambda c: (c.given_at, c.id))
    every = await consents(db, org, customer_id, now=now)
    standing = next(a for a in every if a.purpose is purpose)
    if standing.state is Standing.ASSUMED:
        objection = Consent(uuid7(), org, customer_id, purpose, now, now, now, channel)
        await _write(db, objection)
        taken.append(objection)
    fields = {"purpose": purpose.value, "withdrawn_at": stamp(now), "channel": channel}
    ends = [
        Commitment(Kind.CONSENT_WITHDRAWN, c.id, customer_id, now, fields) for c in taken
    ]
    await seal_many(db, org, ends, now=now)
    return taken[-1] if taken else None


async def withdraw_all(
    db: Connection[Record], org: UUID, customer_id: UUID, *, now: datetime
) -> None:
    """End every yes of a customer whose data is erased."""
    for agreement in await consents(db, org, customer_id, now=now):
        if agreement.state is Standing.GIVEN:
            purpose = agreement.purpose
            await withdraw(db, org, customer_id, purpose, channel="erasure", now=now)


async def expire_due(
    db: Connection[Record], org: UUID, *, most: int = 500, now: datetime
) -> int:
    """Seal that consents ran out, each once; how many did. Again while it is not zero.

    Nothing waits for this: whether a consent holds is asked of the clock before each use.
    """
    over = [_consent(row) for row in await db.fetch(_RUN_OUT, org, now, most)]
    ends = [
        Commitment(
            *(Kind.CONSENT_EXPIRED, c.id, c.customer_id, c.valid_until),
            {"purpose": c.purpose.value, "valid_until": stamp(c.valid_until)},
        )
        for c in over
    ]
    await seal_many(db, org, ends, now=now)
    return len(over)


async def consent_of(db: Connection[Record], org: UUID, consent_id: UUID) -> Consent | None:
    """Give one consent, whoever's it is; None if there is none with that id."""
    row = await db.fetchrow(_ONE, org, consent_id)
    return None if row is None else _consent(row)


async def every_consent(
    db: Connection[Record], org: UUID, customer_id: UUID
) -> list[Consent]:
    """Give each yes and no there ever was, oldest first."""
    return [_consent(row) for row in await db.fetch(_ALL, org, customer_id)]


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


async def _write(db: Connection[Record], c: Consent) -> None:
    await db.execute(
        _GIVE,
        c.org_id,
        c.id,
        c.customer_id,
        c.purpose.value,
        c.channel,
        c.given_at,
        c.valid_until,
        c.withdrawn_at,
        c.notice,
        c.language,
    )


def _consent(row: Record) -> Consent:
    return Consent(**{**row, "purpose": Purpose(row["purpose"])})
