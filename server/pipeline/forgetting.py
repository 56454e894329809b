"""What is kept for a time only: verdicts, and announcements that every page has heard."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Record

OUTBOX_KEPT = timedelta(days=7)
AT_ONCE = 5_000  # rows deleted in one transaction, so that nobody waits long for it

# Ids tell the time at which a verdict was written (RFC 9562, version 7), so the primary key
# finds the old ones.
VERDICTS = """
delete from verdict where org_id = $1 and id in (
    select id from verdict where org_id = $1 and id < $2 order by id limit $3
    for update skip locked)"""
# The primary key follows the time closely enough: the oldest rows are looked at, no others.
OUTBOX = """
delete from outbox where org_id = $1 and seq in (
    select seq from (
        select seq, at from outbox where org_id = $1 order by seq limit $3
        for update skip locked) oldest
    where at < $2)"""
RUNS = "delete from verdict_run where org_id = $1 and last_at < $2"


async def forget(
    db: Connection[Record], org: UUID, *, verdicts_kept: timedelta, now: datetime
) -> int:
    """Delete what is older than it is kept; return how many rows went.

    Runs outside a transaction: each batch is one of its own, so that it can be cut off
    anywhere and goes on the next time. Any number of processes may do it side by side.
    """
    before = now - verdicts_kept
    verdicts = await _in_batches(db, VERDICTS, org, first_id(before))
    runs = _count(await db.execute(RUNS, org, before))
    return verdicts + runs + await _in_batches(db, OUTBOX, org, now - OUTBOX_KEPT)


async def _in_batches(
    db: Connection[Record], delete: str, org: UUID, before: UUID | datetime
) -> int:
    gone = 0
    while True:
        batch = _count(await db.execute(delete, org, before, AT_ONCE))
        gone += batch
        if batch < AT_ONCE:
            return gone


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])


def first_id(at: datetime) -> UUID:
    """No version 7 id that was made at or after this time is lower."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
