"""Mail that goes out: queued with what it says, then handed over once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

from asyncpg import Connection, Record
from uuid6 import uuid7

from customers.consent import may
from customers.customer import Customer, Purpose
from customers.people import customer

from ..contact import Contact
from ..receipt import link as link_letter
from ..receipt import receipt as receipt_letter
from ..words import keep_words
from .compose import (
    Draft,
    Enclosed,
    Sender,
    Unmailable,
    answer_subject,
    compose,
    message_id,
)
from .pieces.words import language_of
from .relay import Refused, hand_over, write_down
from .thread import refer, references_of, reply_address, take_part

Enqueue = Callable[["Connection[Record]", str, dict[str, str]], Awaitable[None]]
# What goes with the receipt of a ticket.
Enclose = Callable[["Connection[Record]", UUID], Awaitable[Sequence[Enclosed]]]

# Two programs that do not say what they are would answer each other for ever.
MOST_RECEIPTS = 5
RECEIPTS_WITHIN = timedelta(hours=1)

_QUEUE = """
insert into outgoing (org_id, id, kind, ticket_id, customer_id, recipient, subject, body,
    language, answers, state, queued_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'queued', $11) on conflict do nothing
"""
# outgoing_receipts
_RECEIPTS = """
select count(*) from outgoing
where org_id = $1 and customer_id = $2 and kind = 'receipt' and queued_at > $3 and id <> $4
"""
_ANSWERABLE = "select answerable from contact where org_id = $1 and id = $2"
_LOCK = """
select o.kind, o.ticket_id, o.customer_id, o.recipient, o.subject, o.language, o.answers,
    o.state, coalesce(o.body, w.text) as text
from outgoing o left join words w on w.org_id = o.org_id and w.id = o.id
where o.org_id = $1 and o.id = $2 for update of o
"""
_SETTLE = """
update outgoing set state = $3, settled_at = $4, body = null,
    recipient = case when kind = 'link' then null else recipient end
