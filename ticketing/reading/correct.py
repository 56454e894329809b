"""Agents correct what was read: how urgent, which feeling, what about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from asyncpg import Connection, Record

from sentiment.signal import Feeling, Level, Topic

from ..decision import override_urgency
from ..record import Act, lock, save
from ..ticket import Actor, NotPossible, Ticket
from .tone import toneless


class Aspect(StrEnum):
    """What of a reading an agent corrects."""

    URGENCY = "urgency"
    EMOTION = "emotion"
    TOPIC = "topic"


# What may be meant by each. That nothing clear is said is a right answer, too.
MEANT: Mapping[Aspect, frozenset[str]] = {
    Aspect.URGENCY: frozenset(Level),
    Aspect.EMOTION: frozenset(Feeling),
    Aspect.TOPIC: frozenset(Topic),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person found right, beside what had been ``said``, and by which ``model``.

    ``meant == said`` where the person agreed. ``account_id`` is None where it is not
    known who it was.
    """

    contact_id: UUID
    aspect: Aspect
    said: str
    meant: str
    model: str
    account_id: UUID | None
    at: datetime


# conversation_ticket; signal's primary key
LATEST = """
select s.contact_id, s.model, s.language, s.level, s.emotion,
    coalesce(s.topic, 'unknown') as topic,
    (s.signal #>> '{urgency,needs_review}')::boolean as needs_review
from conversation c join signal s on s.org_id = c.org_id and s.contact_id = c.message_id
where c.org_id = $1 and c.ticket_id = $2 and c.drives
order by c.at desc, c.message_id desc limit 1
"""
KEEP = """
insert into correction as held
    (org_id, contact_id, aspect, ticket_id, said, meant, model, account_id, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (org_id, contact_id, aspect) do update
set said = $5, meant = $6, model = $7, account_id = $8, at = $9
where (held.said, held.meant, held.model) <> ($5, $6, $7)
returning contact_id
"""
# primary key
TAKE_BACK = """
delete from correction where org_id = $1 and contact_id = $2 and aspect = $3
returning said, meant
"""
# correction_ticket
OF_TICKET = """
select contact_id, aspect, said, meant, model, account_id, at from correction
where org_id = $1 and ticket_id = $2 order by at, aspect
"""
# primary key
OF_CONTACT = """
select aspect, meant from correction where org_id = $1 and contact_id = $2
"""


async def correct(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    aspect: Aspect,
    meant: str | None,
    actor: Actor,
    *,
    why: str = "",
    now: datetime,
) -> Ticket:
    """Say what one aspect of the latest contact's reading should have been.

    ``meant`` is a level, a feeling or a topic; None takes a correction back. Kept with
    what had been said and by which model, so that readers can learn from it; the reading
    itself stays as it was. A corrected urgency needs no review any more and is sealed as
    decided otherwise, but changes no priority: that is the agent's own next step. What is
    sealed stays so when it is taken back: the history tells both. A corrected feeling is
    what the list shows. The same again changes nothing. Raises
    NotPossible where nothing was read, and ValueError for a word that the aspect lacks.
    """
    if meant is not None and meant not in MEANT[aspect]:
        raise ValueError(f"{meant} is no {aspect.value}")
    held = await lock(db, org, ticket_id)
    read = await db.fetchrow(LATEST, org, ticket_id)
    if read is None:
        raise NotPossible("nothing was read on this ticket that could be corrected")
    said = read["level" if aspect is Aspect.URGENCY else aspect.value]
    where = (org, read["contact_id"], aspect.value)
    if meant is None:
        before = await db.fetchrow(TAKE_BACK, *where)
    else:
        kept = (held.id, said, meant, read["model"], actor.id, now)
        before = await db.fetchval(KEEP, *where, *kept)
    if before is None and not (aspect is Aspect.URGENCY and meant and held.needs_review):
        return held
    changed = held
    if aspect is Aspect.EMOTION:
        read_as = None if toneless(read["language"], said) else said
        changed = replace(held, emotion=meant or read_as)
    elif aspect is Aspect.URGENCY:
        changed = replace(held, needs_review=meant is None and read["needs_review"])
        if meant is not None:
            await override_urgency(db, held, meant, now=now)
    told = {"aspect": aspect.value, "from": said, "to": meant, "model": read["model"]}
    return await save(db, changed, actor, [Act("corrected", told, why)], now=now)


async def is_latest(db: Connection[Record], ticket: Ticket, contact_id: UUID) -> bool:
    """Whether this contact is the latest whose reading the ticket goes by."""
    latest = await db.fetchrow(LATEST, ticket.org_id, ticket.id)
    return latest is not None and bool(latest["contact_id"] == contact_id)


async def corrections(
    db: Connection[Record], org: UUID, ticket_id: UUID
) -> list[Correction]:
    """Every correction that stands on a ticket, oldest first."""
    return [
        Correction(**{**row, "aspect": Aspect(row["aspect"])})
        for row in await db.fetch(OF_TICKET, org, ticket_id)
    ]


async def as_corrected(db: Connection[Record], ticket: Ticket, contact_id: UUID) -> Ticket:
    """The ticket with what agents corrected in the contact that drives it.

    What is read again, because more of it is known, does not undo what a person said.
    """
    rows = await db.fetch(OF_CONTACT, ticket.org_id, contact_id)
    stands = {row["aspect"]: row["meant"] for row in rows}
    return replace(
        ticket,
        emotion=stands.get(Aspect.EMOTION, ticket.emotion),
        needs_review=ticket.needs_review and Aspect.URGENCY not in stands,
    )
