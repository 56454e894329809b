"""Clearing what PostgreSQL keeps of deleted rows in its own files, after an erasure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import asyncpg
from asyncpg import Connection, Record

from server.observe import log

# Larger tables are only vacuumed: their free space is overwritten by and by.
LARGEST = 2 * 1024**3
PATIENCE = "set lock_timeout = '5s'"

WAITING = "select person from erased where org_id = $1 and scrubbed_at is null"
TABLES = """
select c.oid::regclass::text as name, pg_total_relation_size(c.oid) as size
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence = 'p'
    and (n.nspname = 'public' or c.oid = 'pg_statistic'::regclass)
order by size
"""
SCRUBBED = """
update erased set scrubbed_at = $3
where org_id = $1 and person = any($2) and scrubbed_at is null
"""


async def scrub(db: Connection[Record], org: UUID, *, now: datetime) -> bool:
    """Write tables anew without their dead rows, and let go of the old write-ahead log.

    True if there was an erasure to do it for. Runs outside a transaction, and locks each
    table while it is written; a table that is in use is left for the next time. Statistics
    are made anew as well: they hold common values. On a server that is not the desk's own
    it does what the desk's role may.
    """
    # Whoever is erased while tables are written may have been in one that was written
    # already: they are for the next time.
    people = [row["person"] for row in await db.fetch(WAITING, org)]
    if not people:
        return False
    await db.execute(PATIENCE)
    try:
        rows = await db.fetch(TABLES)
        for row in rows:
            if row["name"] != "pg_statistic":
                how = "full, analyze" if row["size"] <= LARGEST else "analyze"
                await db.execute(f"vacuum ({how}) {row['name']}")
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
    except asyncpg.LockNotAvailableError:
        return False  # a table is in use: the next time
    finally:
        await db.execute("reset lock_timeout")
    await db.execute(SCRUBBED, org, people, now)
    return True
