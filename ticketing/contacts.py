"""What customers say becomes tickets: opened, threaded, and read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter
from uuid6 import uuid7

from intake.contact import Channel, Contact
from intake.store import contacts_of
from ledger import seal
from sentiment.conversation import Heard, fused
from sentiment.reading import total
from sentiment.signal import Signal
from sentiment.urgency import level

from .calendar import hours_of
from .decision import decision_id, inputs_of, urgency_decided
from .escalation import rebase, standing
from .forecasts.store import AGES, Case, from_counts, keep, tallies
from .promise import aim, band, live, made_act, make, service_drafts
from .reading.correct import as_corrected, is_latest
from .reading.tone import tone
from .record import COLUMNS, WRITE_HISTORY, Act, columns_of, lock, save, ticket, ticket_from
from .ticket import DESK, Actor, ActorKind, NoTicket, PromiseKind, State, Ticket
from .triage import higher, priority_of, triage
from .view.words import clean, words

LONGEST_SUBJECT = 300
SIGNAL: TypeAdapter[Signal] = TypeAdapter(Signal)

CLAIM = """
insert into conversation
    (org_id, message_id, ticket_id, kind, channel, author_id, automatic, at, drives)
values ($1, $2, $3, 'contact', $4, $5, $6, $7, $8)
on conflict do nothing returning ticket_id
"""
# primary key
CLAIMED = "select ticket_id from conversation where org_id = $1 and message_id = $2"
BEGIN_HISTORY = WRITE_HISTORY.format(
    ticket="$2",
    version="1",
    at="$5",
    actor="'customer'",
    actor_id="$6",
    ids="$7",
    whats="$8",
    details="$9",
    whys="$10",
)
OPEN = f"""
with numbered as materialized (select next_ticket_number($1) as number),
read as (
    insert into signal (org_id, contact_id, ticket_id, signal, read_at, decision_id)
    values ($1, $3, $2, $4, $5, $27)
), written as (
    {BEGIN_HISTORY}
), announced as (
    select emit($1, 'ticket', $2, jsonb_build_object('version', 1, 'what', $8::text[]))
)
insert into ticket as t (org_id, id, number, customer_id, channel, subject, queue, state,
    priority, urgency, level, emotion, needs_review, risk, language, opened_at, updated_at,
    heard_at, next_due, next_made, next_kind, called, related, search)
select $1, $2, numbered.number, $6, $11, $12, $13, 'open', $14, $15, $16, $17, $18, $19,
    $20, $5, $5, $21, $22, $5, $23, $24, $25,
    to_tsvector('english', $26 || ' ' || numbered.number)
from numbered, announced returning {COLUMNS}
"""


async def open_ticket(
    db: Connection[Record],
    contact: Contact,
    signal: Signal,
    *,
    risk: float | None = None,
    now: datetime,
) -> Ticket:
    """Open the one ticket for this contact and promise a first reply and a resolution.

    Runs in the caller's transaction, so ticket, promises, their seals, the forecast and
    the announcement appear together or not at all. Calling it again for the same contact
    changes nothing and gives the ticket as it stands: mail servers retry and queues
    redeliver; of two transactions at once the second waits for the first. ``risk``
    overrides what the forecast by counting says.
    """
    org, ticket_id = contact.org_id, uuid7()
    if not await _claim(db, contact, ticket_id, drives=True):
        return await ticket(db, org, await db.fetchval(CLAIMED, org, contact.id))
    queue, priority = triage(contact, signal)
    hours = await hours_of(db, org)
    kinds = (PromiseKind.FIRST_REPLY, PromiseKind.RESOLUTION)
    drafts = service_drafts(kinds, priority, hours, now=now)
    quarter = band(now, hours.zone)
    cases = [Case(kind, priority.value, queue, quarter, AGES[0]) for kind in kinds]
    forecasts = [
        from_counts(ticket_id, draft.id, case, counted, now=now)
        for draft, case, counted in zip(
            drafts, cases, await tallies(db, org, cases), strict=True
        )
    ]
    if risk is None:
        risk = max(f.probability for f in forecasts)
    first = min(drafts, key=lambda draft: draft.due_at)
    urgency = signal.urgency
    inputs = inputs_of(contact.id, contact.channel.value, contact.words, signal)
    opened = {
        "channel": contact.channel.value,
        "queue": queue,
        "priority": priority.value,
        "urgency": urgency.score,
        "risk": round(risk, 3),
        "contact": str(contact.id),
    }
    row = await db.fetchrow(
        OPEN,
        org,
        ticket_id,
        contact.id,
        SIGNAL.dump_python(signal, mode="json"),
        now,
        contact.customer_id,
        *columns_of([Act("opened", opened), *map(made_act, drafts)]),
        contact.channel.value,
        _subject(contact),
        queue,
        priority.value,
        urgency.score,
        urgency.level.value,
        tone(signal),
        urgency.needs_review,
        risk,
        signal.language,
        contact.received_at,
        first.due_at,
        first.kind.value,
        contact.channel is Channel.CALL,
        [contact.related] if contact.related else [],
        words(f"{contact.subject} {contact.text}"),
        decision_id(contact.id, inputs),
    )
    if row is None:
        raise AssertionError("an insert without a conflict returns its row")
    held = ticket_from(row)
    decided = urgency_decided(held, contact.id, signal, inputs, now=now)
    await make(db, held, drafts, hours, forecast_after=AGES[1], beside=[decided], now=now)
    await keep(db, org, forecasts)
    return held


async def _claim(
    db: Connection[Record], contact: Contact, ticket_id: UUID, *, drives: bool
) -> bool:
    claimed = await db.fetchval(
        CLAIM,
        contact.org_id,
        contact.id,
        ticket_id,
        contact.channel.value,
        contact.customer_id,
        contact.automatic,
        contact.received_at,
        drives,
    )
    return claimed is not None


def _subject(contact: Contact) -> str:
    """The subject, else the first line that was said: a list needs something to show."""
    lines = (
        " ".join(line.split()) for line in (contact.subject, *contact.text.split("\n"))
    )
    return clean(next(filter(None, lines), ""))[:LONGEST_SUBJECT]


# A ticket with this many different words is found already; a tsvector ends at 1 MB, and
# no mail may fail for that.
MOST_WORDS = 20_000
HEARD = f"""
with read as (
    insert into signal (org_id, contact_id, ticket_id, signal, read_at, decision_id)
    values ($1, $3, $2, $4, $5, $9)
)
update ticket set heard_at = greatest(heard_at, $5), called = called or $6,
    related = case when $7::uuid is null or $7 = any(related) then related
        else related || $7::uuid end,
    search = case when length(search) < {MOST_WORDS}
        then search || to_tsvector('english', $8) else search end
