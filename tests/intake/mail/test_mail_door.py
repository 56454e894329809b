"""The SMTP door with real clients: a 250 means stored, and stored means once."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from uuid import UUID

import aiosmtplib
import pytest
from asyncpg import Pool

from intake.contact import Channel
from intake.mail.door import Envelope, open_door
from intake.raw import keep, raw
from server.database import borrow
from server.database.queue import enqueue
from tests.intake.mail.letters import DESK, letter

LIMIT = 4 * 1024 * 1024


class Store:
    """Takes mail in as the desk does; can be told to fail or to wait."""

    def __init__(self, pool: Pool, org: UUID) -> None:
        self.pool, self.org = pool, org
        self.kept: list[UUID | None] = []
        self.failing = False
        self.go = asyncio.Event()
        self.go.set()
        self.stored = asyncio.Event()

    async def take(self, data: bytes, envelope: Envelope) -> None:
        if self.failing:
            raise RuntimeError("no database")
        async with borrow(self.pool) as db, db.transaction():
            now = datetime.now(UTC)
            made = await keep(db, self.org, Channel.MAIL, data, envelope.meta, now=now)
            if made is not None:
                await enqueue(db, "read-contact", {"raw_id": str(made)})
        self.kept.append(made)
        self.stored.set()
        await self.go.wait()

    async def counts(self) -> tuple[int, int]:
        mails = await self.pool.fetchval("select count(*) from raw_contact")
        jobs = await self.pool.fetchval("select count(*) from pgqueuer")
        return mails, jobs


@pytest.fixture
async def store(pool: Pool, org: UUID) -> Store:
    return Store(pool, org)


@asynccontextmanager
async def door(store: Store, **settings) -> AsyncIterator[int]:
    asked = {"size_limit": LIMIT, **settings}
    async with open_door("127.0.0.1", 0, store.take, **asked) as port:
        yield port


async def send(port: int, data: bytes, *, sender="ann@example.com", to=(DESK,)):
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, timeout=30)
    async with client:
        return await client.sendmail(sender, list(to), data)


async def test_a_mail_is_stored_with_its_job_before_the_250(store: Store):
    async with door(store) as port:
        _, answer = await send(port, letter())
        assert "2.0.0 Stored" in answer
        assert await store.counts() == (1, 1)
    (made,) = store.kept
    assert made is not None
    async with borrow(store.pool) as db:
        row = await raw(db, store.org, made)
    assert row.data.replace(b"\r\n", b"\n") == letter()
    assert row.meta["recipients"] == [DESK]
    assert row.meta["sender"] == "ann@example.com"


async def test_a_mail_sent_again_after_a_lost_250_is_one_mail(store: Store):
    store.go.clear()
    async with door(store) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            "EHLO x.example",
            "MAIL FROM:<ann@example.com>",
            f"RCPT TO:<{DESK}>",
            "DATA",
        ]
        await reader.readline()
        for line in lines:
            writer.write(f"{line}\r\n".encode())
            while (await reader.readline())[3:4] == b"-":
                pass
        writer.write(letter().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        await store.stored.wait()  # committed, but the 250 is not out yet
        writer.transport.abort()
        store.go.set()
        await send(port, b"Received: by another.example; now\r\n" + letter())
        assert await store.counts() == (1, 1)
    assert store.kept[0] is not None
    assert store.kept[1:] == [None]


async def test_where_storing_fails_the_sender_keeps_the_mail(store: Store):
    store.failing = True
    async with door(store) as port:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await send(port, letter())
        assert refused.value.code == 451
        store.failing = False
        await send(port, letter())
        assert await store.counts() == (1, 1)


async def test_the_same_mail_to_two_mailboxes_is_two_and_tokens_make_no_mailbox(
    store: Store,
):
    async with door(store) as port:
        await send(port, letter(), to=["sales@veridesk.example"])
        await send(port, letter(), to=["desk@veridesk.example"])
        await send(port, letter(), to=["Desk+abc@veridesk.example"])
        assert await store.counts() == (2, 2)


async def test_other_words_under_the_same_message_id_are_another_mail(store: Store):
    async with door(store) as port:
        await send(port, letter(text="one"))
        await send(port, letter(text="two"))
        assert await store.counts() == (2, 2)


async def test_mail_for_other_domains_is_refused_where_domains_are_set(store: Store):
    async with door(store, domains=("Veridesk.example",)) as port:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
            await send(port, letter(), to=["x@elsewhere.example"])
        assert refused.value.recipients[0].code == 550
        await send(port, letter(), to=["desk@VERIDESK.example"])
        assert await store.counts() == (1, 1)


async def test_a_mail_that_is_too_large_is_refused_at_once(store: Store):
    async with door(store) as port:
        with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
            await send(port, letter(text="x" * 70 + "\n") + b"line of words\n" * 400_000)
        assert refused.value.code == 552
        assert await store.counts() == (0, 0)


async def test_a_line_of_a_megabyte_is_taken_byte_for_byte(store: Store):
    long = b"Subject: x\r\n\r\n" + b"y" * 1_000_000 + b"\r\n"
    async with door(store) as port:
        await send(port, long)
    async with borrow(store.pool) as db:
        assert (await raw(db, store.org, store.kept[0])).data == long


async def test_dots_eight_bits_and_nul_arrive_as_they_were_sent(store: Store):
    odd = b"Subject: x\r\n\r\n.\r\n..two\r\n\x00\xff\xfe \xb4\xf2\r\n"
    async with door(store) as port:
        await send(port, odd)
    async with borrow(store.pool) as db:
        assert (await raw(db, store.org, store.kept[0])).data == odd


async def test_an_empty_sender_is_a_bounce_and_is_taken(store: Store):
    async with door(store) as port:
        await send(port, letter(), sender="")
    async with borrow(store.pool) as db:
        assert (await raw(db, store.org, store.kept[0])).meta["sender"] == ""


async def test_the_standard_library_can_send_too(store: Store):
    def send_one(port: int) -> dict[str, tuple[int, bytes]]:
        with closing(smtplib.SMTP("127.0.0.1", port, timeout=30)) as client:
            return client.sendmail("ann@example.com", [DESK], letter())

    async with door(store) as port:
        assert await asyncio.to_thread(send_one, port) == {}
        assert await store.counts() == (1, 1)


async def test_closing_lets_a_mail_that_is_being_stored_end(store: Store):
    store.go.clear()
    async with door(store) as port:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, timeout=30)
        await client.connect()
        sending = asyncio.create_task(client.sendmail("ann@example.com", [DESK], letter()))
        sending.add_done_callback(lambda _: client.close())
        await store.stored.wait()
        asyncio.get_running_loop().call_later(0.1, store.go.set)
    _, answer = await sending
    assert "Stored" in answer
    assert await store.counts() == (1, 1)


async def test_too_many_connections_are_asked_to_come_again(store: Store, monkeypatch):
    monkeypatch.setattr("intake.mail.door.MOST_OPEN", 2)
    async with door(store) as port:
        open_ = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, _ in open_:
            assert (await reader.readline()).startswith(b"220")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await reader.readline()).startswith(b"421")
        writer.close()
        for _, writer in open_:
            writer.close()


async def test_no_address_is_written_to_the_log(store: Store, caplog):
    caplog.set_level("DEBUG")
    store.failing = True
    async with door(store) as port:
        with pytest.raises(aiosmtplib.SMTPDataError):
            await send(port, letter())
    assert "mail not stored: RuntimeError" in caplog.text
    assert "example.com" not in caplog.text.replace("x.example.com", "")
