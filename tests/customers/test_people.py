"""One person is found again, whatever the spelling of the address and whoever asks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from asyncpg import Connection, Pool
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from customers import (
    customer,
    customers,
    find_or_open,
    name_of,
    open_without_address,
    record_use,
    uses,
)
from customers.address import BadAddress, normalise
from customers.customer import AddressKind
from customers.people import NoSuchCustomer, add_address, find, speak
from sentiment.personal import masked_mail, masked_phone
from server.database import borrow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL, PHONE = AddressKind.MAIL, AddressKind.PHONE


async def test_the_same_address_in_another_spelling_is_the_same_customer(
    db: Connection, org: UUID
):
    first = await find_or_open(db, org, MAIL, "Li.Na@Example.COM", "李娜", "zh", now=NOW)
    again = await find_or_open(db, org, MAIL, " li.na@example.com ", "", "en", now=NOW)
    assert again == first
    assert first.name == "李娜"
    assert first.mail == "Li.Na@Example.COM"
    assert first.language == "zh"


async def test_a_name_is_taken_over_only_while_there_is_none(db: Connection, org: UUID):
    opened = await find_or_open(db, org, MAIL, "a@example.com", "", "en", now=NOW)
    named = await find_or_open(db, org, MAIL, "a@example.com", "Ann", "en", now=NOW)
    forged = await find_or_open(db, org, MAIL, "a@example.com", "The Boss", "en", now=NOW)
    assert (opened.id, opened.name) == (named.id, "")
    assert (named.name, forged.name) == ("Ann", "Ann")


async def test_customers_opened_at_once_are_one(pool: Pool, org: UUID):
    async def open_one() -> UUID:
        async with borrow(pool) as db, db.transaction():
            found = await find_or_open(db, org, MAIL, "b@example.com", "B", "en", now=NOW)
            return found.id

    ids = await asyncio.gather(*(open_one() for _ in range(8)))
    assert len(set(ids)) == 1
    assert await pool.fetchval("select count(*) from customer where org_id = $1", org) == 1


async def test_a_customer_has_a_phone_and_a_mail_address(db: Connection, org: UUID):
    caller = await find_or_open(db, org, PHONE, "+86 138 0013-8000", "", "zh", now=NOW)
    assert await add_address(db, org, caller.id, MAIL, "c@example.com", now=NOW)
    assert not await add_address(db, org, caller.id, MAIL, "C@example.com", now=NOW)
    known = await find(db, org, PHONE, "008613800138000")
    assert known is not None
    assert (known.id, known.mail, known.phone) == (
        caller.id,
        "c@example.com",
        "+86 138 0013-8000",
    )
    assert await name_of(db, org, caller.id) == "c@example.com"


async def test_organisations_do_not_share_customers(db: Connection, org: UUID):
    here = await find_or_open(db, org, MAIL, "d@example.com", "", "en", now=NOW)
    there = await find_or_open(db, uuid7(), MAIL, "d@example.com", "", "en", now=NOW)
    assert here.id != there.id
    assert await customers(db, uuid7(), [here.id]) == {}


async def test_a_customer_without_an_address_can_be_opened_again(db: Connection, org: UUID):
    id_ = uuid7()
    one = await open_without_address(db, org, id_, "Nobody", "en", now=NOW)
    two = await open_without_address(db, org, id_, "Other", "zh", now=NOW)
    assert one == two
    await speak(db, org, id_, "zh")
    assert (await customer(db, org, id_)).language == "zh"


async def test_an_unknown_customer_is_said_to_be_unknown(db: Connection, org: UUID):
    with pytest.raises(NoSuchCustomer) as refused:
        await customer(db, org, uuid7())
    assert refused.value.status == 404


async def test_looks_are_written_down_newest_first(db: Connection, org: UUID):
    who = await find_or_open(db, org, MAIL, "e@example.com", "", "en", now=NOW)
    for hour, what in enumerate(("mail", "phone"), start=10):
        at = NOW.replace(hour=hour)
        await record_use(db, org, who.id, "desk", what, "to\0answer", now=at)
    assert [(use.what, use.why) for use in await uses(db, org, who.id)] == [
        ("phone", "toanswer"),
        ("mail", "toanswer"),
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MAIL, ""),
        (MAIL, "nobody"),
        (MAIL, "a@b@c"),
        (MAIL, "a b@example.com"),
        (MAIL, "a@example.com\r\nBcc: x@example.com"),
        (MAIL, "a\0@example.com"),
        (MAIL, "\ud800@example.com"),
        (MAIL, "a" * 65 + "@example.com"),
        (PHONE, ""),
        (PHONE, "anonymous"),
        (PHONE, "12"),
        (PHONE, "1234567890123456"),
        (PHONE, "client:alice123"),
    ],
)
def test_what_is_no_address_is_refused(kind: AddressKind, value: str):
    with pytest.raises(BadAddress):
        normalise(kind, value)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0086 10 6552 9988 转 12", "+861065529988"),
        ("tel:+1-555-010-9999", "+15550109999"),
        ("110", "110"),
        ("＋8613800138000", "+8613800138000"),
    ],
)
def test_phone_numbers_are_brought_to_one_form(given: str, stored: str):
    assert normalise(PHONE, given) == stored


@given(st.sampled_from(AddressKind), st.text(max_size=60))
def test_normalising_twice_is_normalising_once(kind: AddressKind, value: str):
    try:
        once = normalise(kind, value)
    except BadAddress:
        return
    assert normalise(kind, once) == once


def test_masks_keep_only_enough_to_tell_two_apart():
    assert masked_mail("harriet@calder.example") == "h•••@calder.example"
    assert masked_phone("+442079460018") == "•••18"
    assert masked_mail(None) is None
    assert masked_phone(None) is None
