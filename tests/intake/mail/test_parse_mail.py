"""What the desk reads in mails as they really come."""

from __future__ import annotations

import base64
import glob
import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.mail.__main__ import main
from intake.mail.parse import LONGEST_TEXT, parse, plain_name
from intake.mail.pieces.charset import decode
from intake.mail.pieces.header import addresses, text_of
from intake.mail.pieces.words import new_words, text_of_html
from tests.intake.mail.letters import letter

HEAD = b"From: Ann <ann@example.com>\r\nTo: desk@veridesk.example\r\nSubject: x\r\n"
CORPUS = Path(__file__).parents[4] / "shared" / "data" / "mail"


def test_a_plain_mail_is_read_whole():
    mail = parse(
        letter(
            Cc='"Bob, Jr." <bob@example.com>, c@example.com',
            In_Reply_To="<zero@example.com>",
            References="<a@x> <b@x>",
        )
    )
    assert (mail.sender.name, mail.sender.mail) == ("Ann", "ann@example.com")
    assert mail.subject == "Printer"
    assert mail.text == mail.full_text == "It does not print."
    assert [(a.name, a.mail) for a in mail.cc] == [
        ("Bob, Jr.", "bob@example.com"),
        ("", "c@example.com"),
    ]
    assert mail.message_id == "one@example.com"
    assert mail.in_reply_to == ("zero@example.com",)
    assert mail.references == ("a@x", "b@x")
    assert (mail.automatic, mail.answerable, mail.language) == (False, True, "en")


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "utf-8"),
        ("gbk", "gb2312"),
        ("gb18030", "gbk"),
        ("gb18030", "utf-8"),
        ("gb18030", None),
        ("big5", "big5"),
        ("utf-8", "us-ascii"),
        ("utf-8", "no-such-charset"),
    ],
)
def test_chinese_is_read_whatever_the_charset_says(charset: str, declared: str | None):
    text = "您好，打印机坏了，请尽快处理，明天上午十点之前必须修好。"
    if charset == "big5":
        text = "您好，印表機壞了，請盡快處理，明天上午十點之前必須修好。"
    kind = f"Content-Type: text/plain; charset={declared}\r\n" if declared else ""
    mail = parse(HEAD + kind.encode() + b"\r\n" + text.encode(charset))
    assert mail.full_text == text
    assert mail.language == "zh"


def test_latin_letters_that_claim_to_be_utf8_are_read():
    text = "Bonjour, l'imprimante est cassée depuis hier. Merci de répondre très vite."
    kind = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    assert parse(HEAD + kind + text.encode("latin-1")).full_text == text


def test_utf8_that_was_cut_in_a_character_keeps_the_rest():
    text = "打印机坏了，请尽快处理" * 3
    assert decode(text.encode()[:-1], "utf-8") == text[:-1] + "\ufffd"


def test_japanese_vendor_characters_are_read():
    assert decode(b"\x1b$B!!-!#1\x1b(B x", "iso-2022-jp") == "\u3000①１ x"


def test_encoded_words_that_were_cut_in_a_character_are_joined():
    data = "打印机".encode()
    words = [base64.b64encode(part).decode() for part in (data[:4], data[4:])]
    value = " ".join(f"=?UTF-8?B?{word}?=" for word in words)
    assert text_of(value.encode()) == "打印机"


def test_names_of_files_are_read_from_every_spelling():
    names = {
        'filename="a b.png"': "a b.png",
        "filename*=utf-8''%E6%89%93%E5%8D%B0.png": "打印.png",
        "filename*0*=utf-8''%E6%89; filename*1*=%93; filename*2=\".png\"": "打.png",
        'filename="=?utf-8?B?5omT5Y2wLnBuZw==?="': "打印.png",
        'filename="../../etc/passwd"': "passwd",
        "filename=C:\\temp\\x.exe": "x.exe",
        'filename="photo\u202egnp.exe"': "photognp.exe",
    }
    for spelling, name in names.items():
        part = f"Content-Type: image/png\r\nContent-Disposition: attachment; {spelling}"
        mail = parse(HEAD + part.encode() + b"\r\n\r\nPNG")
        assert [file.name for file in mail.files] == [name], spelling


@given(st.text(max_size=300))
def test_a_file_name_is_never_a_path(name: str):
    safe = plain_name(name)
    assert safe
    assert safe not in (".", "..")
    assert not set(safe) & set("/\\\0\n\r")
    assert len(safe) <= 150
    safe.encode("utf-8")


