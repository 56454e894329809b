"""The list of tickets: views, filters, search, orders, keyset pages, and counts."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from ..record import COLUMNS, ticket_from
from ..ticket import PromiseKind, State, Ticket, TicketError
from .words import query

PAGE = 200
# A count beyond this is shown as "that many or more": nobody reads past it, and counting
# must not take longer as a desk grows.
MOST_COUNTED = 10_000
SOON = timedelta(hours=4)


class View(StrEnum):
    """The lists that agents choose from. All but ALL hold only what is to be worked."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    ESCALATED = "escalated"
    DUE = "due"
    REVIEW = "review"
    CALLS = "calls"
    ALL = "all"


class Order(StrEnum):
    """Earliest to act on first, the most urgent first, or the newest first."""

    DUE = "due"
    URGENCY = "urgency"
    NEW = "new"


class BadCursor(TicketError):
    """A page that no list has given out."""

    status = 400


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view; None and the empty search narrow nothing.

    ``urgency`` is the lowest score wanted.
    """

    state: State | None = None
    urgency: int | None = None
    channel: str | None = None
    q: str = ""
    order: Order = Order.DUE


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: the ticket and what is next on it.

    ``next_due`` is when to act: the earliest due time, or the desk's own earlier aim
    for it, of the promises that run or are overdue and still not done.
    """

    ticket: Ticket
    next_due: datetime | None
    next_made: datetime | None
    next_kind: PromiseKind | None
    live_call: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor for those after them."""

    rows: tuple[Row, ...]
    next: str | None


LIVE = "t.state in ('open', 'waiting')"
# Which index each view walks, in the order "due": ticket_live_assignee (mine and
# unassigned), ticket_live_escalated, ticket_due, ticket_live_review, ticket_live_calls,
# ticket_due. Other orders walk ticket_live_urgency, ticket_live_newest, ticket_urgency
# and ticket_newest; a search walks ticket_search.
VIEWS = {
    View.MINE: f"{LIVE} and t.assignee_id = $2",
    View.UNASSIGNED: f"{LIVE} and t.assignee_id is null",
    View.ESCALATED: f"{LIVE} and t.escalated",
    View.DUE: f"{LIVE} and t.next_due <= $3",
    View.REVIEW: f"{LIVE} and t.needs_review",
    View.CALLS: f"{LIVE} and t.called",
    View.ALL: "true",
}
ORDERS = {
    Order.DUE: ("t.next_due", ">", "asc", "timestamptz"),
    Order.URGENCY: ("t.urgency", "<", "desc", "int"),
    Order.NEW: ("t.opened_at", "<", "desc", "timestamptz"),
}
# seen: primary key
SELECT = f"""
select {COLUMNS}, nullif(t.next_due, 'infinity') as next_due, t.next_made, t.next_kind,
    t.live_call, s.at is null or s.at < t.heard_at as unread
from ticket t left join seen s
    on s.org_id = t.org_id and s.account_id = $2 and s.ticket_id = t.id
