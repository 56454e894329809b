"""Tickets on the operator's terminal: ``python -m ticketing list`` and ``show ID``."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from customers import customers

from .promise import promises_of
from .ticket import Promise, TicketError
from .view.detail import Detail, detail
from .view.rows import Filters, Order, Row, View, id_of_number, rows

NOBODY = UUID(int=0)  # unread marks belong to accounts; a terminal has none


class NoDesk(Exception):
    """There is no database to ask; the message says how to get one."""


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


def ticket_json(row: Row, requester: str, promises: Sequence[Promise]) -> dict[str, Any]:
    """One ticket as ``list --json`` prints it."""
    ticket = row.ticket
    return {
        "id": str(ticket.id),
        "number": ticket.number,
        "subject": ticket.subject,
        "channel": ticket.channel,
        "requester": requester,
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "urgency": ticket.urgency,
        "emotion": ticket.emotion,
        "escalated": ticket.escalated,
        "promises": [
            {
                "id": str(promise.id),
                "kind": promise.kind.value,
                "state": promise.state.value,
                "made_at": _time(promise.made_at),
                "due_at": _time(promise.due_at),
                "settled_at": _time(promise.settled_at),
            }
            for promise in promises
        ],
        "opened_at": _time(ticket.opened_at),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def listed(db: Connection[Record], org: UUID) -> Iterator[dict[str, Any]]:
    """Every ticket, newest first, page by page within one snapshot."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await rows(
            db,
            org,
            View.ALL,
            Filters(order=Order.NEW),
            cursor,
            NOBODY,
            now=datetime.now(UTC),
        )
        people = await customers(db, org, {row.ticket.customer_id for row in page.rows})
        promised: dict[UUID, list[Promise]] = {}
        for promise in await promises_of(db, org, [row.ticket.id for row in page.rows]):
            promised.setdefault(promise.ticket_id, []).append(promise)
        for row in page.rows:
            person = people.get(row.ticket.customer_id)
            name = (person.name or person.mail or person.phone or "") if person else ""
            found.append(ticket_json(row, name, promised.get(row.ticket.id, [])))
        cursor = page.next
        if cursor is None:
            return iter(found)


async def shown(db: Connection[Record], org: UUID, asked: str) -> dict[str, Any]:
    """One ticket, by id or number, with its conversation, history and forecast."""
    number = asked.removeprefix("#")
    ticket_id = await id_of_number(db, org, int(number)) if number.isdigit() else None
    try:
        found = await detail(db, org, ticket_id or UUID(asked), NOBODY)
    except ValueError as error:
        raise NoDesk(f"there is no ticket {asked}") from error
    person = (await customers(db, org, [found.row.ticket.customer_id])).get(
        found.row.ticket.customer_id
    )
    name = (person.name or person.mail or person.phone or "") if person else ""
    return ticket_json(found.row, name, found.promises) | _more(found)


def _more(found: Detail) -> dict[str, Any]:
    forecast, escalation = found.forecast, found.escalation
    return {
        "queue": found.row.ticket.queue,
        "assignee": _text(found.row.ticket.assignee_id),
        "version": found.row.ticket.version,
        "conversation": [
            {"id": str(said.id), "kind": said.kind, "at": _time(said.at)}
            for said in found.conversation
        ],
        "history": [
            {
                "at": _time(change.at),
                "who": f"{change.actor.kind} {change.actor.id or ''}".strip(),
                "what": change.what,
                "detail": dict(change.detail),
                "why": change.why,
            }
            for change in found.history
        ],
        "escalation": escalation
        and {
            "at": _time(escalation.at),
            "from": escalation.from_priority.value,
            "to": escalation.to_priority.value,
            "reasons": [dict(reason) for reason in escalation.reasons],
            "agreed": escalation.agreed,
        },
        "forecast": forecast
        and {
            "promise": forecast.promise_kind.value,
            "probability": round(forecast.probability, 3),
            "model": forecast.model,
            "reasons": [dict(reason) for reason in forecast.reasons],
        },
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _width(text: str) -> int:
    """Columns that a terminal needs: Chinese takes two a character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, columns: int) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    if _width(text) > columns:
        while _width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - _width(text))


TABLE = {"number": 6, "state": 8, "priority": 8, "urgency": 7, "channel": 7}


def as_table(tickets: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The tickets as lines for people."""
    named = {**TABLE, "requester": 20, "subject": 40}
    yield "  ".join(_fit(name, width) for name, width in named.items()) + "  next due"
    for one in tickets:
        due = min(
            (p["due_at"] for p in one["promises"] if p["state"] == "running"), default=""
        )
        cells = "  ".join(_fit(str(one[name]), width) for name, width in named.items())
        yield f"{cells}  {due}{'  escalated' if one['escalated'] else ''}"


def as_page(one: dict[str, Any]) -> Iterator[str]:
    """One ticket as lines for people."""
    yield f"#{one['number']}  {_fit(one['subject'], 80).rstrip()}"
    for name in ("id", "requester", "channel", "queue", "state", "priority", "urgency"):
        yield f"  {name:<12}{_fit(str(one[name]), 80).rstrip()}"
    for promise in one["promises"]:
        end = f", {promise['state']} {promise['settled_at'] or ''}".rstrip()
        yield f"  promise     {promise['kind']} by {promise['due_at']}{end}"
    if one["forecast"]:
        odds = one["forecast"]
        yield f"  forecast    {odds['promise']} missed: {odds['probability']:.0%}"
    for change in one["history"]:
        told = json.dumps(change["detail"], ensure_ascii=False) if change["detail"] else ""
        yield _fit(
            f"  {change['at']}  {change['who']}  {change['what']}  {told}", 160
        ).rstrip()


async def answer(asked: argparse.Namespace, environ: dict[str, str]) -> Iterator[str]:
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
                return iter([_line(one)]) if asked.json else as_page(one)
            every = await listed(db, org)
            return map(_line, every) if asked.json else as_table(list(every))
    finally:
        await db.close()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it answered, 1 when there was nothing to answer from."""
    parser = argparse.ArgumentParser(prog="python -m ticketing", description=__doc__)
    parser.add_argument(
        "--org", help="organisation, by name or id; needed if there are more"
    )
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
