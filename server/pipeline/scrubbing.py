"""Clearing what PostgreSQL keeps of deleted rows in its own files, after an erasure.

A table is free of them once it was written anew, which locks it. So only those are that
hold a person's words or the key to them, small ones at once, large ones while nobody asks
for anything; and who waits for a lock in vain lets go of it at once, since everybody else
queues behind. The log's records, by far the most rows, are never locked: what they hold of
a person nobody can open without the key, and the keys lie in a table of small parts.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from server.observe import log
from server.pipeline.forgetting import first_id

# Erasing a person changes nothing in them; or, in `entry`, only what is encrypted under the
# key that was destroyed. What is dead in them tells no more than what lives.
UNTOUCHED = (
    "anchor_attempt",
    "anchor_bill",
    "anchor_fee",
    "anchoring",
    "audit_head",
    "calendar",
    "chain",
    "checkpoint",
    "conversation",
    "cosignature",
    "entry",
    "erased",
    "escalation",
    "forecast",
    "head",
    "log_key",
    "log_month",
    "migration",
    "opening",
    "organisation",
    "pgqueuer",
    "pgqueuer_log",
    "pgqueuer_schedules",
    "pgqueuer_statistics",
    "published",
    "seen",
    "tile",
    "verdict",
    "verdict_run",
    "witness",
)
# Larger tables are only vacuumed: their free space is overwritten by and by.
LARGEST = 2 * 1024**3
QUICK = 16 * 1024**2  # written anew in well under a second
QUIET = timedelta(minutes=1)  # that nobody has asked for anything
LATEST = timedelta(days=1)  # then it is done whoever asks
PATIENCE = "set lock_timeout = '200ms'"
SETTLED = 5.0  # seconds in which transactions are waited for that see what was erased

WAITING = "select person, scrubbed from erased where org_id = $1 and scrubbed_at is null"
# Since when: what a transaction sees that began before is kept by whatever is written anew.
BEGUN = """
select (pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296)::text
"""
STILL_SEEN = """
select exists (
    select from pg_stat_activity
    where pid <> pg_backend_pid() and coalesce(datname, current_database())
        = current_database() and age(backend_xmin) > age($1::text::xid)
) or exists (
    select from pg_replication_slots where age(xmin) > age($1::text::xid)
) or exists (
    select from pg_prepared_xacts
    where database = current_database() and age(transaction) > age($1::text::xid)
)
"""
TABLES = """
select c.oid::regclass::text as name, pg_total_relation_size(c.oid) as size
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname = 'public'
    and c.relname <> all($1)
order by size
"""
# verdict_pkey, raw_contact_pkey: the newest ids are the newest rows.
ASKED = """
select exists (
    select from verdict where org_id = $1 and id > $2 and account_id is not null
) or exists (
    select from raw_contact where org_id = $1 and id > $2
) or exists (
    select from call where org_id = $1 and ended_at is null
)
"""
OVERDUE = """
select exists (
    select from erased where org_id = $1 and scrubbed_at is null and at <= $2
)
"""
WRITTEN = """
update erased set scrubbed = array_append(scrubbed, $3)
where org_id = $1 and person = any($2) and scrubbed_at is null and $3 <> all(scrubbed)
"""
SCRUBBED = """
update erased set scrubbed_at = $3, scrubbed = '{}'
where org_id = $1 and person = any($2) and scrubbed_at is null
"""


async def scrub(db: Connection[Record], org: UUID, *, now: datetime) -> bool:
    """Write tables anew without their dead rows, and let go of the old write-ahead log.

    True if there was an erasure that this brought to its end. Runs outside a transaction,
    and goes on where it was: tables that are in use, or large while the desk is, are left
    for the next time. Nobody waits for a lock that this waits for longer than a blink.
    Statistics are made anew as well: they hold common values. On a server that is not the
    desk's own it does what the desk's role may.
    """
    # Whoever is erased while tables are written may have been in one that was written
    # already: they are for the next time.
    waiting = {row["person"]: row["scrubbed"] for row in await db.fetch(WAITING, org)}
    if not waiting or not await _unseen(db):
        return False
    await db.execute(PATIENCE)
    try:
        whole = True
        for row in await db.fetch(TABLES, UNTOUCHED):
            people = [one for one, done in waiting.items() if row["name"] not in done]
            if people and await _write(db, org, row["name"], row["size"], now):
                await db.execute(WRITTEN, org, people, row["name"])
            elif people:
                whole = False
        if not whole:
            return False
        await _let_go(db)
    except asyncpg.LockNotAvailableError:
        return False
    finally:
        await db.execute("reset lock_timeout")
    await db.execute(SCRUBBED, org, list(waiting), now)
    return True


async def _unseen(db: Connection[Record]) -> bool:
    """Whether nobody sees any more what was erased: it would be kept for them."""
    begun = await db.fetchval(BEGUN)
    for _ in range(int(SETTLED / 0.1)):
        if not await db.fetchval(STILL_SEEN, begun):
            return True
        await asyncio.sleep(0.1)
    log(__name__).warning("a long transaction still sees what was erased")
    return False


async def _write(
    db: Connection[Record], org: UUID, name: str, size: int, now: datetime
) -> bool:
    """Write one table anew; False where that has to wait."""
    if size > LARGEST:
        await db.execute(f"vacuum (analyze) {name}")
        return True
    if size > QUICK and not await _may_take_time(db, org, now):
        return False
    try:
        await db.execute(f"vacuum (full) {name}")
    except asyncpg.LockNotAvailableError:
        return False  # it is in use
    await db.execute(f"analyze {name}")  # by itself: it locks nobody out
    return True


async def _may_take_time(db: Connection[Record], org: UUID, now: datetime) -> bool:
    """Whether nobody has asked for anything lately, or it cannot wait any longer."""
    if await db.fetchval(OVERDUE, org, now - LATEST):
        return True
    return not await db.fetchval(ASKED, org, first_id(now - QUIET))


async def _let_go(db: Connection[Record]) -> None:
    for statement in (
        "vacuum (full) pg_statistic",
        "select pg_switch_wal()",
        "checkpoint",
    ):
        try:
            await db.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            log(__name__).warning(
                "the database server keeps old pages for a time: its owner clears them",
                kind=statement,
            )
