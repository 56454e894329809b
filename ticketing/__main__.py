"""Tickets on the operator's terminal: ``python -m ticketing list`` and ``show ID``."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from customers import customers

from .promise import promises_of
from .ticket import NoTicket, Promise, TicketError
from .view.detail import detail
from .view.rows import Filters, Order, View, id_of_number, rows
from .view.terminal import as_page, as_table, detail_json, ticket_json

NOBODY = UUID(int=0)  # unread marks belong to accounts; a terminal has none


class NoDesk(Exception):
    """What was asked cannot be looked up; the message says what to do."""


def address(environ: dict[str, str]) -> str:
    """Where the desk's database is: DATABASE_URL, else what a running desk wrote down."""
    if url := environ.get("DATABASE_URL"):
        return url
    home = Path(environ.get("VERIDESK_HOME") or "var")
    try:
        return (home / "run" / "database.url").read_text().strip()
    except OSError as error:
        raise NoDesk(
            f"no desk runs in {home}: start `./veridesk run`, or set VERIDESK_HOME or "
            "DATABASE_URL"
        ) from error


async def organisation(db: Connection[Record], asked: str | None) -> UUID:
    """The organisation asked for by name or id, or the only one."""
    found = await db.fetch("select id, name from organisation order by created_at, id")
    fitting = [row["id"] for row in found if asked in (None, row["name"], str(row["id"]))]
    if len(fitting) != 1:
        names = ", ".join(row["name"] for row in found) or "none yet"
        raise NoDesk(f"say which organisation with --org; there are: {names}")
    only: UUID = fitting[0]
    return only


async def listed(db: Connection[Record], org: UUID) -> list[dict[str, Any]]:
    """Every ticket, newest first."""
    found: list[dict[str, Any]] = []
    newest, cursor = Filters(order=Order.NEW), None
    while True:
        now = datetime.now(UTC)
        page = await rows(db, org, View.ALL, newest, cursor, NOBODY, now=now)
        people = await customers(db, org, {row.ticket.customer_id for row in page.rows})
        promised: dict[UUID, list[Promise]] = {}
        for promise in await promises_of(db, org, [row.ticket.id for row in page.rows]):
            promised.setdefault(promise.ticket_id, []).append(promise)
        for row in page.rows:
            requester = people.get(row.ticket.customer_id)
            found.append(ticket_json(row, requester, promised.get(row.ticket.id, [])))
        cursor = page.next
        if cursor is None:
            return found


async def shown(db: Connection[Record], org: UUID, asked: str) -> dict[str, Any]:
    """One ticket, by id or number, with its conversation, history and forecast."""
    number = asked.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        ticket_id = await id_of_number(db, org, int(number))
    else:
        try:
            ticket_id = UUID(asked)
        except ValueError as error:
            raise NoDesk(f"{asked!r} is neither an id nor a number") from error
    if ticket_id is None:
        raise NoTicket(f"there is no ticket {asked}")
    found = await detail(db, org, ticket_id, NOBODY)
    customer_id = found.row.ticket.customer_id
    requester = (await customers(db, org, [customer_id])).get(customer_id)
    return ticket_json(found.row, requester, found.promises) | detail_json(found)


async def answer(asked: argparse.Namespace, environ: dict[str, str]) -> list[str]:
    """The lines to print."""
    db = await asyncpg.connect(address(environ), timeout=10)
    try:
        await db.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
        )
        async with db.transaction(isolation="repeatable_read", readonly=True):
            org = await organisation(db, asked.org)
            if asked.command == "show":
                one = await shown(db, org, asked.id)
                return [_line(one)] if asked.json else list(as_page(one))
            every = await listed(db, org)
            return [_line(one) for one in every] if asked.json else list(as_table(every))
    finally:
        await db.close()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it answered, 1 when there was nothing to answer from."""
    parser = argparse.ArgumentParser(prog="python -m ticketing", description=__doc__)
    parser.add_argument("--org", help="organisation, by name or id, if there are more")
    commands = parser.add_subparsers(dest="command", required=True)
    every = commands.add_parser("list", help="every ticket, newest first")
    every.add_argument("--json", action="store_true", help="one JSON object a line")
    one = commands.add_parser("show", help="one ticket with its history")
    one.add_argument("id", help="id or number")
    one.add_argument("--json", action="store_true", help="one JSON object")
    asked = parser.parse_args(arguments)
    try:
        for line in asyncio.run(answer(asked, dict(os.environ))):
            print(line)
    except (NoDesk, TicketError, OSError, asyncpg.PostgresError, ValueError) as error:
        print(f"ticketing: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # piped into head
        sys.stderr.close()
        sys.exit(0)