where org_id = $1 and id = $2
"""


async def append_contact(
    db: Connection[Record], contact: Contact, signal: Signal, *, now: datetime
) -> Ticket:
    """Add a contact to the ticket that it belongs to by evidence (``contact.thread``).

    The same contact again changes nothing. A ticket that waits, is resolved or closed is
    open again, unless the contact is automatic: an absence note does not undo an agent's
    work. What has no words yet, such as a call that begins, leaves the urgency as it was
    until ``update_signal`` brings them. Reopened from resolved or closed, a new
    resolution is promised; the old promise stays as it was settled. The latest contact
    drives emotion, and urgency in the light of what was said before; the priority may
    rise with it and never falls by itself. Raises NoTicket.
    """
    org = contact.org_id
    if contact.thread is None:
        raise NoTicket("this contact belongs to no ticket: open one")
    held = await lock(db, org, contact.thread)
    drives = not contact.automatic and bool(contact.text.strip())
    if not await _claim(db, contact, held.id, drives=drives):
        return await ticket(db, org, await db.fetchval(CLAIMED, org, contact.id))
    if drives:
        signal = fused(await _heard(db, held, contact.id), signal, now=now)
    inputs = inputs_of(contact.id, contact.channel.value, contact.words, signal)
    await db.execute(
        HEARD,
        org,
        held.id,
        contact.id,
        SIGNAL.dump_python(signal, mode="json"),
        now,
        contact.channel is Channel.CALL,
        contact.related,
        words(f"{contact.subject} {contact.text}"),
        decision_id(contact.id, inputs) if drives else None,
    )
    if drives:
        decided = urgency_decided(held, contact.id, signal, inputs, now=now)
        await seal(db, org, decided, now=now)
    wrote: dict[str, Any] = {
        "channel": contact.channel.value,
        "urgency": signal.urgency.score,
        "contact": str(contact.id),
        "automatic": contact.automatic,
    }
    acts = [Act("wrote", wrote)]
    changed = held
    if not contact.automatic:
        if await is_latest(db, held, contact.id):
            changed, read = await _driven_by(db, held, signal, now=now)
            acts += read
        if held.state is not State.OPEN:
            acts.append(Act("state", {"from": held.state.value, "to": State.OPEN.value}))
            changed = replace(changed, state=State.OPEN)
        if not live(held.state):
            acts += await promise_resolution(db, changed, now=now)
    by = Actor(ActorKind.CUSTOMER, contact.customer_id)
    return await save(db, changed, by, acts, spoken=not contact.automatic, now=now)


async def promise_resolution(
    db: Connection[Record], resumed: Ticket, *, now: datetime
) -> list[Act]:
    """Promise a resolution for a ticket that is worked again; its history's line."""
    hours = await hours_of(db, resumed.org_id)
    drafts = service_drafts([PromiseKind.RESOLUTION], resumed.priority, hours, now=now)
    await make(db, resumed, drafts, hours, now=now)
    return [made_act(draft) for draft in drafts]


