from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from uuid6 import uuid7

from auth import enrol, totp
from auth.account import (
    account,
    account_of_customer,
    accounts,
    close_account,
    devices,
    open_account,
    revoke_device,
)
from auth.device import public_part
from auth.possession.secret import derive
from auth.verdict import Refused, Role
from server.database import borrow

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
SECRET = derive(bytes(32))


def _key() -> dict[str, str]:
    return public_part(ec.generate_private_key(ec.SECP256R1()))


async def test_accounts_of_the_desk_are_listed_with_their_devices(db, org):
    ann = await open_account(db, org, Role.ADMIN, "Ann", now=NOW)
    await open_account(db, org, Role.CUSTOMER, "Cid", uuid7(), now=NOW)
    token = await enrol.invite(db, org, ann, now=NOW)
    device = await enrol.redeem(db, token, _key(), {}, "laptop", now=NOW)
    (listed,) = await accounts(db, org)
    assert (listed.id, listed.role, listed.devices) == (ann, Role.ADMIN, 1)
    assert [line.name for line in await devices(db, org, ann)] == ["laptop"]
    assert await revoke_device(db, org, device.id, now=NOW)
    found = await account(db, org, ann)
    assert found is not None
    assert found.devices == 0


async def test_a_customer_has_one_account_however_often_it_is_opened(pool, org):
    customer = uuid7()

    async def one():
        async with borrow(pool) as db:
            return await open_account(db, org, Role.CUSTOMER, "Cid", customer, now=NOW)

    opened = await asyncio.gather(*(one() for _ in range(8)))
    assert len(set(opened)) == 1
    async with borrow(pool) as db:
        found = await account_of_customer(db, org, customer)
        assert found is not None
        assert found.id == opened[0]


async def test_a_closed_account_can_neither_be_invited_nor_enrolled(db, org):
    ann = await open_account(db, org, Role.AGENT, "Ann", now=NOW)
    token = await enrol.invite(db, org, ann, now=NOW)
    assert await close_account(db, org, ann, now=NOW)
    assert not await close_account(db, org, ann, now=NOW)
    with pytest.raises(LookupError):
        await enrol.invite(db, org, ann, now=NOW)
    with pytest.raises(Refused):
        await enrol.redeem(db, token, _key(), {}, "laptop", now=NOW)


async def test_a_link_rolled_back_is_unused(db, org):
    ann = await open_account(db, org, Role.AGENT, "Ann", now=NOW)
    token = await enrol.invite(db, org, ann, now=NOW)
    transaction = db.transaction()
    await transaction.start()
    await enrol.redeem(db, token, _key(), {}, "laptop", now=NOW)
    await transaction.rollback()
    device = await enrol.redeem(db, token, _key(), {}, "laptop", now=NOW)
    assert device.account_id == ann
    assert device.assured_until == NOW + timedelta(minutes=15)


async def test_one_key_may_hold_an_account_of_the_desk_and_a_customers(db, org):
    key, made = _key(), []
    for role, customer in ((Role.ADMIN, None), (Role.CUSTOMER, uuid7())):
        who = await open_account(db, org, role, "Ann", customer, now=NOW)
        token = await enrol.invite(db, org, who, now=NOW)
        made.append(await enrol.redeem(db, token, key, {}, "laptop", now=NOW))
    assert made[0].jkt == made[1].jkt
    assert made[0].id != made[1].id


async def test_the_first_link_enrols_an_administrator_once(db, org):
    origin = "http://127.0.0.1:8420"
    early = await enrol.first_link(db, org, origin, now=NOW)
    link = await enrol.first_link(db, org, origin, now=NOW)
    assert early is not None
    assert link is not None
    assert link.startswith(f"{origin}/enrol#")
    assert len(await accounts(db, org)) == 1
    with pytest.raises(Refused):  # an earlier start's link is void
        await enrol.redeem(db, early.split("#")[1], _key(), {}, "old", now=NOW)
    device = await enrol.redeem(db, link.split("#")[1], _key(), {}, "new", now=NOW)
    assert device.role is Role.ADMIN
    assert await enrol.first_link(db, org, origin, now=NOW) is None


async def test_a_code_of_the_step_before_and_after_is_accepted_and_used_up(db, org):
    ann = uuid7()
    assert not await totp.is_set(db, org, ann)
    new = await totp.begin(db, org, ann, SECRET, issuer="Veridesk", name="Ann", assurance=1)
    clock = pyotp.TOTP(new.secret)
    assert "Veridesk" in new.uri
    assert await totp.confirm(db, org, ann, SECRET, clock.at(NOW), now=NOW) is None
    assert await totp.is_set(db, org, ann)

    async def works(code_at: datetime, at: datetime) -> bool:
        code = clock.at(code_at)
        return await totp.check(db, org, ann, SECRET, code, now=at) is None

    step = timedelta(seconds=30)
    assert not await works(NOW, NOW)  # confirming used it up
    assert await works(NOW + step, NOW)  # a clock that is ahead
    assert not await works(NOW + step, NOW + step)
    assert await works(NOW + 3 * step, NOW + 4 * step)  # a slow finger
    assert not await works(NOW + 2 * step, NOW + 3 * step)  # older than one used
    assert not await works(NOW + 9 * step, NOW + 7 * step)
    assert not await works(NOW + 5 * step, NOW + 7 * step)


async def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(db, org):
    ann, bob = uuid7(), uuid7()
    new = await totp.begin(db, org, ann, SECRET, issuer="V", name="Ann", assurance=1)
    stored = await db.fetchval("select pending from totp")
    assert new.secret.encode() not in stored
    await db.execute("update totp set account_id = $1", bob)  # moved to another account
    with pytest.raises(InvalidTag):
        await totp.confirm(db, org, bob, SECRET, "123456", now=NOW)


async def test_a_lock_ends_by_itself(db, org):
    ann = uuid7()
    new = await totp.begin(db, org, ann, SECRET, issuer="V", name="Ann", assurance=1)
    clock = pyotp.TOTP(new.secret)
    await totp.confirm(db, org, ann, SECRET, clock.at(NOW), now=NOW)
    for _ in range(totp.TRIES):
        declined = await totp.check(db, org, ann, SECRET, "nonono", now=NOW)
    assert declined is not None
    assert declined.locked_until == NOW + totp.LOCK
    soon, later = NOW + timedelta(minutes=1), NOW + totp.LOCK + timedelta(seconds=1)
    assert await totp.check(db, org, ann, SECRET, clock.at(soon), now=soon)
    assert await totp.check(db, org, ann, SECRET, clock.at(later), now=later) is None
