"""Agents correct urgency, feeling and topic: kept, audited, undoable, and never undone."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from sentiment.signal import Feeling, Intent, Topic
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import (
    append_contact,
    correct,
    detail,
    history,
    open_ticket,
    update_signal,
)
from ticketing.reading.correct import MEANT, Aspect, Correction
from ticketing.ticket import NotPossible, Ticket, agent

LI = agent(uuid7())
SIGNAL = signal_of(40, intent=Intent(Topic.BILLING, 0.6), model="reader-7")
REVIEWED = replace(SIGNAL, urgency=replace(SIGNAL.urgency, needs_review=True))


@pytest.fixture
async def contact(org: UUID):
    return contact_of(org)


@pytest.fixture
async def ticket(db: asyncpg.Connection, org: UUID, contact) -> Ticket:
    return await open_ticket(db, contact, REVIEWED, now=NOW)


@pytest.mark.parametrize(
    ("aspect", "said", "meant"),
    [
        (Aspect.URGENCY, "normal", "critical"),
        (Aspect.EMOTION, "anger", "fear"),
        (Aspect.TOPIC, "billing", "refund"),
    ],
)
async def test_a_correction_is_kept_with_what_was_said_by_which_model_by_whom_and_when(
    db, org, ticket, contact, aspect, said, meant
):
    await correct(db, org, ticket.id, aspect, meant, LI, now=NOW)
    found = await detail(db, org, ticket.id, LI.id)
    kept = Correction(contact.id, aspect, said, meant, "reader-7", LI.id, NOW)
    assert found.corrections == (kept,)
    assert found.signal == REVIEWED, "the machine's own reading stays as it was"


async def test_each_correction_is_a_line_of_the_history(db, org, ticket):
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.TOPIC, None, LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.TOPIC, None, LI, now=NOW)
    told = [c for c in await history(db, org, ticket.id) if c.what == "corrected"]
    assert [(c.actor, c.detail["from"], c.detail["to"]) for c in told] == [
        (LI, "billing", "refund"),
        (LI, "billing", None),
    ]
    assert {c.detail["model"] for c in told} == {"reader-7"}


async def test_a_correction_taken_back_leaves_the_ticket_as_it_was(db, org, ticket):
    for aspect, meant in ((Aspect.URGENCY, "low"), (Aspect.EMOTION, "joy")):
        changed = await correct(db, org, ticket.id, aspect, meant, LI, now=NOW)
        assert (changed.needs_review, changed.emotion) != (True, "anger")
        back = await correct(db, org, ticket.id, aspect, None, LI, now=NOW)
        assert (back.needs_review, back.emotion) == (True, "anger")
    assert (await detail(db, org, ticket.id, LI.id)).corrections == ()


async def test_saying_that_the_urgency_is_right_ends_the_review(db, org, ticket):
    right = await correct(db, org, ticket.id, Aspect.URGENCY, "normal", LI, now=NOW)
    assert not right.needs_review
    assert right.priority == ticket.priority


async def test_a_corrected_feeling_is_what_the_list_shows_until_the_customer_writes_again(
    db, org, ticket
):
    shown = await correct(db, org, ticket.id, Aspect.EMOTION, "sadness", LI, now=NOW)
    assert shown.emotion == "sadness"
    more = contact_of(org, thread=ticket.id)
    after = await append_contact(db, more, SIGNAL, now=NOW)
    assert after.emotion == Feeling.ANGER


async def test_what_is_read_again_in_a_contact_does_not_undo_what_a_person_said(
    db, org, ticket, contact
):
    await correct(db, org, ticket.id, Aspect.EMOTION, "sadness", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.URGENCY, "high", LI, now=NOW)
    again = replace(REVIEWED, model="reader-8")
    read = await update_signal(db, org, ticket.id, contact.id, again, now=NOW)
    assert (read.emotion, read.needs_review) == ("sadness", False)
    (first, _) = (await detail(db, org, ticket.id, LI.id)).corrections
    assert first.model == "reader-7", "it was this model's reading that was corrected"


async def test_what_was_found_too_urgent_is_not_carried_into_the_next_contact(
    db, org, contact
):
    opened = await open_ticket(db, contact, signal_of(90), now=NOW)
    await correct(db, org, opened.id, Aspect.URGENCY, "low", LI, now=NOW)
    more = contact_of(org, thread=opened.id)
    assert (await append_contact(db, more, signal_of(20), now=NOW)).urgency == 20


@pytest.mark.parametrize("aspect", Aspect)
async def test_a_word_of_another_aspect_is_refused(db, org, ticket, aspect):
    foreign = set().union(*MEANT.values()) - MEANT[aspect]
    for word in sorted(foreign):
        with pytest.raises(ValueError, match=f"no {aspect.value}"):
            await correct(db, org, ticket.id, aspect, word, LI, now=NOW)


async def test_where_nothing_was_read_nothing_can_be_corrected(db, org, ticket):
    await db.execute("delete from signal where org_id = $1", org)
    with pytest.raises(NotPossible):
        await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=NOW)