where t.org_id = $1
"""
BY_IDS = SELECT + " and t.id = any($3) order by t.opened_at desc, t.id desc"
# ticket_number
BY_NUMBER = "select id from ticket where org_id = $1 and number = $2"
# ticket_customer
OF_CUSTOMER = (
    SELECT + " and t.customer_id = $3 order by t.opened_at desc, t.id desc limit $4"
)


def row_from(row: Record) -> Row:
    """The line in a row of SELECT."""
    kind = row["next_kind"]
    return Row(
        ticket=ticket_from(row),
        next_due=row["next_due"],
        next_made=row["next_made"],
        next_kind=PromiseKind(kind) if kind else None,
        live_call=row["live_call"],
        unread=row["unread"],
    )


def _cursor(order: Order, row: Row) -> str:
    key: dict[Order, Any] = {
        Order.DUE: "infinity" if row.next_due is None else row.next_due.isoformat(),
        Order.URGENCY: row.ticket.urgency,
        Order.NEW: row.ticket.opened_at.isoformat(),
    }
    text = json.dumps([order.value, key[order], str(row.ticket.id)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(order: Order, cursor: str) -> tuple[Any, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        given, key, ticket_id = json.loads(text)
        if given != order.value:
            raise BadCursor("this page belongs to another order: start from the first")
        if order is Order.URGENCY:
            if not -1 <= int(key) <= 101:
                raise BadCursor("no list has given out this page")
            return int(key), UUID(ticket_id)
        if key == "infinity":
            # How asyncpg writes infinity for a timestamptz.
            return datetime.max.replace(tzinfo=UTC), UUID(ticket_id)
        at = datetime.fromisoformat(key)
        return at if at.tzinfo else at.replace(tzinfo=UTC), UUID(ticket_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor("no list has given out this page") from error


def statement(
    org: UUID,
    view: View,
    filters: Filters,
    cursor: str | None,
    me: UUID,
    *,
    limit: int,
    now: datetime,
) -> tuple[str, list[Any]]:
    """The query for one page and its arguments; only constants become part of the text."""
    column, beyond, direction, kind = ORDERS[filters.order]
    conditions = [VIEWS[view]]
    given: list[Any] = [org, me]
    if view is View.DUE:
        given.append(now + SOON)

    def narrow(condition: str, *values: Any) -> None:
        places = [f"${len(given) + 1 + i}" for i in range(len(values))]
        given.extend(values)
        conditions.append(condition.format(*places))

    if filters.state is not None:
        narrow("t.state = {}", filters.state.value)
    if filters.urgency is not None:
        narrow("t.urgency >= {}", filters.urgency)
    if filters.channel is not None:
        narrow("t.channel = {}", filters.channel)
    if filters.q.strip():
        # A search without a word in it finds nothing.
        found = query(filters.q)
        if found is None:
            narrow("false")
        else:
            narrow("t.search @@ to_tsquery('english', {})", found)
    if cursor:
        key, ticket_id = _after(filters.order, cursor)
        narrow(f"({column}, t.id) {beyond} ({{}}::{kind}, {{}}::uuid)", key, ticket_id)
    where = "".join(f" and {condition}" for condition in conditions)
    tail = f" order by {column} {direction}, t.id {direction} limit {int(limit)}"
    return SELECT + where + tail, given


async def rows(
    db: Connection[Record],
    org: UUID,
    view: View,
    filters: Filters,
    cursor: str | None,
    me: UUID,
    *,
    limit: int = PAGE,
    now: datetime,
) -> Page:
    """One page of a view as an account sees it. Raises BadCursor.

    Pages go by key, not by offset: a ticket that moves while somebody pages is seen
    where it is, and the last page costs what the first does.
    """
    sql, given = statement(org, view, filters, cursor, me, limit=limit + 1, now=now)
    found = [row_from(row) for row in await db.fetch(sql, *given)]
    shown = found[:limit]
    more = len(found) > limit
    return Page(tuple(shown), _cursor(filters.order, shown[-1]) if more else None)


def _counted(condition: str) -> str:
    within = (
        f"select from ticket t where t.org_id = $1 and {condition} limit {MOST_COUNTED}"
    )
    return f"(select count(*) from ({within}) n)"


LISTS = VIEWS | {View.ALL: LIVE}
COUNTS = "select " + ", ".join(f"{_counted(LISTS[view])} as {view}" for view in View)


async def counts(
    db: Connection[Record], org: UUID, me: UUID, *, now: datetime
) -> dict[str, int]:
    """How many tickets each view holds, up to MOST_COUNTED. ALL counts what is live."""
    row = await db.fetchrow(COUNTS, org, me, now + SOON)
    return {} if row is None else dict(row)


async def rows_by_id(
    db: Connection[Record], org: UUID, ticket_ids: Sequence[UUID], me: UUID
) -> list[Row]:
    """These tickets as lines of the list, newest first; unknown ids are left out."""
    return [row_from(row) for row in await db.fetch(BY_IDS, org, me, list(ticket_ids))]


async def rows_of_customer(
    db: Connection[Record], org: UUID, customer_id: UUID, me: UUID, *, limit: int = PAGE
) -> list[Row]:
    """A customer's tickets, newest first."""
    found = await db.fetch(OF_CUSTOMER, org, me, customer_id, limit)
    return [row_from(row) for row in found]


async def id_of_number(db: Connection[Record], org: UUID, number: int) -> UUID | None:
    """The ticket that people call by this number."""
    found: UUID | None = await db.fetchval(BY_NUMBER, org, number)
    return found
