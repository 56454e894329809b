"""A mail joins a ticket by evidence alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from intake.mail.parse import parse
from intake.mail.thread import join, load_key, reply_address, ticket_by_token
from tests.intake.mail.letters import DESK, KEY, letter, receive

ids = st.uuids()


@given(ids, ids)
def test_a_reply_address_names_its_ticket(org: UUID, ticket: UUID):
    address = reply_address(org, ticket, KEY, DESK)
    assert ticket_by_token(org, address, KEY) == ticket
    assert ticket_by_token(org, f"<{address.upper()}>", KEY) == ticket
    local, _, domain = address.rpartition("@")
    assert (len(local) <= 64, domain) == (True, "veridesk.example")


@given(ids, ids, st.data())
def test_no_changed_letter_passes(org: UUID, ticket: UUID, data: st.DataObject):
    address = reply_address(org, ticket, KEY, DESK)
    at = data.draw(st.integers(len("desk+"), address.index("@") - 1))
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567=0189"))
    changed = address[:at] + other + address[at + 1 :]
    if changed != address:
        assert ticket_by_token(org, changed, KEY) is None


@given(ids, ids, st.integers(0, 44))
def test_no_token_that_was_cut_short_passes(org: UUID, ticket: UUID, length: int):
    local, _, domain = reply_address(org, ticket, KEY, DESK).rpartition("@")
    token = local.removeprefix("desk+")
    assert ticket_by_token(org, f"desk+{token[:length]}@{domain}", KEY) is None
    assert ticket_by_token(org, f"desk+{token}a@{domain}", KEY) is None


@given(st.text(max_size=80))
def test_no_text_makes_reading_a_token_raise(text: str):
    assert ticket_by_token(uuid7(), text, KEY) is None


def test_a_token_is_of_one_organisation_and_one_key():
    org, ticket = uuid7(), uuid7()
    address = reply_address(org, ticket, KEY, DESK)
    assert ticket_by_token(uuid7(), address, KEY) is None
    assert ticket_by_token(org, address, b"x" * 32) is None


def test_the_key_is_made_once_and_is_private(tmp_path: Path):
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(load_key, [folder] * 16))
    assert keys == {load_key(folder)}
    assert [f.name for f in folder.iterdir()] == ["reply.key"]
    assert stat.S_IMODE((folder / "reply.key").stat().st_mode) == 0o600
    (folder / "reply.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="damaged"):
        load_key(folder)


@pytest.fixture
async def opened(db: Connection, org: UUID) -> UUID:
    """A ticket that Ann opened, writing to the desk and to Carl."""
    raw = letter(Cc="carl@example.com")
    contact = await receive(db, org, raw)
    ticket = uuid7()
    await join(db, contact, parse(raw), ticket, desk_address=DESK)
    return ticket


def answer(**headers: str) -> bytes:
    asked = {"subject": "Re: Printer", "message_id": "<two@example.com>", **headers}
    return letter(**asked)


async def test_a_token_joins_from_any_address_and_proves_something(db, org, opened):
    to = reply_address(org, opened, KEY, DESK)
    contact = await receive(
        db, org, answer(sender="home@ann.example"), recipients=[to.upper()]
    )
    assert contact.thread == opened
    assert contact.assurance == 1
    assert "reply-token" in contact.assurance_reasons


async def test_a_token_in_the_header_joins_where_the_relay_rewrote_the_envelope(
    db, org, opened
):
    to = reply_address(org, opened, KEY, DESK)
    contact = await receive(db, org, answer(to=f"Desk <{to}>"), recipients=[DESK])
    assert contact.thread == opened


@pytest.mark.parametrize("header", ["References", "In_Reply_To"])
async def test_a_participant_joins_by_references(db, org, opened, header):
    raw = answer(sender="ANN@example.com", **{header: "<one@example.com>"})
    contact = await receive(db, org, raw)
    assert contact.thread == opened
    assert contact.assurance == 0
    assert contact.related is None


async def test_somebody_the_customer_wrote_to_joins_too(db, org, opened):
    raw = answer(sender="carl@example.com", References="<one@example.com>")
    assert (await receive(db, org, raw, sender="carl@example.com")).thread == opened


async def test_a_stranger_with_references_opens_a_related_ticket(db, org, opened):
    raw = answer(sender="eve@example.com", References="<one@example.com>")
    contact = await receive(db, org, raw, sender="eve@example.com")
    assert contact.thread is None
    assert contact.related == opened


async def test_whom_a_merely_claimed_participant_adds_is_not_on_the_ticket(db, org, opened):
    raw = answer(Cc="eve@example.com", References="<one@example.com>")
    contact = await receive(db, org, raw)
    await join(db, contact, parse(raw), opened, desk_address=DESK)
    eve = answer(
        sender="eve@example.com",
        message_id="<three@example.com>",
        References="<two@example.com>",
    )
    assert (await receive(db, org, eve, sender="eve@example.com")).thread is None


async def test_the_desks_own_address_is_no_participant(db, org, opened):
    raw = answer(sender=DESK, References="<one@example.com>")
    assert (await receive(db, org, raw, sender=DESK)).thread is None


async def test_a_message_id_that_was_used_before_stays_with_its_ticket(db, org, opened):
    raw = letter(sender="eve@example.com", subject="Mine", text="other")
    contact = await receive(db, org, raw, sender="eve@example.com")
    await join(db, contact, parse(raw), uuid7(), desk_address=DESK)
    answered = await receive(db, org, answer(References="<one@example.com>"))
    assert answered.thread == opened
