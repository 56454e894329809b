"""Forecasts: counted, backing off, made again on the clock, judged by what happened."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import (
    NoTicket,
    agent,
    detail,
    forecast,
    forecast_due,
    history,
    open_ticket,
    reply,
    set_state,
    settle_due,
    track_record,
)
from ticketing.forecasts.counting import Tally, probability
from ticketing.ticket import PromiseKind, State, Ticket

LI = agent(uuid7())
counted = st.integers(0, 10_000).flatmap(
    lambda seen: st.tuples(st.just(seen), st.integers(0, seen))
)


def tallies(*numbers: tuple[int, int]) -> list[Tally]:
    return [Tally("group", "value", seen, missed) for seen, missed in numbers]


@given(st.lists(counted, max_size=3))
def test_a_forecast_is_always_a_probability_and_never_certain(
    numbers: list[tuple[int, int]],
) -> None:
    assert 0 < probability(tallies(*numbers)) < 1


@given(counted, counted)
def test_one_more_miss_never_lowers_the_forecast(
    wide: tuple[int, int], narrow: tuple[int, int]
) -> None:
    before = probability(tallies(wide, narrow))
    missed = [(seen + 1, missed + 1) for seen, missed in (wide, narrow)]
    assert probability(tallies(*missed)) >= before


@given(counted)
def test_a_group_never_seen_is_forecast_as_the_wider_one(wide: tuple[int, int]) -> None:
    assert probability(tallies(wide, (0, 0))) == pytest.approx(probability(tallies(wide)))


def test_many_seen_speak_for_themselves() -> None:
    assert probability(tallies((1000, 100), (500, 450))) == pytest.approx(0.9, abs=0.02)


async def answered(
    db: asyncpg.Connection, org: UUID, number: int, *, missed: bool, score: int = 30
) -> None:
    for _ in range(number):
        ticket = await open_ticket(db, contact_of(org), signal_of(score), now=NOW)
        if missed:
            await settle_due(db, org, now=NOW + timedelta(hours=8, seconds=1))
        else:
            soon = NOW + timedelta(minutes=30)
            await reply(db, org, ticket.id, uuid7(), LI, seen=1, now=soon)


async def odds(db: asyncpg.Connection, org: UUID, ticket: Ticket) -> float:
    made = await forecast(db, org, ticket.id, PromiseKind.FIRST_REPLY, now=NOW)
    return made.probability


async def test_an_empty_desk_forecasts_its_prior(db: asyncpg.Connection, org: UUID) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    made = (await detail(db, org, ticket.id, LI.id)).forecast
    assert made is not None
    assert (made.probability, made.seen, made.missed) == (pytest.approx(0.2), 0, 0)
    assert made.model == "counting-1"
    assert {reason["name"] for reason in made.reasons} == {
        "all",
        "priority",
        "queue-and-hour",
        "running",
    }


async def test_misses_raise_the_forecast_and_kept_promises_lower_it(
    db: asyncpg.Connection, org: UUID
) -> None:
    await answered(db, org, 20, missed=True)
    worse = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    assert await odds(db, org, worse) > 0.8
    await answered(db, org, 200, missed=False)
    better = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    assert await odds(db, org, better) < 0.2


async def test_what_happened_at_another_priority_counts_less(
    db: asyncpg.Connection, org: UUID
) -> None:
    await answered(db, org, 30, missed=True, score=30)
    await answered(db, org, 30, missed=False, score=60)
    normal = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    high = await open_ticket(db, contact_of(org), signal_of(60), now=NOW)
    assert await odds(db, org, normal) > 0.8
    assert await odds(db, org, high) < 0.2


async def test_silence_raises_the_forecast(db: asyncpg.Connection, org: UUID) -> None:
    await answered(db, org, 30, missed=False)  # each within half an hour
    await answered(db, org, 10, missed=True)
    ticket = await open_ticket(db, contact_of(org), signal_of(30), now=NOW)
    early = await odds(db, org, ticket)
    late = NOW + timedelta(hours=1)
    made = await forecast(db, org, ticket.id, PromiseKind.FIRST_REPLY, now=late)
    assert early < 0.4 < 0.8 < made.probability
    assert (made.seen, made.missed) == (10, 10)


async def test_the_clock_forecasts_at_each_age_once(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(10), now=NOW)
    ages = [0, 0.9, 1, 1.5, 23, 24, 30, 72, 200]
    made = [await forecast_due(db, org, now=NOW + timedelta(hours=age)) for age in ages]
    assert made == [0, 0, 2, 0, 0, 2, 0, 2, 0]
    stored = "select count(*) from forecast where ticket_id = $1"
    assert await db.fetchval(stored, ticket.id) == 8


async def test_a_worker_that_slept_forecasts_once_and_not_for_each_age_missed(
    db: asyncpg.Connection, org: UUID
) -> None:
    await open_ticket(db, contact_of(org), signal_of(10), now=NOW)
    assert await forecast_due(db, org, now=NOW + timedelta(days=2)) == 2
    assert await forecast_due(db, org, now=NOW + timedelta(days=2)) == 0


async def test_several_workers_forecast_each_promise_once(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async with pool.acquire() as db, db.transaction():
        for _ in range(10):
            await open_ticket(db, contact_of(org), signal_of(), now=NOW)

    async def work() -> int:
        async with pool.acquire() as db, db.transaction():
            return await forecast_due(db, org, now=NOW + timedelta(hours=1))

    made = 0
    while fresh := sum(await asyncio.gather(*(work() for _ in range(4)))):
        made += fresh
    assert made == 20


async def test_an_unchanged_forecast_leaves_the_ticket_alone(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    await forecast_due(db, org, now=NOW + timedelta(hours=1))
    assert len(await history(db, org, ticket.id)) == 3


async def test_the_track_record_counts_alarms_that_came_true(
    db: asyncpg.Connection, org: UUID
) -> None:
    await answered(db, org, 12, missed=True)
    alarming = [
        await open_ticket(db, contact_of(org), signal_of(30), now=NOW) for _ in range(4)
    ]
    kind = PromiseKind.FIRST_REPLY
    before = await track_record(db, org, kind, 0.6, now=NOW)
    for ticket in alarming[:3]:
        await reply(db, org, ticket.id, uuid7(), LI, seen=1, now=NOW)
    await settle_due(db, org, now=NOW + timedelta(days=1))
    after = await track_record(db, org, kind, 0.6, now=NOW)
    assert after.alarms == before.alarms + 4
    assert after.right == before.right + 1


async def test_without_a_running_promise_there_is_nothing_to_forecast(
    db: asyncpg.Connection, org: UUID
) -> None:
    ticket = await open_ticket(db, contact_of(org), signal_of(), now=NOW)
    await set_state(db, org, ticket.id, State.CLOSED, LI, now=NOW)
    with pytest.raises(NoTicket):
        await forecast(db, org, ticket.id, PromiseKind.RESOLUTION, now=NOW)
