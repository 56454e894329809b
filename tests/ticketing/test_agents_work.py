"""What agents do: reply, note, assign, move, correct, settle; and what they cannot."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from tests.ticketing.given import NOW, contact_of, log_tells_promises, signal_of
from ticketing import (
    Conflict,
    NoTicket,
    NotPossible,
    Stated,
    agent,
    append_contact,
    assign,
    detail,
    history,
    mark_seen,
    note,
    open_ticket,
    promises_of,
    receipt,
    reply,
    set_priority,
    set_state,
    settle,
    settle_due,
)
from ticketing.ticket import (
    BadPromise,
    Priority,
    PromiseKind,
    PromiseState,
    State,
    Ticket,
)

LI, SAM = agent(uuid7()), agent(uuid7())
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
async def ticket(db: asyncpg.Connection, org: UUID) -> Ticket:
    return await open_ticket(db, contact_of(org), signal_of(40), now=NOW)


async def states(db: asyncpg.Connection, ticket: Ticket) -> dict[PromiseKind, PromiseState]:
    """How the ticket's promises stand, the last of each kind."""
    every = await promises_of(db, ticket.org_id, [ticket.id])
    return {promise.kind: promise.state for promise in every}


async def test_the_first_reply_keeps_its_promise_and_takes_the_ticket(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    replied = await reply(db, org, ticket.id, uuid7(), LI, seen=1, now=NOW)
    assert replied.assignee_id == LI.id
    assert await states(db, ticket) == {
        PromiseKind.FIRST_REPLY: PromiseState.KEPT,
        PromiseKind.RESOLUTION: PromiseState.RUNNING,
    }
    assert (await detail(db, org, ticket.id, LI.id)).row.next_kind is PromiseKind.RESOLUTION
    await log_tells_promises(db, org)


async def test_a_first_reply_after_its_time_is_broken_at_that_time(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await reply(db, org, ticket.id, uuid7(), LI, seen=1, now=TOMORROW)
    first, _ = await promises_of(db, org, [ticket.id])
    assert first.state is PromiseState.BROKEN
    assert first.settled_at == first.due_at
    await log_tells_promises(db, org)


async def test_sending_the_same_reply_twice_sends_once(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    key = uuid7()
    stated = [Stated("before 10:00 tomorrow", TOMORROW)]
    once = await reply(db, org, ticket.id, key, LI, stated, seen=1, now=NOW)
    twice = await reply(db, org, ticket.id, key, LI, stated, seen=1, now=NOW)
    assert twice == once
    assert len(await promises_of(db, org, [ticket.id])) == 3


async def test_a_reply_to_what_somebody_has_changed_conflicts(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await note(db, org, ticket.id, uuid7(), SAM, now=NOW)
    with pytest.raises(Conflict) as refused:
        await reply(db, org, ticket.id, uuid7(), LI, seen=ticket.version, now=NOW)
    assert refused.value.status == 409


async def test_what_the_desk_does_by_itself_makes_no_conflict(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    late = NOW + timedelta(hours=9)
    assert await settle_due(db, org, now=late) == 1
    replied = await reply(db, org, ticket.id, uuid7(), LI, seen=ticket.version, now=late)
    assert replied.version == ticket.version + 2


async def test_of_two_agents_who_reply_at_once_one_gets_a_conflict(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async with pool.acquire() as db, db.transaction():
        opened = await open_ticket(db, contact_of(org), signal_of(), now=NOW)

    async def answer(who: object) -> Ticket:
        async with pool.acquire() as db, db.transaction():
            return await reply(db, org, opened.id, uuid7(), who, seen=1, now=NOW)

    ends = await asyncio.gather(answer(LI), answer(SAM), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "Ticket"]
    assert await pool.fetchval("select count(*) from conversation where kind='reply'") == 1


async def test_a_promise_stated_in_a_reply_is_sealed_and_kept_by_the_agent(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    stated = [Stated("before 10:00 tomorrow", TOMORROW)]
    await reply(db, org, ticket.id, uuid7(), LI, stated, seen=1, now=NOW)
    (made,) = [
        p for p in await promises_of(db, org, [ticket.id]) if p.kind is PromiseKind.STATED
    ]
    assert (made.words, made.due_at) == ("before 10:00 tomorrow", TOMORROW)
    kept = await settle(db, org, made.id, PromiseState.KEPT, LI, why="sent", now=NOW)
    assert await settle(db, org, made.id, PromiseState.KEPT, LI, now=NOW) == kept
    with pytest.raises(NotPossible):
        await settle(db, org, made.id, PromiseState.BROKEN, LI, now=NOW)
    assert (await history(db, org, ticket.id))[-1].why == "sent"
    await log_tells_promises(db, org)


async def test_a_stated_promise_cannot_be_kept_after_its_time(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    soon = NOW + timedelta(hours=1)
    await reply(db, org, ticket.id, uuid7(), LI, [Stated("soon", soon)], seen=1, now=NOW)
    made = (await promises_of(db, org, [ticket.id]))[-1]
    after = soon + timedelta(seconds=1)
    await settle(db, org, made.id, PromiseState.KEPT, LI, now=after)
    assert (await states(db, ticket))[made.kind] is PromiseState.BROKEN
    await log_tells_promises(db, org)


async def test_first_reply_and_resolution_cannot_be_settled_by_saying_so(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    for promise in await promises_of(db, org, [ticket.id]):
        with pytest.raises(NotPossible):
            await settle(db, org, promise.id, PromiseState.KEPT, LI, now=NOW)


@pytest.mark.parametrize("due", [NOW, NOW - timedelta(days=1), datetime(2027, 1, 1)])
async def test_a_promise_that_cannot_be_kept_is_not_made(
    db: asyncpg.Connection, org: UUID, ticket: Ticket, due: datetime
) -> None:
    with pytest.raises(BadPromise):
        await reply(db, org, ticket.id, uuid7(), LI, [Stated("x", due)], seen=1, now=NOW)


async def test_resolving_keeps_the_resolution_and_the_first_reply_goes_on(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await set_state(db, org, ticket.id, State.RESOLVED, LI, now=NOW)
    assert await states(db, ticket) == {
        PromiseKind.FIRST_REPLY: PromiseState.RUNNING,
        PromiseKind.RESOLUTION: PromiseState.KEPT,
    }
    await log_tells_promises(db, org)


async def test_closing_unanswered_breaks_what_nobody_will_keep(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await set_state(db, org, ticket.id, State.CLOSED, LI, why="spam", now=NOW)
    assert await states(db, ticket) == {
        PromiseKind.FIRST_REPLY: PromiseState.BROKEN,
        PromiseKind.RESOLUTION: PromiseState.KEPT,
    }
    stated = [Stated("x", TOMORROW)]
    with pytest.raises(NotPossible):
        await reply(db, org, ticket.id, uuid7(), LI, stated, seen=2, now=NOW)
    await log_tells_promises(db, org)


async def test_resolving_too_late_keeps_nothing(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await set_state(db, org, ticket.id, State.RESOLVED, LI, now=NOW + timedelta(days=30))
    assert (await states(db, ticket))[PromiseKind.RESOLUTION] is PromiseState.BROKEN
    await log_tells_promises(db, org)


async def test_reopening_by_an_agent_promises_a_new_resolution(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await set_state(db, org, ticket.id, State.RESOLVED, LI, now=NOW)
    await set_state(db, org, ticket.id, State.OPEN, LI, why="not fixed", now=TOMORROW)
    resolutions = [
        p.state
        for p in await promises_of(db, org, [ticket.id])
        if p.kind is PromiseKind.RESOLUTION
    ]
    assert resolutions == [PromiseState.KEPT, PromiseState.RUNNING]
    await log_tells_promises(db, org)


async def test_an_overdue_ticket_stays_on_top_until_it_is_done(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    first, resolution = await promises_of(db, org, [ticket.id])
    late = NOW + timedelta(days=30)
    assert await settle_due(db, org, now=late) == 2
    assert await settle_due(db, org, now=late) == 0
    row = (await detail(db, org, ticket.id, LI.id)).row
    assert (row.next_due, row.next_kind) == (first.due_at, PromiseKind.FIRST_REPLY)
    seen = row.ticket.version
    await reply(db, org, ticket.id, uuid7(), LI, seen=seen, now=late)
    row = (await detail(db, org, ticket.id, LI.id)).row
    assert (row.next_due, row.next_kind) == (resolution.due_at, PromiseKind.RESOLUTION)
    await set_state(db, org, ticket.id, State.RESOLVED, LI, now=late)
    assert (await detail(db, org, ticket.id, LI.id)).row.next_due is None
    await log_tells_promises(db, org)


async def test_several_workers_break_each_promise_once(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async with pool.acquire() as db, db.transaction():
        for _ in range(12):
            await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    late = NOW + timedelta(days=30)

    async def work() -> int:
        async with pool.acquire() as db, db.transaction():
            return await settle_due(db, org, most=7, now=late)

    broken = 0
    while fresh := sum(await asyncio.gather(*(work() for _ in range(4)))):
        broken += fresh
    assert broken == 24
    async with pool.acquire() as db:
        await log_tells_promises(db, org)


async def test_a_promise_kept_at_the_last_moment_is_kept(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    first, _ = await promises_of(db, org, [ticket.id])
    assert await settle_due(db, org, now=first.due_at) == 0
    await reply(db, org, ticket.id, uuid7(), LI, seen=1, now=first.due_at)
    assert (await states(db, ticket))[PromiseKind.FIRST_REPLY] is PromiseState.KEPT


async def test_what_is_so_already_changes_nothing(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    assert await set_state(db, org, ticket.id, State.OPEN, LI, now=NOW) == ticket
    assert await set_priority(db, org, ticket.id, Priority.NORMAL, LI, now=NOW) == ticket
    assert await assign(db, org, ticket.id, None, LI, now=NOW) == ticket
    key = uuid7()
    noted = await note(db, org, ticket.id, key, LI, now=NOW)
    assert await note(db, org, ticket.id, key, LI, now=NOW) == noted


async def test_a_receipt_keeps_no_promise(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await receipt(db, org, ticket.id, uuid7(), now=NOW)
    assert set((await states(db, ticket)).values()) == {PromiseState.RUNNING}


async def test_history_says_who_did_what_and_why(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    await assign(db, org, ticket.id, SAM.id, LI, why="knows the carrier", now=TOMORROW)
    last = (await history(db, org, ticket.id))[-1]
    assert (last.actor, last.what, last.why, last.at) == (
        LI,
        "assigned",
        "knows the carrier",
        TOMORROW,
    )
    assert last.detail == {"from": None, "to": str(SAM.id)}


async def test_a_ticket_is_unread_until_looked_at_and_again_when_the_customer_writes(
    db: asyncpg.Connection, org: UUID, ticket: Ticket
) -> None:
    assert (await detail(db, org, ticket.id, LI.id)).row.unread
    await mark_seen(db, org, ticket.id, LI.id, now=TOMORROW)
    assert not (await detail(db, org, ticket.id, LI.id)).row.unread
    assert (await detail(db, org, ticket.id, SAM.id)).row.unread
    later = TOMORROW + timedelta(hours=1)
    more = contact_of(org, thread=ticket.id, received_at=later)
    await append_contact(db, more, signal_of(), now=later)
    assert (await detail(db, org, ticket.id, LI.id)).row.unread


async def test_a_ticket_of_another_organisation_is_not_there(
    db: asyncpg.Connection, ticket: Ticket
) -> None:
    with pytest.raises(NoTicket):
        await assign(db, uuid7(), ticket.id, LI.id, LI, now=NOW)
    with pytest.raises(NoTicket):
        await detail(db, uuid7(), ticket.id, LI.id)
