"""The customers' own pages: their requests, their consents, who used their data."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Record

import ticketing
from auth.account import accounts, open_account
from auth.door import ADDRESS, DOOR
from auth.enrol import invite, invited_since, link
from auth.verdict import Reason, Refused, Role
from customers.address import BadAddress
from customers.consent import consents, every_consent, give, withdraw
from customers.customer import AddressKind, Customer, Purpose
from customers.export import export as export_customer
from customers.notices import find_notice, notice
from customers.people import customer, customers, find, speak
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
from ui.api.letters import read_letter
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
from ui.shown import called, shown_consent, shown_moment, shown_promise

DAYS_A_MONTH = 30.44
# Anybody can ask for anybody's link: a few an hour are help, more are a mail bomb.
MOST_LINKS = 3
LINKS_WITHIN = timedelta(hours=1)
ANSWERED_AFTER = 0.3  # seconds, so that the time taken does not tell who is a customer


async def ask_for_link(request: web.Request) -> web.Response:
    """Mail a customer a one-time link to their own pages.

    The answer is the same, and comes after the same time, whether the address is known
    or not and whether it was sent too many links already, so that nobody can find out who
    is a customer. Refuses (429) an address of the network that asks too often.
    """
    asked = await body_of(request, shapes.PortalLinkRequest)
    desk, now = desk_of(request), clock()
    asking = request.app[DOOR].letters
    if waits := asking.take(request[ADDRESS], now=now.timestamp()):
        raise Refused(Reason.TOO_MANY, f"try again in {waits:.0f} s")
    loop = asyncio.get_running_loop()
    until = loop.time() + ANSWERED_AFTER
    async with desk.transaction() as db:
        try:
            found = await find(db, desk.org, AddressKind.MAIL, asked.mail)
        except BadAddress as error:
            raise Unusable("this is no mail address") from error
        if found is not None and found.mail:
            await _send_link(db, desk, found, asked.language, now=now)
    await asyncio.sleep(max(0.0, until - loop.time()))
    return web.Response(status=202)


async def _send_link(
    db: Connection[Record], desk: Desk, person: Customer, language: str, *, now: datetime
) -> None:
    """Mail a one-time link to a customer who was not sent too many of late."""
    account = await open_account(db, desk.org, Role.CUSTOMER, "", person.id, now=now)
    sent = await invited_since(db, desk.org, account, now - LINKS_WITHIN)
    if sent >= MOST_LINKS:
        return
    await queue_link(
        db,
        desk.org,
        to=person.mail or "",
        name=person.name,
        link=link(desk.origin, await invite(db, desk.org, account, now=now)),
        language=language,
        enqueue=desk.enqueue,
        organisation=desk.organisation,
        now=now,
    )


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
                        "why": "" if masked else use.why,
                    }
                    for use in used
                ],
            }
        )
    )


async def conversation(request: web.Request) -> web.Response:
    """One of the customer's own tickets with what was said on it."""
    desk, me = desk_of(request), customer_of(request)
    async with desk.transaction() as db:
        ticket_id = await _own(db, desk, me, id_of(request))
        found = await ticketing.detail(db, desk.org, ticket_id, account_of(request))
        ids = [said.id for said in found.conversation]
        heard = await contacts_of(db, desk.org, ids)
        writers = {contact.customer_id for contact in heard.values()}
        people = await customers(db, desk.org, writers)
        ours = await words_of(db, desk.org, ids)
        staff = {a.id: a.name for a in await accounts(db, desk.org)}
        (ticket,) = await _tickets(db, desk, [found.row])
    messages = []
    for said in found.conversation:
        if (contact := heard.get(said.id)) is not None:
            # Whoever was given the ticket's reply address may have written too.
            messages.append(
                {
                    "id": said.id,
                    "mine": contact.customer_id == me,
                    "author": called(people[contact.customer_id]),
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
    """Take a message with pictures; answered once it is stored, read soon after.

    The same ``key`` (a UUID) again is the same message: it is stored once.
    """
    desk, me = desk_of(request), customer_of(request)
    letter = await read_letter(request)
    async with desk.transaction() as db:
        if letter.ticket_id is not None:
            await _own(db, desk, me, letter.ticket_id)
        contact_id = await keep_form(
            db,
            desk.org,
            me,
            letter.fields.get("subject", ""),
            letter.fields.get("text", ""),
            letter.pictures,
            letter.ticket_id,
            desk.enqueue,
            key=letter.key,
            now=clock(),
        )
    return answer(shapes.Receipt(contact_id=contact_id), status=201)


async def set_consent(request: web.Request) -> web.Response:
    """Give or take back the consent for one purpose; sealed with the change.

    With it go the words that were agreed to; 409 where they are not the ones asked now.
    """
    asked = await body_of(request, shapes.SetConsent)
    desk, now, me = desk_of(request), clock(), customer_of(request)
    try:
        purpose = Purpose(request.match_info["purpose"])
    except ValueError:
        raise NotFound("there is no such purpose") from None
    async with desk.transaction() as db:
        if asked.given:
            until = now + timedelta(days=round(asked.months * DAYS_A_MONTH))
            if asked.notice:
                shown = find_notice(purpose, asked.notice)
            else:
                shown = notice(purpose, (await customer(db, desk.org, me)).language)
            await give(
                *(db, desk.org, me, purpose),
                valid_until=until,
                channel="portal",
                shown=shown,
                now=now,
            )
        else:
            await withdraw(db, desk.org, me, purpose, channel="portal", now=now)
        agreements = await consents(db, desk.org, me, now=now)
        (changed,) = [a for a in agreements if a.purpose is purpose]
        refs = [changed.consent.id] if changed.consent else []
        sealed = await seals(db, desk.org, refs)
    return answer(shown_consent(changed, sealed))


async def agreed(request: web.Request) -> web.Response:
    """Every yes and no of the customer, the newest first."""
    desk, now, me = desk_of(request), clock(), customer_of(request)
    async with desk.transaction() as db:
        every = await every_consent(db, desk.org, me)
        sealed = await seals(db, desk.org, [consent.id for consent in every])
    items = [shown_moment(consent, sealed, now=now) for consent in reversed(every)]
    return answer(shapes.ConsentHistory(items=items))


async def set_language(request: web.Request) -> web.Response:
    """Remember the language that the customer wants to be answered in."""
    asked = await body_of(request, shapes.SetLanguage)
    desk = desk_of(request)
    async with desk.transaction() as db:
        await speak(db, desk.org, customer_of(request), asked.language)
    return web.Response(status=204)


async def erase_me(request: web.Request) -> web.Response:
    """Delete everything the desk holds on the customer, for good, at once.

    Open requests are closed, promises that still run are excused, calls end, this account
    with all its devices is closed. What was sealed stays in the log, and nobody can open
    it any more.
    """
    await body_of(request, shapes.EraseMe)
    await desk_of(request).erase(customer_of(request), clock())
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


async def _own(
    db: Connection[Record], desk: Desk, customer_id: UUID, ticket_id: UUID
) -> UUID:
    """The ticket, if it is this customer's; another's is refused as one that is not."""
    try:
        found = await read(db, desk.org, ticket_id)
    except ticketing.NoTicket:
        raise NotFound("there is no such ticket") from None
    if found.customer_id != customer_id:
        raise NotFound("there is no such ticket")
    return found.id


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
                "channel": row.ticket.channel,
                "subject": row.ticket.subject,
                "state": row.ticket.state.value,
                "opened_at": row.ticket.opened_at,
                "updated_at": row.ticket.updated_at,
                "promises": by_ticket.get(row.ticket.id, []),
            }
        )
        for row in rows
    ]
