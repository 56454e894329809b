"""Contacts become tickets: once each, threaded, reopened, read again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from intake.contact import Channel
from sentiment.conversation import own_score
from tests.ticketing.given import NOW, contact_of, log_tells_promises, signal_of, strain_of
from ticketing.contacts import append_contact, mark_call, open_ticket, update_signal
from ticketing.promise import promises_of
from ticketing.ticket import NoTicket, Priority, PromiseKind, PromiseState, State, agent
from ticketing.view.detail import detail, history
from ticketing.work import set_priority, set_state

ME = uuid7()


async def test_opening_promises_a_first_reply_and_a_resolution(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org)
    ticket = await open_ticket(db, contact, signal_of(40), now=NOW)
    assert ticket.state is State.OPEN
    assert ticket.priority is Priority.NORMAL
    assert ticket.number == 1
    assert ticket.risk == pytest.approx(0.2)
    first, resolution = await promises_of(db, org, [ticket.id])
    assert first.kind is PromiseKind.FIRST_REPLY
    assert first.due_at == NOW + timedelta(hours=8)
    assert resolution.kind is PromiseKind.RESOLUTION
    # Forty working hours of nine a day: four days of nine, and four hours.
    assert resolution.due_at == NOW + timedelta(days=4, hours=4)
    await log_tells_promises(db, org)


async def test_redelivery_opens_one_ticket_and_makes_one_promise_of_each_kind(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org)
    first = await open_ticket(db, contact, signal_of(), now=NOW)
    again = await open_ticket(db, contact, signal_of(90), now=NOW + timedelta(days=1))
    assert again == first
    assert len(await promises_of(db, org, [first.id])) == 2
    assert len(await history(db, org, first.id)) == 3
    assert await db.fetchval("select count(*) from entry where org_id = $1", org) == 3


async def test_two_connections_with_the_same_contact_open_one_ticket(
    pool: asyncpg.Pool, org: UUID
) -> None:
    contact = contact_of(org)

    async def deliver() -> UUID:
        async with pool.acquire() as db, db.transaction():
            return (await open_ticket(db, contact, signal_of(), now=NOW)).id

    assert len(set(await asyncio.gather(*(deliver() for _ in range(8))))) == 1
    assert await pool.fetchval("select count(*) from ticket") == 1
    assert await pool.fetchval("select count(*) from promise") == 2
    async with pool.acquire() as db:
        await log_tells_promises(db, org)


async def test_tickets_opened_at_once_get_numbers_of_their_own(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async def deliver() -> int:
        async with pool.acquire() as db, db.transaction():
            opened = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
            return opened.number

    numbers = await asyncio.gather(*(deliver() for _ in range(20)))
    assert sorted(numbers) == list(range(1, 21))


async def test_opening_does_not_wait_for_another_ticket_to_commit(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async with pool.acquire() as one, one.transaction():
        await open_ticket(one, contact_of(org), signal_of(), now=NOW)
    async with pool.acquire() as one, pool.acquire() as two, one.transaction():
        await open_ticket(one, contact_of(org), signal_of(), now=NOW)
        async with two.transaction():
            await asyncio.wait_for(
                open_ticket(two, contact_of(org), signal_of(), now=NOW), 10
            )


async def test_a_rolled_back_opening_leaves_nothing_and_a_gap_in_the_numbers(
    pool: asyncpg.Pool, org: UUID
) -> None:
    contact = contact_of(org)
    async with pool.acquire() as db:
        await db.execute("select next_ticket_number($1)", org)
        broken_off = db.transaction()
        await broken_off.start()
        await open_ticket(db, contact, signal_of(), now=NOW)
        await broken_off.rollback()
        for table in ("ticket", "promise", "entry", "conversation", "signal", "outbox"):
            assert await db.fetchval(f"select count(*) from {table}") == 0
        async with db.transaction():
            ticket = await open_ticket(db, contact, signal_of(), now=NOW)
        assert ticket.number == 3


async def test_a_change_is_announced_without_personal_words(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    rows = await db.fetch("select topic, ref, body from outbox where org_id = $1", org)
    (row,) = [row for row in rows if row["topic"] == "ticket"]
    assert row["ref"] == ticket.id
    assert row["body"] == {"version": 1, "what": ["opened", "promised", "promised"]}


async def test_text_that_postgresql_refuses_is_cleaned_and_not_lost(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org, subject="a\0b\ud800", text="x\0y " + "word " * 50_000)
    ticket = await open_ticket(db, contact, signal_of(), now=NOW)
    assert ticket.subject == "ab?"


async def test_a_ticket_without_a_subject_shows_its_first_line(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org, subject=" ", text="\n  Where is   it?\nRegards")
    ticket = await open_ticket(db, contact, signal_of(), now=NOW)
    assert ticket.subject == "Where is it?"


async def test_chinese_goes_to_those_who_read_it(db: asyncpg.Connection, org: UUID) -> None:
    signal = signal_of(80, language="zh")
    ticket = await open_ticket(db, contact_of(org), signal, now=NOW)
    assert (ticket.queue, ticket.priority) == ("chinese", Priority.CRITICAL)


async def test_a_contact_of_a_resolved_ticket_reopens_it_and_promises_anew(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org)
    ticket = await open_ticket(db, contact, signal_of(), now=NOW)
    await set_state(db, org, ticket.id, State.RESOLVED, agent(ME), now=NOW)
    more = contact_of(org, thread=ticket.id, received_at=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=1)
    reopened = await append_contact(db, more, signal_of(10), now=later)
    assert reopened.state is State.OPEN
    assert reopened.urgency == 10
    assert reopened.priority is Priority.NORMAL
    promises = await promises_of(db, org, [ticket.id])
    assert [(p.kind, p.state) for p in promises] == [
        (PromiseKind.FIRST_REPLY, PromiseState.RUNNING),
        (PromiseKind.RESOLUTION, PromiseState.KEPT),
        (PromiseKind.RESOLUTION, PromiseState.RUNNING),
    ]
    assert await append_contact(db, more, signal_of(10), now=later) == reopened
    await log_tells_promises(db, org)


@pytest.mark.parametrize("state", [State.WAITING, State.RESOLVED, State.CLOSED])
async def test_an_automatic_answer_reopens_nothing(
    db: asyncpg.Connection, org: UUID, state: State
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    moved = await set_state(db, org, ticket.id, state, agent(ME), now=NOW)
    away = contact_of(org, thread=ticket.id, automatic=True, subject="Out of office")
    heard = await append_contact(db, away, signal_of(90), now=NOW)
    assert heard.state is state
    assert heard.urgency == 40
    assert heard.version == moved.version + 1


async def test_a_more_urgent_contact_raises_the_priority_and_a_calm_one_keeps_it(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    worse = contact_of(org, thread=ticket.id, received_at=NOW + timedelta(minutes=1))
    assert (
        await append_contact(db, worse, signal_of(60), now=NOW)
    ).priority is Priority.HIGH
    calm = contact_of(org, thread=ticket.id, received_at=NOW + timedelta(minutes=2))
    calmer = await append_contact(db, calm, signal_of(5), now=NOW)
    assert (calmer.priority, calmer.urgency) == (Priority.HIGH, 60)
    solved = contact_of(org, thread=ticket.id, received_at=NOW + timedelta(minutes=3))
    settled = await append_contact(db, solved, signal_of(5, settled=True), now=NOW)
    assert (settled.priority, settled.urgency) == (Priority.HIGH, 5)


async def test_a_priority_raised_later_tightens_the_aim_and_not_what_was_sealed(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    before = await promises_of(db, org, [ticket.id])
    await set_priority(db, org, ticket.id, Priority.CRITICAL, agent(ME), now=NOW)
    assert await promises_of(db, org, [ticket.id]) == before
    row = (await detail(db, org, ticket.id, ME)).row
    assert row.next_due == NOW + timedelta(hours=1)
    await set_priority(db, org, ticket.id, Priority.NORMAL, agent(ME), now=NOW)
    assert (await detail(db, org, ticket.id, ME)).row.next_due == before[0].due_at
    await log_tells_promises(db, org)


async def test_the_same_reading_again_changes_nothing(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org, channel=Channel.CALL, text="")
    ticket = await open_ticket(db, contact, signal_of(20), now=NOW)
    strained = signal_of(20, strain=strain_of(60))
    read = await update_signal(db, org, ticket.id, contact.id, strained, now=NOW)
    assert read.version == ticket.version + 1
    again = await update_signal(db, org, ticket.id, contact.id, strained, now=NOW)
    assert again == read
    assert (await detail(db, org, ticket.id, ME)).signal == strained


async def test_only_the_latest_contact_drives_the_ticket(
    db: asyncpg.Connection, org: UUID
) -> None:
    old = contact_of(org)
    ticket = await open_ticket(db, old, signal_of(20), now=NOW)
    new = contact_of(org, thread=ticket.id, received_at=NOW + timedelta(hours=1))
    await append_contact(db, new, signal_of(30), now=NOW)
    read = await update_signal(db, org, ticket.id, old.id, signal_of(70), now=NOW)
    assert read.urgency == 30


async def test_a_contact_of_another_ticket_cannot_be_read_into_this_one(
    db: asyncpg.Connection, org: UUID
) -> None:
    other = contact_of(org)
    await open_ticket(db, other, signal_of(), now=NOW)
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    with pytest.raises(NoTicket):
        await update_signal(db, org, ticket.id, other.id, signal_of(90), now=NOW)
    with pytest.raises(NoTicket):
        await append_contact(db, contact_of(org, thread=uuid7()), signal_of(), now=NOW)


async def test_a_live_call_shows_and_ends(db: asyncpg.Connection, org: UUID) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    began = await mark_call(db, org, ticket.id, live=True, now=NOW)
    assert await mark_call(db, org, ticket.id, live=True, now=NOW) == began
    assert (await detail(db, org, ticket.id, ME)).row.live_call
    await mark_call(db, org, ticket.id, live=False, now=NOW)
    assert not (await detail(db, org, ticket.id, ME)).row.live_call


async def test_a_call_that_begins_leaves_the_urgency_until_its_words_are_known(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(60), now=NOW)
    call = contact_of(
        org,
        thread=ticket.id,
        channel=Channel.CALL,
        text="",
        received_at=NOW + timedelta(hours=1),
    )
    rung = await append_contact(db, call, signal_of(0), now=NOW)
    assert rung.urgency == 60
    ids = (ticket.id, call.id)
    strained = signal_of(0, strain=strain_of(50))
    assert (await update_signal(db, org, *ids, strained, now=NOW)).urgency == 60
    said = signal_of(35, strain=strain_of(50))
    heard = await update_signal(db, org, *ids, said, text="it came now", now=NOW)
    assert heard.urgency == 60  # what was said before still stands
    shown = (await detail(db, org, ticket.id, ME)).signal
    assert shown is not None
    assert (own_score(shown), shown.strain) == (35, said.strain)
