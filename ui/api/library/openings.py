"""The library of calming openings: read, added to, changed, restored."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from aiohttp import web
from asyncpg import Connection, Record

from sentiment.signal import Feeling, Topic
from ticketing import openings
from ticketing.openings import Circumstance, NoOpening, Opening, Place
from ui import shapes
from ui.api.tickets import staff_of
from ui.desk import Desk, account_of, answer, body_of, clock, desk_of
from ui.shapes.operating import Fitting


async def list_openings(request: web.Request) -> web.Response:
    """Every opening as it stands, and the latest changes."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        return answer(await _shown(db, desk))


async def add_opening(request: web.Request) -> web.Response:
    """Add one of the desk's own, in each language in which it is written."""
    asked = await body_of(request, shapes.NewOpening)
    desk, me, now = desk_of(request), account_of(request), clock()
    place = Place(asked.place)
    first, *others = (
        _fitted(Opening("", language, place, text.when, text.words), asked)
        for language, text in asked.texts.items()
    )
    async with desk.transaction() as db:
        name = (await openings.add(db, desk.org, first, me, now=now)).name
        for to in others:
            where = (db, desk.org, name, to.language, to, me)
            await openings.change(*where, seen=0, now=now)
        return answer(await _shown(db, desk))


async def change_opening(request: web.Request) -> web.Response:
    """Change one, write it in another language, or switch it off or on."""
    asked = await body_of(request, shapes.ChangeOpening)
    desk, me, now = desk_of(request), account_of(request), clock()
    language, name = _which(request)
    text = Opening(name, language, Place.REPLY, asked.when, asked.words, off=asked.off)
    to = _fitted(text, asked)
    async with desk.transaction() as db:
        await openings.change(
            *(db, desk.org, name, language, to, me), seen=asked.seen, now=now
        )
        return answer(await _shown(db, desk))


async def restore_opening(request: web.Request) -> web.Response:
    """Let one be as it was shipped."""
    asked = await body_of(request, shapes.RestoreOpening)
    desk, me, now = desk_of(request), account_of(request), clock()
    language, name = _which(request)
    async with desk.transaction() as db:
        await openings.restore(
            *(db, desk.org, name, language, me), seen=asked.seen, now=now
        )
        return answer(await _shown(db, desk))


def _which(request: web.Request) -> tuple[str, str]:
    language = request.match_info["language"]
    if language not in get_args(shapes.Language):
        raise NoOpening("there is no library in this language: use zh or en")
    return language, request.match_info["name"]


def _fitted(opening: Opening, asked: Fitting) -> Opening:
    return replace(
        opening,
        feelings=frozenset(map(Feeling, asked.feelings)),
        topics=frozenset(map(Topic, asked.topics)),
        circumstances=frozenset(map(Circumstance, asked.circumstances)),
    )


async def _shown(db: Connection[Record], desk: Desk) -> shapes.Openings:
    staff = await staff_of(db, desk)
    return shapes.Openings.model_validate(
        {
            "items": [
                {
                    "name": one.name,
                    "language": one.language,
                    "place": one.place.value,
                    "when": one.when,
                    "words": one.words,
                    "feelings": sorted(one.feelings),
                    "topics": sorted(one.topics),
                    "circumstances": sorted(one.circumstances),
                    "off": one.off,
                    "shipped": one.shipped,
                    "altered": one.altered,
                    "version": one.version,
                }
                for one in await openings.library(db, desk.org)
            ],
            "changes": [
                {
                    "name": one.name,
                    "language": one.language,
                    "act": one.act,
                    "when": one.when,
                    "at": one.at,
                    "who": staff[one.by].name if one.by in staff else "?",
                }
                for one in await openings.changes(db, desk.org)
            ],
        }
    )