def test_html_becomes_text_without_scripts():
    text = text_of_html(
        "<html><head><title>t</title><style>p{}</style></head><body><p>Hello&nbsp;<b>you"
        "</b></p><script>alert(1)</script><ul><li>one<li>two</ul>"
        "<blockquote>old <img src=cid:x> words</blockquote>"
        "<a href='https://x.example/a'>see here</a> <a href='javascript:x()'>bad</a></body>"
    )
    assert "alert" not in text
    assert "p{}" not in text
    assert "javascript" not in text
    assert "Hello you" in text
    assert "one\ntwo" in text
    assert "> old words" in text
    assert "see here <https://x.example/a>" in text


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, 2 Mar 2026 at 10:00, Desk <desk@x.example> wrote:\n> old",
        "On Mon, 2 Mar 2026 at 10:00, The Very Long Named Service Desk\n"
        "<desk@x.example> wrote:\n\n> old",
        "-----Original Message-----\nFrom: Desk\nold",
        '------------------ 原始邮件 ------------------\n发件人: "Desk"\nold',
        "在 2026年3月2日，Desk <desk@x.example> 写道：\n> old",
        "2026年3月2日 10:00，Desk <desk@x.example> 写道：\n\n> old",
        "于 2026-03-02 10:00, Desk 写道:\n> old",
        "From: Desk <desk@x.example>\nSent: Monday\nTo: Ann\nSubject: x\n\nold",
        "发件人: Desk\n发送时间: 2026年3月2日\n收件人: Ann\n主题: x\n\nold",
        "Am 02.03.2026 um 10:00 schrieb Desk:\n> old",
        "> old",
    ],
)
def test_quoted_history_is_kept_apart_from_new_words(quote: str):
    full = f"It prints again.\nThank you!\n\n{quote}"
    mail = parse(letter(text=full))
    assert mail.text == "It prints again.\nThank you!"
    assert "old" in mail.full_text


def test_answers_below_and_between_quotes_are_new_words():
    below = "On Mon, Desk <d@x.example> wrote:\n> Does it print?\n\nNo.\n> And now?\nYes."
    assert new_words(below) == "No.\nYes."


def test_a_forwarded_mail_is_not_taken_for_history():
    full = "From: Bob <b@x.example>\nSent: Monday\nTo: Ann\nSubject: x\n\nPlease help."
    assert new_words(full) == full


def test_a_sentence_with_wrote_is_not_cut():
    full = "On Monday I saw what Bob wrote: it is wrong.\nPlease help."
    assert new_words(full) == full


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied (vacation)"}, True),
        ({"Auto_Submitted": "auto-generated"}, True),
        ({"Precedence": "bulk"}, True),
        ({"List_Id": "<x.example>"}, True),
        ({"X_Autoreply": "yes"}, True),
        ({"X_Auto_Response_Suppress": "All"}, False),
        ({"subject": "Automatic reply: Printer"}, True),
        ({"subject": "自动回复：您的来信"}, True),
        ({"subject": "Out of the office printer is broken"}, False),
        ({"sender": "MAILER-DAEMON@example.com"}, True),
        ({"sender": "no-reply@example.com"}, True),
        ({"sender": "noreen@example.com"}, False),
    ],
)
def test_programs_are_told_from_people(headers: dict[str, str], automatic: bool):
    assert parse(letter(**headers)).automatic is automatic


def test_who_asks_programs_not_to_answer_is_heard():
    assert not parse(letter(X_Auto_Response_Suppress="OOF, AutoReply")).answerable


def test_a_mail_with_junk_before_its_header_is_read():
    junk = b"\r\n---- Original email message ----\r\nFrom x@y Mon Mar  2\r\n"
    assert parse(junk + letter()).subject == "Printer"


def test_a_header_that_was_broken_into_lines_is_read_to_its_end():
    broken = b"Received: from a\nby b with SMTP\nfor c\n" + letter()
    assert parse(broken).subject == "Printer"


def test_addresses_survive_commas_quotes_comments_and_groups():
    value = (
        b'"Smith, Ann" <a@x.example>, b@x.example (Bob, B.), team: c@x.example;,'
        b" =?utf-8?q?M=C3=BCller=2C_D?= <d@x.example>, <e@x.example>"
    )
    assert [(a.name, a.mail) for a in addresses(value)] == [
        ("Smith, Ann", "a@x.example"),
        ("Bob, B.", "b@x.example"),
        ("", "c@x.example"),
        ("Müller, D", "d@x.example"),
        ("", "e@x.example"),
    ]


