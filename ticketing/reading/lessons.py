"""What can be learned from: contacts whose reading people corrected, or let stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from customers.consent import agreed
from customers.customer import Purpose
from customers.uses import record_use
from intake.store import contacts_of
from sentiment.signal import Level, Signal, Topic
from sentiment.training.desk.lesson import Label, Lesson
from sentiment.urgency import level

from ..contacts import SIGNAL
from .correct import Aspect

DESK = "desk"
MOST = 10_000  # the newest
# Points that are not in the words: another reading of the same words would not have them.
BESIDE_WORDS = frozenset({"strain", "earlier", "repeat", "waiting"})

# `done`: a person answered and brought to an end what this contact says, at this time.
# signal_read; primary keys of the rest, conversation_ticket, history_ticket
READ = """
select s.contact_id, c.author_id, s.read_at, s.signal, done.at as done_at,
    t.priority = s.level as worked_as_read
from signal s
join conversation c on c.org_id = s.org_id and c.message_id = s.contact_id
join ticket t on t.org_id = s.org_id and t.id = s.ticket_id
left join lateral (
    select max(h.at) as at from history h
    where h.org_id = t.org_id and h.ticket_id = t.id and h.what = 'state'
        and h.detail ->> 'to' in ('resolved', 'closed')
) done on t.state in ('resolved', 'closed')
    and exists (select from conversation r where r.org_id = t.org_id
        and r.ticket_id = t.id and r.kind = 'reply')
    and not exists (select from conversation later where later.org_id = t.org_id
        and later.ticket_id = t.id and later.drives
        and (later.at, later.message_id) > (c.at, c.message_id))
where s.org_id = $1 and c.author_id = any($2) and c.drives and not c.automatic
    and (done.at is not null or exists (
        select from correction x where x.org_id = s.org_id
            and x.contact_id = s.contact_id))
order by s.read_at desc, s.contact_id limit $3
"""
# primary key
CORRECTED = """
select contact_id, aspect, meant, at from correction
where org_id = $1 and contact_id = any($2)
"""


async def lessons(db: Connection[Record], org: UUID, *, now: datetime) -> list[Lesson]:
    """Everything that the desk can learn from, oldest first, of those who agreed to it.

    Only words of customers who said yes to the improvement of the service, and who have
    not been erased since; that they were used is written down for each. A correction
    counts with what the agent meant, and what a person let stand when they brought the
    ticket to its end with what was read. An urgency that comes from more than the words
    (a strained voice, earlier contacts) teaches nothing about them and is left out.
    """
    who = await agreed(db, org, Purpose.IMPROVE_SERVICE, now=now)
    rows = await db.fetch(READ, org, list(who), MOST)
    ids = [row["contact_id"] for row in rows]
    said = await contacts_of(db, org, ids)
    corrected: dict[UUID, dict[str, Label]] = {}
    for row in await db.fetch(CORRECTED, org, ids):
        label = Label(row["meant"], True, row["at"])
        corrected.setdefault(row["contact_id"], {})[row["aspect"]] = label
    writers: dict[UUID, str] = {}
    found = []
    for row in reversed(rows):
        contact = said.get(row["contact_id"])
        if contact is None or not contact.words.strip():
            continue
        signal = SIGNAL.validate_python(row["signal"])
        labels = {**_stood(row, signal), **corrected.get(contact.id, {})}
        if not _of_words(signal):
            labels.pop(Aspect.URGENCY.value, None)
        if not labels:
            continue
        writer = writers.setdefault(row["author_id"], str(len(writers) + 1))
        found.append(
            Lesson(
                id=str(contact.id),
                writer=writer,
                language=signal.language,
                text=contact.words,
                at=row["read_at"],
                labels=labels,
            )
        )
    for customer_id in writers:
        await record_use(db, org, customer_id, DESK, "message", "learning", now=now)
    return found


def _stood(row: Record, signal: Signal) -> Mapping[str, Label]:
    """What a person let stand who brought the ticket to its end."""
    at = row["done_at"]
    if at is None:
        return {}
    found = {Aspect.EMOTION.value: Label(signal.emotion.label.value, False, at)}
    if signal.intent and signal.intent.topic is not Topic.UNKNOWN:
        found[Aspect.TOPIC.value] = Label(signal.intent.topic.value, False, at)
    if row["worked_as_read"]:
        found[Aspect.URGENCY.value] = Label(signal.urgency.level.value, False, at)
    return found


def _of_words(signal: Signal) -> bool:
    """Whether the level is what the words alone come to."""
    beside = sum(
        span.weight
        for span in signal.urgency.evidence
        if span.kind in BESIDE_WORDS and span.start == span.end
    )
    words: Level = level(round(signal.urgency.score - beside))
    return words is signal.urgency.level
