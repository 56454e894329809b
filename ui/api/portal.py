"""The customers' own pages: their requests, their consents, who used their data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from aiohttp import BodyPartReader, web
from asyncpg import Connection, Record

import ticketing
from auth.account import accounts, open_account
from auth.enrol import invite, link
from auth.verdict import Role
from customers.address import BadAddress
from customers.consent import consents, give, withdraw
from customers.customer import AddressKind, Purpose
from customers.export import export as export_customer
from customers.people import customer, find, speak
from customers.uses import uses
from intake.form import keep_form
from intake.mail.send import queue_link
from intake.store import contacts_of
from intake.store import export as export_intake
from intake.words import words_of
from ledger.reading import seals
from ticketing.record import ticket as read
from ticketing.view.rows import Row, rows_of_customer
from ui import shapes
from ui.desk import (
    Desk,
    account_of,
    answer,
    body_of,
    clock,
    customer_of,
    desk_of,
    id_of,
    verdict_of,
)
from ui.problems import NotFound, Unusable
from ui.shown import called, shown_consent, shown_promise

MOST_PICTURES = 5
LARGEST_PICTURE = 10 * 1024 * 1024
LONGEST_TEXT = 20_000
DAYS_A_MONTH = 30.44


async def ask_for_link(request: web.Request) -> web.Response:
    """Mail a customer a one-time link to their own pages.

    The answer is the same whether the address is known or not, so that nobody can find
    out who is a customer.
    """
    asked = await body_of(request, shapes.PortalLinkRequest)
    desk, now = desk_of(request), clock()
    async with desk.transaction() as db:
        try:
            found = await find(db, desk.org, AddressKind.MAIL, asked.mail)
        except BadAddress as error:
            raise Unusable("this is no mail address") from error
        if found is not None and found.mail:
            address = await portal_link(db, desk, found.id)
            await queue_link(
                db,
                desk.org,
                to=found.mail,
                name=found.name,
                link=address,
                language=asked.language,
                enqueue=desk.enqueue,
                organisation=desk.organisation,
                now=now,
            )
    return web.Response(status=202)


async def portal_link(db: Connection[Record], desk: Desk, customer_id: UUID) -> str:
    """A one-time link that binds a device to this customer's pages."""
    now = clock()
    account = await open_account(db, desk.org, Role.CUSTOMER, "", customer_id, now=now)
    return link(desk.origin, await invite(db, desk.org, account, now=now))


async def home(request: web.Request) -> web.Response:
    """Everything on the customer's first page."""
    desk, now, me = desk_of(request), clock(), customer_of(request)
    masked = verdict_of(request).masked
    async with desk.transaction() as db:
        person = await customer(db, desk.org, me)
        rows = await rows_of_customer(db, desk.org, me, account_of(request))
        agreements = await consents(db, desk.org, me, now=now)
        sealed = await seals(db, desk.org, [a.consent.id for a in agreements if a.consent])
        tickets = await _tickets(db, desk, rows)
        used = await uses(db, desk.org, me, limit=30)
        staff = {str(a.id): a.name for a in await accounts(db, desk.org)}
    return answer(
        shapes.PortalHome.model_validate(
            {
                "name": "" if masked else person.name,
                "language": person.language,
                "masked": masked,
                "tickets": [] if masked else tickets,
                "consents": [shown_consent(a, sealed) for a in agreements],
                "uses": [
                    {
                        "at": use.at,
                        "who": staff.get(use.who, desk.organisation),
                        "what": use.what,
                        "why": use.why,
                    }
                    for use in used
                ],
            }
        )
    )


async def conversation(request: web.Request) -> web.Response:
    """One of the customer's own tickets with what was said on it."""
    desk, me = desk_of(request), customer_of(request)
    ticket_id = id_of(request)
    async with desk.transaction() as db:
        found = await ticketing.detail(db, desk.org, ticket_id, account_of(request))
        if found.row.ticket.customer_id != me:
            raise NotFound("there is no such ticket")
        person = await customer(db, desk.org, me)
        ids = [said.id for said in found.conversation]
        mine = await contacts_of(db, desk.org, ids)
        ours = await words_of(db, desk.org, ids)
        staff = {a.id: a.name for a in await accounts(db, desk.org)}
        (ticket,) = await _tickets(db, desk, [found.row])
    messages = []
    for said in found.conversation:
        if (contact := mine.get(said.id)) is not None:
            messages.append(
                {
                    "id": said.id,
                    "mine": True,
                    "author": called(person),
                    "at": said.at,
                    "text": contact.text,
                    "parts": [
                        {
                            "id": p.id,
                            "name": p.name,
                            "media_type": p.media_type,
                            "size": p.size,
                            "text": p.text,
                            "confidence": p.confidence,
                        }
                        for p in contact.parts
                    ],
                }
            )
        elif said.kind in ("reply", "receipt") and (words := ours.get(said.id)):
            author = staff.get(said.author_id) if said.author_id else None
            messages.append(
                {
                    "id": said.id,
                    "mine": False,
                    "author": author or desk.organisation,
                    "at": said.at,
                    "text": words.text,
                }
            )
    return answer(
        shapes.PortalConversation.model_validate({"ticket": ticket, "messages": messages})
    )


