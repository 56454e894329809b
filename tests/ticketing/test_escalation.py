"""Escalation: with reasons, by voice by one step, undone as if it had not been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from intake.contact import Channel, Contact
from sentiment.signal import Span
from tests.ticketing.given import NOW, contact_of, signal_of, strain_of
from ticketing import (
    Lines,
    NotPossible,
    agent,
    agree,
    detail,
    escalate,
    escalate_if,
    forecast_due,
    open_ticket,
    set_priority,
    set_state,
    undo,
    update_signal,
    withdraw_if,
)
from ticketing.escalation import crossed
from ticketing.ticket import ActorKind, Priority, State

LI = agent(uuid7())


async def test_urgency_at_the_line_escalates_with_its_reason(
    db: asyncpg.Connection, org: UUID
) -> None:
    contact = contact_of(org)
    ticket = await open_ticket(db, contact, signal_of(80), now=NOW)
    raised = await escalate_if(db, org, ticket.id, now=NOW)
    assert raised is not None
    assert raised.escalated
    escalation = (await detail(db, org, ticket.id, LI.id)).escalation
    assert escalation is not None
    assert escalation.reasons == (
        {"kind": "urgency", "value": 80, "line": 75, "ref": str(contact.id)},
    )
    assert escalation.agreed is None
    assert await escalate_if(db, org, ticket.id, now=NOW) is None


async def test_below_every_line_nothing_is_escalated(
    db: asyncpg.Connection, org: UUID
) -> None:
    signal = signal_of(74, strain=strain_of(69.9))
    ticket = await open_ticket(db, contact_of(org), signal, now=NOW)
    assert await escalate_if(db, org, ticket.id, now=NOW) is None


async def test_voice_alone_raises_by_one_step_however_long_it_is_strained(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = contact_of(org, channel=Channel.CALL, text="")
    ticket = await open_ticket(db, call, signal_of(30), now=NOW)
    before = (await detail(db, org, ticket.id, LI.id)).row
    for second, index in ((12.0, 71.0), (20.0, 95.0), (60.0, 99.0)):
        strained = signal_of(30, strain=strain_of(index, second))
        await update_signal(db, org, ticket.id, call.id, strained, now=NOW)
        await escalate_if(db, org, ticket.id, now=NOW)
    found = await detail(db, org, ticket.id, LI.id)
    assert found.row.ticket.priority is Priority.HIGH
    assert found.escalation is not None
    (reason,) = found.escalation.reasons
    assert (reason["kind"], reason["value"], reason["at_second"]) == ("strain", 71, 12)
    assert found.row.next_due < before.next_due

    await undo(db, org, ticket.id, LI, why="was the line", now=NOW + timedelta(minutes=1))
    found = await detail(db, org, ticket.id, LI.id)
    assert found.row.ticket.priority is Priority.NORMAL
    assert not found.row.ticket.escalated
    assert found.row.next_due == before.next_due
    assert found.escalation is not None
    assert found.escalation.agreed is False
    # The same voice does not overrule the agent.
    assert await escalate_if(db, org, ticket.id, now=NOW) is None


async def test_words_after_the_voice_raise_further_in_the_same_escalation(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = contact_of(org, channel=Channel.CALL, text="")
    signal = signal_of(10, strain=strain_of(80, 9.0))
    ticket = await open_ticket(db, call, signal, now=NOW)
    raised = await escalate_if(db, org, ticket.id, now=NOW)
    assert raised is not None
    assert raised.priority is Priority.NORMAL
    said = signal_of(90, strain=strain_of(80, 9.0))
    await update_signal(db, org, ticket.id, call.id, said, now=NOW)
    raised = await escalate_if(db, org, ticket.id, now=NOW)
    assert raised is not None
    assert raised.priority is Priority.CRITICAL
    escalation = (await detail(db, org, ticket.id, LI.id)).escalation
    assert escalation is not None
    assert [reason["kind"] for reason in escalation.reasons] == ["strain", "urgency"]
    assert await db.fetchval("select count(*) from escalation where org_id = $1", org) == 1
    # What the words alone ask for stays when the escalation is undone.
    undone = await undo(db, org, ticket.id, LI, now=NOW)
    assert undone.priority is Priority.CRITICAL


async def test_risk_over_its_line_escalates_when_the_clock_forecasts(
    db: asyncpg.Connection, org: UUID
) -> None:
    for _ in range(30):
        missed = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
        await set_state(db, org, missed.id, State.CLOSED, LI, now=NOW + timedelta(hours=7))
    later = NOW + timedelta(hours=7)
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=later)
    assert ticket.risk is not None
    assert ticket.risk > 0.6
    raised = await escalate_if(db, org, ticket.id, now=later)
    assert raised is not None
    assert raised.priority is Priority.HIGH
    await forecast_due(db, org, now=later + timedelta(hours=2))
    escalation = (await detail(db, org, ticket.id, LI.id)).escalation
    assert escalation is not None
    assert [reason["kind"] for reason in escalation.reasons] == ["risk"]


async def test_an_agent_raises_by_a_step_and_that_is_agreed(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    raised = await escalate(db, org, ticket.id, LI, why="press is calling", now=NOW)
    assert (raised.priority, raised.escalated) == (Priority.HIGH, True)
    assert await agree(db, org, ticket.id, LI, now=NOW) == raised
    undone = await undo(db, org, ticket.id, LI, now=NOW)
    assert (undone.priority, undone.escalated) == (Priority.NORMAL, False)


async def test_undoing_keeps_the_priority_that_an_agent_set_in_between(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(80), now=NOW)
    await escalate_if(db, org, ticket.id, now=NOW)
    await set_priority(db, org, ticket.id, Priority.LOW, LI, now=NOW)
    assert (await undo(db, org, ticket.id, LI, now=NOW)).priority is Priority.LOW


async def test_without_an_escalation_there_is_nothing_to_agree_to_or_undo(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    with pytest.raises(NotPossible):
        await agree(db, org, ticket.id, LI, now=NOW)
    with pytest.raises(NotPossible):
        await undo(db, org, ticket.id, LI, now=NOW)
    await set_state(db, org, ticket.id, State.CLOSED, LI, now=NOW)
    with pytest.raises(NotPossible):
        await escalate(db, org, ticket.id, LI, now=NOW)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_line_set_higher_never_escalates_more(value: float, a: float, b: float) -> None:
    for kind in ("urgency", "strain", "risk"):
        found = {"kind": kind, "ref": uuid7(), "value": value, "at_second": None}
        low, high = min(a, b), max(a, b)
        over_high = crossed([found], Lines(high, high, high))
        over_low = crossed([found], Lines(low, low, low))
        assert len(over_high) <= len(over_low)


async def test_an_alarm_that_a_machine_mails_escalates_too(
    db: asyncpg.Connection, org: UUID
) -> None:
    alarm = contact_of(org, automatic=True, subject="Freezer at +4 degrees")
    ticket = await open_ticket(db, alarm, signal_of(95), now=NOW)
    assert (await detail(db, org, ticket.id, LI.id)).signal == signal_of(95)
    assert await escalate_if(db, org, ticket.id, now=NOW) is not None


def glad_call(org: UUID) -> Contact:
    return contact_of(org, channel=Channel.CALL, subject="Phone call", text="")


async def test_a_raised_voice_with_glad_words_escalates_nothing(
    db: asyncpg.Connection, org: UUID
) -> None:
    glad = signal_of(20, strain=strain_of(88, alarm_at=9), disagree="glad", glad=True)
    ticket = await open_ticket(db, glad_call(org), glad, now=NOW)
    assert await escalate_if(db, org, ticket.id, now=NOW) is None
    assert await withdraw_if(db, org, ticket.id, now=NOW) is None


async def test_glad_words_take_back_what_the_voice_alone_had_raised(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = glad_call(org)
    loud = signal_of(30, strain=strain_of(88, alarm_at=9), disagree="strained")
    ticket = await open_ticket(db, call, loud, now=NOW)
    raised = await escalate_if(db, org, ticket.id, now=NOW)
    assert raised is not None
    assert raised.priority is Priority.HIGH
    glad = signal_of(20, strain=strain_of(88, alarm_at=9), disagree="glad", glad=True)
    await update_signal(db, org, ticket.id, call.id, glad, text="thanks", now=NOW)
    back = await withdraw_if(db, org, ticket.id, now=NOW)
    assert back is not None
    assert (back.priority, back.escalated) == (Priority.NORMAL, False)
    assert await withdraw_if(db, org, ticket.id, now=NOW) is None
    assert await escalate_if(db, org, ticket.id, now=NOW) is None
    shown = await detail(db, org, ticket.id, LI.id)
    assert [c.what for c in shown.history][-1] == "undone"
    assert shown.history[-1].actor.kind is ActorKind.DESK
    sealed = await db.fetch(
        "select fields ->> 'outcome' as outcome from entry where org_id = $1 "
        "and kind = 'decision.made' and fields ->> 'decision' = 'escalation' order by at",
        org,
    )
    assert sorted(row["outcome"] for row in sealed) == ["high", "normal"]
    # Later words that are not glad raise it again, and an agent may as well.
    await update_signal(db, org, ticket.id, call.id, loud, text="help", now=NOW)
    again = await escalate_if(db, org, ticket.id, now=NOW)
    assert again is not None
    assert again.priority is Priority.HIGH
    undone = await undo(db, org, ticket.id, LI, now=NOW)
    assert undone.priority is Priority.NORMAL
    assert await escalate_if(db, org, ticket.id, now=NOW) is None


async def test_what_an_agent_or_the_words_raised_is_not_taken_back_by_glad_words(
    db: asyncpg.Connection, org: UUID
) -> None:
    glad = signal_of(20, strain=strain_of(88, alarm_at=9), disagree="glad", glad=True)
    loud = signal_of(30, strain=strain_of(88, alarm_at=9), disagree="strained")
    for decide in (agree, escalate):
        call = glad_call(org)
        ticket = await open_ticket(db, call, loud, now=NOW)
        await escalate_if(db, org, ticket.id, now=NOW)
        held = await decide(db, org, ticket.id, LI, now=NOW)
        await update_signal(db, org, ticket.id, call.id, glad, text="thanks", now=NOW)
        assert await withdraw_if(db, org, ticket.id, now=NOW) is None
        after = (await detail(db, org, ticket.id, LI.id)).row.ticket
        assert after.priority is held.priority
    call = glad_call(org)
    both = signal_of(80, strain=strain_of(88, alarm_at=9), disagree=None)
    ticket = await open_ticket(db, call, both, now=NOW)
    await escalate_if(db, org, ticket.id, now=NOW)
    await update_signal(db, org, ticket.id, call.id, glad, text="thanks", now=NOW)
    assert await withdraw_if(db, org, ticket.id, now=NOW) is None


async def test_a_voice_raises_by_one_step_even_where_its_points_cross_a_level(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = glad_call(org)
    ticket = await open_ticket(db, call, signal_of(39), now=NOW)
    loud = signal_of(52, strain=strain_of(88, alarm_at=9), disagree="strained")
    spans = (Span(0, 0, "", "base", 39.0), Span(0, 0, "", "strain", 13.0))
    loud = replace(loud, urgency=replace(loud.urgency, evidence=spans))
    read = await update_signal(db, org, ticket.id, call.id, loud, now=NOW)
    assert (read.level, read.priority) == ("high", Priority.NORMAL)
    raised = await escalate_if(db, org, ticket.id, now=NOW)
    assert raised is not None
    assert raised.priority is Priority.HIGH
    undone = await undo(db, org, ticket.id, LI, now=NOW)
    assert undone.priority is Priority.NORMAL
