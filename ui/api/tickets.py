"""Reading tickets: the list, and one with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Record

import ticketing
from auth.account import Account, accounts
from customers.consent import consents
from customers.customer import Customer
from customers.people import customers
from intake.contact import Channel, Contact
from intake.store import contacts_of
from intake.voice.store import calls_of
from intake.words import Words, words_of
from ledger.reading import Seal, seals
from ticketing.ticket import ActorKind, Promise, State
from ticketing.view.detail import Detail, Said
from ticketing.view.rows import Filters, Order, View, rows_of_customer
from ticketing.view.trend import course_of
from ui import shapes
from ui.desk import Desk, account_of, answer, clock, desk_of, id_of, verdict_of
from ui.problems import Unusable
from ui.reading import shown_course, suggestions
from ui.shown import (
    called,
    shown_change,
    shown_consent,
    shown_correction,
    shown_customer,
    shown_escalation,
    shown_forecast,
    shown_promise,
    shown_row,
    shown_signal,
)


async def list_tickets(request: web.Request) -> web.Response:
    """One page of a view, with the counts of all views on the first page."""
    desk, now, me = desk_of(request), clock(), account_of(request)
    masked = verdict_of(request).masked
    query = request.query
    try:
        view = View(query.get("view", View.ALL.value))
        filters = Filters(
            state=State(query["state"]) if query.get("state") else None,
            urgency=_score(query["urgency"]) if query.get("urgency") else None,
            channel=Channel(query["channel"]).value if query.get("channel") else None,
            # A search would tell what is hidden.
            q="" if masked else query.get("q", "")[:200],
            order=Order(query.get("order", Order.DUE.value)),
        )
    except ValueError as error:
        raise Unusable(str(error)) from error
    cursor = query.get("cursor") or None
    async with desk.transaction() as db:
        page = await ticketing.rows(db, desk.org, view, filters, cursor, me, now=now)
        counts = await ticketing.counts(db, desk.org, me, now=now)
        counts["dead"] = len(await desk.dead.held(db))
        people = await customers(db, desk.org, {r.ticket.customer_id for r in page.rows})
        staff = await staff_of(db, desk)
    items = [shown_row(row, people, staff, masked=masked) for row in page.rows]
    return answer(shapes.TicketPage(items=items, next=page.next, counts=counts))


def _score(text: str) -> int:
    return min(max(int(text), 0), 101)


async def read_ticket(request: web.Request) -> web.Response:
    """One ticket whole."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        shown = await ticket_shown(db, request, id_of(request))
    return answer(shown)


