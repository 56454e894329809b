"""Jobs that appear with the transaction that asks for them, and are never lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pgqueuer.db import AsyncpgDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from server.database.pool import LOST, borrow
from server.observe import describe

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record

JobFn = Callable[[dict[str, str]], Awaitable[None]]

HEARTBEAT = timedelta(seconds=5)  # a worker silent for this long is taken for dead
POLL = timedelta(milliseconds=500)  # jobs start on NOTIFY; polling finds the dead worker's
DELAYS = (timedelta(seconds=1), timedelta(seconds=10))  # before the 2nd and 3rd attempt
GRACE = timedelta(seconds=3)
TOGETHER = timedelta(milliseconds=50)  # what is done within this time is written in one go
HISTORY = timedelta(days=7)

# Like pgqueuer's own, without the JSON headers, which our jsonb codec would encode twice.
ENQUEUE = """
with job as (
    insert into pgqueuer (priority, entrypoint, payload, execute_after, status)
    values (0, $1, $2, now() + $3, 'queued') returning id
)
insert into pgqueuer_log (job_id, status, entrypoint, priority)
select id, 'queued', $1, 0 from job"""

# Index pgqueuer_failed; the last word on each from pgqueuer_log_job_id_status.
DEAD = """
select job.id, job.entrypoint, job.payload, job.attempts, job.updated,
    (select log.traceback ->> 'exception_message' from pgqueuer_log log
        where log.job_id = job.id and log.traceback is not null
        order by log.created desc, log.id desc limit 1) as error
from pgqueuer job where job.status = 'failed' order by job.updated desc limit 1000"""
RETRY = """
update pgqueuer set status = 'queued', execute_after = now(), updated = now(), attempts = 0
where id = $1 and status = 'failed' returning entrypoint, priority"""
# Job rows are few: those that wait, run, or are held.
WITHDRAW = "delete from pgqueuer where entrypoint = $1 and payload = any($2)"
WAKE = "select pg_notify('ch_pgqueuer', $1)"
SIZES = "select status::text, count(*) from pgqueuer group by status"
FORGET = """
delete from pgqueuer_log log where log.created < now() - $1::interval
and not exists (select from pgqueuer job where job.id = log.job_id)"""


class JobFailed(Exception):
    """An attempt at a job failed; says the kind and place, never the data it was about."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that failed at every attempt and is held until somebody retries it."""

    id: int
    job: str
    ref: str | None
    error: str
    attempts: int
    failed_at: datetime


async def enqueue(
    db: Connection[Record],
    job: str,
    payload: dict[str, str],
    *,
    after: timedelta = timedelta(0),
) -> None:
    """Ask for a job, in the caller's transaction: it starts after the commit, or never.

    It may run more than once, so it must be idempotent. `payload` names things by id and
    holds no personal data.
    """
    await db.execute(ENQUEUE, job, json.dumps(payload).encode(), after)


async def run_jobs(
    pool: Pool[Record],
    jobs: Mapping[str, JobFn],
    *,
    stop: asyncio.Event,
    at_once: int = 32,
) -> None:
    """Do jobs until `stop` is set; any number of processes may do so side by side.

    A job that raises is tried again with growing delay, three times in all, and then
    held (see dead_letters). A job of a process that died is given to another one within
    HEARTBEAT + POLL. At `stop` running jobs have GRACE to end and then go back into the
    queue. A lost database is waited for.
    """
    tidying = asyncio.create_task(_tidy(pool))
    try:
        while not stop.is_set():
            try:
                await _serve(pool, jobs, stop, at_once)
            except LOST:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 0.2)
    finally:
        tidying.cancel()


async def dead_letters(db: Connection[Record]) -> list[DeadLetter]:
    """Jobs that failed for good, the latest first."""
    return [
        DeadLetter(
            id=row["id"],
            job=row["entrypoint"],
            ref=next(iter(json.loads(row["payload"]).values()), None),
            error=row["error"] or "",
            attempts=row["attempts"] + 1,
            failed_at=row["updated"],
        )
        for row in await db.fetch(DEAD)
    ]


