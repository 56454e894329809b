"""Escalation: raised with reasons, agreed to by an agent, or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from ledger import seal
from sentiment.signal import Level

from .calendar import hours_of
from .decision import escalation_decided, override_escalation
from .promise import aim, live
from .record import Act, lock, save
from .ticket import DESK, Actor, ActorKind, NotPossible, Priority, Ticket
from .triage import higher, one_step_up, priority_of

Reason = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """From where on urgency (0..100), strain (0..100) and risk (0..1) escalate a ticket."""

    urgency: int = 75
    strain: float = 70
    risk: float = 0.6


@dataclass(frozen=True, slots=True)
class Escalation:
    """A raise in priority and why. ``agreed`` is None until an agent decides.

    Each reason has ``kind`` (urgency, strain, risk or agent) and, unless an agent gave
    it, ``value``, the ``line`` it crossed and the ``ref`` of the contact or promise.
    """

    id: UUID
    ticket_id: UUID
    at: datetime
    from_priority: Priority
    to_priority: Priority
    reasons: tuple[Reason, ...]
    agreed: bool | None
    withdrawn: bool = False  # the desk itself took it back: nobody decided on its reasons


# escalation_ticket
ALL = """
select id, ticket_id, at, from_priority, to_priority, reasons, agreed,
    agreed is false and decided_by is null as withdrawn
from escalation
where org_id = $1 and ticket_id = $2 order by id
"""


async def escalations(
    db: Connection[Record], org: UUID, ticket_id: UUID
) -> list[Escalation]:
    """Every escalation of a ticket, oldest first; at most the last one stands."""
    return [
        Escalation(
            row["id"],
            row["ticket_id"],
            row["at"],
            Priority(row["from_priority"]),
            Priority(row["to_priority"]),
            tuple(row["reasons"]),
            row["agreed"],
            row["withdrawn"],
        )
        for row in await db.fetch(ALL, org, ticket_id)
    ]


async def standing(db: Connection[Record], org: UUID, ticket_id: UUID) -> Escalation | None:
    """The escalation that is neither undone nor replaced, if there is one."""
    every = await escalations(db, org, ticket_id)
    return every[-1] if every and every[-1].agreed is not False else None


OPEN = """
insert into escalation (org_id, id, ticket_id, at, from_priority, to_priority, reasons,
    agreed, decided_at, decided_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $10, $9)
"""
ADD = """
update escalation set reasons = reasons || $3, to_priority = $4,
    agreed = coalesce($5, agreed) where org_id = $1 and id = $2
