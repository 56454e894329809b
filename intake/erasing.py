"""Deleting what one person wrote, said and sent, and what the desk wrote to them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from .contact import Channel
from .mail.parse import parse
from .mail.thread import leave

# primary keys; contact_customer, conversation's ids
CONTACTS = """
select id from contact
where org_id = $1 and (customer_id = $2 or id = any($3)) order by id
"""
RAW = "delete from raw_contact where org_id = $1 and id = any($2)"
UNREAD = """
select r.id, r.channel, r.raw, r.meta from raw_contact r
where r.org_id = $1 and r.received_at <= $2 and not exists (
    select from contact c where c.org_id = r.org_id and c.id = r.id)
"""
# What is left is that somebody said something, when, and by which way.
BLANK = """
update contact set subject = '', text = '', full_text = '', message_id = null,
    assurance_reasons = '{}'
where org_id = $1 and id = any($2)
"""
PARTS = "delete from part where org_id = $1 and contact_id = any($2)"
# words_ticket
WORDS = "update words set text = '' where org_id = $1 and ticket_id = any($2)"
OUTGOING = """
update outgoing set subject = '', body = null, recipient = null, answers = null,
    state = case when state = 'queued' then 'failed' else state end,
    settled_at = coalesce(settled_at, $4)
where org_id = $1 and (customer_id = $2 or ticket_id = any($3))
"""
# mail_reference_ticket
REFERENCES = "delete from mail_reference where org_id = $1 and ticket_id = any($2)"
PARTICIPANTS = "delete from mail_participant where org_id = $1 and ticket_id = any($2)"
CALLS = """
update call set ended_at = coalesce(ended_at, $3), sound_deleted_at = $3, keys = '',
    external = id::text, recorded = false, listened = false, transcript = 'none'
where org_id = $1 and customer_id = $2 returning id
"""
SOUND = "delete from call_chunk where org_id = $1 and call_id = any($2)"
STRAIN = "delete from call_strain where org_id = $1 and call_id = any($2)"
SAID = "delete from call_words where org_id = $1 and call_id = any($2)"
# Keys that were pressed are announced, too.
ANNOUNCED = "delete from outbox where org_id = $1 and topic = 'call' and ref = any($2)"


async def erase(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    tickets: Collection[UUID],
    messages: Collection[UUID],
    addresses: Collection[str],
    *,
    now: datetime,
) -> list[UUID]:
    """Delete the words, files and sound of one customer; the contacts that were theirs.

    ``tickets`` are theirs, ``messages`` what was said on them by whomever, ``addresses``
    those that they wrote from. Rows that other tables count on stay, with nothing in
    them. Calls that are on are ended. What another customer wrote elsewhere is not theirs
    and stays, even where it quotes them.
    """
    owned = list(tickets)
    rows = await db.fetch(CONTACTS, org, customer_id, list(messages))
    contacts = [row["id"] for row in rows]
    await db.execute(RAW, org, contacts)
    await db.execute(BLANK, org, contacts)
    await db.execute(PARTS, org, contacts)
    await db.execute(WORDS, org, owned)
    await db.execute(OUTGOING, org, customer_id, owned, now)
    await db.execute(REFERENCES, org, owned)
    await db.execute(PARTICIPANTS, org, owned)
    await leave(db, org, addresses)
    calls = [row["id"] for row in await db.fetch(CALLS, org, customer_id, now)]
    for statement in (SOUND, STRAIN, SAID, ANNOUNCED):
        await db.execute(statement, org, calls)
    return contacts


async def erase_unread(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID | None,
    theirs: Callable[[str], bool],
    *,
    now: datetime,
) -> list[UUID]:
    """Delete what came from a person by ``now`` and was not read yet; the ids of it.

    ``theirs`` tells of a mail address, as ``normalise`` gives it, whether it is theirs.
    """
    gone = []
    for row in await db.fetch(UNREAD, org, now):
        meta = row["meta"]
        if row["channel"] == Channel.MAIL:
            senders = (str(meta.get("sender") or ""), parse(row["raw"]).sender.mail)
            found = any(theirs(sender.strip().lower()) for sender in senders if sender)
        else:
            found = str(customer_id) == meta.get("customer_id")
        if found:
            gone.append(row["id"])
    await db.execute(RAW, org, gone)
    return gone
