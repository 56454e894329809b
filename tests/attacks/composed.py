"""A whole desk in the test's own process: every route, the mail door, the jobs."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from aiohttp.test_utils import unused_port

import server.web
import ticketing
from auth.account import account_of_customer, open_account
from auth.device import Device
from auth.door import open_door
from auth.enrol import invite
from auth.verdict import Role
from customers.customer import AddressKind
from customers.people import find_or_open
from intake.mail.thread import load_key
from server.database import queue
from server.pipeline.calls import CallJobs
from server.pipeline.contacts import ContactJobs
from server.settings import Settings
from ticketing.calendar import parse
from ticketing.escalation import Lines
from ui.desk import Desk

LINES = Lines(75, 70, 0.6)


class Here:
    """Scores in this process: the work is the same, only nobody else does it."""

    async def words(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    voice = slow = words


@dataclass
class Composed:
    """A desk whose parts a test can reach."""

    desk: Desk
    settings: Settings
    devices: list[Device] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.desk.origin

    async def enrol(self, account_id: UUID) -> Device:
        """A device of an account, whose fresh assurance is over."""
        async with self.desk.transaction() as db:
            token = await invite(db, self.desk.org, account_id, now=datetime.now(UTC))
        device = await Device.enrol(self.origin, token)
        self.devices.append(device)
        await self.desk.pool.execute(
            "update device set assured_until = null where account_id = $1", account_id
        )
        await device.sign_in()
        return device

    async def staff(self, role: Role = Role.AGENT, name: str = "Li Wei") -> Device:
        """A device of a colleague."""
        async with self.desk.transaction() as db:
            opened = await open_account(
                db, self.desk.org, role, name, now=datetime.now(UTC)
            )
        return await self.enrol(opened)

    async def customer(self, mail: str, name: str = "") -> Device:
        """A device of a customer, who is opened if they are new."""
        now, org = datetime.now(UTC), self.desk.org
        async with self.desk.transaction() as db:
            who = await find_or_open(db, org, AddressKind.MAIL, mail, name, "en", now=now)
            await open_account(db, org, Role.CUSTOMER, "", who.id, now=now)
            account = await account_of_customer(db, org, who.id)
            assert account
        return await self.enrol(account.id)

    async def send(
        self, mail: EmailMessage | bytes, sender: str = "x@shop.example"
    ) -> None:
        """Hand in a mail over SMTP; returns once it was answered with 250."""

        def hand_in() -> None:
            with smtplib.SMTP("127.0.0.1", self.settings.smtp_port, timeout=60) as smtp:
                if isinstance(mail, bytes):
                    smtp.sendmail(sender, [self.settings.desk_address], mail)
                else:
                    smtp.send_message(mail)

        await asyncio.to_thread(hand_in)

    async def settled(self) -> None:
        """Wait until no job waits or runs."""
        async with asyncio.timeout(120):
            while True:
                sizes = await queue.sizes(self.desk.pool)  # type: ignore[arg-type]
                if sizes["queued"] + sizes["picked"] == 0:
                    return
                await asyncio.sleep(0.05)

    async def tickets(self) -> list[Any]:
        """Every ticket, oldest first."""
        return list(await self.desk.pool.fetch("select * from ticket order by number"))


def letter(who: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = who, "desk@veridesk.example", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def weak(device: Device) -> Device:
    """Make the circumstances of a device strange: it is masked from now on."""
    device.session.headers["User-Agent"] = "Mozilla/5.0 (another)"
    return device


@asynccontextmanager
async def composed(
    database_url: str, home: Path, **changes: Any
) -> AsyncIterator[Composed]:
    """Serve the composed application, and do its jobs, for the block."""
    settings = Settings(
        home=home,
        http_port=unused_port(),
        smtp_port=unused_port(),
        database_url=database_url,
        business_hours="always",
        **changes,
    )
    wide = partial(open_door, burst=100_000)
    stop = asyncio.Event()
    with patch.object(server.web, "open_door", wide):
        async with server.web.serving(settings) as desk:
            hours = parse(settings.business_hours, settings.time_zone)
            async with desk.transaction() as db:
                now = datetime.now(UTC)
                await ticketing.set_hours(db, desk.org, hours, now=now)
            scorers: Any = Here()
            key = load_key(home / "keys")
            contacts = ContactJobs(desk.pool, desk.org, scorers, settings, LINES, key)
            calls = CallJobs(desk.pool, desk.org, scorers, desk.bell, LINES, "UTC", "")
            jobs = {
                "read-contact": contacts.read,
                "read-picture": contacts.look,
                "send-mail": contacts.send,
                "listen-call": calls.listen,
                "transcribe-call": calls.transcribe,
                "hear-words": calls.hear_words,
            }
            working = asyncio.create_task(queue.run_jobs(desk.pool, jobs, stop=stop))
            made = Composed(desk, settings)
            try:
                yield made
            finally:
                for device in made.devices:
                    await device.close()
                stop.set()
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)


@pytest.fixture(name="whole")
async def whole_desk(database_url: str, tmp_path: Path) -> AsyncIterator[Composed]:
    """A composed desk of the test's own."""
    async with composed(database_url, tmp_path) as made:
        yield made