def fit_for_postgres(mail) -> bool:
    texts = [mail.subject, mail.text, mail.full_text, mail.sender.mail, mail.sender.name]
    texts += [mail.message_id or "", *mail.references, *(f.name for f in mail.files)]
    texts += [f.media_type for f in mail.files]
    return all("\0" not in text and text.encode("utf-8") is not None for text in texts)


@given(st.binary(max_size=2000))
def test_no_bytes_make_parsing_raise(raw: bytes):
    assert fit_for_postgres(parse(raw))


SAMPLES = [
    letter(),
    letter(subject="=?gb2312?B?tPLTobv6?=", text="打印机\n> old\n"),
    HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html;'
    b" charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9</p>"
    b"\r\n--b\r\nContent-Type: image/png; name*=utf-8''a%20b\r\nContent-Transfer-Encoding: "
    b"base64\r\n\r\niVBORw0KGgo=\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in"
    b"\r\n\r\nside\r\n--b--\r\n",
]


@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 700), st.binary(max_size=6)), max_size=12),
)
@settings(max_examples=300)
def test_no_damage_to_a_mail_makes_parsing_raise(raw: bytes, damage):
    data = bytearray(raw)
    for at, put in damage:
        at %= len(data)
        data[at : at + len(put)] = put
    assert fit_for_postgres(parse(bytes(data)))


@given(st.text(max_size=500))
def test_new_words_are_never_none_where_there_are_words(text: str):
    assert bool(new_words(text).strip()) == bool(text.strip())


MB = 1024 * 1024


def huge() -> dict[str, bytes]:
    kind = HEAD + b"Content-Type: text/html\r\n\r\n"
    nested = HEAD
    for depth in range(3000):
        nested += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (
            depth,
            depth,
        )
    mixed = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return {
        "lines": HEAD + b"\r\n" + b"a line of words\r\n" * (25 * MB // 17),
        "one line": HEAD + b"\r\n" + b"x" * (25 * MB),
        "empty lines": HEAD + b"\r\n" + b"\n" * (25 * MB),
        "8 bit": HEAD + b"\r\n" + random.Random(1).randbytes(25 * MB),
        "deep html": kind + b"<div>" * (5 * MB),
        "html table": kind + b"<table><tr><td>" * (MB),
        "comments": kind + b"<!--" * (6 * MB),
        "nested": nested + b"words",
        "many parts": mixed + b"--b\r\n\r\nx\r\n" * (2 * MB),
        "same boundary": mixed
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * (MB // 3),
        "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * MB,
        "addresses": b"From: " + b'a@b.c, ("<' * (2 * MB),
        "fields": b"a: b\r\n" * (4 * MB),
        "quotes": HEAD + b"\r\n" + b"On \r\n> x\r\nOn 1 wrote \r\n" * MB,
    }


@pytest.mark.parametrize("name", sorted(huge()))
def test_a_mail_as_large_as_may_be_is_read_in_bounded_time(name: str):
    raw = huge()[name]
    before = time.process_time()
    mail = parse(raw)
    assert time.process_time() - before < 20  # measured: under 3 s each
    assert len(mail.full_text) <= LONGEST_TEXT
    assert len(mail.files) <= 30_000
    assert fit_for_postgres(mail)


def test_what_is_too_long_to_show_comes_as_a_file():
    text = "word " * 200_000
    mail = parse(HEAD + b"\r\n" + text.encode())
    assert len(mail.full_text) == LONGEST_TEXT
    assert [(f.name, len(f.data)) for f in mail.files] == [("message.txt", len(text))]


def test_no_real_mail_makes_parsing_raise():
    found = [f for f in glob.glob(f"{CORPUS}/**", recursive=True) if Path(f).is_file()]
    if not found:
        pytest.skip(f"there are no real mails under {CORPUS}")
    for path in found:
        assert fit_for_postgres(parse(Path(path).read_bytes())), path


def test_the_command_prints_what_is_read(tmp_path: Path, capsys):
    path = tmp_path / "a.eml"
    path.write_bytes(letter(text="打印机坏了"))
    main([str(path)])
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["file"], told["subject"]) == ("a.eml", "Printer")
    assert (told["body"].strip(), told["language"]) == ("打印机坏了", "zh")
