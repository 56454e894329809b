"""Listening to a call while it is on, in a worker that may die and be replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import numpy as np

from intake.voice.call import Call, Track
from intake.voice.follow import Bell, follow, lent
from intake.voice.store import StrainPoint, keep_points, mark_analysed
from intake.voice.ulaw import Sound

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record

State = TypeVar("State")
Point = TypeVar("Point", bound=StrainPoint)

# What hears: the state so far (None at the start), samples, their rate -> state, points.
Score = Callable[[State | None, Sound, int], Awaitable[tuple[State, Sequence[Point]]]]
OnPoints = Callable[["Connection[Record]", Call, Sequence[Point], State], Awaitable[None]]


async def listen_call(
    pool: Pool[Record],
    org: UUID,
    call_id: UUID,
    score: Score[State, Point],
    on_points: OnPoints[Point, State],
    *,
    bell: Bell,
    stop: asyncio.Event,
) -> bool:
    """Follow the caller's voice to the end of the call; True once there.

    Started again after a crash it hears the call from its first piece. Each second's
    point is kept, announced and given to ``on_points`` in one transaction and exactly
    once over all runs, as long as ``score`` says the same of the same sound. False when
    ``stop`` was set before the end: someone must listen again. A call whose caller did
    not agree to it is not listened to.
    """
    call: Call | None = None
    state: State | None = None
    waiting = bytearray()
    async for news in follow(pool, org, call_id, Track.CALLER, bell=bell, stop=stop):
        if isinstance(news, Call):
            call = news
            if not call.listened:
                return True
        else:
            waiting += news.pcm
        if call is None or not waiting:
            continue
        if len(waiting) < 2 * call.rate and call.ended_at is None:
            continue  # strain comes by the second
        sound = np.frombuffer(bytes(waiting), "<i2").astype(np.int16)
        waiting.clear()
        state, points = await score(state, sound, call.rate)
        if points:
            async with lent(pool) as db, db.transaction():
                fresh = set(await keep_points(db, org, call_id, points))
                new = [p for p in points if p.second in fresh]
                if new:
                    await on_points(db, call, new, state)
    if call is None or call.ended_at is None:
        return call is None  # stopped half-way, or there never was such a call
    async with lent(pool) as db, db.transaction():
        await mark_analysed(db, org, call_id, now=datetime.now(UTC))
    return True
