"""How a customer's contacts went: over all their tickets, each as read by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
from uuid6 import uuid7

from sentiment.signal import Level, Span
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import append_contact, open_ticket
from ticketing.view.trend import MOST, course_of


async def test_it_spans_tickets_in_order_and_leaves_out_what_was_carried_over(
    db: asyncpg.Connection, org: UUID
) -> None:
    who = uuid7()
    first = await open_ticket(db, contact_of(org, customer_id=who), signal_of(80), now=NOW)
    carried = signal_of(20)
    spans = (*carried.urgency.evidence, Span(0, 0, "", "earlier", 60.0))
    carried = replace(carried, urgency=replace(carried.urgency, score=80, evidence=spans))
    later = NOW + timedelta(hours=1)
    more = contact_of(org, customer_id=who, thread=first.id, received_at=later)
    await append_contact(db, more, carried, now=later)
    last = NOW + timedelta(hours=2)
    other = contact_of(org, customer_id=who, received_at=last)
    second = await open_ticket(db, other, signal_of(30), now=last)
    await open_ticket(db, contact_of(org), signal_of(90), now=NOW)  # somebody else's
    course = await course_of(db, org, who)
    assert [(p.score, p.level, p.ticket_id) for p in course.points] == [
        (80, Level.CRITICAL, first.id),
        (20, Level.LOW, first.id),
        (30, Level.NORMAL, second.id),
    ]
    assert course.course == "steady"  # fewer than four tell nothing


async def test_it_holds_the_latest_and_tells_where_they_lead(
    db: asyncpg.Connection, org: UUID
) -> None:
    who = uuid7()
    for hour in range(MOST + 3):
        at = NOW + timedelta(hours=hour)
        contact = contact_of(org, customer_id=who, received_at=at)
        await open_ticket(db, contact, signal_of(min(99, 3 * hour)), now=at)
    course = await course_of(db, org, who)
    assert len(course.points) == MOST
    assert course.points[-1].at == NOW + timedelta(hours=MOST + 2)
    assert course.course == "rising"
