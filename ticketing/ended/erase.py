"""Closing a person's tickets for good, and deleting every word of theirs in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from intake.store import contacts_of

from ..promise import settle_running
from ..record import Act, lock, save
from ..ticket import DESK, Excuse, State
from ..view.words import words

# ticket_customer
OWN = "select id from ticket where org_id = $1 and customer_id = $2 order by id"
# conversation_ticket
SAID = "select message_id from conversation where org_id = $1 and ticket_id = any($2)"
BLANK = """
update ticket set subject = '', search = '', live_call = false
where org_id = $1 and id = any($2)
"""
# promise_ticket
WORDS = "update promise set words = '' where org_id = $1 and ticket_id = any($2)"
# history_ticket
REASONS = """
select id, why from history where org_id = $1 and ticket_id = any($2) and why <> ''
"""
UNSAY = """
update history h set why = '', why_hash = gone.hash
from unnest($2::uuid[], $3::bytea[]) as gone (id, hash)
where h.org_id = $1 and h.id = gone.id
"""
SIGNALS = """
delete from signal where org_id = $1 and (contact_id = any($2) or ticket_id = any($3))
"""
# primary key
BESIDE = """
select distinct c.ticket_id as id, t.subject, t.number
from conversation c join ticket t on t.org_id = c.org_id and t.id = c.ticket_id
where c.org_id = $1 and c.message_id = any($2) and c.ticket_id <> all($3)
"""
# They tell what a person wrote as a signal does.
CORRECTIONS = """
delete from correction
where org_id = $1 and (contact_id = any($2) or ticket_id = any($3))
"""
FIND_AGAIN = """
update ticket set search = to_tsvector('english', $3) where org_id = $1 and id = $2
"""


async def tickets_of(
    db: Connection[Record], org: UUID, customer_id: UUID
) -> tuple[list[UUID], list[UUID]]:
    """The ids of a customer's tickets, and of everything that was said on them."""
    owned = [row["id"] for row in await db.fetch(OWN, org, customer_id)]
    said = [row["message_id"] for row in await db.fetch(SAID, org, owned)]
    return owned, said


async def close_for_good(
    db: Connection[Record], org: UUID, tickets: Collection[UUID], *, now: datetime
) -> None:
    """Close tickets and excuse what still runs on them: the customer's data is erased."""
    for ticket_id in tickets:
        held = await lock(db, org, ticket_id)
        acts = await settle_running(db, held, kept=False, excuse=Excuse.ERASED, now=now)
        if held.state is not State.CLOSED:
            moved = {"from": held.state.value, "to": State.CLOSED.value}
            acts.append(Act("state", moved))
        acts.append(Act("erased"))
        await save(db, replace(held, state=State.CLOSED), DESK, acts, now=now)


async def erase(
    db: Connection[Record],
    org: UUID,
    tickets: Collection[UUID],
    contacts: Collection[UUID],
    hide: Callable[[UUID, str], bytes],
) -> None:
    """Delete every word in these tickets, and what was read in these contacts.

    Numbers, times, queues, priorities and promises stay, without words: they are what the
    desk counts, and name nobody. ``hide`` gives what stands for a reason in the chain of
    audit rows. Call it after intake has deleted the words themselves: other customers'
    tickets, on which a contact was theirs, are made findable again by what is left.
    """
    owned, theirs = list(tickets), list(contacts)
    await db.execute(BLANK, org, owned)
    await db.execute(WORDS, org, owned)
    rows = await db.fetch(REASONS, org, owned)
    hashes = [hide(row["id"], row["why"]) for row in rows]
    await db.execute(UNSAY, org, [row["id"] for row in rows], hashes)
    await db.execute(SIGNALS, org, theirs, owned)
    await db.execute(CORRECTIONS, org, theirs, owned)
    for row in await db.fetch(BESIDE, org, theirs, owned):
        said = [r["message_id"] for r in await db.fetch(SAID, org, [row["id"]])]
        left = await contacts_of(db, org, said)
        texts = [row["subject"], *(one.text for one in left.values())]
        found = words(" ".join(texts)) + f" {row['number']}"
        await db.execute(FIND_AGAIN, org, row["id"], found)
