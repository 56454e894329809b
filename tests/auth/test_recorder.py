from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from asyncpg import PostgresError

from auth.traffic import recorder as recording
from auth.traffic.recorder import Recorder
from auth.verdict import Decision, Reason, Refused, Verdict

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PUBLIC = Verdict(Decision.ALLOW, (Reason.PUBLIC,))
REFUSED = Verdict(Decision.DENY, (Reason.REPLAYED,), risk=0.5, evidence={"x": 0.25})


async def _until(holds) -> None:
    async with asyncio.timeout(10):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


async def _rows(pool) -> list:
    return await pool.fetch("select * from verdict order by id")


async def test_refusals_stand_alone_and_public_answers_are_counted(pool, org):
    recorder = Recorder(pool, org, lambda: NOW)
    for _ in range(3):
        recorder.note(PUBLIC, "GET /", None, "n", now=NOW)
        recorder.note(REFUSED, "GET /api/me", "self.read", "n", now=NOW)
    assert recorder.waiting == 4
    await recorder.flush()
    assert recorder.waiting == 0
    rows = await _rows(pool)
    assert [row["count"] for row in rows] == [1, 1, 1, 3]
    assert rows[0]["reasons"] == ["replayed"]
    assert rows[0]["evidence"] == '{"x": 0.25}'
    assert rows[0]["at"] == NOW


async def test_verdicts_are_written_without_being_asked(pool, org):
    recorder = Recorder(pool, org, lambda: NOW)
    running = asyncio.create_task(recorder.run())
    recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
    await _until(lambda: recorder.waiting == 0)
    await recorder.flush()  # waits for the write that is under way
    assert len(await _rows(pool)) == 1
    running.cancel()


async def test_verdicts_wait_for_a_database_that_is_away(pool, org):
    recorder = Recorder(pool, org, lambda: NOW)
    recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
    recorder.note(PUBLIC, "GET /", None, "n", now=NOW)
    await pool.execute("alter table verdict rename to away")
    running = asyncio.create_task(recorder.run())
    await _until(lambda: not recorder.ready)
    recorder.note(PUBLIC, "GET /", None, "n", now=NOW)
    assert recorder.waiting == 2
    await pool.execute("alter table away rename to verdict")
    await _until(lambda: recorder.ready)
    running.cancel()
    assert [row["count"] for row in await _rows(pool)] == [1, 2]


async def test_what_cannot_be_recorded_is_refused(pool, org, monkeypatch):
    monkeypatch.setattr(recording, "MOST", 3)
    recorder = Recorder(pool, org, lambda: NOW)
    for _ in range(3):
        recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
    with pytest.raises(Refused) as refused:
        recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
    assert refused.value.reason is Reason.NOT_READY


async def test_a_run_says_whether_it_ended_in_good_order(pool, org):
    killed, closed = (Recorder(pool, org, lambda: NOW) for _ in range(2))
    for recorder in (killed, closed):
        recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
        await recorder.flush()
    await closed.close()
    runs = await pool.fetch("select recorded, ended_at from verdict_run order by id")
    assert [(run["recorded"], run["ended_at"]) for run in runs] == [(1, None), (1, NOW)]


async def test_a_broken_write_loses_and_doubles_nothing(pool, org):
    recorder = Recorder(pool, org, lambda: NOW)
    recorder.note(REFUSED, "GET /api/me", None, "n", now=NOW)
    await pool.execute("alter table verdict_run rename to away")
    with pytest.raises(PostgresError):
        await recorder.flush()
    assert await _rows(pool) == []
    await pool.execute("alter table away rename to verdict_run")
    await recorder.flush()
    assert len(await _rows(pool)) == 1