async def write(request: web.Request) -> web.Response:
    """Take a message with pictures; answered once it is stored, read soon after."""
    desk, me = desk_of(request), customer_of(request)
    letter = await _letter(request)
    async with desk.transaction() as db:
        if letter.ticket_id is not None:
            ticket = await read(db, desk.org, letter.ticket_id)
            if ticket.customer_id != me:
                raise NotFound("there is no such ticket")
        contact_id = await keep_form(
            db,
            desk.org,
            me,
            letter.fields.get("subject", ""),
            letter.fields.get("text", ""),
            letter.pictures,
            letter.ticket_id,
            desk.enqueue,
            now=clock(),
        )
    return answer(shapes.Receipt(contact_id=contact_id), status=201)


async def set_consent(request: web.Request) -> web.Response:
    """Give or take back the consent for one purpose; sealed with the change."""
    asked = await body_of(request, shapes.SetConsent)
    desk, now, me = desk_of(request), clock(), customer_of(request)
    try:
        purpose = Purpose(request.match_info["purpose"])
    except ValueError:
        raise NotFound("there is no such purpose") from None
    async with desk.transaction() as db:
        if asked.given:
            until = now + timedelta(days=round(asked.months * DAYS_A_MONTH))
            await give(
                db, desk.org, me, purpose, valid_until=until, channel="portal", now=now
            )
        else:
            await withdraw(db, desk.org, me, purpose, channel="portal", now=now)
        agreements = await consents(db, desk.org, me, now=now)
        (changed,) = [a for a in agreements if a.purpose is purpose]
        refs = [changed.consent.id] if changed.consent else []
        sealed = await seals(db, desk.org, refs)
    return answer(shown_consent(changed, sealed))


async def set_language(request: web.Request) -> web.Response:
    """Remember the language that the customer wants to be answered in."""
    asked = await body_of(request, shapes.SetLanguage)
    desk = desk_of(request)
    async with desk.transaction() as db:
        await speak(db, desk.org, customer_of(request), asked.language)
    return web.Response(status=204)


async def take_away(request: web.Request) -> web.Response:
    """Everything the desk holds on the customer, as one JSON file."""
    desk, me = desk_of(request), customer_of(request)
    async with desk.transaction() as db:
        rows = await rows_of_customer(db, desk.org, me, account_of(request))
        held = {
            "customer": await export_customer(db, desk.org, me),
            "messages": await export_intake(db, desk.org, me),
            "tickets": [t.model_dump(mode="json") for t in await _tickets(db, desk, rows)],
        }
    return web.Response(
        text=json.dumps(held, ensure_ascii=False, indent=1, default=str),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


async def _tickets(
    db: Connection[Record], desk: Desk, rows: list[Row]
) -> list[shapes.PortalTicket]:
    ids = [row.ticket.id for row in rows]
    promises = await ticketing.promises_of(db, desk.org, ids)
    sealed = await seals(db, desk.org, [p.id for p in promises])
    by_ticket: dict[UUID, list[shapes.PromiseShape]] = {}
    for promise in promises:
        by_ticket.setdefault(promise.ticket_id, []).append(shown_promise(promise, sealed))
    return [
        shapes.PortalTicket.model_validate(
            {
                "id": row.ticket.id,
                "number": row.ticket.number,
                "subject": row.ticket.subject,
                "state": row.ticket.state.value,
                "opened_at": row.ticket.opened_at,
                "updated_at": row.ticket.updated_at,
                "promises": by_ticket.get(row.ticket.id, []),
            }
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a form holds."""

    fields: Mapping[str, str]
    pictures: list[tuple[str, str, bytes]] = field(default_factory=list)
    ticket_id: UUID | None = None


async def _letter(request: web.Request) -> _Letter:
    """Read a multipart form, refusing what is too much before it is held."""
    if request.content_type != "multipart/form-data":
        raise Unusable("send multipart/form-data")
    fields: dict[str, str] = {}
    pictures: list[tuple[str, str, bytes]] = []
    async for piece in await request.multipart():
        if not isinstance(piece, BodyPartReader):
            raise Unusable("a form within a form")
        if piece.name in ("text", "subject", "ticket_id"):
            data = await _read(piece, LONGEST_TEXT * 4)
            text = data.decode("utf-8", "replace")
            if len(text) > LONGEST_TEXT:
                raise Unusable(f"write at most {LONGEST_TEXT} characters")
            fields[piece.name] = text
        elif piece.name == "picture":
            if len(pictures) == MOST_PICTURES:
                raise Unusable(f"send at most {MOST_PICTURES} pictures at a time")
            kind = piece.headers.get("Content-Type", "application/octet-stream")
            data = await _read(piece, LARGEST_PICTURE)
            if data:
                pictures.append((piece.filename or "picture", kind, data))
    if not fields.get("text", "").strip() and not pictures:
        raise Unusable("write something, or add a picture")
    given = fields.pop("ticket_id", "")
    try:
        ticket_id = UUID(given) if given else None
    except ValueError:
        raise NotFound("there is no such ticket") from None
    return _Letter(fields, pictures, ticket_id)


async def _read(piece: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await piece.read_chunk(65_536):
        data += chunk
        if len(data) > most:
            raise Unusable(f"a part is larger than {most // 1024} KiB")
    return bytes(data)
