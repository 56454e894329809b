"""Lists: views, filters, search, orders and pages; every query walks an index."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from intake.contact import Channel
from server import database
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import (
    Filters,
    agent,
    assign,
    counts,
    escalate,
    mark_seen,
    open_ticket,
    rows,
    rows_by_id,
    rows_of_customer,
    set_state,
)
from ticketing.forecasts.store import COUNT, TRACK
from ticketing.promise import OVERDUE, PROMISES
from ticketing.ticket import State, Ticket
from ticketing.view.detail import CONVERSATION, HISTORY
from ticketing.view.rows import (
    COUNTS,
    SOON,
    BadCursor,
    Order,
    View,
    id_of_number,
    statement,
)

ME, OTHER = uuid7(), uuid7()


async def numbers(
    db: asyncpg.Connection, org: UUID, view: View, filters: Filters | None = None
) -> list[int]:
    page = await rows(db, org, view, filters or Filters(), None, ME, now=NOW)
    return [row.ticket.number for row in page.rows]


@pytest.fixture
async def desk(db: asyncpg.Connection, org: UUID) -> list[Ticket]:
    """Five tickets: 1 mine, 2 a critical call, 3 escalated, 4 resolved, 5 for review."""
    li = agent(ME)
    signals = [signal_of(30), signal_of(90), signal_of(55), signal_of(10), signal_of(20)]
    channels = [Channel.MAIL, Channel.CALL, Channel.FORM, Channel.MAIL, Channel.PICTURE]
    subjects = ["Parcel lost", "退款申请", "Refund please", "Thanks", "Invoice 77"]
    tickets = []
    for hour, (signal, channel, subject) in enumerate(
        zip(signals, channels, subjects, strict=True)
    ):
        at = NOW + timedelta(minutes=hour)
        contact = contact_of(org, channel=channel, subject=subject, text="", received_at=at)
        tickets.append(await open_ticket(db, contact, signal, now=NOW))
    await assign(db, org, tickets[0].id, ME, li, now=NOW)
    await assign(db, org, tickets[1].id, OTHER, li, now=NOW)
    await escalate(db, org, tickets[2].id, li, now=NOW)
    await set_state(db, org, tickets[3].id, State.RESOLVED, li, now=NOW)
    await db.execute("update ticket set needs_review = true where id = $1", tickets[4].id)
    return tickets


async def test_each_view_holds_what_it_says(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket]
) -> None:
    assert await numbers(db, org, View.MINE) == [1]
    assert await numbers(db, org, View.UNASSIGNED) == [3, 5]
    assert await numbers(db, org, View.ESCALATED) == [3]
    assert await numbers(db, org, View.DUE) == [2, 3]
    assert await numbers(db, org, View.REVIEW) == [5]
    assert await numbers(db, org, View.CALLS) == [2]
    assert sorted(await numbers(db, org, View.ALL)) == [1, 2, 3, 4, 5]


async def test_counts_agree_with_the_lists(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket]
) -> None:
    found = await counts(db, org, ME, now=NOW)
    for view in View:
        if view is not View.ALL:
            assert found[view] == len(await numbers(db, org, view))
    assert found["all"] == 4  # what is live; the list also shows what is done


async def test_orders_put_first_what_they_are_named_for(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket]
) -> None:
    assert await numbers(db, org, View.ALL, Filters(order=Order.URGENCY)) == [2, 3, 1, 5, 4]
    assert await numbers(db, org, View.ALL, Filters(order=Order.NEW)) == [5, 4, 3, 2, 1]
    assert (await numbers(db, org, View.ALL))[:2] == [2, 3]


async def test_filters_narrow_together(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket]
) -> None:
    assert await numbers(db, org, View.ALL, Filters(state=State.RESOLVED)) == [4]
    assert await numbers(db, org, View.ALL, Filters(channel="call")) == [2]
    assert await numbers(db, org, View.ALL, Filters(urgency=55)) == [2, 3]
    assert await numbers(db, org, View.ALL, Filters(urgency=55, channel="form")) == [3]
    assert await numbers(db, org, View.MINE, Filters(state=State.RESOLVED)) == []


@pytest.mark.parametrize(
    ("q", "found"),
    [("refund", [3]), ("退款", [2]), ("77", [5]), ("#3", [3]), ("nothing", []), ("!", [])],
)
async def test_search_finds_words_chinese_and_numbers(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket], q: str, found: list[int]
) -> None:
    assert await numbers(db, org, View.ALL, Filters(q=q)) == found


@pytest.mark.parametrize("order", list(Order))
async def test_pages_together_are_the_list_without_gap_or_repeat(
    db: asyncpg.Connection, org: UUID, order: Order
) -> None:
    for i in range(23):
        ticket = await open_ticket(db, contact_of(org), signal_of(i % 3 * 30), now=NOW)
        if i % 4 == 0:
            await set_state(db, org, ticket.id, State.CLOSED, agent(ME), now=NOW)
    filters, cursor, paged = Filters(order=order), None, []
    while True:
        page = await rows(db, org, View.ALL, filters, cursor, ME, limit=5, now=NOW)
        assert len(page.rows) <= 5
        paged += [row.ticket.number for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert paged == await numbers(db, org, View.ALL, filters)
    assert sorted(paged) == list(range(1, 24))


@pytest.mark.parametrize("cursor", ["x", "bm90anNvbg", "WzEsMl0", "W10", "💥"])
async def test_a_made_up_cursor_is_refused(
    db: asyncpg.Connection, org: UUID, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        await rows(db, org, View.ALL, Filters(), cursor, ME, now=NOW)


async def test_a_ticket_is_found_by_number_id_and_customer(
    db: asyncpg.Connection, org: UUID, desk: list[Ticket]
) -> None:
    assert await id_of_number(db, org, 2) == desk[1].id
    assert await id_of_number(db, org, 99) is None
    (row,) = await rows_by_id(db, org, [desk[1].id, uuid7()], ME)
    assert row.unread
    await mark_seen(db, org, desk[1].id, ME, now=NOW + timedelta(hours=1))
    (row,) = await rows_of_customer(db, org, desk[1].customer_id, ME)
    assert not row.unread


# --- with many rows -------------------------------------------------------------------

MANY = 20_000
FILL = """
insert into ticket (org_id, id, number, customer_id, channel, subject, queue, state,
    priority, assignee_id, urgency, level, emotion, needs_review, escalated, language,
    opened_at, updated_at, heard_at, next_due, called, search)
