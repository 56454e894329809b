"""Files to take away: proofs, attachments, recordings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Record

import ledger
from auth.verdict import Role
from customers.consent import consent_of
from customers.customer import Consent
from customers.record import record
from customers.uses import record_use
from intake.store import contacts_of, part_of
from intake.voice.sound import recording
from intake.voice.store import call
from ledger.entries.receipts import receipt
from ledger.entries.showing import hidden
from ledger.entry import Kind
from ticketing.promise import promise, promises_of
from ticketing.record import ticket as read
from ticketing.ticket import NoTicket
from ui.desk import (
    Desk,
    account_of,
    clock,
    desk_of,
    id_of,
    verdict_of,
)
from ui.problems import NotFound

# The one answer for what is not there and for what is another's.
NOTHING = "there is no such thing"
# Shown in the page; everything else is only ever saved, whatever it calls itself.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


async def promise_proof(request: web.Request) -> web.Response:
    """The proof of one promise: that it was made, and how it ended."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        with _nothing_else():
            found = await promise(db, desk.org, id_of(request))
        _mine(request, found.customer_id)
        ticket = await read(db, desk.org, found.ticket_id)
        text = await _prove(db, request, [found.id])
    return _proof(text, f"ticket-{ticket.number}-{found.kind.value}")


async def ticket_proof(request: web.Request) -> web.Response:
    """The proof of every promise of a ticket."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        with _nothing_else():
            ticket = await read(db, desk.org, id_of(request))
        _mine(request, ticket.customer_id)
        refs = [p.id for p in await promises_of(db, desk.org, [ticket.id])]
        text = await _prove(db, request, refs)
    return _proof(text, f"ticket-{ticket.number}")


async def consent_proof(request: web.Request) -> web.Response:
    """The proof of one consent; for the customer who gave it, or the desk."""
    async with desk_of(request).transaction() as db:
        found = await _consent(db, request)
        text = await _prove(db, request, [found.id])
    return _proof(text, f"consent-{str(found.id)[-8:]}")


async def promise_receipt(request: web.Request) -> web.Response:
    """The signed receipt of one promise, at once: that the log took it."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        with _nothing_else():
            found = await promise(db, desk.org, id_of(request))
        _mine(request, found.customer_id)
        text = await _receipt(db, request, found.id)
    return _proof(text, f"promise-{str(found.id)[-8:]}", "receipt")


async def consent_receipt(request: web.Request) -> web.Response:
    """The signed receipt of one consent, at once: that the log took it."""
    async with desk_of(request).transaction() as db:
        found = await _consent(db, request)
        text = await _receipt(db, request, found.id)
    return _proof(text, f"consent-{str(found.id)[-8:]}", "receipt")


async def consent_record(request: web.Request) -> web.Response:
    """One consent as a consent record in JSON-LD, for whoever reads the W3C's terms."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await _consent(db, request)
    person = desk.log_keys.person(desk.org, found.customer_id).hex()
    told = record(
        found,
        subject=person,
        origin=desk.log_keys.origin(desk.org),
        controller=desk.organisation,
        now=clock(),
    )
    return web.Response(
        text=json.dumps(told, ensure_ascii=False, indent=1),
        content_type="application/ld+json",
        headers=_saved(f"consent-{str(found.id)[-8:]}.jsonld"),
    )


async def part(request: web.Request) -> web.Response:
    """An attachment. Only pictures keep their kind; the rest comes as bytes to save."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await part_of(db, desk.org, id_of(request))
        if found is None:
            raise NotFound(NOTHING)
        name, media_type, data, contact_id = found
        contact = (await contacts_of(db, desk.org, [contact_id])).get(contact_id)
        if contact is None:
            raise NotFound(NOTHING)
        _mine(request, contact.customer_id)
        if verdict_of(request).role is not Role.CUSTOMER:
            await _note_use(db, desk, request, contact.customer_id, "attachment")
    shown = media_type in PICTURES
    return web.Response(
        body=data,
        content_type=media_type if shown else "application/octet-stream",
        headers=_saved(name, inline=shown),
    )


async def call_sound(request: web.Request) -> web.Response:
    """The recording of a call, as WAV; 404 where none was agreed to."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await call(db, desk.org, id_of(request))
        if found is None or not found.recorded:
            raise NotFound("this call was not recorded")
        data = await recording(db, desk.org, found.id)
        if data is None:
            raise NotFound("this call has no sound")
        await _note_use(db, desk, request, found.customer_id, "recording")
    return web.Response(
        body=data, content_type="audio/wav", headers=_saved(f"call-{found.id}.wav")
    )


async def _prove(db: Connection[Record], request: web.Request, refs: Sequence[UUID]) -> str:
    """Write a proof; ``?show=`` and ``?hide=`` name the fields that its holder opens."""
    desk, asked = desk_of(request), request.query
    closed = hidden(asked.get("show"), asked.get("hide"))
    return await ledger.prove(
        db,
        desk.org,
        refs,
        desk.log_keys,
        hide=closed,
        policy=desk.log_policy,
        now=clock(),
    )


async def _receipt(db: Connection[Record], request: web.Request, ref: UUID) -> str:
    """Write a receipt of the first record, or of the kind that ``?kind=`` names."""
    desk, asked = desk_of(request), request.query.get("kind")
    try:
        kind = Kind(asked) if asked else None
    except ValueError:
        raise NotFound(NOTHING) from None
    return await receipt(
        db, desk.org, ref, desk.log_keys, kind=kind, within=desk.merge_delay, now=clock()
    )


async def _consent(db: Connection[Record], request: web.Request) -> Consent:
    """The consent that the path names, if whoever asks may see it."""
    found = await consent_of(db, desk_of(request).org, id_of(request))
    if found is None:
        raise NotFound(NOTHING)
    _mine(request, found.customer_id)
    return found


async def _note_use(
    db: Connection[Record], desk: Desk, request: web.Request, customer_id: UUID, what: str
) -> None:
    account = str(account_of(request))
    await record_use(db, desk.org, customer_id, account, what, "", now=clock())


def _mine(request: web.Request, customer_id: UUID) -> None:
    """Refuse customers what is another's, as if it were not there."""
    verdict = verdict_of(request)
    if verdict.role is Role.CUSTOMER and verdict.customer_id != customer_id:
        raise NotFound(NOTHING)


@contextmanager
def _nothing_else() -> Iterator[None]:
    try:
        yield
    except NoTicket:
        raise NotFound(NOTHING) from None


def _proof(text: str, name: str, kind: str = "proof") -> web.Response:
    return web.Response(
        text=text,
        content_type="text/plain",
        charset="utf-8",
        headers=_saved(f"{name}.{kind}"),
    )


def _saved(name: str, *, inline: bool = False) -> dict[str, str]:
    """Headers that name a file. The name comes from a customer and is only quoted."""
    return {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; "
        f"filename*=UTF-8''{quote(name, safe='')}"
    }
