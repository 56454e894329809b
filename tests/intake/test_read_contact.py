"""From raw bytes to the one stored contact, however often a job runs."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from asyncpg import Connection, Pool
from uuid6 import uuid7

from customers import customer, find_or_open
from customers.customer import AddressKind
from intake.contact import Channel
from intake.form import keep_form, parse_form
from intake.mail.parse import parse
from intake.mail.sender import Proof
from intake.raw import NoSuchRaw, keep, mailbox, raw
from intake.read import read_raw
from intake.store import (
    NoSuchContact,
    contact,
    contacts_of,
    export,
    part_of,
    set_part_text,
    set_words,
)
from intake.words import keep_words, words_of
from tests.intake.mail.letters import KEY, NOW, Jobs, letter, receive


def with_files() -> bytes:
    png = base64.b64encode(b"\x89PNG").decode()
    return (
        "From: Ann <ann@example.com>\nTo: desk@veridesk.example\nSubject: Files\n"
        'Message-ID: <f@example.com>\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSee these.\n"
        "--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n"
        f"{png}\n--b\nContent-Type: image/png; name=a.png\n\nPNG\n--b--\n"
    ).encode()


async def test_reading_twice_gives_the_same_contact(db: Connection, org: UUID):
    meta = {"sender": "ann@example.com", "recipients": ["desk@veridesk.example"]}
    kept = await keep(db, org, Channel.MAIL, with_files(), meta, now=NOW)
    assert kept is not None
    mail = parse(with_files())
    one = await read_raw(db, org, kept, mail, reply_key=KEY, now=NOW)
    two = await read_raw(db, org, kept, mail, reply_key=KEY, now=NOW)
    assert one == two == await contact(db, org, kept)
    assert one.id == kept
    assert [part.name for part in one.parts] == ["a.png", "a1.png"]
    found = await part_of(db, org, one.parts[0].id)
    assert found == ("a.png", "image/png", b"\x89PNG", one.id)
    assert await part_of(db, org, uuid7()) is None


async def test_who_wrote_is_a_customer_with_name_and_language(db, org):
    got = await receive(
        db, org, letter(sender="李娜 <li@example.com>", text="打印机坏了，请尽快处理。")
    )
    who = await customer(db, org, got.customer_id)
    assert (who.name, who.mail, who.language) == ("李娜", "li@example.com", "zh")


async def test_a_mail_without_any_sender_still_becomes_a_contact(db, org):
    nobody = b"Subject: hi\n\nwords"
    got = await receive(db, org, nobody, sender="")
    assert got.text == "words"
    assert got.automatic  # an empty envelope sender
    assert (await customer(db, org, got.customer_id)).mail is None
    again = await receive(db, org, b"Subject: ho\n\nwords", sender="env@example.com")
    assert (await customer(db, org, again.customer_id)).mail == "env@example.com"


async def test_an_empty_mail_becomes_a_contact(db, org):
    got = await receive(db, org, b"", sender="ann@example.com")
    assert (got.subject, got.text, got.parts) == ("", "", ())


async def test_what_the_sender_proved_is_kept_with_its_reasons(db, org):
    proof = Proof(1, ("dkim-aligned", "dmarc-reject"))
    got = await receive(db, org, letter(), proof=proof)
    assert got.assurance == 1
    assert got.assurance_reasons == ("dkim-aligned", "dmarc-reject")


async def test_authentication_results_from_outside_prove_nothing(db, org):
    raw_ = letter(Authentication_Results="veridesk; dkim=pass; dmarc=pass")
    got = await receive(db, org, raw_)
    assert (got.assurance, got.assurance_reasons) == (0, ("unchecked",))


async def test_characters_that_postgresql_refuses_are_replaced(db, org):
    odd = (
        b"From: A\x00nn <ann@example.com>\nSubject: =?utf-8?b?7aCA?= \x00 =?utf-8?q?=00?=\n"
        b"Message-ID: <\x00@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        b'a\x00b\xed\xa0\x80\n--b\nContent-Type: image/png; name="\x00.png"\n\nx\n--b--\n'
    )
    got = await receive(db, org, odd)
    assert "\0" not in got.subject + got.text + (got.message_id or "")
    assert got.text.startswith("a\ufffdb")


async def test_what_is_read_in_a_picture_and_said_in_a_call_is_kept(db, org):
    got = await receive(db, org, with_files())
    part = got.parts[0]
    await set_part_text(db, org, part.id, "E\x00201", 0.5, {"code": "E201"})
    await set_words(db, org, got.id, "said", "said and answered")
    now_ = await contact(db, org, got.id)
    assert (now_.text, now_.full_text) == ("said", "said and answered")
    read = next(p for p in now_.parts if p.id == part.id)
    assert (read.confidence, read.facts) == (0.5, {"code": "E201"})
    assert read.text == "E\ufffd201"


async def test_unknown_ids_are_said_to_be_unknown(db, org):
    with pytest.raises(NoSuchRaw):
        await raw(db, org, uuid7())
    with pytest.raises(NoSuchContact):
        await contact(db, org, uuid7())
    assert await contacts_of(db, org, [uuid7()]) == {}


async def test_a_form_is_kept_raw_and_read_by_the_same_job(db: Connection, org: UUID):
    who = await find_or_open(
        db, org, AddressKind.MAIL, "ann@example.com", "Ann", "en", now=NOW
    )
    jobs, ticket = Jobs(), uuid7()
    pictures = [("../shot.png", "image/png; x", b"\x89PNG"), ("b", "a b\r\n", b"x")]
    made = await keep_form(
        *(db, org, who.id, "Prin\0ter", "It\r\nbroke", pictures, ticket, jobs), now=NOW
    )
    assert jobs.asked == [("read-contact", {"raw_id": str(made)})]
    kept = await raw(db, org, made)
    got = await read_raw(db, org, made, parse_form(kept.data), reply_key=KEY, now=NOW)
    assert (got.id, got.channel, got.customer_id) == (made, Channel.FORM, who.id)
    assert (got.assurance, got.thread) == (2, ticket)
    assert (got.subject, got.text) == ("Prin\ufffdter", "It\nbroke")
    assert [(p.name, p.media_type, p.size) for p in got.parts] == [
        ("shot.png", "image/png", 4),
        ("b", "application/octet-stream", 1),
    ]


async def test_a_form_of_pictures_alone_is_a_picture_and_two_alike_are_two(db, org):
    who = uuid7()
    pictures = [("a.png", "image/png", b"x")]
    made = [
        await keep_form(db, org, who, "", " ", pictures, None, Jobs(), now=NOW)
        for _ in range(2)
    ]
    assert len(set(made)) == 2
    assert (await raw(db, org, made[0])).channel is Channel.PICTURE


async def test_two_workers_reading_one_mail_make_one_contact(pool: Pool, org: UUID):
    import asyncio

    from server.database import borrow

    meta = {"sender": "ann@example.com", "recipients": ["desk@veridesk.example"]}
    async with borrow(pool) as db:
        kept = await keep(db, org, Channel.MAIL, with_files(), meta, now=NOW)
    assert kept is not None

    async def read():
        async with borrow(pool) as db, db.transaction():
            return await read_raw(
                db, org, kept, parse(with_files()), reply_key=KEY, now=NOW
            )

    found = await asyncio.gather(*(read() for _ in range(4)))
    assert all(one == found[0] for one in found)
    assert await pool.fetchval("select count(*) from part") == 2


async def test_words_are_kept_once_by_their_id(db: Connection, org: UUID):
    id_, ticket = uuid7(), uuid7()
    args = (db, org, id_, "note", ticket, None)
    assert await keep_words(*args, "first\0", "en", now=NOW)
    assert not await keep_words(*args, "second", "en", now=NOW)
    found = (await words_of(db, org, [id_]))[id_]
    assert (found.text, found.kind, found.delivery) == ("first\ufffd", "note", None)


async def test_a_person_can_take_all_messages_away(db: Connection, org: UUID):
    got = await receive(db, org, with_files())
    held = await export(db, org, got.customer_id)
    (received,) = held["received"]
    assert received["subject"] == "Files"
    assert [f["name"] for f in received["files"]] == ["a.png", "a1.png"]
    assert held["sent"] == []


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("Desk@X.example", "desk@x.example"),
        ("<desk+tok@x.example>", "desk@x.example"),
        ("nobody", "nobody"),
    ],
)
def test_a_mailbox_is_an_address_without_its_token(address: str, box: str):
    assert mailbox(address) == box
