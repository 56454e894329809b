"""Working tickets: replying, noting, assigning, moving, escalating, settling promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Record

import ticketing
from auth.account import account
from auth.verdict import Role
from customers.people import customer
from customers.uses import record_use
from intake.mail.send import queue_reply
from intake.words import keep_words
from sentiment.language import language as language_of
from sentiment.promises import find, kind_of
from ticketing.reading.correct import MEANT, Aspect
from ticketing.record import ticket as read
from ticketing.ticket import Excuse, Priority, PromiseKind, PromiseState, State, Stated
from ui import shapes
from ui.api.tickets import ticket_shown
from ui.desk import account_of, actor_of, answer, body_of, clock, desk_of, id_of
from ui.problems import Unusable

WORKS_TICKETS = frozenset({Role.ADMIN, Role.AGENT})

Change = Callable[["Connection[Record]"], Awaitable[object]]


async def reply(request: web.Request) -> web.Response:
    """Send a reply to the customer, sealing the promises that it states.

    Words, mail, promises and the ticket's change appear together or not at all; the same
    ``key`` again sends nothing twice.
    """
    asked = await body_of(request, shapes.NewReply)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)
    for stated in asked.promises:
        inside = 0 <= stated.start < stated.end <= len(asked.body)
        if not inside or asked.body[stated.start : stated.end] != stated.text:
            raise Unusable("a promise must be a part of the reply, word for word")

    async def change(db: Connection[Record]) -> None:
        ticket = await read(db, desk.org, ticket_id)
        await ticketing.reply(
            db,
            desk.org,
            ticket_id,
            asked.key,
            actor_of(request),
            [
                Stated(p.text, p.due_at, PromiseKind(kind_of(p.text)))
                for p in asked.promises
            ],
            seen=asked.seen,
            now=now,
        )
        await queue_reply(
            db,
            desk.org,
            message_id=asked.key,
            ticket_id=ticket_id,
            number=ticket.number,
            customer_id=ticket.customer_id,
            author_id=account_of(request),
            subject=ticket.subject,
            text=asked.body,
            language=language_of(asked.body),
            enqueue=desk.enqueue,
            now=now,
        )
        if asked.state:
            await ticketing.set_state(
                db, desk.org, ticket_id, State(asked.state), actor_of(request), now=now
            )

    return await _changed(request, ticket_id, change)


async def note(request: web.Request) -> web.Response:
    """Add an internal note, which the customer never sees."""
    asked = await body_of(request, shapes.NewNote)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)

    async def change(db: Connection[Record]) -> None:
        await keep_words(
            db,
            desk.org,
            asked.key,
            "note",
            ticket_id,
            account_of(request),
            asked.body,
            language_of(asked.body),
            now=now,
        )
        await ticketing.note(db, desk.org, ticket_id, asked.key, actor_of(request), now=now)

    return await _changed(request, ticket_id, change)


async def assign(request: web.Request) -> web.Response:
    """Give the ticket to somebody who works tickets here, or to nobody."""
    asked = await body_of(request, shapes.Assign)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)

    async def change(db: Connection[Record]) -> None:
        if asked.account_id is not None:
            given = await account(db, desk.org, asked.account_id)
            # With anybody else it would be out of sight of those who could work it.
            if given is None or given.closed_at or given.role not in WORKS_TICKETS:
                raise Unusable("nobody with this account works tickets here")
        await ticketing.assign(
            db, desk.org, ticket_id, asked.account_id, actor_of(request), now=now
        )

    return await _changed(request, ticket_id, change)


async def set_state(request: web.Request) -> web.Response:
    """Move the ticket."""
    asked = await body_of(request, shapes.SetState)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)
    return await _changed(
        request,
        ticket_id,
        lambda db: ticketing.set_state(
            db,
            desk.org,
            ticket_id,
            State(asked.state),
            actor_of(request),
            why=asked.why,
            now=now,
        ),
    )


async def set_priority(request: web.Request) -> web.Response:
    """Set the priority."""
    asked = await body_of(request, shapes.SetPriority)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)
    return await _changed(
        request,
        ticket_id,
        lambda db: ticketing.set_priority(
            db,
            desk.org,
            ticket_id,
            Priority(asked.priority),
            actor_of(request),
            why=asked.why,
            now=now,
        ),
    )


async def escalate(request: web.Request) -> web.Response:
    """Raise, or agree to or undo what the desk raised by itself."""
    asked = await body_of(request, shapes.Escalate)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)
    act = {
        "raise": ticketing.escalate,
        "agree": ticketing.agree,
        "undo": ticketing.undo,
    }[asked.act]
    return await _changed(
        request,
        ticket_id,
        lambda db: act(db, desk.org, ticket_id, actor_of(request), why=asked.why, now=now),
    )


async def correct(request: web.Request) -> web.Response:
    """Say what one aspect of the reading should have been, or take that back."""
    asked = await body_of(request, shapes.Correct)
    desk, now, ticket_id = desk_of(request), clock(), id_of(request)
    aspect = Aspect(asked.aspect)
    if asked.meant is not None and asked.meant not in MEANT[aspect]:
        raise Unusable(f"{asked.meant} is no {asked.aspect}")
    return await _changed(
        request,
        ticket_id,
        lambda db: ticketing.correct(
            *(db, desk.org, ticket_id, aspect, asked.meant, actor_of(request)), now=now
        ),
    )


async def find_promises(request: web.Request) -> web.Response:
    """Find the promises in a draft. Nothing is kept."""
    asked = await body_of(request, shapes.FindPromises)
    found = find(asked.text, now=clock(), zone=desk_of(request).zone)
    return answer(
        shapes.FoundPromises(
            promises=[
                shapes.StatedPromise(
                    start=p.start,
                    end=p.end,
                    text=p.text,
                    due_at=p.due_at,
                    kind=kind_of(p.text),
                )
                for p in found
            ]
        )
    )


async def settle_kept(request: web.Request) -> web.Response:
    """Say that a stated promise was kept."""
    return await _settle(request, PromiseState.KEPT)


async def settle_broken(request: web.Request) -> web.Response:
    """Say that a stated promise will not be kept."""
    return await _settle(request, PromiseState.BROKEN)


async def settle_excused(request: web.Request) -> web.Response:
    """Say why a promise no longer binds."""
    asked = await body_of(request, shapes.ExcusePromise)
    desk, now, promise_id = desk_of(request), clock(), id_of(request)
    async with desk.transaction() as db:
        changed = await ticketing.settle(
            *(db, desk.org, promise_id, PromiseState.EXCUSED, actor_of(request)),
            why=asked.why,
            excuse=Excuse(asked.reason),
            now=now,
        )
        return answer(await ticket_shown(db, request, changed.id))


async def _settle(request: web.Request, state: PromiseState) -> web.Response:
    asked = await body_of(request, shapes.SettlePromise)
    desk, now, promise_id = desk_of(request), clock(), id_of(request)
    async with desk.transaction() as db:
        changed = await ticketing.settle(
            db, desk.org, promise_id, state, actor_of(request), why=asked.why, now=now
        )
        return answer(await ticket_shown(db, request, changed.id))


async def reveal(request: web.Request) -> web.Response:
    """Show one hidden value, and write down who saw it and why."""
    asked = await body_of(request, shapes.Reveal)
    desk, customer_id = desk_of(request), id_of(request)
    async with desk.transaction() as db:
        person = await customer(db, desk.org, customer_id)
        await record_use(
            db,
            desk.org,
            customer_id,
            str(account_of(request)),
            asked.field,
            asked.why,
            now=clock(),
        )
    return answer(
        shapes.Revealed(value=person.mail if asked.field == "mail" else person.phone)
    )


async def _changed(request: web.Request, ticket_id: UUID, change: Change) -> web.Response:
    """Make one change in one transaction and answer with the ticket as it then is."""
    async with desk_of(request).transaction() as db:
        await change(db)
        return answer(await ticket_shown(db, request, ticket_id))
