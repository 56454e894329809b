from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from server.pipeline import forgetting
from server.pipeline.forgetting import forget

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
VERDICT = """
insert into verdict
    (org_id, id, at, route, decision, reasons, risk, assurance, evidence, count)
select $1, id, $3, 'GET /', 'allow', '{}', 0, 1, '{}', 1 from unnest($2::uuid[]) id"""
RUN = """
insert into verdict_run (org_id, id, started_at, recorded, last_at)
values ($1, $2, $3, 0, $3)"""
NEWS = """
insert into outbox (org_id, topic, at)
select $1, 'ticket', $2 from generate_series(1, $3::int)"""


def ids(at: datetime, numbers: Iterable[int]) -> list[UUID]:
    return [UUID(int=(int(at.timestamp() * 1000) << 80) | 7 << 76 | n) for n in numbers]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)


async def test_old_verdicts_and_announcements_go_in_batches_and_the_rest_stays(
    pool: asyncpg.Pool, org: UUID
) -> None:
    async with pool.acquire() as db:
        for age, count in ((91 * DAY, 7), (90 * DAY, 2), (DAY, 4)):
            await db.execute(VERDICT, org, ids(NOW - age, range(count)), NOW - age)
            await db.execute(RUN, org, ids(NOW - age, [0])[0], NOW - age)
        for age, count in ((8 * DAY, 8), (6 * DAY, 5)):
            await db.execute(NEWS, org, NOW - age, count)

        assert await forget(db, org, verdicts_kept=90 * DAY, now=NOW) == 7 + 1 + 8

        for table, time, count, oldest in (
            ("verdict", "at", 6, NOW - 90 * DAY),
            ("verdict_run", "last_at", 2, NOW - 90 * DAY),
            ("outbox", "at", 5, NOW - 6 * DAY),
        ):
            kept = await db.fetchrow(f"select count(*), min({time}) from {table}")
            assert tuple(kept) == (count, oldest)
        assert await forget(db, org, verdicts_kept=90 * DAY, now=NOW) == 0


async def test_what_another_organisation_keeps_is_left_alone(
    pool: asyncpg.Pool, org: UUID
) -> None:
    other = UUID(int=org.int ^ 1)
    async with pool.acquire() as db:
        await db.execute(VERDICT, other, ids(NOW - 400 * DAY, range(5)), NOW - 400 * DAY)
        await db.execute(NEWS, other, NOW - 400 * DAY, 5)
        assert await forget(db, org, verdicts_kept=DAY, now=NOW) == 0
