"""What the desk decides by itself is sealed, and so is what agents decide otherwise."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import rfc8785
from asyncpg import Connection, Record
from uuid6 import uuid7

import ticketing
from ledger.entry import Kind
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing.reading.correct import Aspect
from ticketing.ticket import Excuse, Priority, PromiseState

ALICE = ticketing.agent(uuid7())
SEALED = """
select kind, ref, subject, fields from entry
where org_id = $1 and kind ^@ 'decision' order by id
"""
ENDS = """
select kind, fields ->> 'promise' as promise, fields ->> 'reason' as reason from entry
where org_id = $1 and kind in ('promise.excused', 'promise.broken') order by id
"""


async def decisions(db: Connection, org: UUID) -> list[Record]:
    return await db.fetch(SEALED, org)


async def test_reading_urgency_is_a_decision_with_its_model_inputs_and_outcome(db, org):
    contact, signal = contact_of(org), signal_of(40)
    opened = await ticketing.open_ticket(db, contact, signal, now=NOW)
    (made,) = await decisions(db, org)
    assert made["kind"] == Kind.DECISION_MADE
    assert made["subject"] == contact.customer_id
    inputs = {
        "added": "",
        "channel": "mail",
        "contact": str(contact.id),
        "strain": None,
        "words": contact.words,
    }
    assert made["fields"] == {
        "decision": "urgency",
        "ticket": str(opened.number),
        "model": "test",
        "inputs": hashlib.sha256(rfc8785.dumps(inputs)).hexdigest(),
        "outcome": "normal",
        "score": "40",
    }
    await ticketing.open_ticket(db, contact, signal, now=NOW)
    assert len(await decisions(db, org)) == 1


async def test_an_agent_who_decides_otherwise_overrides_and_one_who_agrees_does_not(
    db, org
):
    opened = await ticketing.open_ticket(db, contact_of(org), signal_of(40), now=NOW)
    (made,) = await decisions(db, org)
    await ticketing.correct(*(db, org, opened.id, Aspect.URGENCY, "normal", ALICE), now=NOW)
    assert len(await decisions(db, org)) == 1
    await ticketing.set_priority(db, org, opened.id, Priority.HIGH, ALICE, now=NOW)
    _, override = await decisions(db, org)
    assert (override["kind"], override["ref"]) == (Kind.DECISION_OVERRIDDEN, made["ref"])
    assert override["fields"] == {
        "decision": "urgency",
        "ticket": str(opened.number),
        "before": "normal",
        "outcome": "high",
    }


async def test_an_escalation_by_itself_is_a_decision_and_undoing_it_overrides(db, org):
    opened = await ticketing.open_ticket(db, contact_of(org), signal_of(80), now=NOW)
    await ticketing.escalate_if(db, org, opened.id, now=NOW)
    await ticketing.undo(db, org, opened.id, ALICE, now=NOW)
    _, raised, undone = await decisions(db, org)
    assert raised["fields"]["decision"] == "escalation"
    assert (undone["kind"], undone["ref"]) == (Kind.DECISION_OVERRIDDEN, raised["ref"])
    assert undone["fields"]["before"] == raised["fields"]["outcome"]


async def test_an_escalation_by_an_agent_is_no_decision_of_the_machine(db, org):
    opened = await ticketing.open_ticket(db, contact_of(org), signal_of(20), now=NOW)
    await ticketing.escalate(db, org, opened.id, ALICE, now=NOW)
    await ticketing.undo(db, org, opened.id, ALICE, now=NOW)
    assert [row["fields"]["decision"] for row in await decisions(db, org)] == ["urgency"]


async def test_an_excuse_is_sealed_with_its_reason_unless_it_comes_too_late(db, org):
    opened = await ticketing.open_ticket(db, contact_of(org), signal_of(40), now=NOW)
    first, resolution = await ticketing.promises_of(db, org, [opened.id])
    reason, excused = Excuse.CUSTOMER_WITHDREW, PromiseState.EXCUSED
    await ticketing.settle(db, org, first.id, excused, ALICE, excuse=reason, now=NOW)
    again = await ticketing.settle(
        db, org, first.id, excused, ALICE, excuse=reason, now=NOW
    )
    late = resolution.due_at + timedelta(seconds=1)
    after = await ticketing.settle(
        db, org, resolution.id, excused, ALICE, excuse=reason, now=late
    )
    assert again.version < after.version
    assert [tuple(row) for row in await db.fetch(ENDS, org)] == [
        ("promise.excused", "first-reply", "customer-withdrew"),
        ("promise.broken", "resolution", None),
    ]
    states = {p.state for p in await ticketing.promises_of(db, org, [opened.id])}
    assert states == {PromiseState.EXCUSED, PromiseState.BROKEN}
