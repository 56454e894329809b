"""Calming openings: which fit whom and why, and a library that forgets no version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from intake.contact import Channel
from sentiment.promises import find
from sentiment.signal import Emotion, Feeling, Intent, Span, Topic
from tests.ticketing.given import NOW, contact_of, signal_of, strain_of
from ticketing import (
    agent,
    append_contact,
    detail,
    mark_call,
    open_ticket,
    reply,
    set_state,
)
from ticketing.openings import (
    Circumstance,
    Place,
    Reason,
    Situation,
    library,
    situation,
    suggest,
)
from ticketing.openings.opening import UPSET
from ticketing.openings.shipped import shipped
from ticketing.promise import settle_due
from ticketing.reading.correct import Aspect, correct
from ticketing.ticket import State

LI = agent(uuid7())


def felt(feeling: Feeling, **others: float) -> Emotion:
    odds = {one: others.get(one.value, 0.01) for one in Feeling} | {feeling: 0.8}
    return Emotion(feeling, odds, (), (feeling,))


def standing(**given_: Any) -> Situation:
    told: dict[str, Any] = {
        "language": "en",
        "calling": False,
        "strongest": Feeling.ANGER,
        "feelings": (Reason("feeling", "anger", sure=0.8),),
        "topic": None,
        "circumstances": (),
    }
    return Situation(**told | given_)


def names(now: Situation) -> list[str]:
    return [found.opening.name for found in suggest(shipped(), now)]


CIRCUMSTANCE = {c: Reason("circumstance", c.value) for c in Circumstance}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("feeling", "topic", "circumstances", "first"),
    [
        (Feeling.ANGER, Topic.BILLING, (), "money"),
        (Feeling.ANGER, Topic.REFUND, (), "money"),
        (Feeling.FEAR, Topic.SAFETY, (), "unsafe"),
        (Feeling.FEAR, Topic.SECURITY, (), "account-at-risk"),
        (Feeling.ANGER, Topic.OUTAGE, (), "stopped"),
        (Feeling.ANGER, Topic.FAULT, (), "our-mistake"),
        (Feeling.DISGUST, None, (), "disgusted"),
        (Feeling.SADNESS, None, (), "loss"),
        (Feeling.FEAR, None, (), "worried"),
        (Feeling.ANGER, None, (), "angry"),
        (Feeling.ANGER, None, (Circumstance.REPEATED,), "again"),
        (Feeling.ANGER, None, (Circumstance.WAITING,), "waited"),
        (Feeling.FEAR, None, (Circumstance.OVERDUE,), "promise-missed"),
        (None, None, (Circumstance.STRAINED,), "after-a-hard-call"),
    ],
)
def test_what_fits_best_comes_first_in_the_customers_language(
    language: str,
    feeling: Feeling | None,
    topic: Topic | None,
    circumstances: tuple[Circumstance, ...],
    first: str,
) -> None:
    found = suggest(
        shipped(),
        standing(
            language=language,
            strongest=feeling,
            feelings=(Reason("feeling", feeling.value, sure=0.8),) if feeling else (),
            topic=Reason("topic", topic.value, sure=0.7) if topic else None,
            circumstances=tuple(CIRCUMSTANCE[c] for c in circumstances),
        ),
    )
    assert found[0].opening.name == first
    assert found[0].opening.language == language
    assert found[0].reasons


def test_while_a_call_is_on_only_what_is_said_aloud_is_suggested() -> None:
    strained = CIRCUMSTANCE[Circumstance.STRAINED]
    now = standing(calling=True, feelings=(), strongest=None, circumstances=(strained,))
    assert names(now)[0] == "call-slow-down"
    again = replace(now, circumstances=(strained, CIRCUMSTANCE[Circumstance.REPEATED]))
    assert names(again)[0] == "call-again"
    late = replace(now, circumstances=(strained, CIRCUMSTANCE[Circumstance.OVERDUE]))
    assert names(late)[0] == "call-promise-missed"
    over = replace(now, calling=False)
    assert all(found.opening.place is Place.REPLY for found in suggest(shipped(), over))


SITUATIONS = st.builds(
    Situation,
    language=st.sampled_from(["en", "zh"]),
    calling=st.booleans(),
    strongest=st.sampled_from([None, *UPSET]),
    feelings=st.lists(st.sampled_from(UPSET), unique=True).map(
        lambda felt_: tuple(Reason("feeling", one.value, sure=0.6) for one in felt_)
    ),
    topic=st.sampled_from([None, *Topic]).map(
        lambda topic: Reason("topic", topic.value, sure=0.6) if topic else None
    ),
    circumstances=st.lists(st.sampled_from(list(Circumstance)), unique=True).map(
        lambda found: tuple(CIRCUMSTANCE[one] for one in found)
    ),
)


@given(SITUATIONS)
def test_only_whoever_is_upset_gets_a_suggestion_and_always_the_same(
    now: Situation,
) -> None:
    found = suggest(shipped(), now)
    assert found == suggest(shipped(), now)
    strained = CIRCUMSTANCE[Circumstance.STRAINED] in now.circumstances
    if not now.feelings and not strained:
        assert found == []
        return
    # Whoever is upset in writing gets one whatever else is known of them.
    assert found or now.calling
    assert len(found) <= 3
    told = {(r.kind, r.name) for r in (*now.feelings, *now.circumstances)}
    told |= {("topic", now.topic.name)} if now.topic else set()
    for one in found:
        assert one.opening.language == now.language
        assert one.reasons
        assert {(r.kind, r.name) for r in one.reasons} <= told
        assert (one.opening.place is Place.CALL) == now.calling


def test_what_was_shipped_is_the_same_in_both_languages_and_promises_nothing() -> None:
    both = {
        language: {
            (o.name, o.place, o.feelings, o.topics, o.circumstances)
            for o in shipped()
            if o.language == language
        }
        for language in ("en", "zh")
    }
    assert both["en"] == both["zh"]
    assert len(both["en"]) >= 12
    for opening in shipped():
        assert find(opening.words, now=NOW, zone="UTC") == [], opening.name
        assert opening.when
        assert (opening.language == "zh") == any(
            "\u4e00" <= c < "\u9fff" for c in opening.when
        )
        assert opening.feelings <= set(UPSET)
        assert opening.feelings or opening.topics or opening.circumstances
        if opening.place is Place.CALL:
            assert Circumstance.STRAINED in opening.circumstances


async def _situation(
    db: asyncpg.Connection, org: UUID, ticket: UUID, **given_: Any
) -> Situation | None:
    found = await detail(db, org, ticket, LI.id)
    return situation(found, **{"preferred": "en", "now": NOW} | given_)


async def test_the_situation_is_that_of_the_latest_words(
    db: asyncpg.Connection, org: UUID
) -> None:
    signal = signal_of(
        60,
        emotion=felt(Feeling.ANGER, fear=0.5),
        intent=Intent(Topic.REFUND, 0.7),
    )
    ticket = await open_ticket(db, contact_of(org), signal, now=NOW)
    now = await _situation(db, org, ticket.id)
    assert now is not None
    assert now.strongest is Feeling.ANGER
    assert [(r.name, r.sure) for r in now.feelings] == [("anger", 0.8)]
    assert now.topic == Reason("topic", "refund", sure=0.7)
    assert now.circumstances == ()
    calmed = contact_of(org, thread=ticket.id, customer_id=ticket.customer_id)
    await append_contact(db, calmed, signal_of(30, emotion=felt(Feeling.NEUTRAL)), now=NOW)
    after = await _situation(db, org, ticket.id)
    assert after is not None
    assert after.calm
    assert suggest(await library(db, org), after) == []


async def test_repeats_waiting_and_broken_promises_are_told_with_their_evidence(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(40), now=NOW)
    spans = (Span(0, 0, "", "base", 20.0), Span(0, 3, "two", "waiting", 10.0))
    signal = signal_of(30)
    signal = replace(signal, urgency=replace(signal.urgency, evidence=spans))
    for hours in (1, 2):
        more = contact_of(
            org,
            thread=ticket.id,
            customer_id=ticket.customer_id,
            received_at=NOW + timedelta(hours=hours),
        )
        await append_contact(db, more, signal, now=NOW + timedelta(hours=hours))
    late = NOW + timedelta(days=3)
    now = await _situation(db, org, ticket.id, now=late)
    assert now is not None
    told = {r.name: r for r in now.circumstances}
    assert told.keys() == {"repeated", "waiting", "overdue"}
    assert told["repeated"].count == 3
    assert told["overdue"].at == min(
        p.due_at for p in (await detail(db, org, ticket.id, LI.id)).promises
    )
    await settle_due(db, org, now=late)
    still = await _situation(db, org, ticket.id, now=late)
    assert still is not None
    assert "overdue" in {r.name for r in still.circumstances}


async def test_a_dialogue_is_no_repetition(db: asyncpg.Connection, org: UUID) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    for hour in (1, 3, 5):
        asked, again = NOW + timedelta(hours=hour), NOW + timedelta(hours=hour + 1)
        held = (await detail(db, org, ticket.id, LI.id)).row.ticket
        await reply(db, org, ticket.id, uuid7(), LI, seen=held.version, now=asked)
        more = contact_of(
            org, thread=ticket.id, customer_id=ticket.customer_id, received_at=again
        )
        await append_contact(db, more, signal_of(30), now=again)
    now = await _situation(db, org, ticket.id, now=NOW + timedelta(hours=7))
    assert now is not None
    assert "repeated" not in {r.name for r in now.circumstances}


async def test_a_strained_voice_counts_while_the_call_is_the_latest(
    db: asyncpg.Connection, org: UUID
) -> None:
    calm = felt(Feeling.NEUTRAL)
    call = contact_of(org, channel=Channel.CALL, text="", subject="Phone call")
    signal = signal_of(30, emotion=calm, strain=strain_of(82, alarm_at=9))
    ticket = await open_ticket(db, call, signal, now=NOW)
    await mark_call(db, org, ticket.id, live=True, now=NOW)
    now = await _situation(db, org, ticket.id, preferred="zh")
    assert now is not None
    assert now.calling
    assert now.language == "en"
    assert [r.name for r in now.circumstances] == ["strained"]
    first = suggest(await library(db, org), now)[0]
    assert first.opening.name == "call-slow-down"
    quiet = await open_ticket(
        db, contact_of(org), signal_of(30, emotion=calm, strain=strain_of(60)), now=NOW
    )
    assert (await _situation(db, org, quiet.id)).calm


async def test_nobody_is_calmed_who_was_answered_or_is_done(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(40), now=NOW)
    later = NOW + timedelta(minutes=5)
    await reply(db, org, ticket.id, uuid7(), LI, seen=ticket.version, now=later)
    assert await _situation(db, org, ticket.id, now=later) is None
    settled = await open_ticket(db, contact_of(org), signal_of(40, settled=True), now=NOW)
    assert await _situation(db, org, settled.id) is None
    done = await open_ticket(db, contact_of(org), signal_of(40), now=NOW)
    await set_state(db, org, done.id, State.RESOLVED, LI, now=NOW)
    assert await _situation(db, org, done.id) is None


async def test_what_an_agent_corrected_counts_as_they_said(
    db: asyncpg.Connection, org: UUID
) -> None:
    signal = signal_of(40, emotion=felt(Feeling.NEUTRAL), intent=Intent(Topic.PRAISE, 0.5))
    ticket = await open_ticket(db, contact_of(org), signal, now=NOW)
    assert suggest(await library(db, org), await _situation(db, org, ticket.id)) == []
    await correct(db, org, ticket.id, Aspect.EMOTION, "fear", LI, now=NOW)
    await correct(db, org, ticket.id, Aspect.TOPIC, "security", LI, now=NOW)
    now = await _situation(db, org, ticket.id)
    assert now is not None
    first = suggest(await library(db, org), now)[0]
    assert first.opening.name == "account-at-risk"
    assert [(r.name, r.sure) for r in first.reasons] == [("fear", None), ("security", None)]
    await correct(db, org, ticket.id, Aspect.EMOTION, "joy", LI, now=NOW)
    assert suggest(await library(db, org), await _situation(db, org, ticket.id)) == []


async def test_the_customers_language_decides_where_the_words_do_not_tell(
    db: asyncpg.Connection, org: UUID
) -> None:
    for language, preferred, spoken in (
        ("mixed", "zh", "zh"),
        ("und", "en", "en"),
        ("zh", "en", "zh"),
        ("mixed", "", "en"),
    ):
        signal = signal_of(40, language=language)
        ticket = await open_ticket(db, contact_of(org), signal, now=NOW)
        now = await _situation(db, org, ticket.id, preferred=preferred)
        assert now is not None
        assert now.language == spoken
