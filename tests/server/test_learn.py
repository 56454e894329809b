"""The operator's command, on a real database: a desk that learns, and one that does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection, Pool
from uuid6 import uuid7

import sentiment
import ticketing
from customers.consent import give, withdraw
from customers.customer import AddressKind, Purpose
from customers.people import find_or_open
from intake.contact import Channel, Contact
from intake.store import store_contact
from sentiment.learned.versions import roll_back, standing
from sentiment.reading import MODEL
from sentiment.signal import Topic
from server.learn import learn, print_lessons
from server.settings import Settings
from tests.sentiment.learned.given import LATEST, PAST, STOPPED, USUAL
from ticketing.reading.correct import Aspect
from ticketing.ticket import State

LI = ticketing.agent(uuid7())
TEXT = "since nine our zorvex is amber"
OWN = 60


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url)


async def customer(
    db: Connection, org: UUID, n: int, now: datetime, *, agrees: bool
) -> UUID:
    mail = f"writer{n}@hall.example"
    who = await find_or_open(db, org, AddressKind.MAIL, mail, "W", "en", now=now)
    if agrees:
        until, purpose = now + timedelta(days=365), Purpose.IMPROVE_SERVICE
        await give(db, org, who.id, purpose, valid_until=until, channel="portal", now=now)
    return who.id


async def contact(
    db: Connection, org: UUID, who: UUID, text: str, at: datetime
) -> ticketing.ticket.Ticket:
    """What a worker does with a mail, at a time that has passed."""
    said = Contact(uuid7(), org, Channel.MAIL, who, at, "", text, text)
    await store_contact(db, said)
    return await ticketing.open_ticket(db, said, sentiment.read(text, now=at), now=at)


async def a_desk(
    pool: Pool,
    org: UUID,
    past: tuple[str, str] = ("outage", "critical"),
    *,
    agrees: bool = True,
) -> None:
    """Weeks of contacts about the desk's own word, corrected; and usual ones, resolved."""
    now = datetime.now(UTC)
    async with pool.acquire() as db, db.transaction():
        people = [
            await customer(db, org, n, now - timedelta(days=60), agrees=agrees)
            for n in range(7)
        ]
        for days, (topic, level) in ((PAST, past), (LATEST, ("outage", "critical"))):
            for n, day in enumerate(days):
                at = now - timedelta(days=day)
                text = STOPPED[n % len(STOPPED)].format(n=n)
                held = await contact(db, org, people[n % 7], text, at)
                later = at + timedelta(hours=1)
                ids = (db, org, held.id)
                await ticketing.correct(*ids, Aspect.TOPIC, topic, LI, now=later)
                await ticketing.correct(*ids, Aspect.URGENCY, level, LI, now=later)
                await usual(db, org, people[n % 7], n, at)


async def usual(db: Connection, org: UUID, who: UUID, n: int, at: datetime) -> None:
    texts: Sequence[str] = [text for many in USUAL.values() for text in many]
    held = await contact(db, org, who, texts[n % len(texts)].format(n=n), at)
    later = at + timedelta(hours=2)
    await ticketing.reply(db, org, held.id, uuid7(), LI, seen=99, now=later)
    await ticketing.set_state(db, org, held.id, State.RESOLVED, LI, now=later)


async def test_corrections_teach_a_new_word_the_version_goes_live_and_goes_back(
    pool: Pool, org: UUID, settings: Settings, capsys: Any
) -> None:
    await a_desk(pool, org)
    assert await learn(settings, own=OWN) == 0
    told = capsys.readouterr().out
    assert "topic-en: better" in told
    assert "urgency: better" in told
    version = standing(settings.models).weights.version
    assert f"{version} is live." in told
    now = datetime.now(UTC)
    before = sentiment.read(TEXT, now=now)
    after = sentiment.read(TEXT, models=str(settings.models), now=now)
    assert (after.intent.topic, after.urgency.level) == (Topic.OUTAGE, "critical")
    assert (before.intent.topic, before.model) != (Topic.OUTAGE, after.model)
    assert after.model == f"{MODEL}+{version}"
    assert roll_back(settings.models, now=now) == ""
    assert sentiment.read(TEXT, models=str(settings.models), now=now) == before


async def test_a_desk_that_changed_its_mind_keeps_the_model_that_reads(
    pool: Pool, org: UUID, settings: Settings, capsys: Any
) -> None:
    await a_desk(pool, org, ("praise", "normal"))
    assert await learn(settings, own=OWN) == 1
    told = capsys.readouterr().out
    assert "topic-en: not shown to be better" in told
    assert "Nothing goes live." in told
    assert standing(settings.models).weights.version == ""


async def test_without_anybodys_consent_nothing_is_learned_and_nothing_printed(
    pool: Pool, org: UUID, settings: Settings, capsys: Any
) -> None:
    await a_desk(pool, org, agrees=False)
    assert await learn(settings, own=OWN) == 1
    assert "20 more from before the latest two weeks" in capsys.readouterr().out
    await print_lessons(settings)
    assert capsys.readouterr().out == ""


async def test_lessons_are_printed_a_line_each_of_who_still_agrees(
    pool: Pool, org: UUID, settings: Settings, capsys: Any
) -> None:
    now = datetime.now(UTC)
    async with pool.acquire() as db, db.transaction():
        kept, gone = [await customer(db, org, n, now, agrees=True) for n in range(2)]
        for who, text in ((kept, "zorvex one"), (gone, "zorvex two")):
            held = await contact(db, org, who, text, now)
            await ticketing.correct(db, org, held.id, Aspect.TOPIC, "outage", LI, now=now)
        purpose = Purpose.IMPROVE_SERVICE
        await withdraw(db, org, gone, purpose, channel="portal", now=now)
    await print_lessons(settings)
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["text"] == "zorvex one"
    assert told["labels"]["topic"]["meant"] == "outage"
    assert str(kept) not in line
