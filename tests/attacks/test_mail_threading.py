"""Attacks by mail on other people's tickets."""

from __future__ import annotations

from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from intake.mail.parse import parse
from intake.mail.thread import join, reply_address
from tests.intake.mail.letters import DESK, KEY, letter, receive

EVE = "eve@evil.example"


@pytest.fixture
async def victim(db: Connection, org: UUID) -> UUID:
    """The ticket of somebody else, opened by the mail <one@example.com>."""
    contact = await receive(db, org, letter())
    ticket = uuid7()
    await join(db, contact, parse(letter()), ticket, desk_address=DESK)
    return ticket


def forged(**headers: str) -> bytes:
    return letter(**{"sender": EVE, "message_id": "<eve@evil.example>", **headers})


async def attack(db: Connection, org: UUID, raw: bytes, *recipients: str):
    return await receive(db, org, raw, sender=EVE, recipients=recipients or (DESK,))


@pytest.mark.parametrize(
    "subject",
    ["Re: Printer [#1042]", "Ticket#1042", "[#1]", "Re: Printer", "[~1042] answer"],
)
async def test_a_ticket_number_in_the_subject_joins_nothing(db, org, victim, subject):
    got = await attack(db, org, forged(subject=subject))
    assert (got.thread, got.related) == (None, None)


async def test_the_bare_id_of_a_ticket_joins_nothing(db, org, victim):
    for token in (victim.hex, str(victim), "1042"):
        got = await attack(db, org, forged(text=token), f"desk+{token}@veridesk.example")
        assert got.thread is None


async def test_the_token_of_ones_own_ticket_altered_to_another_joins_nothing(
    db, org, victim
):
    mine = reply_address(org, uuid7(), KEY, DESK).removeprefix("desk+").split("@")[0]
    theirs = reply_address(org, victim, b"guess" * 8, DESK)
    theirs = theirs.removeprefix("desk+").split("@")[0]
    # The 26 characters before the signature name the ticket.
    mixed = f"desk+{theirs[:26]}{mine[26:]}@veridesk.example"
    assert (await attack(db, org, forged(), mixed)).thread is None


async def test_knowing_a_message_id_is_not_being_on_the_ticket(db, org, victim):
    raw = forged(References="<one@example.com>", In_Reply_To="<one@example.com>")
    got = await attack(db, org, raw)
    assert (got.thread, got.related) == (None, victim)


async def test_a_participants_name_before_ones_own_address_is_no_participant(
    db, org, victim
):
    for at, sender in enumerate(
        (
            f'"ann@example.com" <{EVE}>',
            f"ann@example.com <{EVE}>",
            f"<ann@example.com>, <{EVE}>",
            f"=?utf-8?q?ann=40example=2Ecom?= <{EVE}>",
        )
    ):
        raw = b"From: " + sender.encode() + b"\r\nSubject: x\r\n"
        raw += b"Message-ID: <n%d@evil.example>\r\n" % at
        raw += b"References: <one@example.com>\r\n\r\nlet me in"
        got = await attack(db, org, raw)
        if at != 2:  # two senders: the first counts, and proves nothing by itself
            assert got.thread is None, sender
        assert got.assurance == 0


async def test_reply_to_and_sender_headers_make_no_participant(db, org, victim):
    raw = forged(
        Reply_To="ann@example.com",
        Sender="ann@example.com",
        Return_Path="<ann@example.com>",
        References="<one@example.com>",
    )
    assert (await attack(db, org, raw)).thread is None


async def test_writing_to_a_participant_does_not_make_one_a_participant(db, org, victim):
    raw = forged(Cc="ann@example.com", References="<one@example.com>")
    got = await attack(db, org, raw)
    await join(db, got, parse(raw), uuid7(), desk_address=DESK)
    again = forged(message_id="<2@evil.example>", References="<one@example.com>")
    assert (await attack(db, org, again)).thread is None


async def test_the_same_references_in_another_organisation_name_nothing(db, org, victim):
    raw = letter(message_id="<2@example.com>", References="<one@example.com>")
    got = await receive(db, uuid7(), raw)
    assert (got.thread, got.related) == (None, None)


async def test_references_without_end_are_bounded(db, org, victim):
    many = " ".join(f"<{n}@x>" for n in range(100_000)).encode()
    raw = b"From: eve@evil.example\nReferences: " + many + b"\n\nx"
    assert len(parse(raw).references) <= 200
    assert (await attack(db, org, raw)).thread is None
