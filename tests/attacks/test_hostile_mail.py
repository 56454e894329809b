"""Mails made to harm, from the SMTP door to the web: each ends as an honest ticket."""

from __future__ import annotations

import asyncio
import struct
import zlib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from auth.verdict import Role
from tests.attacks.composed import Composed, letter

HEAD = (
    b"From: Eve <eve@bad.example>\r\nTo: desk@veridesk.example\r\nMIME-Version: 1.0\r\n"
    b"Message-ID: <%d@bad.example>\r\n"
)


def _bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to a picture of ``side`` squared pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * 1000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


async def _alive(whole: Composed, tickets: int) -> None:
    """Nothing failed for good, and the next honest mail is read."""
    await whole.settled()
    await whole.send(letter("Ann <ann@shop.example>", "Still there?", "Hello."))
    await whole.settled()
    assert len(await whole.tickets()) == tickets + 1
    admin = await whole.staff(Role.ADMIN)
    assert (await admin.json("GET", "/api/dead-letters"))["items"] == []


async def test_markup_and_headers_in_a_mail_act_nowhere(whole: Composed, tmp_path: Path):
    hostile = "<script>alert(1)</script>\r\nBcc: all@bad.example"
    encoded = (
        "=?utf-8?q?=3Cscript=3Ealert=281=29=3C/script=3E=0D=0ABcc:_all=40bad.example?="
    )
    raw = (
        HEAD % 1
        + b"Subject: "
        + encoded.encode()
        + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/html\r\n\r\n"
        + b"<img src=x onerror=alert(1)><script>alert(1)</script><b>Please help</b>\r\n"
    )
    names = ["../../etc/passwd", "a\u202egnp.exe", "a\0b.txt", "x" * 5000 + ".pdf"]
    for name in names:
        quoted = "".join(f"%{byte:02X}" for byte in name.encode())
        raw += (
            "--b\r\nContent-Type: text/html\r\n"
            f"Content-Disposition: attachment; filename*=utf-8''{quoted}\r\n\r\n"
            "<script>alert(1)</script>\r\n"
        ).encode()
    await whole.send(raw + b"--b--\r\n")
    await whole.settled()
    (ticket,) = await whole.tickets()
    agent = await whole.staff()
    at = f"/api/tickets/{ticket['id']}"
    shown = await agent.json("GET", at)
    message = shown["messages"][0]
    assert "\n" not in shown["ticket"]["subject"]
    assert "onerror" not in message["text"]
    assert "Please help" in message["text"]
    given = [part["name"] for part in message["parts"]]
    assert len(given) == 4
    for name in given:
        assert "/" not in name
        assert "\u202e" not in name
        assert "\0" not in name
        assert len(name) <= 150
    for part in message["parts"]:
        async with await agent.request("GET", f"/api/parts/{part['id']}") as response:
            assert response.headers["Content-Type"] == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith("attachment;")
    said = {"body": "Yes.\r\n.\r\nBcc: x@bad.example", "seen": 99, "promises": []}
    key = "019a2711-4fae-7b50-a2e7-729ccf8faa95"
    await agent.json("POST", f"{at}/replies", json=said | {"key": key})
    await whole.settled()
    sent = [p.read_bytes() for p in (whole.settings.home / "outbox").glob("*.eml")]
    assert len(sent) == 2
    for data in sent:
        mail = message_from_bytes(data, policy=default)
        assert mail["Bcc"] is None
        assert mail["To"].addresses[0].addr_spec == "eve@bad.example"
        assert hostile not in str(mail)
    await _alive(whole, 1)


async def test_a_mail_of_ten_thousand_parts_is_one_ticket(whole: Composed):
    raw = HEAD % 2 + b"Subject: Parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    for n in range(10_000):
        raw += b"--b\r\nContent-Type: image/png; name=%d.png\r\n\r\nx\r\n" % n
    await whole.send(raw + b"--b--\r\n")
    await _alive(whole, 1)
    # One mail must not keep everybody's pictures waiting.
    looked = await whole.desk.pool.fetchval(
        "select count(distinct job_id) from pgqueuer_log where entrypoint = 'read-picture'"
    )
    assert looked <= 20


async def test_a_mail_within_mails_without_end_is_one_ticket(whole: Composed):
    raw = HEAD % 3 + b"Subject: Deep\r\n"
    for n in range(2_000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    await whole.send(raw + b"\r\nHelp.\r\n")
    await _alive(whole, 1)


async def test_pictures_that_unpack_without_end_are_told_not_read(whole: Composed):
    mail = letter("Eve <eve@bad.example>", "Look", "See the pictures.")
    for side in (30_000, 200_000):
        mail.add_attachment(_bomb(side), "image", "png", filename=f"{side}.png")
    await whole.send(mail)
    await _alive(whole, 1)
    parts = await whole.desk.pool.fetch("select text, confidence from part")
    assert [(row["text"] or "", row["confidence"]) for row in parts] == [("", None)] * 2


async def test_the_reply_address_of_another_desk_joins_nothing(
    whole: Composed, tmp_path: Path
):
    from uuid import uuid4

    from intake.mail.thread import load_key, reply_address

    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    (ticket,) = await whole.tickets()
    own, other = load_key(whole.settings.home / "keys"), load_key(tmp_path / "other")
    for org, key in ((whole.desk.org, other), (uuid4(), own)):
        mail = letter("Eve <eve@bad.example>", f"Re: Broken [#{ticket['number']}]", "Me.")
        del mail["To"]
        mail["To"] = reply_address(org, ticket["id"], key, "desk@veridesk.example")
        await whole.send(mail)
    await whole.settled()
    assert len(await whole.tickets()) == 3


async def test_one_who_idles_leaves_the_mail_door_open_to_others(
    whole: Composed, monkeypatch
):
    monkeypatch.setattr("intake.mail.door.MOST_OF_ONE", 3)
    idle = []
    for _ in range(5):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", whole.settings.smtp_port
        )
        idle.append((await reader.readline(), writer))
    assert [said[:3] for said, _ in idle] == [b"220"] * 3 + [b"421"] * 2
    for _, writer in idle:
        writer.close()
        await writer.wait_closed()
    await _alive(whole, 0)