async def retry(db: Connection[Record], id: int) -> bool:
    """Put a held job back into the queue with all its attempts; False if it is not held."""
    row = await db.fetchrow(RETRY, id)
    if row is None:
        return False
    said = {"type": "table_changed_event", "channel": "ch_pgqueuer", "table": "pgqueuer"}
    sent_at = await db.fetchval("select now()")  # the trigger is silent on updates
    await db.execute(
        WAKE, json.dumps({**said, "operation": "update", "sent_at": sent_at.isoformat()})
    )
    return True


async def withdraw(
    db: Connection[Record], job: str, payloads: Collection[dict[str, str]]
) -> None:
    """Take back jobs asked for with ``enqueue``, waiting or held, as if never asked for.

    One that runs at this moment goes on, and is not tried again.
    """
    written = [json.dumps(payload).encode() for payload in payloads]
    await db.execute(WITHDRAW, job, written)


async def sizes(db: Connection[Record]) -> dict[str, int]:
    """How many jobs are `queued`, `picked` (running) and `failed` (held)."""
    found = {row["status"]: row["count"] for row in await db.fetch(SIZES)}
    return {state: found.get(state, 0) for state in ("queued", "picked", "failed")}


async def _serve(
    pool: Pool[Record], jobs: Mapping[str, JobFn], stop: asyncio.Event, at_once: int
) -> None:
    """Do jobs over one connection until `stop`; ConnectionError when it is lost."""
    lost, give_up = asyncio.Event(), asyncio.Event()

    async def end() -> None:
        await stop.wait()
        manager.shutdown.set()
        await asyncio.sleep(GRACE.total_seconds())
        give_up.set()

    def lose(_: object) -> None:
        lost.set()
        give_up.set()

    async with borrow(pool) as db:
        # pgqueuer brings JSON as text, which our codec would encode a second time.
        await db.reset_type_codec("jsonb", schema="pg_catalog")
        db.add_termination_listener(lose)
        manager = QueueManager(Queries(AsyncpgDriver(db)))
        for name, work in jobs.items():
            manager.entrypoint(name, on_failure="hold")(_attempt(work, give_up))
        ending = asyncio.create_task(end())
        try:
            await manager.run(
                dequeue_timeout=POLL,
                batch_size=min(10, at_once // 2),
                max_concurrent_tasks=at_once,
                heartbeat_timeout=HEARTBEAT,
                log_aggregation_interval=TOGETHER,
            )
        except Exception as error:
            if not lost.is_set():
                raise
            raise ConnectionError("the database went away") from error
        finally:
            ending.cancel()
            if not lost.is_set():
                await db.close()  # it still listens, and lacks our codec: not for the pool


def _attempt(work: JobFn, give_up: asyncio.Event) -> Callable[[Job], Awaitable[None]]:
    """Make the function that pgqueuer runs: one attempt, its failure made fit to keep."""

    async def attempt(job: Job) -> None:
        doing = asyncio.ensure_future(work(json.loads(job.payload or b"{}")))
        leaving = asyncio.ensure_future(give_up.wait())
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not doing.done():
            # A cancelled job would be deleted: it must leave as one to be done again.
            doing.cancel()
            await asyncio.wait({doing})
            raise RetryRequested(delay=timedelta(0), reason="its worker stopped")
        error = doing.exception()
        if error is None:
            return
        if job.attempts < len(DELAYS):
            raise RetryRequested(delay=DELAYS[job.attempts], reason=describe(error))
        # Not chained: pgqueuer stores and logs the text of the whole chain.
        raise JobFailed(describe(error))

    return attempt


async def _tidy(pool: Pool[Record]) -> None:
    """Forget the history of jobs that are done and old, once an hour."""
    while True:
        with suppress(Exception):  # it is only housekeeping; the next hour tries again
            await pool.execute(FORGET, HISTORY)
        await asyncio.sleep(3600)
