"""The readings' quality is counted from what was read and what people said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from customers.consent import give
from customers.customer import AddressKind, Purpose
from customers.people import find_or_open
from intake.contact import Channel
from sentiment.signal import Feeling, Intent, Topic
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import correct, open_ticket
from ticketing.ended.erase import erase
from ticketing.reading.correct import Aspect
from ticketing.reading.quality import calibration, groups, models, usable, weeks
from ticketing.ticket import Ticket, agent

LI = agent(uuid7())
READ = signal_of(40, intent=Intent(Topic.BILLING, 0.7))
URGENT = signal_of(80, intent=Intent(Topic.OUTAGE, 0.7))


async def read(
    db: asyncpg.Connection, org: UUID, *, weeks_ago: int = 0, signal=READ, **given
) -> Ticket:
    contact = contact_of(org, **given)
    at = NOW - timedelta(weeks=weeks_ago)
    return await open_ticket(db, contact, signal, now=at)


@pytest.fixture
async def half_a_year(db: asyncpg.Connection, org: UUID) -> None:
    for week in range(1, 5):
        for _ in range(20):
            await read(db, org, weeks_ago=week)
    for _ in range(60):
        await read(db, org, signal=URGENT)


async def test_a_week_tells_levels_feelings_and_how_far_they_drifted(db, org, half_a_year):
    found = await weeks(db, org, "UTC", now=NOW)
    assert [week.readings for week in found] == [20, 20, 20, 20, 60]
    last = found[-1]
    assert last.begins == NOW.date(), "the second of March 2026 is a Monday"
    assert last.levels == {"critical": 60}
    assert last.feelings == {"anger": 60}
    assert last.confidence == pytest.approx(0.9)
    assert last.level_drift is not None
    assert last.level_drift > 0.25
    assert last.feeling_drift == pytest.approx(0, abs=0.05)
    assert found[0].level_drift is None, "nothing before it"
    assert found[3].level_drift is None, "too few to tell"


async def test_a_week_tells_what_people_corrected_and_agreed_to(db, org):
    first, second = await read(db, org), await read(db, org)
    await correct(db, org, first.id, Aspect.URGENCY, "high", LI, now=NOW)
    await correct(db, org, first.id, Aspect.TOPIC, "refund", LI, now=NOW)
    await correct(db, org, second.id, Aspect.URGENCY, "normal", LI, now=NOW)
    (week,) = await weeks(db, org, "UTC", now=NOW)
    assert (week.said, week.wrong) == (3, 1)
    assert week.corrected == {Aspect.URGENCY: 1, Aspect.EMOTION: 0, Aspect.TOPIC: 1}


async def test_calibration_holds_confidence_against_what_people_said(db, org):
    for n in range(60):
        ticket = await read(db, org)
        meant = "normal" if n % 2 else "high"
        await correct(db, org, ticket.id, Aspect.URGENCY, meant, LI, now=NOW)
    found = await calibration(db, org, now=NOW)
    urgency = found[Aspect.URGENCY]
    assert (urgency.n, urgency.right) == (60, 30)
    assert urgency.ece == pytest.approx(0.4)
    assert found[Aspect.TOPIC].ece is None


async def test_a_feelings_confidence_is_that_of_the_feeling_that_was_said(db, org):
    chance = {feeling: 0.0 for feeling in Feeling} | {Feeling.ANGER: 0.6, Feeling.JOY: 0.4}
    unsure = replace(READ, emotion=replace(READ.emotion, probabilities=chance))
    ticket = await read(db, org, signal=unsure)
    await correct(db, org, ticket.id, Aspect.EMOTION, "joy", LI, now=NOW)
    (one,) = (await calibration(db, org, now=NOW))[Aspect.EMOTION].bins
    assert (one.sure, one.right) == (pytest.approx(0.6), 0)


async def test_groups_tell_language_channel_and_region_apart(db, org):
    zh = replace(READ, language="zh")
    missed = await read(db, org, signal=zh, channel=Channel.FORM)
    await correct(db, org, missed.id, Aspect.URGENCY, "critical", LI, now=NOW)
    for _ in range(3):
        await read(db, org)
    found = {(g.by, g.name): g for g in await groups(db, org, now=NOW)}
    assert found.keys() == {
        ("language", "en"),
        ("language", "zh"),
        ("channel", "mail"),
        ("channel", "form"),
        ("region", ""),
    }
    assert (found["language", "zh"].any.hits, found["language", "zh"].any.n) == (1, 1)
    assert found["language", "zh"].too_low.hits == 1
    assert found["channel", "mail"].any.hits == 0
    assert found["channel", "mail"].any.high < 1
    assert found["region", ""].readings == 4


async def test_a_region_is_where_a_customers_own_devices_are_mostly_seen(db, org):
    hanne = uuid7()
    await db.execute(
        "insert into account (org_id, id, role, name, customer_id, created_at) "
        "values ($1, $2, 'customer', '', $3, $4)",
        *(org, uuid7(), hanne, NOW),
    )
    await db.execute(
        "insert into device (org_id, id, account_id, name, jkt, jwk, fingerprint, "
        "fingerprint_at, places, created_at, seen_at) select $1, $2, id, '', 'k', '{}', "
        "'{}', $4, $5, $4, $4 from account where org_id = $1 and customer_id = $3",
        *(org, uuid7(), hanne, NOW, {"DE": 3, "AT": 12}),
    )
    await read(db, org, customer_id=hanne)
    found = [g.name for g in await groups(db, org, now=NOW) if g.by == "region"]
    assert found == ["AT"]


async def test_models_tell_how_much_each_read_and_when(db, org):
    await read(db, org, weeks_ago=3, signal=replace(READ, model="reader-1"))
    await read(db, org, signal=replace(READ, model="reader-2"))
    assert [(m.model, m.readings, m.last) for m in await models(db, org, now=NOW)] == [
        ("reader-2", 1, NOW),
        ("reader-1", 1, NOW - timedelta(weeks=3)),
    ]


async def test_only_corrections_of_who_agreed_can_be_learned_from(db, org):
    now, mail = NOW, AddressKind.MAIL
    hanne = await find_or_open(db, org, mail, "h@quitten.example", "", "en", now=now)
    await give(
        *(db, org, hanne.id, Purpose.IMPROVE_SERVICE),
        valid_until=now + timedelta(days=1),
        channel="portal",
        now=now,
    )
    for customer_id in (hanne.id, uuid7()):
        ticket = await read(db, org, customer_id=customer_id)
        await correct(db, org, ticket.id, Aspect.TOPIC, "refund", LI, now=now)
    assert await usable(db, org, now=now) == (2, 1)
    assert await usable(db, org, now=now + timedelta(days=2)) == (2, 0)


async def test_what_was_erased_is_counted_no_more(db, org):
    ticket = await read(db, org)
    await correct(db, org, ticket.id, Aspect.URGENCY, "high", LI, now=NOW)
    await erase(db, org, [ticket.id], [], lambda *_: b"")
    assert await weeks(db, org, "UTC", now=NOW) == []
    assert await db.fetchval("select count(*) from correction where org_id = $1", org) == 0
