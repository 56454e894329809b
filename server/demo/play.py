"""Playing the sample day into a running desk, and telling what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import aiosmtplib
from aiohttp import FormData
from asyncpg import Connection, Record
from uuid6 import uuid7

import ticketing
from auth.account import open_account
from auth.device import Device
from auth.enrol import invite, link
from auth.verdict import Role
from customers.consent import give
from customers.customer import AddressKind, Purpose
from customers.people import customers, find_or_open
from intake.voice.token import load_token
from server import database
from server.database import queue
from server.database.migrate import organisation
from server.demo.calls import call_from_portal, call_from_telephone
from server.demo.mails import mails
from server.demo.pictures import error_dialog, shipping_label
from server.settings import Settings
from ticketing.view.rows import Filters, Order, View

Say = Callable[[str], None]
Tell = Callable[[list[str], bool], Awaitable[None]]

CALLER = ("amelia@grantlowevets.example", "Amelia Grant")
NUMBER = "+441632960123"
HALF_A_YEAR = timedelta(days=182)
SETTLES_WITHIN = 180.0


def main(settings: Settings) -> None:
    """Play the day and print each step."""
    asyncio.run(play(settings, lambda line: print(line, flush=True)))


async def play(settings: Settings, say: Say) -> None:
    """Send the mails, pictures and calls of the day; returns when all have been read."""
    now = datetime.now(UTC)
    db = await database.connect(database.address(settings), patience=10)
    try:
        org = await organisation(db, settings.organisation, now=now)
        await _send_mails(settings, db, say, now=now)
        async with await _portal_device(settings, db, org, now=now) as device:
            await _send_pictures(device, say)
            say("Two calls: one calm from the portal, one by telephone that grows strained")
            token = settings.call_token or load_token(settings.home / "keys")
            await asyncio.gather(
                call_from_portal(device),
                call_from_telephone(settings.web_origin, token, uuid7().hex, NUMBER),
            )
        say("Waiting until everything is read and sealed")
        await _until_idle(db)
        await _tell(settings, db, org, say)
    finally:
        await db.close()


async def _send_mails(
    settings: Settings, db: Connection[Record], say: Say, *, now: datetime
) -> None:
    run = uuid7().hex[-12:]
    smtp = aiosmtplib.SMTP(
        hostname=settings.smtp_host, port=settings.smtp_port, start_tls=False
    )
    async with smtp:
        for key, sender, raw in mails(settings.desk_address, run, now=now):
            if key in ("fridge-reply", "out-of-office"):
                await _until_idle(db)  # an answer comes after what it answers
            await smtp.sendmail(sender, [settings.desk_address], raw)
            say(f"Mail: {key}")  # no address: announcements outlive an erasure


async def _portal_device(
    settings: Settings, db: Connection[Record], org: UUID, *, now: datetime
) -> Device:
    """A customer's browser, enrolled with a one-time link like any other."""
    address, name = CALLER
    async with db.transaction():
        who = await find_or_open(db, org, AddressKind.MAIL, address, name, "en", now=now)
        account = await open_account(db, org, Role.CUSTOMER, "", who.id, now=now)
        token = await invite(db, org, account, now=now)
        for purpose in (Purpose.RECORD_CALLS, Purpose.LISTEN_FOR_STRAIN):
            until = now + HALF_A_YEAR
            await give(
                db, org, who.id, purpose, valid_until=until, channel="portal", now=now
            )
    return await Device.enrol(settings.web_origin, token, name="Amelia's phone")


async def _send_pictures(device: Device, say: Say) -> None:
    for text, name, kind, draw in (
        ("The controller shows this since noon.", "screen.png", "image/png", error_dialog),
        ("This is the label of it.", "label.jpg", "image/jpeg", shipping_label),
    ):
        form = FormData()
        form.add_field("text", text)
        form.add_field("picture", draw(), filename=name, content_type=kind)
        await device.fresh_nonce()
        await device.json("POST", "/api/portal/messages", data=form)
        say(f"Picture in the portal: {name}")


async def _until_idle(db: Connection[Record]) -> None:
    """Wait until no job waits or runs."""
    async with asyncio.timeout(SETTLES_WITHIN):
        while True:
            sizes = await queue.sizes(db)
            if sizes["queued"] + sizes["picked"] == 0:
                return
            await asyncio.sleep(0.1)


async def _tell(settings: Settings, db: Connection[Record], org: UUID, say: Say) -> None:
    now = datetime.now(UTC)
    page = await ticketing.rows(
        db, org, View.ALL, Filters(order=Order.URGENCY), None, uuid7(), now=now
    )
    people = await customers(db, org, {row.ticket.customer_id for row in page.rows})
    say(f"\n{len(page.rows)} tickets, the most urgent first:")
    for row in page.rows:
        t = row.ticket
        raised = " escalated" if t.escalated else ""
        person = people[t.customer_id]
        called = person.name or person.phone or ""
        line = f"  {t.number:>4}  {t.urgency:>3} {t.level:<8} {t.emotion or '-':<8} "
        say(f"{line}{called}: {t.subject}{raised}")
    if held := await queue.dead_letters(db):
        say(f"{len(held)} jobs failed and are held: see Dead letters")
    async with db.transaction():
        who = await find_or_open(
            db, org, AddressKind.MAIL, CALLER[0], CALLER[1], "en", now=now
        )
        account = await open_account(db, org, Role.CUSTOMER, "", who.id, now=now)
        token = await invite(db, org, account, now=now)
    origin = settings.web_origin
    say(f"\nAgents see them at {origin}")
    say(f"One of the customers sees hers with this link, once: {link(origin, token)}")
    say(f"Auditors check proofs at {origin}/verify")


class Player:
    """The sample day as the web offers it: a program of its own, told step by step."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        self._settings = settings
        self._tell = tell
        self._steps: list[str] = []
        self._task: asyncio.Task[None] | None = None

    def state(self) -> tuple[bool, list[str]]:
        """Whether it runs, and what it has done."""
        running = self._task is not None and not self._task.done()
        return running, list(self._steps)

    def begin(self) -> bool:
        """Start it; False if it runs already."""
        if self.state()[0]:
            return False
        self._steps.clear()
        self._task = asyncio.create_task(self._play())
        return True

    async def _play(self) -> None:
        try:
            await self._follow()
        except OSError as error:
            self._steps.append(f"The sample day could not be played: {error.strerror}")
        finally:
            await self._tell(list(self._steps), False)

    async def _follow(self) -> None:
        # Its errors go where the web's own go: into the log.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "demo"),
            stdout=asyncio.subprocess.PIPE,
            env=dict(os.environ),
        )
        try:
            assert process.stdout
            async for line in process.stdout:
                # The link at the end is for whoever sits at the machine.
                if (said := line.decode().rstrip()) and "/enrol#" not in said:
                    self._steps.append(said)
                    await self._tell(list(self._steps), True)
            if await process.wait():
                self._steps.append("The sample day broke off; the log of the web says why")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def stop(self) -> None:
        """End it with the web process."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