"""
DECIDE = """
update escalation set agreed = $3, decided_by = $4, decided_at = $5
where org_id = $1 and id = $2
"""
# escalation_standing
REBASE = """
update escalation set from_priority = $3, to_priority = $4
where org_id = $1 and ticket_id = $2 and agreed is distinct from false
"""


async def _raise(
    db: Connection[Record],
    ticket: Ticket,
    over: Escalation | None,
    to: Priority,
    reasons: Sequence[Reason],
    actor: Actor,
    agreed: bool | None,
    *,
    why: str = "",
    now: datetime,
) -> Ticket:
    org = ticket.org_id
    to = higher(ticket.priority, to)
    plain = [dict(reason) for reason in reasons]
    raised_id = over.id if over else uuid7()
    if over is None:
        await db.execute(
            OPEN,
            org,
            raised_id,
            ticket.id,
            now,
            ticket.priority.value,
            to.value,
            plain,
            agreed,
            actor.id if agreed else None,
            now if agreed else None,
        )
    else:
        await db.execute(ADD, org, over.id, plain, to.value, agreed)
    if actor.kind is ActorKind.DESK:
        decided = escalation_decided(
            ticket, raised_id, to, plain, first=over is None, now=now
        )
        await seal(db, org, decided, now=now)
    told = Act(
        "escalated", {"from": ticket.priority.value, "to": to.value, "reasons": plain}, why
    )
    raised = replace(ticket, priority=to, escalated=True)
    if to is not ticket.priority:
        await aim(db, raised, await hours_of(db, org), now=now)
    return await save(db, raised, actor, [told], now=now)


# The latest thing the customer said sets the urgency; a strained voice counts in whatever
# call it was heard, unless its words are glad.
# signal_ticket, promise_ticket, forecast_promise
EVIDENCE = """
select 'urgency' as kind, s.contact_id as ref,
    (s.signal #>> '{urgency,score}')::float as value, null::float as at_second
from signal s where s.org_id = $1 and s.contact_id = (
    select c.message_id from conversation c
    where c.org_id = $1 and c.ticket_id = $2 and c.drives
    order by c.at desc, c.message_id desc limit 1)
union all
select 'strain', s.contact_id, (s.signal #>> '{strain,index}')::float,
    (s.signal #>> '{strain,alarm_at}')::float
from signal s where s.org_id = $1 and s.ticket_id = $2
    and jsonb_typeof(s.signal -> 'strain') = 'object'
    and s.signal ->> 'disagree' is distinct from 'glad'
union all
select 'risk', p.id, latest.probability, null
from promise p cross join lateral (
    select f.probability from forecast f
    where f.org_id = p.org_id and f.promise_id = p.id
    order by f.made_at desc, f.id desc limit 1
) latest where p.org_id = $1 and p.ticket_id = $2 and p.state = 'running'
"""


def crossed(evidence: Sequence[Mapping[str, Any]], lines: Lines) -> list[Reason]:
    """The evidence that reached its line, as reasons.

    A voice has reached it when its strain stayed above long enough to alarm, or when
    its index as a whole is at the line.
    """
    at = {"urgency": lines.urgency, "strain": lines.strain, "risk": lines.risk}
    reasons: list[Reason] = []
    for found in evidence:
        kind, value, second = found["kind"], found["value"], found["at_second"]
        if value >= at[kind] or second is not None:
            reason = {"kind": kind, "value": round(value, 3), "line": at[kind]}
            reason["ref"] = str(found["ref"])
            reasons.append(reason | ({} if second is None else {"at_second": second}))
    return reasons


async def escalate_if(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    *,
    lines: Lines | None = None,
    now: datetime,
) -> Ticket | None:
    """Escalate if urgency, strain or risk has reached its line; None where nothing new did.

    Urgency raises to the priority of its level; strain and risk raise by one step,
    together and however often: voice alone never by more than that, and ``undo`` takes it
    back. A reason counts once for each contact or promise, so what an agent has undone
    does not come back from the same evidence.
    """
    ticket = await lock(db, org, ticket_id)
    if not live(ticket.state):
        return None
    every = await escalations(db, org, ticket_id)
    decided = [past for past in every if not past.withdrawn]
    spent = {(r["kind"], r.get("ref")) for past in decided for r in past.reasons}
    evidence = [dict(row) for row in await db.fetch(EVIDENCE, org, ticket_id)]
    fresh = [
        reason
        for reason in crossed(evidence, lines or Lines())
        if (reason["kind"], reason["ref"]) not in spent
    ]
    if not fresh:
        return None
    over = every[-1] if every and every[-1].agreed is not False else None
    base = over.from_priority if over else ticket.priority
    to = base
    for reason in fresh:
        by_level = priority_of(Level(ticket.level))
        to = higher(to, by_level if reason["kind"] == "urgency" else one_step_up(base))
    return await _raise(db, ticket, over, to, fresh, DESK, None, now=now)


async def escalate(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    actor: Actor,
    *,
    why: str = "",
    now: datetime,
) -> Ticket:
    """Raise by one step because an agent says so; that is agreed to from the start."""
    ticket = await lock(db, org, ticket_id)
    if not live(ticket.state):
        raise NotPossible(f"a {ticket.state} ticket cannot be escalated: open it first")
    over = await standing(db, org, ticket_id)
    to = one_step_up(ticket.priority)
    reasons = [{"kind": "agent"}]
    return await _raise(db, ticket, over, to, reasons, actor, True, why=why, now=now)


async def agree(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    actor: Actor,
    *,
    why: str = "",
    now: datetime,
) -> Ticket:
    """Agree to the standing escalation; again changes nothing. Raises NotPossible."""
    ticket = await lock(db, org, ticket_id)
    over = await standing(db, org, ticket_id)
    if over is None:
        raise NotPossible("nothing is escalated")
    if over.agreed:
        return ticket
    await db.execute(DECIDE, org, over.id, True, actor.id, now)
    return await save(db, ticket, actor, [Act("agreed", {}, why)], now=now)


async def undo(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    actor: Actor,
    *,
    why: str = "",
    now: datetime,
) -> Ticket:
    """Take the standing escalation back: priority and aims are as they were before it.

    A priority that an agent has set since then stays. Raises NotPossible.
    """
    ticket = await lock(db, org, ticket_id)
    over = await standing(db, org, ticket_id)
    if over is None:
        raise NotPossible("nothing is escalated")
    await db.execute(DECIDE, org, over.id, False, actor.id, now)
    told = Act(
        "undone", {"from": ticket.priority.value, "to": over.from_priority.value}, why
    )
    restored = replace(ticket, priority=over.from_priority, escalated=False)
    if any(reason["kind"] != "agent" for reason in over.reasons):
        before, after = over.to_priority, over.from_priority
        await override_escalation(db, ticket, over.id, before, after, now=now)
    await aim(db, restored, await hours_of(db, org), now=now)
    return await save(db, restored, actor, [told], now=now)


# signal: primary key
GLAD = """
select count(*) from signal
where org_id = $1 and contact_id = any($2) and signal ->> 'disagree' = 'glad'
"""


async def withdraw_if(
    db: Connection[Record], org: UUID, ticket_id: UUID, *, now: datetime
) -> Ticket | None:
    """Take back the step that a raised voice alone made, once its words are known as glad.

    Only what the desk raised by itself and nobody agreed to, and only where every reason
    is such a voice; None where there is nothing to take back. It is sealed as a decision
    of its own. An agent may raise the ticket again, and so does the desk if what is said
    later is not glad.
    """
    ticket = await lock(db, org, ticket_id)
    over = await standing(db, org, ticket_id)
    if over is None or over.agreed is not None:
        return None
    if any(reason["kind"] != "strain" for reason in over.reasons):
        return None
    calls = {UUID(reason["ref"]) for reason in over.reasons}
    if await db.fetchval(GLAD, org, list(calls)) < len(calls):
        return None
    back = over.from_priority
    reasons = [{"kind": "glad", "ref": str(call)} for call in sorted(calls)]
    decided = escalation_decided(ticket, over.id, back, reasons, first=False, now=now)
    await seal(db, org, decided, now=now)
    await db.execute(DECIDE, org, over.id, False, None, now)
    told = {"from": ticket.priority.value, "to": back.value, "because": "glad"}
    restored = replace(ticket, priority=back, escalated=False)
    await aim(db, restored, await hours_of(db, org), now=now)
    return await save(db, restored, DESK, [Act("undone", told)], now=now)


async def rebase(db: Connection[Record], ticket: Ticket, base: Priority) -> None:
    """Let the standing escalation, if there is one, fall back to ``base`` when undone.

    Whoever sets a priority beside the escalation calls this, so that undoing takes back
    the escalation alone.
    """
    await db.execute(REBASE, ticket.org_id, ticket.id, base.value, ticket.priority.value)
