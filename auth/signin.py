"""Access tokens for devices: with the key alone, and after a step-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asyncpg import Connection, Record

from auth import totp
from auth.action import Action
from auth.door import Door, Session
from auth.enrol import ASSURED
from auth.judgement.behaviour import learn, moment
from auth.judgement.fingerprint import clean, drift, match
from auth.judgement.policy import Band, band_of
from auth.possession.devices import KnownDevice, device_of_key, was_revoked
from auth.possession.proof import ProvedKey
from auth.possession.token import LIFE, Grant, write_token
from auth.totp import Declined
from auth.verdict import Reason, Refused, Role, Verdict

LEARN = """
    update device
    set seen_at = $3, fix = coalesce($5, fix),
        fingerprint = coalesce($6, fingerprint),
        fingerprint_at = case when $6::jsonb is null then fingerprint_at else $3 end,
        places = case when $4::text is null then places else places ||
            jsonb_build_object($4, coalesce((places ->> $4)::int, 0) + 1) end
    where org_id = $1 and id = $2
"""
ASSURE = "update device set assured_until = $3 where org_id = $1 and id = $2"


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh access token (``expires_in`` in seconds) and what was judged on the way."""

    access_token: str
    expires_in: int
    role: Role
    device: KnownDevice
    verdict: Verdict


async def issue_token(
    db: Connection[Record],
    door: Door,
    key: ProvedKey,
    fingerprint: Mapping[str, Any],
    *,
    address: str,
    client: str,
    portal: bool | None = None,
    now: datetime,
) -> Issued:
    """Give the device of a proved key an access token for five minutes.

    The fingerprint is matched here, and its result travels in the token. Country, habits
    and slow drift of the fingerprint are learned only where nothing was strange, or a
    person has just stepped up. Refuses a key that is unknown or revoked. ``address`` and
    ``client`` (User-Agent) are those of the request.
    """
    device = await device_of_key(db, door.org, key.jkt, portal)
    if device is None:
        if await was_revoked(db, door.org, key.jkt):
            raise Refused(Reason.REVOKED, "this device was revoked")
        raise Refused(Reason.UNKNOWN_DEVICE, "this device is not enrolled")
    seen = clean(fingerprint)
    found = match(device.fingerprint, seen, since=now - device.seen_at)
    assured = device.assured_until is not None and now < device.assured_until
    session = _session(
        door, device, 0.0 if assured else found.strangeness, address, client, now
    )
    evidence = door.evidence(session)
    verdict = replace(
        door.weigh(session, Action.SELF_READ),
        evidence={"fingerprint": found.strangeness, "behaviour": evidence.unusual},
    )
    if assured:
        await _learn(db, door, session, seen, now=now)
    elif band_of(verdict.risk) is Band.LOW:
        moved = drift(device.fingerprint, seen, found, since=now - device.fingerprint_at)
        await _learn(db, door, session, moved, now=now)
    return _issued(door, session, verdict)


async def step_up(
    db: Connection[Record], door: Door, session: Session, code: str, *, now: datetime
) -> Issued | Declined:
    """Raise a session to assurance 2 for 15 minutes with a code of the second factor.

    The place it comes from is known from now on. Commit the transaction in either case: a
    ``Declined`` counts as a failure; then raise its ``refusal()``.
    """
    grant = session.grant
    declined = await totp.check(db, door.org, grant.account_id, door.secret, code, now=now)
    if declined:
        return declined
    until = now + ASSURED
    await db.execute(ASSURE, door.org, grant.device_id, until)
    device = replace(session.device, assured_until=until)
    raised = _session(
        door, device, grant.strangeness, session.address, session.client, now, blinded=True
    )
    await _learn(db, door, raised, None, now=now)
    return _issued(door, raised, door.weigh(raised, Action.SELF_STEP_UP))


def _session(
    door: Door,
    device: KnownDevice,
    strange: float,
    address: str,
    client: str,
    now: datetime,
    *,
    blinded: bool = False,
) -> Session:
    named = client if blinded else door.client(client)
    grant = Grant(
        org_id=device.org_id,
        account_id=device.account_id,
        device_id=device.id,
        role=device.role,
        customer_id=device.customer_id,
        jkt=device.jkt,
        issued=now.timestamp(),
        expires=(now + LIFE).timestamp(),
        assured_until=device.assured_until.timestamp() if device.assured_until else 0.0,
        strangeness=strange,
        client=named,
    )
    _, network = door.network(address)
    return Session(grant, device, address, network, door.places.of(address), named)


async def _learn(
    db: Connection[Record],
    door: Door,
    session: Session,
    fingerprint: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    place, device = session.place, session.device
    fix = None
    if place.latitude is not None and place.longitude is not None and not place.roaming:
        fix = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "radius_km": place.radius_km,
            "at": now.timestamp(),
            "network": session.network,
        }
    await db.execute(LEARN, door.org, device.id, now, place.country, fix, fingerprint)
    rate = door.activity.per_minute(device.id)
    seen = moment(now.timestamp(), session.network, session.client, rate)
    await learn(db, door.org, device.account_id, seen)
    door.devices.forget(device.id)


def _issued(door: Door, session: Session, verdict: Verdict) -> Issued:
    token = write_token(session.grant, door.secret.token, door.origin)
    life = int(LIFE.total_seconds())
    return Issued(token, life, session.grant.role, session.device, verdict)
