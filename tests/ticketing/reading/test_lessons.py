"""What can be learned from: of those who agreed, corrected or let stand, as it was read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from customers.consent import give, withdraw
from customers.customer import AddressKind, Customer, Purpose
from customers.people import find_or_open
from customers.uses import uses
from intake.store import store_contact
from sentiment.signal import Intent, Signal, Span, Topic
from sentiment.training.desk.lesson import Label
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import append_contact, correct, open_ticket, reply, set_priority, set_state
from ticketing.reading.correct import Aspect
from ticketing.reading.lessons import lessons
from ticketing.ticket import Priority, State, Ticket, agent

LI = agent(uuid7())
READ = signal_of(40, intent=Intent(Topic.DELIVERY, 0.8))
DONE = NOW + timedelta(hours=3)
Open = Callable[..., Awaitable[Ticket]]


@pytest.fixture
async def hanne(db: asyncpg.Connection, org: UUID) -> Customer:
    """A customer who agreed that her requests improve the service."""
    who = await find_or_open(
        db, org, AddressKind.MAIL, "hanne@quitten.example", "Hanne", "en", now=NOW
    )
    purpose, until = Purpose.IMPROVE_SERVICE, NOW + timedelta(days=365)
    await give(db, org, who.id, purpose, valid_until=until, channel="portal", now=NOW)
    return who


@pytest.fixture
def opened(db: asyncpg.Connection, org: UUID, hanne: Customer) -> Open:
    async def open_one(signal: Signal = READ, **given: Any) -> Ticket:
        contact = contact_of(org, **{"customer_id": hanne.id, **given})
        await store_contact(db, contact)
        if contact.thread:
            return await append_contact(db, contact, signal, now=NOW)
        return await open_ticket(db, contact, signal, now=NOW)

    return open_one


async def resolve(db: asyncpg.Connection, org: UUID, ticket: Ticket) -> None:
    await reply(db, org, ticket.id, uuid7(), LI, seen=99, now=DONE)
    await set_state(db, org, ticket.id, State.RESOLVED, LI, now=DONE)


async def labels(db: asyncpg.Connection, org: UUID) -> list[dict[str, Label]]:
    return [dict(one.labels) for one in await lessons(db, org, now=DONE)]


async def test_a_correction_teaches_what_the_agent_meant_and_when_it_was_said(
    db, org, opened
):
    ticket = await opened()
    later = NOW + timedelta(hours=1)
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=later)
    await correct(db, org, ticket.id, Aspect.URGENCY, "high", LI, now=later)
    (found,) = await lessons(db, org, now=DONE)
    assert (found.at, found.language) == (NOW, "en")
    assert "Order 4411" in found.text
    assert "two weeks ago" in found.text
    assert found.labels == {
        "topic": Label("refund", True, later),
        "urgency": Label("high", True, later),
    }


async def test_what_a_person_let_stand_to_the_end_is_known_from_that_moment(
    db, org, opened
):
    await resolve(db, org, await opened())
    assert await labels(db, org) == [
        {
            "urgency": Label("normal", False, DONE),
            "emotion": Label("anger", False, DONE),
            "topic": Label("delivery", False, DONE),
        }
    ]


async def test_a_ticket_that_nobody_answered_teaches_nothing(db, org, opened):
    ticket = await opened()
    assert await labels(db, org) == []
    await set_state(db, org, ticket.id, State.CLOSED, LI, now=DONE)
    assert await labels(db, org) == []


async def test_an_urgency_that_was_worked_otherwise_did_not_stand(db, org, opened):
    ticket = await opened()
    await set_priority(db, org, ticket.id, Priority.CRITICAL, LI, now=NOW)
    await resolve(db, org, ticket)
    (found,) = await labels(db, org)
    assert found.keys() == {"emotion", "topic"}


@pytest.mark.parametrize("kind", ["strain", "earlier", "repeat", "waiting"])
async def test_an_urgency_from_more_than_the_words_teaches_nothing_about_them(
    db, org, opened, kind
):
    read = replace(
        READ.urgency, evidence=(*READ.urgency.evidence, Span(0, 0, "", kind, 30))
    )
    ticket = await opened(replace(READ, urgency=read))
    await correct(db, org, ticket.id, Aspect.URGENCY, "low", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.EMOTION, "fear", LI, now=NOW)
    (found,) = await labels(db, org)
    assert found.keys() == {"emotion"}


async def test_only_the_last_that_was_said_stands_when_a_ticket_ends(db, org, opened):
    ticket = await opened()
    await opened(thread=ticket.id, text="Any news?", received_at=NOW + timedelta(hours=1))
    await resolve(db, org, ticket)
    (found,) = await lessons(db, org, now=DONE)
    assert found.text == "Any news?"


async def test_who_did_not_agree_or_took_it_back_is_not_learned_from(
    db, org, opened, hanne
):
    stranger = await find_or_open(
        db, org, AddressKind.MAIL, "max@quitten.example", "Max", "en", now=NOW
    )
    theirs = await opened(customer_id=stranger.id)
    await correct(db, org, theirs.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await resolve(db, org, theirs)
    assert await labels(db, org) == []
    hers = await opened()
    await correct(db, org, hers.id, Aspect.TOPIC, "refund", LI, now=NOW)
    assert len(await labels(db, org)) == 1
    purpose = Purpose.IMPROVE_SERVICE
    await withdraw(db, org, hanne.id, purpose, channel="portal", now=NOW)
    assert await labels(db, org) == []


async def test_each_use_is_written_down_for_the_customer_to_see(db, org, opened, hanne):
    ticket = await opened()
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await lessons(db, org, now=DONE)
    (use,) = await uses(db, org, hanne.id)
    assert (use.who, use.what, use.why, use.at) == ("desk", "message", "learning", DONE)


async def test_a_lesson_names_nobody(db, org, opened, hanne):
    ticket = await opened()
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
    (found,) = await lessons(db, org, now=DONE)
    assert str(hanne.id) not in repr(found)
    assert found.writer == "1"


async def test_a_correction_taken_back_teaches_nothing(db, org, opened):
    ticket = await opened()
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.TOPIC, None, LI, now=NOW)
    assert await labels(db, org) == []
