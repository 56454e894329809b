"""Contacts and their parts as they are kept: the one home of what customers said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from asyncpg import Connection, Record

from .contact import Channel, Contact, Line, Part
from .mail.parse import File
from .mail.pieces.charset import tidy

_CONTACT = """
insert into contact (org_id, id, channel, customer_id, received_at, subject, text,
    full_text, assurance, assurance_reasons, thread, related, automatic, answerable,
    message_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict do nothing
"""
_PART = """
insert into part (org_id, id, contact_id, place, name, media_type, size, bytes)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
"""
_READ = """
select org_id, id, channel, customer_id, received_at, subject, text, full_text, assurance,
    assurance_reasons, thread, related, automatic, message_id
from contact where org_id = $1 and id = any($2)
"""
# part_contact
_PARTS = """
select contact_id, id, name, media_type, size, text, confidence, facts from part
where org_id = $1 and contact_id = any($2) order by contact_id, place
"""
_BYTES = (
    "select name, media_type, bytes, contact_id from part where org_id = $1 and id = $2"
)
_PART_TEXT = """
update part set text = $3, confidence = $4, facts = $5 where org_id = $1 and id = $2
"""
_ALONE = """
select from contact where org_id = $1 and id = (
    select contact_id from part where org_id = $1 and id = $2) for no key update
"""
_WORDS = "update contact set text = $3, full_text = $4 where org_id = $1 and id = $2"
# contact_customer
_OF_CUSTOMER = """
select id from contact where org_id = $1 and customer_id = $2 order by received_at, id
"""
_ANSWERS = """
select w.kind, w.text, w.at from words w
where w.org_id = $1 and w.kind <> 'note' and exists (
    select from outgoing o where o.org_id = w.org_id and o.id = w.id and o.customer_id = $2)
order by w.at, w.id
"""


_LINES = "lines"


class NoSuchContact(LookupError):
    """There is no contact with that id."""

    status = 404


async def store_contact(
    db: Connection[Record],
    contact: Contact,
    files: Sequence[File] = (),
    *,
    answerable: bool = True,
) -> Contact:
    """Keep a contact and the files that came with it; again with its id changes nothing.

    Gives the contact as it is kept, with its parts. ``answerable`` is False where the
    writer asked programs not to answer.
    """
    await db.execute(
        _CONTACT,
        contact.org_id,
        contact.id,
        contact.channel.value,
        contact.customer_id,
        contact.received_at,
        tidy(contact.subject),
        tidy(contact.text),
        tidy(contact.full_text),
        contact.assurance,
        list(contact.assurance_reasons),
        contact.thread,
        contact.related,
        contact.automatic,
        answerable and not contact.automatic,
        contact.message_id and tidy(contact.message_id),
    )
    if files:
        rows = [
            (
                *(contact.org_id, uuid5(contact.id, f"part {place}"), contact.id, place),
                *(file.name, file.media_type, len(file.data), file.data),
            )
            for place, file in enumerate(files)
        ]
        await db.executemany(_PART, rows)
    return (await contacts_of(db, contact.org_id, [contact.id]))[contact.id]


async def contact(db: Connection[Record], org: UUID, contact_id: UUID) -> Contact:
    """Give one contact. Raises NoSuchContact."""
    found = await contacts_of(db, org, [contact_id])
    if not found:
        raise NoSuchContact("no such contact")
    return found[contact_id]


async def contacts_of(
    db: Connection[Record], org: UUID, ids: Iterable[UUID]
) -> dict[UUID, Contact]:
    """Give the contacts with these ids, by id; unknown ids are left out."""
    wanted = list(ids)
    # The contacts first: whoever sees one sees its parts too, which came with it.
    rows = await db.fetch(_READ, org, wanted)
    parts: dict[UUID, list[Part]] = {}
    for row in await db.fetch(_PARTS, org, wanted):
        values = {key: value for key, value in row.items() if key != "contact_id"}
        facts = dict(values.pop("facts"))
        lines = tuple(
            Line(text, sure, tuple(box)) for text, sure, box in facts.pop(_LINES, ())
        )
        part = Part(**values, facts=facts, lines=lines)
        parts.setdefault(row["contact_id"], []).append(part)
    return {
        row["id"]: Contact(
            **{
                **row,
                "channel": Channel(row["channel"]),
                "assurance_reasons": tuple(row["assurance_reasons"]),
                "parts": tuple(parts.get(row["id"], ())),
            }
        )
        for row in rows
    }


async def part_of(
    db: Connection[Record], org: UUID, part_id: UUID
) -> tuple[str, str, bytes, UUID] | None:
    """Give a part's name, media type, bytes and contact, or None."""
    row = await db.fetchrow(_BYTES, org, part_id)
    return None if row is None else tuple(row)


async def set_part_text(
    db: Connection[Record],
    org: UUID,
    part_id: UUID,
    text: str,
    confidence: float | None,
    facts: Mapping[str, str],
    lines: Sequence[Line] = (),
) -> None:
    """Write down what was read in a picture.

    Of one contact's pictures one is written at a time: whoever wrote sees, until the
    transaction ends, all that was read in the others.
    """
    await db.execute(_ALONE, org, part_id)
    told = {tidy(name): tidy(value) for name, value in facts.items()}
    # They are shown and scored together with the facts, and never looked for.
    kept = told | {_LINES: [(tidy(li.text), li.confidence, li.box) for li in lines]}
    await db.execute(_PART_TEXT, org, part_id, tidy(text), confidence, kept)


async def set_words(
    db: Connection[Record], org: UUID, contact_id: UUID, text: str, full_text: str
) -> None:
    """Write down what was said in a call, once it is known."""
    await db.execute(_WORDS, org, contact_id, tidy(text), tidy(full_text))


async def export(db: Connection[Record], org: UUID, customer_id: UUID) -> dict[str, Any]:
    """Give all that this folder holds on one person as JSON (GDPR article 15).

    Files are named, not included: each can be fetched by itself.
    """
    ids = [row["id"] for row in await db.fetch(_OF_CUSTOMER, org, customer_id)]
    found = await contacts_of(db, org, ids)
    return {
        "received": [_plain(found[contact_id]) for contact_id in ids],
        "sent": [
            {"kind": row["kind"], "text": row["text"], "at": _time(row["at"])}
            for row in await db.fetch(_ANSWERS, org, customer_id)
        ],
    }


def _plain(contact: Contact) -> dict[str, Any]:
    return {
        "id": str(contact.id),
        "channel": contact.channel.value,
        "at": _time(contact.received_at),
        "subject": contact.subject,
        "text": contact.full_text,
        "files": [
            {
                "id": str(p.id),
                "name": p.name,
                "size": p.size,
                "read": p.text,
                "facts": dict(p.facts),
            }
            for p in contact.parts
        ],
    }


def _time(at: datetime) -> str:
    return at.isoformat()
