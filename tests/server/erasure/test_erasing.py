"""A person who asks is erased from every table and file; what was proved still holds."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from aiohttp import FormData
from asyncpg import Connection

from auth.device import Device, Turned
from auth.enrol import invite
from customers.people import NoSuchCustomer, customer
from intake.contact import Channel
from intake.raw import keep
from ledger import fsck, prove, sequence
from ledger.audit import heads
from ledger.audit.heads import check_heads, make_heads
from ledger.verify import Verified, verify
from server.database import open_pool
from server.database.queue import enqueue
from server.pipeline import erasing
from server.pipeline.erasing import reapply
from server.pipeline.letters import read_letter
from server.pipeline.scrubbing import scrub
from tests.attacks.composed import Composed, letter
from tests.server.erasure.traces import TABLES, in_files, in_tables

NAME, MAIL = "Hannelore Quittenbaum", "hanne@quitten.example"
WORDS = [
    "Quittenbaum",
    "hannelore",
    "quitten.example",
    "zebrafinken",  # what she wrote
    "kakaduhaltung",  # what an agent answered
    "vogelspinne",  # what an agent noted, or gave as a reason
    "papageno.png",
]
PNG = b"\x89PNG\r\n\x1a\npapageno.png" + b"\0" * 64
AT_ONCE = timedelta(0)
OWN = "select id from customer where name = $1"


def now() -> datetime:
    return datetime.now(UTC)


async def a_life(whole: Composed) -> tuple[Device, Device, UUID]:
    """Everything that a customer and the desk can say to one another; who and with whom."""
    mail = letter(f"{NAME} <{MAIL}>", "Zebrafinken", "My Zebrafinken did not arrive.")
    mail.add_attachment(PNG, "image", "png", filename="papageno.png")
    await whole.send(mail, sender=MAIL)
    await whole.settled()
    agent = await whole.staff(name="Li Wei")
    (ticket,) = await whole.tickets()
    at = f"/api/tickets/{ticket['id']}"
    seen = (await agent.json("GET", at))["ticket"]["version"]
    body = f"Dear {NAME}. We will send the Kakaduhaltung by tomorrow 10:00."
    found = await agent.json("POST", "/api/promises/find", json={"text": body})
    promised = found["promises"]
    assert "Kakaduhaltung" in promised[0]["text"]
    reply = {"body": body, "promises": promised, "seen": seen, "key": str(uuid4())}
    await agent.json("POST", f"{at}/replies", json=reply)
    note = {"body": f"{NAME} keeps a Vogelspinne.", "key": str(uuid4())}
    await agent.json("POST", f"{at}/notes", json=note)
    why: dict[str, Any] = {"priority": "high", "why": f"{NAME} has a Vogelspinne"}
    await agent.json("POST", f"{at}/priority", json=why)
    reveal = {"field": "mail", "why": "to ask about the Vogelspinne"}
    await agent.json("POST", f"/api/customers/{ticket['customer_id']}/reveal", json=reveal)
    hanne = await whole.customer(MAIL, NAME)
    await hanne.json("PUT", "/api/portal/consents/record-calls", json={"given": True})
    form = FormData(default_to_multipart=True)
    form.add_field("text", "More Zebrafinken, please.")
    await hanne.fresh_nonce()
    async with await hanne.request("POST", "/api/portal/messages", data=form) as answer:
        assert answer.status == 201
    await whole.settled()
    async with hanne.socket(f"/ws/call?ticket={ticket['id']}") as line:
        await line.send({"type": "start", "language": "en"})
        assert (await line.receive(within=20))["type"] == "started"
        await line.send({"type": "end"})
        while await line.receive(within=20) is not None:
            pass
    await whole.settled()
    return hanne, agent, ticket["customer_id"]


async def assure(whole: Composed, device: Device, who: UUID) -> None:
    """A fresh link, opened on the device: a step-up."""
    async with whole.desk.transaction() as db:
        account = await db.fetchval("select id from account where customer_id = $1", who)
        await invite(db, whole.desk.org, account, now=now())
        await db.execute(
            "update device set assured_until = now() + interval '5 minutes' "
            "where account_id = $1",
            account,
        )
    await device.sign_in()


async def erase_me(device: Device) -> int:
    await device.fresh_nonce()
    path = "/api/portal/erasure"
    async with await device.request("POST", path, json={"confirm": "delete"}) as answer:
        return answer.status


async def sealed(db: Any, whole: Composed) -> None:
    while await sequence(db, whole.desk.org, whole.desk.log_keys, now=now()):
        pass


async def test_nothing_tells_of_a_person_who_was_erased(
    whole: Composed,
) -> None:
    desk, home = whole.desk, whole.settings.home
    hanne, agent, who = await a_life(whole)
    bob = letter("Bob <bob@shop.example>", "Broken", "It is broken, said Bob.")
    await whole.send(bob, sender="bob@shop.example")
    await whole.settled()
    async with desk.pool.acquire() as db:
        await sealed(db, whole)
        promise = await db.fetchval(
            "select id from promise where customer_id = $1 limit 1", who
        )
        before = await prove(db, desk.org, [promise], desk.log_keys, now=now())  # type: ignore[arg-type]
        with patch.object(heads, "SETTLED", AT_ONCE):
            await make_heads(db, desk.org, desk.log_keys, now=now())  # type: ignore[arg-type]
        assert await in_tables(db, WORDS)
        assert in_files(home / "outbox", WORDS)
        await assure(whole, hanne, who)
        assert await erase_me(hanne) == 204
        assert await in_tables(db, WORDS) == []
        assert in_files(home, WORDS) == []
        await sealed(db, whole)
        await check_the_log(db, whole, promise, before)
        assert await in_tables(db, WORDS) == []
        assert await scrub(db, desk.org, now=now())  # type: ignore[arg-type]
        assert not await scrub(db, desk.org, now=now())  # type: ignore[arg-type]
        assert await in_tables(db, ["said Bob"])
    with pytest.raises(Turned):
        await hanne.json("GET", "/api/portal/me")
    tickets = (await agent.json("GET", "/api/tickets?view=all"))["items"]
    assert {ticket["subject"] for ticket in tickets} == {"", "Broken"}
    for ticket in tickets:
        await agent.json("GET", f"/api/tickets/{ticket['id']}")


async def check_the_log(
    db: Any,
    whole: Composed,
    promise: UUID,
    before: str,
) -> None:
    desk = whole.desk
    assert (await fsck(db, desk.org, desk.log_keys)).findings == ()
    assert isinstance(verify(before.encode()), Verified)
    after = verify(
        (await prove(db, desk.org, [promise], desk.log_keys, now=now())).encode()
    )
    assert isinstance(after, Verified)
    shown = {record.kind: record.fields for record in after.records}
    assert not shown["promise.made"]
    assert shown["erasure"]["asked_by"] == "person"
    assert (
        shown["erasure"]["person"]
        == desk.log_keys.person(
            desk.org,
            await db.fetchval("select customer_id from promise where id = $1", promise),
        ).hex()
    )
    chains = await check_heads(
        db, desk.org, desk.log_keys, verdicts_kept=AT_ONCE, now=now()
    )
    assert [finding for chain in chains for finding in chain.findings] == []
    history = next(chain for chain in chains if chain.name == "history")
    assert history.rows > 0


async def test_erasure_asks_for_a_fresh_link_and_the_very_word(
    whole: Composed,
) -> None:
    device = await whole.customer(MAIL, NAME)
    assert await erase_me(device) == 403
    who = await whole.desk.pool.fetchval(OWN, NAME)
    await assure(whole, device, who)
    with pytest.raises(Turned, match="422"):
        await device.json("POST", "/api/portal/erasure", json={"confirm": "yes"})
    assert await whole.desk.pool.fetchval(OWN, NAME) == who
    assert await erase_me(device) == 204


async def test_nobody_can_erase_somebody_else(whole: Composed) -> None:
    """The route takes no id: whoever asks erases themselves, and staff nobody."""
    await whole.customer(MAIL, NAME)
    who = await whole.desk.pool.fetchval(OWN, NAME)
    bob = await whole.customer("bob@shop.example", "Bob")
    await assure(whole, bob, await whole.desk.pool.fetchval(OWN, "Bob"))
    await bob.fresh_nonce()
    asked = {"confirm": "delete", "customer_id": str(who)}
    async with await bob.request("POST", "/api/portal/erasure", json=asked) as answer:
        assert answer.status == 422
    agent = await whole.staff()
    assert await erase_me(agent) == 403
    assert await whole.desk.pool.fetchval(OWN, NAME) == who


async def test_who_writes_again_after_an_erasure_is_somebody_new(
    whole: Composed,
) -> None:
    device = await whole.customer(MAIL, NAME)
    who = await whole.desk.pool.fetchval(OWN, NAME)
    await assure(whole, device, who)
    assert await erase_me(device) == 204
    await whole.send(letter(f"{NAME} <{MAIL}>", "Again", "It is me."), sender=MAIL)
    await whole.settled()
    again = await whole.desk.pool.fetchval(OWN, NAME)
    assert again not in (None, who)
    async with whole.desk.pool.acquire() as db:
        keys, home = whole.desk.log_keys, whole.settings.home
        assert await reapply(db, whole.desk.org, keys, home, now=now()) == 0  # type: ignore[arg-type]
    assert await whole.desk.pool.fetchval(OWN, NAME) == again


@pytest.mark.parametrize("how", [MAIL.upper(), "id"])
async def test_the_desk_can_erase_who_cannot_do_it_themselves(
    whole: Composed, how: str
) -> None:
    await whole.customer(MAIL, NAME)
    pool, home = whole.desk.pool, whole.settings.home
    who = await pool.fetchval(OWN, NAME)
    named = str(who) if how == "id" else how
    await erasing.erase_by_desk(pool, "Veridesk", home, named, now=now())
    asked = await pool.fetchval(
        "select fields ->> 'asked_by' from entry where kind = 'erasure'"
    )
    assert asked == "desk"
    for nobody in ("nobody@quitten.example", "+4912345678", str(uuid4()), "?"):
        with pytest.raises(NoSuchCustomer):
            await erasing.erase_by_desk(pool, "Veridesk", home, nobody, now=now())


async def test_a_crash_after_the_tombstone_is_brought_to_its_end(
    whole: Composed,
) -> None:
    await a_life(whole)
    desk, home = whole.desk, whole.settings.home
    who = await desk.pool.fetchval(OWN, NAME)

    async def dies(*_: object, **__: object) -> None:
        raise ConnectionError("the power is gone")

    with patch.object(erasing, "_erase", dies), pytest.raises(ConnectionError):
        await erasing.erase(
            *(desk.pool, desk.org, desk.log_keys, home, who), asked_by="person", now=now()
        )
    async with desk.pool.acquire() as db:
        assert await in_tables(db, WORDS)
        assert await reapply(db, desk.org, desk.log_keys, home, now=now()) == 1  # type: ignore[arg-type]
        assert await in_tables(db, WORDS) == []
        assert in_files(home, WORDS) == []
        assert await reapply(db, desk.org, desk.log_keys, home, now=now()) == 0  # type: ignore[arg-type]
        (home / "erased" / desk.log_keys.person(desk.org, who).hex()).unlink()
        assert await reapply(db, desk.org, desk.log_keys, home, now=now()) == 0  # type: ignore[arg-type]
    assert len(list((home / "erased").iterdir())) == 1  # made again from the table


async def test_a_mail_that_is_read_while_its_writer_is_erased_leaves_nothing(
    whole: Composed,
) -> None:
    """The mail was in memory, and its customer known, before the erasure began."""
    device = await whole.customer(MAIL, NAME)
    desk = whole.desk
    who = await desk.pool.fetchval(OWN, NAME)
    read = erasing_reads(whole, device, who)
    with patch("server.pipeline.contacts.read_letter", read):
        mail = letter(f"{NAME} <{MAIL}>", "Zebrafinken", "My Zebrafinken did not arrive.")
        await whole.send(mail, sender=MAIL)
        await whole.settled()
    async with desk.pool.acquire() as db:
        left = await in_tables(db, WORDS)
    assert left == []


async def test_a_mail_that_waits_to_be_read_goes_with_its_job(whole: Composed) -> None:
    device = await whole.customer(MAIL, NAME)
    mail = letter(f"{NAME} <{MAIL}>", "Zebrafinken", "My Zebrafinken did not arrive.")
    meta = {"sender": MAIL}
    async with whole.desk.transaction() as db:
        args = (db, whole.desk.org, Channel.MAIL, mail.as_bytes(), meta)
        raw_id = await keep(*args, now=now() - timedelta(minutes=1))
        job = {"raw_id": str(raw_id)}
        await enqueue(db, "read-contact", job, after=timedelta(hours=1))
        who = await db.fetchval(OWN, NAME)
    await assure(whole, device, who)
    assert await erase_me(device) == 204
    waiting = "select count(*) from pgqueuer where entrypoint = 'read-contact'"
    assert await whole.desk.pool.fetchval(waiting) == 0


def erasing_reads(whole: Composed, device: Device, who: UUID) -> Any:
    desk = whole.desk

    def read(*args: Any, **kwargs: Any) -> Any:
        # Scoring takes its time in another process; here the erasure happens meanwhile.
        found = read_letter(*args, **kwargs)

        async def meanwhile() -> None:
            pool = await open_pool(whole.settings.database_url)
            try:
                await erasing.erase(
                    *(pool, desk.org, desk.log_keys, whole.settings.home, who),
                    asked_by="person",
                    now=now(),
                )
            finally:
                await pool.close()

        thread = threading.Thread(target=lambda: asyncio.run(meanwhile()))
        thread.start()
        thread.join()
        return found

    return read


async def test_an_erased_customer_is_only_an_id(
    whole: Composed,
) -> None:
    device = await whole.customer(MAIL, NAME)
    who = await whole.desk.pool.fetchval(OWN, NAME)
    await assure(whole, device, who)
    assert await erase_me(device) == 204
    async with whole.desk.transaction() as db:
        left = await customer(db, whole.desk.org, who)
    assert (left.name, left.mail, left.phone) == ("", None, None)
    assert left.erased_at is not None


async def test_the_document_tells_of_every_table(db: Connection) -> None:
    page = (Path(__file__).parents[3] / "docs/ledger/erasure.md").read_text()
    tables = [row["name"] for row in await db.fetch(TABLES)]
    assert [name for name in tables if f"`{name}`" not in page] == []
