"""What agents do with a ticket: reply, note, assign, change state and priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from .calendar import hours_of
from .contacts import promise_resolution
from .decision import override_urgency
from .escalation import rebase
from .promise import aim, live, made_act, make, settle_running, stated_drafts
from .record import Act, What, lock, refuse_stale, save, ticket
from .ticket import (
    DESK,
    Actor,
    ActorKind,
    NotPossible,
    Priority,
    PromiseKind,
    State,
    Stated,
    Ticket,
)

# primary key
SAID = "select ticket_id, kind from conversation where org_id = $1 and message_id = $2"
SAY = """
insert into conversation (org_id, message_id, ticket_id, kind, author_id, at)
values ($1, $2, $3, $4, $5, $6)
"""


async def _said(db: Connection[Record], held: Ticket, message_id: UUID, kind: str) -> bool:
    """Whether this very message was said before.

    An id that names something else (a message of another ticket, or what the customer
    wrote) is refused: words kept under it would be in no history.
    """
    found = await db.fetchrow(SAID, held.org_id, message_id)
    if found is None:
        return False
    if found["ticket_id"] != held.id:
        raise NotPossible("this message belongs to another ticket")
    if found["kind"] != kind:
        raise NotPossible(f"this message is no {kind}")
    return True


async def reply(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    message_id: UUID,
    author: Actor,
    promises: Sequence[Stated] = (),
    *,
    seen: int,
    now: datetime,
) -> Ticket:
    """Add an agent's reply, whose words intake keeps, with the promises it states.

    Sending the same message again changes nothing, even after others have spoken. The
    first reply keeps the promise of one if it comes in time. Whoever replies to a
    ticket that nobody has takes it. Raises Conflict if a person has changed the ticket
    since version ``seen``, BadPromise, and NotPossible for a promise on a closed ticket.
    """
    held = await lock(db, org, ticket_id)
    if await _said(db, held, message_id, "reply"):
        return held
    await refuse_stale(db, held, seen)
    drafts = stated_drafts(promises, now=now)
    if drafts and held.state is State.CLOSED:
        raise NotPossible("a closed ticket carries no promises: open it first")
    await db.execute(SAY, org, message_id, held.id, "reply", author.id, now)
    acts = [Act("replied", {"message": str(message_id)})]
    first = (PromiseKind.FIRST_REPLY,)
    acts += await settle_running(db, held, kept=True, kinds=first, now=now)
    if drafts:
        await make(db, held, drafts, await hours_of(db, org), now=now)
        acts += map(made_act, drafts)
    changed = held
    if held.assignee_id is None and author.kind is ActorKind.AGENT:
        changed = replace(held, assignee_id=author.id)
        acts.append(Act("assigned", {"from": None, "to": str(author.id)}))
    return await save(db, changed, author, acts, now=now)


async def note(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    message_id: UUID,
    author: Actor,
    *,
    now: datetime,
) -> Ticket:
    """Add an internal note, whose words intake keeps; the same again changes nothing."""
    return await _add(db, org, ticket_id, message_id, author, "note", "noted", now=now)


async def receipt(
    db: Connection[Record], org: UUID, ticket_id: UUID, message_id: UUID, *, now: datetime
) -> Ticket:
    """Add the desk's own receipt. It keeps no promise: nobody has answered yet."""
    return await _add(db, org, ticket_id, message_id, DESK, "receipt", "receipted", now=now)


async def _add(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    message_id: UUID,
    author: Actor,
    kind: str,
    what: What,
    *,
    now: datetime,
) -> Ticket:
    held = await lock(db, org, ticket_id)
    if await _said(db, held, message_id, kind):
        return held
    await db.execute(SAY, org, message_id, held.id, kind, author.id, now)
    return await save(db, held, author, [Act(what, {"message": str(message_id)})], now=now)


async def assign(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    account_id: UUID | None,
    actor: Actor,
    *,
    why: str = "",
    seen: int | None = None,
    now: datetime,
) -> Ticket:
    """Give the ticket to an account, or to nobody; to who has it already is nothing."""
    held = await lock(db, org, ticket_id, seen=seen)
    if held.assignee_id == account_id:
        return held
    moved = {
        "from": None if held.assignee_id is None else str(held.assignee_id),
        "to": None if account_id is None else str(account_id),
    }
    changed = replace(held, assignee_id=account_id)
    return await save(db, changed, actor, [Act("assigned", moved, why)], now=now)


async def set_state(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    state: State,
    actor: Actor,
    *,
    why: str = "",
    seen: int | None = None,
    now: datetime,
) -> Ticket:
    """Move the ticket; to where it stands already is nothing.

    Resolving (or closing what was not resolved) keeps the promise of a resolution, if in
    time. Closing breaks whatever else still runs: a promise that nobody will keep any
    more is broken, not forgotten. Opened again, a new resolution is promised.
    """
    held = await lock(db, org, ticket_id, seen=seen)
    if held.state is state:
        return held
    changed = replace(held, state=state)
    acts = [Act("state", {"from": held.state.value, "to": state.value}, why)]
    if not live(state):
        done = (PromiseKind.RESOLUTION,)
        acts += await settle_running(db, held, kept=True, kinds=done, now=now)
    elif not live(held.state):
        acts += await promise_resolution(db, changed, now=now)
    if state is State.CLOSED:
        acts += await settle_running(db, held, kept=False, now=now)
    return await save(db, changed, actor, acts, now=now)


async def set_priority(
    db: Connection[Record],
    org: UUID,
    ticket_id: UUID,
    priority: Priority,
    actor: Actor,
    *,
    why: str = "",
    seen: int | None = None,
    now: datetime,
) -> Ticket:
    """Set the priority. Sealed promises stay; the desk's own aims for them tighten.

    Undoing an escalation afterwards leaves the priority that was set here.
    """
    held = await lock(db, org, ticket_id, seen=seen)
    if held.priority is priority:
        return held
    changed = replace(held, priority=priority)
    await aim(db, changed, await hours_of(db, org), now=now)
    await rebase(db, changed, priority)
    if actor.kind is ActorKind.AGENT:
        await override_urgency(db, held, priority.value, now=now)
    told = Act("priority", {"from": held.priority.value, "to": priority.value}, why)
    return await save(db, changed, actor, [told], now=now)


SEEN = """
insert into seen (org_id, account_id, ticket_id, at) values ($1, $2, $3, $4)
on conflict (org_id, account_id, ticket_id) do update set at = greatest(seen.at, $4)
"""


async def mark_seen(
    db: Connection[Record], org: UUID, ticket_id: UUID, account_id: UUID, *, now: datetime
) -> None:
    """Note that an account has looked at the ticket. Raises NoTicket."""
    await ticket(db, org, ticket_id)
    await db.execute(SEEN, org, account_id, ticket_id, now)
