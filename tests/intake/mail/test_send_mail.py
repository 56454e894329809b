"""Mail that goes out: composed safely, sent once, answered by no loop."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import aiosmtplib
import pytest
from asyncpg import Connection
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from customers import find_or_open, open_without_address, withdraw
from customers.customer import AddressKind, Customer, Purpose
from intake.contact import Contact
from intake.mail.compose import Draft, Sender, answer_subject, compose, one_line
from intake.mail.door import Envelope, open_door
from intake.mail.parse import parse
from intake.mail.relay import BadRelay, hand_over
from intake.mail.send import (
    MOST_RECEIPTS,
    RECEIPTS_WITHIN,
    queue_link,
    queue_receipt,
    queue_reply,
    send,
)
from intake.mail.thread import join, ticket_by_token
from intake.words import words_of
from tests.intake.mail.letters import DESK, KEY, NOW, Jobs, letter, receive

SENDER = Sender("Veridesk 服务台", DESK, KEY)


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def draft(**changes) -> Draft:
    given_ = {
        "id": uuid7(),
        "kind": "reply",
        "name": "Ann",
        "mail": "ann@example.com",
        "subject": "Re: Printer",
        "text": "It works again.\n",
        "language": "en",
    }
    return Draft(**{**given_, **changes})


@pytest.fixture
async def ann(db: Connection, org: UUID) -> Customer:
    return await find_or_open(
        db, org, AddressKind.MAIL, "Ann@example.com", "Ann", "en", now=NOW
    )


@pytest.fixture
async def contact(db: Connection, org: UUID) -> Contact:
    return await receive(db, org, letter(sender="Ann <Ann@example.com>"))


async def reply(db, org, who: Customer, ticket: UUID, jobs: Jobs, **changes) -> UUID:
    asked = {
        "message_id": uuid7(),
        "ticket_id": ticket,
        "number": 1042,
        "customer_id": who.id,
        "author_id": uuid7(),
        "subject": "打印机",
        "text": "今天修好。",
        "language": "zh",
        "enqueue": jobs,
        "now": NOW,
        **changes,
    }
    await queue_reply(db, org, **asked)
    return asked["message_id"]


async def deliver(db, org, mail_id: UUID, outbox: Path, relay: str = "") -> str | None:
    return await send(db, org, mail_id, sender=SENDER, relay=relay, outbox=outbox, now=NOW)


async def receipt(db, org, contact: Contact, jobs: Jobs, *, ticket=None, now=NOW):
    return await queue_receipt(
        db,
        org,
        contact=contact,
        ticket_id=ticket or uuid7(),
        number=1042,
        subject=contact.subject,
        due_at=now + timedelta(hours=4),
        portal_url="http://127.0.0.1:8420/portal",
        enqueue=jobs,
        zone="Asia/Shanghai",
        now=now,
    )


async def test_a_reply_is_one_file_that_a_mail_program_threads(
    db, org, ann, contact, tmp_path
):
    ticket, jobs = uuid7(), Jobs()
    await join(db, contact, parse(letter()), ticket, desk_address=DESK)
    mail_id = await reply(db, org, ann, ticket, jobs)
    assert jobs.asked == [("send-mail", {"message_id": str(mail_id)})]
    assert (await words_of(db, org, [mail_id]))[mail_id].delivery == "queued"
    assert await deliver(db, org, mail_id, tmp_path) == "written"
    assert await deliver(db, org, mail_id, tmp_path) is None
    assert (await words_of(db, org, [mail_id]))[mail_id].delivery == "written"
    (file,) = tmp_path.iterdir()
    mail = read(file.read_bytes())
    assert mail["subject"] == "Re: 打印机 [#1042]"
    assert mail["from"] == f"Veridesk 服务台 <{DESK}>"
    assert mail["to"] == "Ann <Ann@example.com>"
    assert mail["in-reply-to"] == "<one@example.com>"
    assert mail["references"] == "<one@example.com>"
    assert mail["auto-submitted"] is None
    assert mail.get_content().strip() == "今天修好。"
    token = mail["reply-to"].addresses[0].addr_spec
    assert ticket_by_token(org, token, KEY) == ticket


async def test_the_customers_answer_to_a_reply_joins_even_without_the_token(
    db, org, ann, tmp_path
):
    ticket = uuid7()
    mail_id = await reply(db, org, ann, ticket, Jobs())
    await deliver(db, org, mail_id, tmp_path)
    (file,) = tmp_path.iterdir()
    own = read(file.read_bytes())["message-id"]
    answer = letter(message_id="<a@example.com>", References=own)
    assert (await receive(db, org, answer)).thread == ticket
    eve = letter(sender="eve@example.com", message_id="<e@e>", References=own)
    assert (await receive(db, org, eve, sender="eve@example.com")).thread is None


async def test_the_same_reply_twice_is_sent_once(db, org, ann):
    ticket, jobs = uuid7(), Jobs()
    mail_id = await reply(db, org, ann, ticket, jobs)
    await reply(db, org, ann, ticket, jobs, message_id=mail_id)
    assert len(jobs.asked) == 1


async def test_who_objected_to_mail_or_has_no_address_reads_it_in_the_portal(db, org, ann):
    jobs = Jobs()
    await withdraw(db, org, ann.id, Purpose.ANSWER_BY_MAIL, channel="portal", now=NOW)
    caller = await open_without_address(db, org, uuid7(), "Bob", "en", now=NOW)
    for who in (ann, caller):
        kept = await reply(db, org, who, uuid7(), jobs)
        assert (await words_of(db, org, [kept]))[kept].delivery is None
    assert jobs.asked == []


async def test_a_receipt_says_number_time_and_where_to_look(db, org, tmp_path):
    for text, language in (("It does not print.", "en"), ("打印机坏了，请处理。", "zh")):
        raw = letter(text=text, message_id=f"<{language}@example.com>", subject="")
        got = await receive(db, org, raw)
        made = await receipt(db, org, got, Jobs())
        assert made is not None
        assert await deliver(db, org, made, tmp_path) == "written"
        mail = read((tmp_path / f"{made}.eml").read_bytes())
        body = mail.get_content()
        assert "1042" in body
        assert "21:00" in body  # 13:00 UTC in Shanghai
        assert "http://127.0.0.1:8420/portal" in body
        assert text not in body
        assert ("您好" in body) == (language == "zh")
        assert mail["auto-submitted"] == "auto-replied"
        assert mail["in-reply-to"] == f"<{language}@example.com>"
        assert parse(mail.as_bytes()).automatic


async def test_a_receipt_is_made_once_for_a_contact(db, org, contact):
    jobs, ticket = Jobs(), uuid7()
    one = await receipt(db, org, contact, jobs, ticket=ticket)
    two = await receipt(db, org, contact, jobs, ticket=ticket)
    assert one == two is not None
    assert len(jobs.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"sender": "MAILER-DAEMON@example.com"},
    ],
)
async def test_what_must_not_be_answered_is_not(db, org, headers):
    got = await receive(db, org, letter(**headers))
    assert await receipt(db, org, got, Jobs()) is None


async def test_a_bounce_is_not_answered(db, org):
    got = await receive(db, org, letter(), sender="")
    assert await receipt(db, org, got, Jobs()) is None


async def test_two_programs_that_hide_what_they_are_stop_answering(db, org):
    made = []
    for number in range(MOST_RECEIPTS + 3):
        got = await receive(db, org, letter(message_id=f"<{number}@example.com>"))
        made.append(await receipt(db, org, got, Jobs()))
    assert [m is not None for m in made] == [True] * MOST_RECEIPTS + [False] * 3
    later = NOW + RECEIPTS_WITHIN + timedelta(seconds=1)
    got = await receive(db, org, letter(message_id="<later@example.com>"))
    assert await receipt(db, org, got, Jobs(), now=later) is not None


async def test_a_link_is_forgotten_once_it_is_sent(db, org, tmp_path):
    made = await queue_link(
        db,
        org,
        to="ann@example.com",
        name="Ann",
        link="http://127.0.0.1:8420/enrol#token",
        language="zh",
        enqueue=Jobs(),
        now=NOW,
    )
    assert await deliver(db, org, made, tmp_path) == "written"
    mail = read((tmp_path / f"{made}.eml").read_bytes())
    assert "/enrol#token" in mail.get_content()
    assert mail["reply-to"] is None
    row = await db.fetchrow("select body, recipient from outgoing where id = $1", made)
    assert tuple(row) == (None, None)


class Server:
    """A mail server to hand mails to."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, Envelope]] = []
        self.down = False

    async def take(self, raw: bytes, envelope: Envelope) -> None:
        if self.down:
            raise RuntimeError("down")
        self.taken.append((raw, envelope))


