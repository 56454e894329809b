"""How single records stand: for whoever holds a reference, and for accounts of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Record

from ledger.public.standing import Standing, standing
from ticketing.promise import promise, promises_of
from ticketing.record import ticket as read
from ticketing.record import ticket_numbered
from ticketing.ticket import NoTicket, Ticket
from ui import shapes
from ui.desk import answer, body_of, desk_of
from ui.problems import NotFound

# One answer for every miss, so that it tells nothing about tickets that are there.
NOTHING = "the log holds nothing under this"


async def by_reference(request: web.Request) -> web.Response:
    """How the records of one reference stand; with its ticket's number, all of that ticket.

    The number alone opens nothing: numbers can be counted through, references cannot.
    """
    asked = await body_of(request, shapes.LogSearch)
    desk = desk_of(request)
    async with desk.transaction() as db:
        refs = [asked.ref]
        if asked.ticket is not None:
            try:
                found = await promise(db, desk.org, asked.ref)
                ticket = await read(db, desk.org, found.ticket_id)
            except NoTicket:
                raise NotFound(NOTHING) from None
            if ticket.number != asked.ticket:
                raise NotFound(NOTHING)
            refs = await _promised(db, desk.org, ticket)
        records = await standing(db, desk.org, refs)
    return _found(records)


async def by_ticket(request: web.Request) -> web.Response:
    """How every promise of a ticket stands, by its number; for accounts of the desk."""
    desk = desk_of(request)
    number = request.match_info["number"]
    async with desk.transaction() as db:
        if not (number.isdecimal() and len(number) < 16):
            raise NotFound(NOTHING)
        try:
            ticket = await ticket_numbered(db, desk.org, int(number))
        except NoTicket:
            raise NotFound(NOTHING) from None
        records = await standing(db, desk.org, await _promised(db, desk.org, ticket))
    return _found(records)


async def _promised(db: Connection[Record], org: UUID, ticket: Ticket) -> list[UUID]:
    return [one.id for one in await promises_of(db, org, [ticket.id])]


def _found(records: Sequence[Standing]) -> web.Response:
    if not records:
        raise NotFound(NOTHING)
    by_ref: dict[UUID, list[shapes.LogRecord]] = {}
    for one in records:
        by_ref.setdefault(one.ref, []).append(
            shapes.LogRecord.model_validate(
                {
                    "kind": one.kind.value,
                    "index": one.index,
                    "merged_at": one.merged_at,
                }
            )
        )
    return answer(
        shapes.LogFound(
            matters=[
                shapes.LogMatter(ref=ref, records=found)
                for ref, found in sorted(by_ref.items())
            ]
        )
    )
