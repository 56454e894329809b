"""Whatever people write and whatever fails: logs, metrics and dead letters name nobody."""

from __future__ import annotations

import asyncio
import smtplib
from typing import Any

import aiohttp

from server.database import queue
from tests.desk import Desk, letter, running_desk

# Each is found nowhere else, in any case and as bytes of UTF-8.
MARKS = (
    "quirinalda",
    "zimtwaffel",
    "欧阳龘",
    "vexillology",
    "+447700900816",
    "9f0d-secret",
)
REFUSE = "alter table contact add constraint refuse check (length(text) < 0) not valid"


def marked(number: int, **headers: str) -> Any:
    mail = letter(
        number,
        "Vexillology order 9f0d-secret",
        "My name is Quirinalda Zimtwaffel 欧阳龘. Call +447700900816 about vexillology.",
        **headers,
    )
    del mail["From"]
    mail["From"] = '"Quirinalda 欧阳龘" <quirinalda@zimtwaffel.example>'
    return mail


def broken(number: int) -> bytes:
    return (
        b"From: =?utf-8?b?!!quirinalda?= <quirinalda@zimtwaffel.example\r\n"
        b"Subject: =?nonsense?q?Vexillology=ZZ?=\r\n"
        b"Content-Type: multipart/mixed; boundary=\r\n"
        b"Content-Type: text/html; charset=zimtwaffel\r\n"
        b"Date: vexillology\r\nReferences: <<<quirinalda>\r\n"
        b"Message-ID: <%d.quirinalda@zimtwaffel.example>\r\n\r\n"
        b"\xff\xfe<p>Quirinalda \xe6\xac Zimtwaffel" % number
    )


async def until(holds: Any, what: str, desk: Desk) -> None:
    try:
        async with asyncio.timeout(120):
            while not await holds():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"not in time: {what}\n{desk.logs()}") from None


async def test_no_mark_of_a_person_reaches_a_log_a_metric_or_a_dead_letter() -> None:
    async with running_desk(VERIDESK_LOG_LEVEL="debug") as desk, desk.db() as opened:
        db: Any = opened

        async def idle() -> bool:
            sizes = await queue.sizes(db)
            return bool(sizes["queued"] + sizes["picked"] == 0)

        await asyncio.to_thread(desk.send, marked(1))
        await asyncio.to_thread(_send_raw, desk, broken(2))
        await asyncio.to_thread(_probe_smtp, desk)
        await until(idle, "the good and the broken mail are read", desk)
        assert await db.fetchval("select count(*) from ticket") == 2

        # A job that fails for good, with an error of the database that quotes the row.
        await db.execute(REFUSE)
        await asyncio.to_thread(desk.send, marked(3))

        async def held() -> bool:
            return bool(await queue.dead_letters(db))

        await until(held, "the failing job is held", desk)
        spoken = await _ask_over_http(desk)
        listed = desk.command("server", "dead-letters")
        assert "CheckViolationError" in listed
        kept = {path.name: path.read_bytes() for path in (desk.home / "log").iterdir()}
        assert {"web.log", "worker-1.log", "chain.log", "postgres.log"} <= kept.keys()
        assert kept["worker-1.log"]
        everything = {**kept, "http": spoken.encode(), "dead": listed.encode()}
        everything["verdicts"] = str(await db.fetch("select * from verdict")).encode()
        everything["announced"] = str(await db.fetch("select * from outbox")).encode()
        found = [
            (name, mark)
            for name, data in everything.items()
            for mark in MARKS
            if mark.encode() in data.lower()
        ]
        assert found == []

        # Nothing is lost: mended and retried, the job is done.
        await db.execute("alter table contact drop constraint refuse")
        number = listed.split("\t")[0]
        assert "tried again" in desk.command("server", "dead-letters", "retry", number)

        async def opened_it() -> bool:
            return bool(await db.fetchval("select count(*) from ticket") == 3)

        await until(opened_it, "the job that failed was done", desk)


def _send_raw(desk: Desk, mail: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as smtp:
        smtp.sendmail("quirinalda@zimtwaffel.example", ["desk@veridesk.example"], mail)


def _probe_smtp(desk: Desk) -> None:
    """Say things to the mail door that it cannot follow."""
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as smtp:
        smtp.ehlo("quirinalda.example")
        smtp.docmd("ZIMTWAFFEL", "quirinalda")
        smtp.docmd("MAIL", "FROM:<quirinalda@@zimtwaffel")


async def _ask_over_http(desk: Desk) -> str:
    """Say things to the web that it refuses, and give its metrics and readiness."""
    hostile = {
        "User-Agent": "quirinalda",
        "Authorization": "DPoP zimtwaffel",
        "DPoP": "9f0d",
    }
    said = ""
    async with aiohttp.ClientSession(desk.origin) as session:
        for path in ("/api/tickets?q=quirinalda", "/quirinalda", "/api/parts/vexillology"):
            async with session.get(path, headers=hostile) as answer:
                assert answer.status in (401, 404)
        async with session.post(
            "/api/portal/link", data=b'{"mail": "quirinalda@'
        ) as answer:
            assert 400 <= answer.status < 500
        for path in ("/metrics", "/readyz", "/healthz"):
            async with session.get(path) as answer:
                assert answer.status == 200
                said += await answer.text()
    return said