async def test_a_relay_gets_the_mail_with_an_address_for_bounces(
    db, org, ann, contact, tmp_path
):
    server, ticket = Server(), uuid7()
    async with open_door("127.0.0.1", 0, server.take, size_limit=1_000_000) as port:
        relay = f"smtp://127.0.0.1:{port}"
        mail_id = await reply(db, org, ann, ticket, Jobs())
        assert await deliver(db, org, mail_id, tmp_path, relay) == "sent"
        made = await receipt(db, org, contact, Jobs())
        assert made is not None
        assert await deliver(db, org, made, tmp_path, relay) == "sent"
    (raw, envelope), (_, of_receipt) = server.taken
    assert envelope.recipients == ("Ann@example.com",)
    assert ticket_by_token(org, envelope.sender, KEY) == ticket
    assert of_receipt.sender == ""
    assert parse(raw).text == "今天修好。"
    assert list(tmp_path.iterdir()) == []


async def test_a_relay_that_is_down_is_tried_again_under_the_same_message_id(
    db, org, ann, tmp_path
):
    server = Server()
    server.down = True
    async with open_door("127.0.0.1", 0, server.take, size_limit=1_000_000) as port:
        relay = f"smtp://127.0.0.1:{port}"
        mail_id = await reply(db, org, ann, uuid7(), Jobs())
        with pytest.raises(aiosmtplib.SMTPDataError):
            await deliver(db, org, mail_id, tmp_path, relay)
        assert (await words_of(db, org, [mail_id]))[mail_id].delivery == "queued"
        server.down = False
        assert await deliver(db, org, mail_id, tmp_path, relay) == "sent"
    again = compose(draft(id=mail_id), SENDER, None, NOW)
    (raw, _), *_ = server.taken
    assert parse(raw).message_id == parse(again).message_id


