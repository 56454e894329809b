"""Learning on the job, from the terminal: the desk's lessons, and what comes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from sentiment.training.desk.lesson import Lesson, line
from server import database
from server.database.migrate import organisation
from server.settings import Settings
from ticketing.reading.lessons import lessons


async def learn(settings: Settings, *, own: int | None = None) -> int:
    """Learn from the desk's corrections; 1 where nothing was better, so nothing changed.

    What was better is live with the next reading of every process of this HOME. ``own``
    limits how many of the project's own lines are learned beside; all if left out.
    """
    from sentiment.training.desk.learn import learn as learn_from

    known = await _lessons(settings)
    found = learn_from(
        known,
        settings.models,
        zone=settings.time_zone,
        chinese_feelings=settings.chinese_feelings,
        emotion_weights=settings.emotion_model,
        own=own,
        now=datetime.now(UTC),
    )
    print(found)
    return 0 if found.version else 1


async def print_lessons(settings: Settings) -> None:
    """Print each lesson as a line of JSON: what customers wrote who agreed to it."""
    for lesson in await _lessons(settings):
        print(line(lesson))


async def _lessons(settings: Settings) -> list[Lesson]:
    db = await database.connect(database.address(settings), patience=5)
    try:
        now = datetime.now(UTC)
        async with db.transaction():
            org = await organisation(db, settings.organisation, now=now)
            return await lessons(db, org, now=now)
    finally:
        await db.close()