async def mark_seen(request: web.Request) -> web.Response:
    """Note that this account has looked at the ticket."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        await ticketing.mark_seen(
            db, desk.org, id_of(request), account_of(request), now=clock()
        )
    return web.Response(status=204)


async def staff_of(db: Connection[Record], desk: Desk) -> dict[UUID, Account]:
    """Everyone who works here, by id."""
    return {found.id: found for found in await accounts(db, desk.org)}


async def ticket_shown(
    db: Connection[Record], request: web.Request, ticket_id: UUID
) -> shapes.TicketDetail:
    """Put one ticket together as the asking account may see it."""
    desk, me, masked = desk_of(request), account_of(request), verdict_of(request).masked
    now = clock()
    found = await ticketing.detail(db, desk.org, ticket_id, me)
    ticket = found.row.ticket
    rows = [found.row, *found.related]
    known = {row.ticket.customer_id for row in rows}
    # Not everybody who writes to a ticket is its customer: reply addresses get about.
    known |= {
        change.actor.id
        for change in found.history
        if change.actor.kind is ActorKind.CUSTOMER and change.actor.id
    }
    people = await customers(db, desk.org, known)
    customer = people[ticket.customer_id]
    staff = await staff_of(db, desk)
    agreements = await consents(db, desk.org, customer.id, now=now)
    refs = [p.id for p in found.promises]
    refs += [a.consent.id for a in agreements if a.consent]
    sealed = await seals(db, desk.org, refs)
    messages = await _messages(db, desk, found, people, staff, masked=masked)
    tickets = await rows_of_customer(db, desk.org, customer.id, me)
    signal = _latest_signal(messages)
    return shapes.TicketDetail.model_validate(
        {
            "ticket": shown_row(found.row, people, staff, masked=masked),
            "messages": messages,
            "history": [
                shown_change(change, staff, people, desk.organisation, masked=masked)
                for change in found.history
            ],
            "promises": [_promise(p, sealed, masked) for p in found.promises],
            "escalation": shown_escalation(found.escalation) if found.escalation else None,
            "forecast": await _forecast(db, desk, found),
            "customer": shown_customer(customer, len(tickets), masked=masked),
            "consents": [shown_consent(a, sealed) for a in agreements],
            "signal": signal,
            "related": [shown_row(r, people, staff, masked=masked) for r in found.related],
            # Who may not see the words may not answer them either.
            "suggestions": []
            if masked
            else await suggestions(db, desk.org, found, signal, customer.language, now=now),
            "trend": shown_course(await course_of(db, desk.org, customer.id)),
            "read_in": _read_in(found),
            "corrections": [shown_correction(c, staff) for c in found.corrections],
        }
    )


async def _forecast(
    db: Connection[Record], desk: Desk, found: Detail
) -> shapes.ForecastShape | None:
    if found.forecast is None:
        return None
    kind = found.forecast.promise_kind
    track = await ticketing.track_record(db, desk.org, kind, desk.risk_line, now=clock())
    return shown_forecast(found.forecast, track)


async def _messages(
    db: Connection[Record],
    desk: Desk,
    found: Detail,
    people: dict[UUID, Customer],
    staff: dict[UUID, Account],
    *,
    masked: bool,
) -> list[shapes.MessageShape]:
    contacts = await contacts_of(db, desk.org, _ids(found.conversation, "contact"))
    ours = await words_of(
        db, desk.org, _ids(found.conversation, "reply", "note", "receipt")
    )
    calls = {
        call.contact_id: call.id
        for call in await calls_of(db, desk.org, found.row.ticket.id)
        if call.contact_id
    }
    shown = []
    for said in found.conversation:
        if (contact := contacts.get(said.id)) is not None:
            writer = people[contact.customer_id]
            shown.append(_heard(said, contact, writer, calls.get(said.id), masked))
        elif (words := ours.get(said.id)) is not None:
            shown.append(_said(said, words, staff, desk.organisation, masked))
    return shown


def _heard(
    said: Said, contact: Contact, customer: Customer, call_id: UUID | None, masked: bool
) -> shapes.MessageShape:
    """What the customer said."""
    text = contact.words
    more = contact.full_text.strip() != contact.text.strip()
    return shapes.MessageShape.model_validate(
        {
            "id": said.id,
            "kind": "contact",
            "channel": contact.channel.value,
            "author": None if masked else called(customer),
            "at": said.at,
            "text": None if masked else text,
            "quoted": contact.full_text if more and not masked else None,
            "language": said.signal.language if said.signal else customer.language,
            "signal": shown_signal(said.signal, None if masked else text)
            if said.signal
            else None,
            "parts": []
            if masked
            else [
                {
                    "id": part.id,
                    "name": part.name,
                    "media_type": part.media_type,
                    "size": part.size,
                    "text": part.text,
                    "confidence": part.confidence,
                    "facts": part.facts,
                    "lines": [
                        {
                            "text": line.text,
                            "confidence": line.confidence,
                            "box": line.box,
                            "sure": line.sure,
                        }
                        for line in part.lines
                    ],
                }
                for part in contact.parts
            ],
            "assurance": contact.assurance,
            "assurance_reasons": contact.assurance_reasons,
            "automatic": contact.automatic,
            "call_id": call_id,
        }
    )


def _said(
    said: Said, words: Words, staff: dict[UUID, Account], organisation: str, masked: bool
) -> shapes.MessageShape:
    """What the desk said."""
    author = staff.get(said.author_id) if said.author_id else None
    return shapes.MessageShape.model_validate(
        {
            "id": said.id,
            "kind": said.kind,
            "channel": None,
            "author": author.name if author else organisation,
            "at": said.at,
            "text": None if masked else words.text,
            "language": words.language,
            "delivery": words.delivery,
        }
    )


def _promise(
    promise: Promise, sealed: dict[UUID, Seal], masked: bool
) -> shapes.PromiseShape:
    shown = shown_promise(promise, sealed)
    return shown.model_copy(update={"words": ""}) if masked else shown


def _latest_signal(messages: list[shapes.MessageShape]) -> shapes.SignalShape | None:
    heard = [m.signal for m in messages if m.signal and not m.automatic]
    return heard[-1] if heard else None


def _read_in(found: Detail) -> UUID | None:
    """The contact that drives the ticket: what agents correct is its reading."""
    drives = [one.id for one in found.conversation if one.drives and one.signal]
    return drives[-1] if drives else None


def _ids(said: Iterable[Said], *kinds: str) -> list[UUID]:
    return [one.id for one in said if one.kind in kinds]
