"""A worker listens to a call while it is on; if it dies, the next one hears the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np

from intake.voice import sound, store
from intake.voice.call import Call, Chunk, Track
from intake.voice.follow import Bell
from intake.voice.listen import listen_call
from sentiment.voice import Ear, Point, hear, open_ear
from sentiment.voice.synthesis import rising
from tests.intake.voice.calls import begin, until

SPOKEN = rising(24, 3, 10, 16_000)


async def score(ear: Ear | None, pcm: Any, rate: int) -> tuple[Ear, list[Point]]:
    return await asyncio.to_thread(hear, ear or open_ear(), pcm, rate)


async def speak(pool: Any, call: Call, spoken: Any, first: int = 0) -> int:
    """Put sound into the call as a door does, in pieces of 200 ms."""
    for seq, at in enumerate(range(0, len(spoken), 3200), first):
        piece = Chunk(Track.CALLER, seq, seq * 200, spoken[at : at + 3200].tobytes())
        async with pool.acquire() as db:
            await sound.keep(db, call.org_id, call.id, piece)
    return seq + 1


async def end(pool: Any, call: Call) -> None:
    async with pool.acquire() as db, db.transaction():
        await store.end(db, call.org_id, call.id, now=datetime.now(UTC))


async def open_call(pool: Any, org: UUID, **changes: Any) -> Call:
    async with pool.acquire() as db, db.transaction():
        return await begin(db, org, **changes)


class Worker:
    """One run of listening, and the points it was given."""

    def __init__(self, pool: Any, call: Call, bell: Bell) -> None:
        self.given: list[Point] = []
        self.stop = asyncio.Event()
        where = (pool, call.org_id, call.id)
        self.run = asyncio.create_task(
            listen_call(*where, score, self.on_points, bell=bell, stop=self.stop)
        )

    async def on_points(self, db: Any, call: Call, points: Any, ear: Ear) -> None:
        assert ear.second >= points[-1].second
        self.given += points


async def test_points_come_while_the_caller_speaks(pool: Any, org: UUID):
    call = await open_call(pool, org)
    async with Bell(pool) as bell:
        worker = Worker(pool, call, bell)
        await speak(pool, call, SPOKEN[: 5 * 16_000])
        await until(lambda: _given(worker, 3))
        body = await pool.fetchval(
            "select body from outbox where topic = 'call' and body ? 'strain' limit 1"
        )
        assert set(body) == {"t", "strain", "alarm_at"}
        await end(pool, call)
        assert await worker.run is True


async def _given(worker: Worker, count: int) -> bool:
    return len(worker.given) >= count


async def test_a_worker_that_dies_half_way_is_replaced_without_loss_or_repeat(
    pool: Any, org: UUID
):
    _, expected = hear(open_ear(), SPOKEN, 16_000)
    call = await open_call(pool, org)
    async with Bell(pool) as bell:
        first = Worker(pool, call, bell)
        spoken = await speak(pool, call, SPOKEN[: 12 * 16_000])
        await until(lambda: _given(first, 5))
        first.run.cancel()
        await asyncio.gather(first.run, return_exceptions=True)
        second = Worker(pool, call, bell)
        await speak(pool, call, SPOKEN[12 * 16_000 :], first=spoken)
        await end(pool, call)
        assert await second.run is True
    assert first.given + second.given == expected
    track = await store.strain_track(pool, org, call.id)
    assert list(track) == [(p.second, p.strain) for p in expected]
    assert expected[-1].alarm_at is not None
    alarms = await pool.fetch("select distinct alarm_at from call_strain")
    assert {row["alarm_at"] for row in alarms} == {None, expected[-1].alarm_at}
    told = await store.heard_of(pool, org, [call.id, uuid4()])
    assert told == {call.id: (expected[-1].second, expected[-1].alarm_at)}


async def test_points_whose_consequences_fail_are_not_kept(pool: Any, org: UUID):
    call = await open_call(pool, org)
    await speak(pool, call, SPOKEN[: 4 * 16_000])
    await end(pool, call)

    async def fails(*_: Any) -> None:
        raise RuntimeError("the ticket is locked")

    stop = asyncio.Event()
    run = listen_call(pool, org, call.id, score, fails, bell=Bell(pool), stop=stop)
    answers = await asyncio.gather(run, return_exceptions=True)
    assert isinstance(answers[0], RuntimeError)
    assert await store.strain_track(pool, org, call.id) == ()
    async with Bell(pool) as bell:
        again = Worker(pool, call, bell)
        assert await again.run is True
    assert again.given


async def test_a_stopped_worker_says_that_someone_must_listen_again(pool: Any, org: UUID):
    call = await open_call(pool, org)
    async with Bell(pool) as bell:
        worker = Worker(pool, call, bell)
        await speak(pool, call, SPOKEN[: 2 * 16_000])
        worker.stop.set()
        assert await worker.run is False


async def test_who_did_not_agree_is_not_listened_to(pool: Any, org: UUID):
    call = await open_call(pool, org, listen=False)
    await speak(pool, call, SPOKEN[: 3 * 16_000])
    async with Bell(pool) as bell:
        worker = Worker(pool, call, bell)
        assert await worker.run is True
    assert worker.given == []


async def test_sound_that_may_not_be_kept_goes_when_listening_is_over(pool: Any, org: UUID):
    call = await open_call(pool, org, record=False)
    await speak(pool, call, SPOKEN[: 6 * 16_000])
    await end(pool, call)
    count = "select count(*) from call_chunk where call_id = $1"
    assert await pool.fetchval(count, call.id) > 0
    async with Bell(pool) as bell:
        assert await Worker(pool, call, bell).run is True
    assert await pool.fetchval(count, call.id) == 0
    assert await store.strain_track(pool, org, call.id) != ()
    assert await sound.recording(pool, org, call.id) is None


async def test_a_call_that_never_was_is_over_at_once(pool: Any, org: UUID):
    from uuid import uuid4

    async def never(*_: Any) -> None:
        raise AssertionError

    stop = asyncio.Event()
    bell = Bell(pool)
    assert await listen_call(pool, org, uuid4(), score, never, bell=bell, stop=stop)


async def test_keeping_a_piece_twice_keeps_it_once(pool: Any, org: UUID):
    call = await open_call(pool, org)
    for _ in range(2):
        await speak(pool, call, SPOKEN[:16_000])
    async with pool.acquire() as db:
        pieces = await sound.chunks(db, org, call.id, Track.CALLER)
    joined = b"".join(p.pcm for p in pieces)
    assert (np.frombuffer(joined, "<i2") == SPOKEN[:16_000]).all()


async def test_a_provider_that_connects_twice_opens_one_call(db: Any, org: UUID):
    first = await begin(db, org, external="CA7")
    again = await begin(db, org, external="CA7")
    assert first == again
    assert (await store.same_call(db, org, _said("CA7"))) == first
    assert await store.same_call(db, org, _said("CA8")) is None


def _said(external: str) -> Any:
    from tests.intake.voice.calls import start

    return start(external=external)
