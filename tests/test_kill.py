"""Whatever is killed and whenever: nothing acknowledged is lost, and nothing is doubled."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable
from datetime import UTC, datetime

from ledger.audit import fsck
from ledger.keys import load
from ledger.reading import state
from server.database import queue
from tests.desk import Desk, letter, running_desk

MAILS = 200
TICKETS = """
select t.id, t.subject,
    (select count(*) from promise p where p.org_id = t.org_id and p.ticket_id = t.id
        and p.kind = 'first-reply') as first_replies,
    (select count(*) from promise p where p.org_id = t.org_id and p.ticket_id = t.id
        and p.kind = 'resolution') as resolutions
from ticket t
"""
UNSEALED = """
select count(*) from promise p where not exists (
    select 1 from entry e where e.org_id = p.org_id and e.ref = p.id
    and e.kind = 'promise.made' and e.index is not null)
"""


async def test_200_mails_survive_kill_9_of_worker_chain_and_server_as_one_ticket_each() -> (
    None
):
    async with running_desk(VERIDESK_ANCHOR_EVERY="1") as desk:

        def kill(word: str) -> None:
            for process in desk.parts(word):
                process.kill()

        def power_cut() -> None:
            desk.kill()
            desk.start()

        accidents: dict[int, Callable[[], None]] = {
            40: lambda: kill("worker"),
            80: lambda: kill("chain"),
            120: power_cut,
            160: lambda: kill("web"),
        }
        for number in range(MAILS):
            if accident := accidents.get(number):
                await asyncio.to_thread(accident)
            await _send_like_a_mail_server(desk, number)
        async with desk.db() as db:
            await _until(lambda: _settled(db), "every job is done", desk)
            tickets = await db.fetch(TICKETS)
            assert sorted(t["subject"] for t in tickets) == sorted(
                map(_subject, range(MAILS))
            )
            assert {(t["first_replies"], t["resolutions"]) for t in tickets} == {(1, 1)}
            assert await queue.dead_letters(db) == []

            async def sealed() -> bool:
                return await db.fetchval(UNSEALED) == 0

            await _until(sealed, "every promise is sealed", desk)
            org = await db.fetchval("select id from organisation")
            keys = load(desk.home / "keys")
            assert (await fsck(db, org, keys)).findings == ()

            async def anchored() -> bool:
                found = await state(db, org, keys)
                return found.size > 0 and found.anchored_size == found.size

            await _until(anchored, "the whole log is anchored", desk)


async def test_a_desk_that_is_told_to_stop_leaves_nothing_running() -> None:
    async with running_desk() as desk:
        await asyncio.to_thread(desk.stop)  # asserts that no process stays


async def test_two_desks_run_side_by_side() -> None:
    async with running_desk() as one, running_desk() as other:
        await asyncio.to_thread(one.send, letter(1, "Only here", "Hello"))
        async with one.db() as mine, other.db() as theirs:
            await _until(lambda: _count(mine, 1), "the first has a ticket", one)
            assert await theirs.fetchval("select count(*) from ticket") == 0


def _subject(number: int) -> str:
    return f"Question {number}"


async def _send_like_a_mail_server(desk: Desk, number: int) -> None:
    """Send the same mail again until it is answered with 250."""
    mail = letter(number, _subject(number), f"Nobody can log in since {number} o'clock.")
    async with asyncio.timeout(120):
        while True:
            try:
                return await asyncio.to_thread(desk.send, mail)
            except (OSError, smtplib.SMTPException):
                await asyncio.sleep(0.1)


async def _settled(db: object) -> bool:
    sizes = await queue.sizes(db)  # type: ignore[arg-type]
    return sizes["queued"] + sizes["picked"] == 0


async def _count(db: object, tickets: int) -> bool:
    found = await db.fetchval("select count(*) from ticket")  # type: ignore[attr-defined]
    return bool(found == tickets)


async def _until(holds: Callable[[], object], what: str, desk: Desk) -> None:
    began = datetime.now(UTC)
    try:
        async with asyncio.timeout(150):
            while not await holds():  # type: ignore[misc]  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        waited = datetime.now(UTC) - began
        raise AssertionError(f"not within {waited}: {what}\n{desk.logs()}") from None
