"""Consents: each yes and no is sealed with the change, and asked before each use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

import ledger
from customers import consents, export, find_or_open, give, may, record_use, withdraw
from customers.consent import Standing
from customers.customer import AddressKind, Purpose
from customers.people import NoSuchCustomer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
RECORD, ANSWER = Purpose.RECORD_CALLS, Purpose.ANSWER_BY_MAIL


@pytest.fixture
async def who(db: Connection, org: UUID) -> UUID:
    found = await find_or_open(
        db, org, AddressKind.MAIL, "a@example.com", "Ann", "en", now=NOW
    )
    return found.id


async def standing(db: Connection, org: UUID, who: UUID, purpose: Purpose, at: datetime):
    every = await consents(db, org, who, now=at)
    return next(a.state for a in every if a.purpose is purpose)


async def test_before_any_word_only_answering_and_reading_are_assumed(db, org, who):
    every = await consents(db, org, who, now=NOW)
    assert [a.purpose for a in every] == list(Purpose)
    assert {a.purpose for a in every if a.holds} == {ANSWER, Purpose.READ_PICTURES}
    assert not await may(db, org, who, RECORD, now=NOW)


async def test_a_yes_holds_until_its_end_and_is_sealed(db, org, who):
    yes = await give(
        db, org, who, RECORD, valid_until=NOW + YEAR, channel="portal", now=NOW
    )
    assert await may(db, org, who, RECORD, now=NOW + YEAR - timedelta(seconds=1))
    assert not await may(db, org, who, RECORD, now=NOW + YEAR)
    assert await standing(db, org, who, RECORD, NOW + YEAR) is Standing.EXPIRED
    assert yes.id in await ledger.seals(db, org, [yes.id])


async def test_the_same_yes_twice_is_one(db, org, who):
    end = NOW + YEAR
    one = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=NOW)
    later = NOW + timedelta(seconds=5)
    two = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=later)
    assert one == two


async def test_a_no_takes_back_every_yes(db, org, who):
    for days in (10, 20):
        end = NOW + timedelta(days=days)
        await give(db, org, who, RECORD, valid_until=end, channel="portal", now=NOW)
    later = NOW + timedelta(days=1)
    gone = await withdraw(db, org, who, RECORD, channel="portal", now=later)
    assert gone is not None
    assert gone.withdrawn_at == later
    assert not await may(db, org, who, RECORD, now=later)
    assert await standing(db, org, who, RECORD, later) is Standing.WITHDRAWN
    assert await withdraw(db, org, who, RECORD, channel="portal", now=later) is None


async def test_an_assumed_purpose_can_be_objected_to_and_agreed_to_again(db, org, who):
    no = await withdraw(db, org, who, ANSWER, channel="portal", now=NOW)
    assert no is not None
    assert not await may(db, org, who, ANSWER, now=NOW)
    assert no.id in await ledger.seals(db, org, [no.id])
    later = NOW + timedelta(hours=1)
    await give(db, org, who, ANSWER, valid_until=later + YEAR, channel="portal", now=later)
    assert await may(db, org, who, ANSWER, now=later)


async def test_a_purpose_that_was_never_agreed_to_has_nothing_to_take_back(db, org, who):
    assert await withdraw(db, org, who, RECORD, channel="portal", now=NOW) is None


async def test_a_consent_without_duration_or_customer_is_refused(db, org, who):
    with pytest.raises(ValueError, match="some time"):
        await give(db, org, who, RECORD, valid_until=NOW, channel="portal", now=NOW)
    with pytest.raises(NoSuchCustomer):
        await give(
            *(db, org, uuid7(), RECORD), valid_until=NOW + YEAR, channel="portal", now=NOW
        )


async def test_a_person_can_take_all_data_away(db, org, who):
    await give(db, org, who, RECORD, valid_until=NOW + YEAR, channel="portal", now=NOW)
    await record_use(db, org, who, str(uuid7()), "mail", "to answer", now=NOW)
    held = await export(db, org, who)
    assert held["customer"]["name"] == "Ann"
    assert [a["address"] for a in held["addresses"]] == ["a@example.com"]
    assert [c["purpose"] for c in held["consents"]] == ["record-calls"]
    assert held["uses"] == [{"what": "mail", "why": "to answer", "at": NOW.isoformat()}]
