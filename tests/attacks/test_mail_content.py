"""Attacks by what a mail holds: markup, names, headers, nesting, odd characters."""

from __future__ import annotations

import email
import email.policy
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from intake.mail.compose import Sender, compose
from intake.mail.parse import parse
from intake.mail.pieces.parts import DEEPEST, MOST
from intake.receipt import receipt
from tests.intake.mail.letters import DESK, KEY, NOW, letter, receive
from tests.intake.mail.test_send_mail import draft

SENDER = Sender("Veridesk", DESK, KEY)
HEAD = b"From: eve@evil.example\r\nSubject: x\r\n"


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>words",
        "<scr<script>ipt>alert(1)</scr</script>ipt>words",
        "<svg onload=alert(1)>words</svg> words",
        "<img src=x onerror=alert(1)>words",
        "<style>@import 'http://evil.example/alert(1)'</style>words",
        "<a href='javascript:alert(1)'>words</a>",
        "<a href='data:text/html,alert(1)'>words</a>",
        "<!--><script>alert(1)</script>-->words",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>words",
        "<template><script>alert(1)</script></template>words",
    ],
)
def test_markup_becomes_words_and_nothing_that_acts(page: str):
    mail = parse(HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode())
    assert "<script" not in mail.full_text
    assert "onerror" not in mail.full_text
    assert "javascript:" not in mail.full_text
    assert "data:" not in mail.full_text
    assert "words" in mail.full_text or "mglyph" in page


INJECTED = "x\r\nBcc: victim@example.com\r\n\r\n<html>"


@pytest.mark.parametrize("field", ["name", "subject", "answers"])
def test_nobody_adds_a_header_to_the_desks_mail(field: str):
    changes = {field: INJECTED, "references": [INJECTED]}
    raw = compose(draft(**changes), SENDER, None, NOW)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["bcc"] is None
    assert [a.addr_spec for a in mail["to"].addresses] == ["ann@example.com"]
    assert mail.get_content_type() == "text/plain"


async def test_a_name_with_a_header_in_it_reaches_no_mail(db: Connection, org: UUID):
    raw = (
        b"From: =?utf-8?q?Eve=0D=0ABcc=3A_victim=40example=2Ecom?= <eve@evil.example>\r\n"
        b"Subject: =?utf-8?q?Hi=0D=0ABcc=3A_victim=40example=2Ecom?=\r\n\r\nwords"
    )
    got = await receive(db, org, raw)
    assert "\n" not in got.subject
    assert "\r" not in got.subject
    assert "\n" not in parse(raw).sender.name


def test_a_receipt_cannot_be_made_to_advertise():
    made = receipt(
        "en",
        number=1,
        name="Win at http://evil.example/x",
        due_at=NOW,
        zone="UTC",
        portal="http://desk.example/portal",
        organisation="{number}",
    )
    assert "evil" not in made.text
    assert made.text.startswith("Hello,")


def test_nesting_without_end_is_cut_and_nothing_is_lost():
    raw = HEAD
    for depth in range(2000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (
            depth,
            depth,
        )
    mail = parse(raw + b"\r\nthe end")
    assert DEEPEST < 100
    assert sum(b"the end" in file.data for file in mail.files) == 1


def test_parts_without_number_are_cut_and_nothing_is_lost():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw += b"".join(
        b"--b\r\nContent-Type: image/png\r\n\r\npart %d\r\n" % n for n in range(3000)
    )
    mail = parse(raw)
    assert len(mail.files) <= MOST + 1
    assert sum(b"part 2999" in file.data for file in mail.files) == 1


def test_a_mail_within_a_mail_is_a_file_not_words():
    raw = HEAD + (
        b"Content-Type: message/rfc822\r\n\r\nFrom: boss@example.com\r\n"
        b"Subject: ../../pay\r\n\r\nPay now"
    )
    mail = parse(raw)
    assert mail.sender.mail == "eve@evil.example"
    assert [file.name for file in mail.files] == ["pay.eml"]
    assert mail.text == ""


async def test_a_megabyte_in_one_line_is_kept(db: Connection, org: UUID):
    got = await receive(db, org, HEAD + b"\r\n" + b"x" * 1_000_000)
    assert len(got.full_text) == 500_000
    assert [part.size for part in got.parts] == [1_000_000]


async def test_what_postgresql_refuses_is_replaced_everywhere(db: Connection, org: UUID):
    odd = "\x00\ud800"
    raw = (
        f"From: A{odd} <eve@evil.example>\nSubject: s{odd}\nMessage-ID: <{uuid4()}@x>\n"
        f"References: <r{odd}@x>\nIn-Reply-To: <r{odd}@x>\n"
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nt{odd}\n'
        f'--b\nContent-Type: image/p{odd}ng; name="n{odd}"\n\nx\n--b--\n'
    ).encode("utf-8", "surrogatepass")
    got = await receive(db, org, raw, sender=f"e{odd}@evil.example")
    assert "t\ufffd" in got.text


def test_a_boundary_that_is_an_expression_is_only_text():
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="(a+)+$"\r\n\r\n'
    mail = parse(raw + b"--(a+)+$\r\n\r\nwords\r\n--(a+)+$--\r\n" + b"a" * 100_000)
    assert mail.text == "words"


def test_two_bodies_with_the_same_letter_are_both_kept():
    raw = letter().replace(b"\n\n", b"\nFrom: second@example.com\n\n", 1)
    assert parse(raw).sender.mail == "ann@example.com"