select $1, gen_random_uuid(), i, gen_random_uuid(),
    case when i % 10 = 0 then 'call' else 'mail' end, 'subject', 'first-line',
    case i % 20 when 0 then 'open' when 1 then 'waiting' when 2 then 'resolved'
        else 'closed' end,
    'normal', case when i % 7 = 0 then $2::uuid when i % 7 < 5 then gen_random_uuid() end,
    i % 101, 'normal', 'neutral', i % 50 = 0, i % 40 = 0, 'en',
    $3::timestamptz + i * interval '1 second', $3, $3,
    case when i % 20 < 2 then $3::timestamptz + i * interval '1 minute' else 'infinity' end,
    i % 10 = 0, to_tsvector('english', 'word' || i % 500 || ' 退款 款' || i)
from generate_series(1, $4) i
"""
FILL_PROMISES = """
insert into promise (org_id, id, ticket_id, customer_id, kind, made_at, due_at, target_at,
    state, settled_at, calendar, queue, priority, band)
select org_id, gen_random_uuid(), id, customer_id, 'resolution', opened_at,
    opened_at + interval '1 hour', opened_at + interval '1 hour',
    case when state in ('open', 'waiting') then 'running' else 'kept' end,
    case when state in ('open', 'waiting') then null else opened_at end,
    'v1', 'first-line', 'normal', 'morning'
from ticket
"""
FILL_REST = """
insert into conversation (org_id, message_id, ticket_id, kind, at)
select org_id, gen_random_uuid(), id, 'contact', opened_at from ticket;
insert into history (org_id, id, ticket_id, version, at, actor, what)
select org_id, gen_random_uuid(), id, 1, opened_at, 'desk', 'opened' from ticket;
insert into forecast (org_id, id, ticket_id, promise_id, promise_kind, model, probability,
    reasons, seen, missed, made_at, broken)
select p.org_id, gen_random_uuid(), p.ticket_id, p.id, p.kind, 'm',
    (row_number() over ()) % 10 / 10.0, '{}', 0, 0, p.made_at, p.state <> 'running'
from promise p;
"""


@pytest.fixture(scope="module")
async def many(postgres: Any) -> AsyncIterator[tuple[asyncpg.Connection, UUID]]:
    """A transaction with many tickets in it, most of them closed, as on any old desk."""
    db = await database.connect(postgres.url())
    transaction = db.transaction()
    await transaction.start()
    org = uuid7()
    await db.execute(FILL, org, ME, NOW, MANY)
    await db.execute(FILL_PROMISES)
    await db.execute(FILL_REST)
    await db.execute("analyze ticket, promise, conversation, history, forecast")
    # What autovacuum does to a table that was committed.
    await db.execute("select gin_clean_pending_list('ticket_search')")
    yield db, org
    await transaction.rollback()
    await db.close()


def scans(plan: dict[str, Any]) -> set[str]:
    """Tables that a plan reads from end to end."""
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(scans(part) for part in plan.get("Plans", [])))


async def plan_of(db: asyncpg.Connection, sql: str, *given: Any) -> dict[str, Any]:
    (row,) = await db.fetch(f"explain (format json) {sql}", *given)
    found = row[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("q", ["", "word7", "退款"])
async def test_no_list_reads_the_whole_table(
    many: tuple[asyncpg.Connection, UUID], view: View, order: Order, q: str
) -> None:
    db, org = many
    filters = Filters(order=order, q=q)
    first = await rows(db, org, view, filters, None, ME, limit=5, now=NOW)
    for cursor in {None, first.next}:
        sql, given = statement(org, view, filters, cursor, ME, limit=201, now=NOW)
        assert not scans(await plan_of(db, sql, *given)) - {"seen"}, (view, order, cursor)


@pytest.mark.parametrize(
    ("sql", "given"),
    [
        (COUNTS, (ME, NOW + SOON)),
        (OVERDUE, (NOW + timedelta(hours=1), 200)),
        (PROMISES, ([ME],)),
        (CONVERSATION, (ME,)),
        (HISTORY, (ME,)),
        (TRACK, ("first-reply", NOW, 0.6)),
        (COUNT, (["resolution"], ["normal"], ["q"], ["night"], [timedelta(0)])),
    ],
)
async def test_no_hot_query_reads_a_whole_table(
    many: tuple[asyncpg.Connection, UUID], sql: str, given: tuple[Any, ...]
) -> None:
    db, org = many
    big = {"ticket", "promise", "conversation", "history", "forecast"}
    assert not scans(await plan_of(db, sql, org, *given)) & big
