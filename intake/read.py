"""A raw row and what was parsed in it become the one stored contact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from asyncpg import Connection, Record

from customers.address import BadAddress
from customers.customer import AddressKind, Customer
from customers.people import customer, find_or_open, open_without_address

from .contact import Channel, Contact
from .mail.parse import Mail
from .mail.sender import UNCHECKED, Proof
from .mail.thread import Thread, find_thread
from .raw import Raw, raw
from .store import contacts_of, store_contact

DEVICE_KEY = 2


async def read_raw(
    db: Connection[Record],
    org: UUID,
    raw_id: UUID,
    mail: Mail,
    *,
    reply_key: bytes,
    proof: Proof = UNCHECKED,
    now: datetime,
) -> Contact:
    """Store the contact that raw bytes hold; its id is the raw row's.

    Run twice it gives the same contact, thread included: jobs are redelivered. ``mail``
    is what ``parse`` (or ``parse_form``) read in the bytes, ``proof`` what
    ``intake.mail.sender.check`` found. Raises NoSuchRaw.
    """
    known = (await contacts_of(db, org, [raw_id])).get(raw_id)
    if known is not None:
        return known
    row = await raw(db, org, raw_id)
    if row.channel is Channel.MAIL:
        found = await _mailed(db, org, row, mail, reply_key, proof, now=now)
    else:
        ticket = row.meta.get("ticket_id")
        found = Contact(
            id=row.id,
            org_id=org,
            channel=row.channel,
            customer_id=UUID(row.meta["customer_id"]),
            received_at=row.received_at,
            subject=mail.subject,
            text=mail.text,
            full_text=mail.full_text,
            assurance=DEVICE_KEY,
            assurance_reasons=("device-key",),
            thread=UUID(ticket) if ticket else None,
        )
    return await store_contact(db, found, mail.files, answerable=mail.answerable)


async def _mailed(
    db: Connection[Record],
    org: UUID,
    row: Raw,
    mail: Mail,
    reply_key: bytes,
    proof: Proof,
    *,
    now: datetime,
) -> Contact:
    recipients = row.meta.get("recipients") or ()
    who = await _writer(db, org, row, mail, now=now)
    address = mail.sender.mail or who.mail or ""
    thread = await find_thread(db, org, mail, address, recipients, reply_key)
    # An empty envelope sender is how servers send what must not be answered (RFC 5321).
    automatic = mail.automatic or row.meta.get("sender") == ""
    return Contact(
        id=row.id,
        org_id=org,
        channel=Channel.MAIL,
        customer_id=who.id,
        received_at=row.received_at,
        subject=mail.subject,
        text=mail.text,
        full_text=mail.full_text,
        assurance=max(proof.assurance, int(thread.by_token)),
        assurance_reasons=(*proof.reasons, *_evidence(thread)),
        thread=thread.ticket_id,
        related=thread.related,
        automatic=automatic,
        message_id=mail.message_id,
    )


def _evidence(thread: Thread) -> tuple[str, ...]:
    if thread.by_token:
        return ("reply-token",)
    return ("participant",) if thread.ticket_id else ()


async def _writer(
    db: Connection[Record], org: UUID, row: Raw, mail: Mail, *, now: datetime
) -> Customer:
    """The customer who wrote; one without an address rather than none."""
    envelope = str(row.meta.get("sender") or "")
    for address in (mail.sender.mail, envelope):
        try:
            return await find_or_open(
                *(db, org, AddressKind.MAIL, address, mail.sender.name, mail.language),
                now=now,
            )
        except BadAddress:
            continue
    nobody = uuid5(row.id, "customer")
    await open_without_address(db, org, nobody, mail.sender.name, mail.language, now=now)
    return await customer(db, org, nobody)
