"""A ticket shows no tone where there were no words to read one in: calm is a finding."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

import sentiment
from intake.contact import Channel
from sentiment.signal import Feeling, Signal
from tests.ticketing.given import NOW, contact_of, signal_of
from tests.ticketing.test_openings import felt
from ticketing import agent
from ticketing.contacts import append_contact, open_ticket, update_signal
from ticketing.reading.correct import Aspect, correct
from ticketing.reading.tone import tone
from ticketing.record import ticket as held
from ticketing.view.trend import course_of

LI = agent(uuid7())
WORDLESS = signal_of(language="und", emotion=felt(Feeling.NEUTRAL))


@pytest.mark.parametrize(
    ("text", "read"),
    [("", None), ("12345", None), ("Thank you.", "joy"), ("Received.", "neutral")],
)
def test_only_words_give_a_tone(text: str, read: str | None) -> None:
    signal = sentiment.read(text, channel="call", now=NOW)
    assert tone(signal) == read


async def test_a_call_without_words_shows_no_tone_until_there_are_some(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = contact_of(org, channel=Channel.CALL, subject="Phone call", text="")
    ticket = await open_ticket(db, call, WORDLESS, now=NOW)
    assert ticket.emotion is None
    points = (await course_of(db, org, ticket.customer_id)).points
    assert [point.emotion for point in points] == [None]

    said = signal_of(emotion=felt(Feeling.SADNESS))
    words = "I am so sad."
    await update_signal(db, org, ticket.id, call.id, said, text=words, now=NOW)
    assert (await held(db, org, ticket.id)).emotion == "sadness"


async def test_a_correction_that_is_taken_back_leaves_no_tone_where_none_was(
    db: asyncpg.Connection, org: UUID
) -> None:
    call = contact_of(org, channel=Channel.CALL, text="")
    ticket = await open_ticket(db, call, WORDLESS, now=NOW)

    async def corrected(meant: str | None) -> str | None:
        changed = await correct(db, org, ticket.id, Aspect.EMOTION, meant, LI, now=NOW)
        return changed.emotion

    assert await corrected("neutral") == "neutral"
    assert await corrected(None) is None


async def test_a_call_that_begins_leaves_the_tone_of_what_was_written(
    db: asyncpg.Connection, org: UUID
) -> None:
    angry: Signal = signal_of(emotion=felt(Feeling.ANGER))
    ticket = await open_ticket(db, contact_of(org), angry, now=NOW)
    same = {"thread": ticket.id, "customer_id": ticket.customer_id}
    call = contact_of(org, channel=Channel.CALL, text="", **same)
    assert (await append_contact(db, call, WORDLESS, now=NOW)).emotion == "anger"