where org_id = $1 and id = $2
"""
_ANNOUNCE = "select emit($1, 'ticket', $2, jsonb_build_object('mail', $3::text))"


async def queue_reply(
    db: Connection[Record],
    org: UUID,
    *,
    message_id: UUID,
    ticket_id: UUID,
    number: int,
    customer_id: UUID,
    author_id: UUID | None,
    subject: str,
    text: str,
    language: str,
    enqueue: Enqueue,
    now: datetime,
) -> bool:
    """Keep an agent's reply and queue its mail; the same ``message_id`` again is nothing.

    A customer without a mail address, or who objected to mail, reads it in the portal:
    the words are kept and False is given.
    """
    kept = await keep_words(
        db, org, message_id, "reply", ticket_id, author_id, text, language, now=now
    )
    who = await customer(db, org, customer_id)
    if not kept or not await _mailable(db, who, now=now):
        return False
    _, latest = await references_of(db, org, ticket_id)
    subject = answer_subject(subject, number)
    await db.execute(
        _QUEUE,
        *(org, message_id, "reply", ticket_id, customer_id, None),
        *(subject, None, language, latest, now),
    )
    await enqueue(db, "send-mail", {"message_id": str(message_id)})
    return True


async def queue_receipt(
    db: Connection[Record],
    org: UUID,
    *,
    contact: Contact,
    ticket_id: UUID,
    number: int,
    subject: str,
    due_at: datetime,
    portal_url: str,
    enqueue: Enqueue,
    organisation: str = "Veridesk",
    zone: str = "UTC",
    now: datetime,
) -> UUID | None:
    """Queue the one receipt of a contact; its id comes from the contact's.

    None where no receipt may go out: to a program or to who asked programs not to
    answer (RFC 3834), to who objected to mail or has no address, and to anybody beyond
    MOST_RECEIPTS within RECEIPTS_WITHIN, so that a loop ends.
    """
    if contact.automatic or not await db.fetchval(_ANSWERABLE, org, contact.id):
        return None
    receipt_id = uuid5(contact.id, "receipt")
    who = await customer(db, org, contact.customer_id)
    since = now - RECEIPTS_WITHIN
    lately = await db.fetchval(_RECEIPTS, org, who.id, since, receipt_id)
    if lately >= MOST_RECEIPTS or not await _mailable(db, who, now=now):
        return None
    language = language_of(contact.words) if contact.words.strip() else who.language
    letter = receipt_letter(
        language,
        number=number,
        name=who.name,
        due_at=due_at,
        zone=zone,
        portal=portal_url,
        organisation=organisation,
    )
    kept = await keep_words(
        db, org, receipt_id, "receipt", ticket_id, None, letter.text, language, now=now
    )
    if kept:
        await db.execute(
            _QUEUE,
            *(org, receipt_id, "receipt", ticket_id, who.id, None),
            *(letter.subject, None, language, contact.message_id, now),
        )
        await enqueue(db, "send-mail", {"message_id": str(receipt_id)})
    return receipt_id


async def queue_link(
    db: Connection[Record],
    org: UUID,
    *,
    to: str,
    name: str,
    link: str,
    language: str,
    enqueue: Enqueue,
    organisation: str = "Veridesk",
    now: datetime,
) -> UUID:
    """Queue a mail with a one-time link. Its words are a secret: gone once it is sent."""
    mail_id = uuid7()
    known = "zh" if language == "zh" else "en"
    letter = link_letter(known, name=name, link=link, organisation=organisation)
    await db.execute(
        _QUEUE,
        *(org, mail_id, "link", None, None, to),
        *(letter.subject, letter.text, known, None, now),
    )
    await enqueue(db, "send-mail", {"message_id": str(mail_id)})
    return mail_id


async def send(
    db: Connection[Record],
    org: UUID,
    mail_id: UUID,
    *,
    sender: Sender,
    relay: str,
    outbox: Path,
    enclose: Enclose | None = None,
    now: datetime,
) -> Literal["sent", "written", "failed"] | None:
    """Hand one queued mail to the relay, or write it to ``outbox`` where there is none.

    Opens its own transaction and holds the mail's row in it, so no two workers send it.
    Done once as far as SMTP can tell: a crash between the relay's 250 and our commit
    sends it again under the same Message-ID. A mail that the other side refuses for good
    is settled as failed; anything else raises, so that the queue tries again. With a
    receipt goes what ``enclose`` gives for its ticket. None where
    the mail is unknown or settled already.
    """
    async with db.transaction():
        row = await db.fetchrow(_LOCK, org, mail_id)
        if row is None or row["state"] != "queued":
            return None
        enclosed: Sequence[Enclosed] = ()
        if enclose and row["kind"] == "receipt" and row["ticket_id"]:
            enclosed = await enclose(db, row["ticket_id"])
        state = await _deliver(
            db, org, mail_id, row, sender, relay, outbox, enclosed, now=now
        )
        await db.execute(_SETTLE, org, mail_id, state, now)
        if row["ticket_id"] is not None:
            await db.execute(_ANNOUNCE, org, row["ticket_id"], state)
    return state


async def _deliver(
    db: Connection[Record],
    org: UUID,
    mail_id: UUID,
    row: Record,
    sender: Sender,
    relay: str,
    outbox: Path,
    enclosed: Sequence[Enclosed],
    *,
    now: datetime,
) -> Literal["sent", "written", "failed"]:
    name, address = "", row["recipient"]
    if row["customer_id"] is not None:
        who = await customer(db, org, row["customer_id"])
        name, address = who.name, who.mail
    ticket: UUID | None = row["ticket_id"]
    known = (await references_of(db, org, ticket))[0] if ticket else []
    reply_to = reply_address(org, ticket, sender.key, sender.address) if ticket else None
    draft = Draft(
        id=mail_id,
        kind=row["kind"],
        name=name,
        mail=address or "",
        subject=row["subject"],
        text=row["text"],
        language=row["language"],
        answers=row["answers"],
        references=known,
        enclosed=enclosed,
    )
    try:
        data = compose(draft, sender, reply_to, now)
        if relay:
            # Bounces of replies come back to their ticket; receipts ask for none.
            bounces = "" if row["kind"] != "reply" else reply_to or sender.address
            await hand_over(data, relay, bounces, draft.mail)
        else:
            await write_down(data, outbox, mail_id)
    except (Refused, Unmailable):
        return "failed"
    if ticket is not None:
        own = message_id(mail_id, sender)
        await refer(db, org, own, ticket, incoming=False, now=now)
        await take_part(db, org, ticket, [draft.mail])
    return "sent" if relay else "written"


async def _mailable(db: Connection[Record], who: Customer, *, now: datetime) -> bool:
    agreed = await may(db, who.org_id, who.id, Purpose.ANSWER_BY_MAIL, now=now)
    return bool(who.mail) and agreed