async def test_a_recipient_that_is_refused_for_good_is_a_failed_mail(
    db, org, ann, tmp_path
):
    server = Server()
    async with open_door(
        "127.0.0.1", 0, server.take, size_limit=1_000_000, domains=["other.example"]
    ) as port:
        mail_id = await reply(db, org, ann, uuid7(), Jobs())
        state = await deliver(db, org, mail_id, tmp_path, f"smtp://127.0.0.1:{port}")
    assert state == "failed"
    assert (await words_of(db, org, [mail_id]))[mail_id].delivery == "failed"


async def test_a_relay_with_a_nonsense_address_says_what_to_write():
    with pytest.raises(BadRelay, match="smtp://user"):
        await hand_over(b"", "mail.example.com:25", "a@x", "b@x")


@given(
    name=st.text(max_size=50),
    subject=st.text(max_size=300),
    text=st.text(max_size=300),
    answers=st.text(max_size=50),
    references=st.lists(st.text(max_size=50), max_size=30),
)
def test_nothing_that_people_write_becomes_a_header(
    name, subject, text, answers, references
):
    data = compose(
        draft(
            name=name, subject=subject, text=text, answers=answers, references=references
        ),
        SENDER,
        DESK,
        NOW,
    )
    mail = read(data)
    allowed = {
        *("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to"),
        *("references", "content-language", "content-type", "mime-version"),
        "content-transfer-encoding",
    }
    assert {key.lower() for key in mail} <= allowed
    assert len(mail.keys()) == len({key.lower() for key in mail})
    assert mail["to"].addresses[0].addr_spec == "ann@example.com"
    assert len(mail["to"].addresses) == 1
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))


@given(st.text(max_size=200))
def test_a_subject_stays_on_one_line_and_answers_do_not_pile_up(subject: str):
    once = answer_subject(subject, 7)
    assert one_line(once) == once
    assert answer_subject(once, 7) == once