# conversation_ticket, signal's and correction's primary keys, history_ticket
HEARD_BEFORE = """
select c.at, s.signal from conversation c
join signal s on s.org_id = c.org_id and s.contact_id = c.message_id
where c.org_id = $1 and c.ticket_id = $2 and c.drives and c.message_id <> $3
    and not exists (select from correction x
        where (x.org_id, x.contact_id, x.aspect) = (s.org_id, s.contact_id, 'urgency')
            and strpos('low normal high critical', x.meant)
                < strpos('low normal high critical', x.said))
    and c.at <= (select at from conversation where org_id = $1 and message_id = $3)
    and c.at > coalesce((
        select max(at) from history where org_id = $1 and ticket_id = $2
            and what = 'state' and detail ->> 'to' in ('resolved', 'closed')
    ), '-infinity')
order by c.at
"""


async def _heard(db: Connection[Record], held: Ticket, contact_id: UUID) -> list[Heard]:
    """What was read in this ticket before a contact, since it was last resolved.

    What an agent found too high is left out: people correct the reading, not it them.
    """
    rows = await db.fetch(HEARD_BEFORE, held.org_id, held.id, contact_id)
    return [Heard(row["at"], SIGNAL.validate_python(row["signal"])) for row in rows]


async def _driven_by(
    db: Connection[Record], held: Ticket, signal: Signal, *, now: datetime
) -> tuple[Ticket, list[Act]]:
    """The ticket as the latest signal has it, its priority raised if its words ask for it.

    A strained voice raises by an escalation alone: one step, which can be undone.
    """
    urgency = signal.urgency
    spoken = tuple(span for span in urgency.evidence if span.kind != "strain")
    asked = priority_of(level(total(spoken)))
    read = replace(
        held,
        urgency=urgency.score,
        level=urgency.level.value,
        emotion=tone(signal),
        needs_review=urgency.needs_review,
        priority=higher(held.priority, asked),
    )
    if over := await standing(db, held.org_id, held.id):
        await rebase(db, read, higher(over.from_priority, asked))
    if read.priority is held.priority:
        return read, []
    await aim(db, read, await hours_of(db, held.org_id), now=now)
    raised = {"from": held.priority.value, "to": asked.value, "urgency": urgency.score}
    return read, [Act("priority", raised)]


# signal_ticket
READ_AGAIN = """
insert into signal as s (org_id, contact_id, ticket_id, signal, read_at, decision_id)
values ($1, $2, $3, $4, $5, $6)
on conflict (org_id, contact_id) do update
set signal = $4, read_at = $5, decision_id = $6
where s.ticket_id = $3 and s.signal <> $4
returning contact_id
"""
MORE_WORDS = f"""
with heard as (
    update conversation set drives = true
    where org_id = $1 and message_id = $4 and not automatic and not drives
)
update ticket set search = search || to_tsvector('english', $3)
where org_id = $1 and id = $2 and length(search) < {MOST_WORDS}
"""


async def update_signal(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    contact_id: UUID,
    signal: Signal,
    *,
    text: str = "",
    now: datetime,
) -> Ticket:
    """Take over what was read in a contact after more of it was known.

    Text in a picture, a transcript and strain in a voice come later than the contact.
    ``text`` are the words that came with it, for search. The same signal again
    changes nothing. Only the latest contact drives the ticket. Raises NoTicket where
    the contact is not part of this ticket.
    """
    held = await lock(db, org, ticket_id)
    if await db.fetchval(CLAIMED, org, contact_id) != held.id:
        raise NoTicket(f"contact {contact_id} is not part of ticket {held.number}")
    if text:
        await db.execute(MORE_WORDS, org, held.id, words(text), contact_id)
    signal = fused(await _heard(db, held, contact_id), signal, now=now)
    dumped = SIGNAL.dump_python(signal, mode="json")
    known = (await contacts_of(db, org, [contact_id])).get(contact_id)
    said, channel = (known.words, known.channel.value) if known else ("", "call")
    inputs = inputs_of(contact_id, channel, said, signal, text)
    read = (org, contact_id, held.id, dumped, now, decision_id(contact_id, inputs))
    if await db.fetchval(READ_AGAIN, *read) is None:
        return held
    told: dict[str, Any] = {"contact": str(contact_id), "urgency": signal.urgency.score}
    if signal.strain:
        told["strain"] = round(signal.strain.index, 1)
    changed, acts = held, [Act("read", told)]
    if await is_latest(db, held, contact_id):
        changed, raised = await _driven_by(db, held, signal, now=now)
        changed = await as_corrected(db, changed, contact_id)
        acts += raised
        decided = urgency_decided(held, contact_id, signal, inputs, now=now)
        await seal(db, org, decided, now=now)
    return await save(db, changed, DESK, acts, now=now)


LIVE = """
update ticket set live_call = $3, called = called or $3
where org_id = $1 and id = $2 and live_call <> $3 returning id
"""


async def mark_call(
    db: Connection[Record], org: UUID, ticket_id: UUID, *, live: bool, now: datetime
) -> Ticket:
    """Note that a call of this ticket goes on, or has ended; the same again is nothing."""
    held = await lock(db, org, ticket_id)
    if await db.fetchval(LIVE, org, ticket_id, live) is None:
        return held
    told = Act("call-began" if live else "call-ended")
    return await save(db, held, DESK, [told], now=now)
