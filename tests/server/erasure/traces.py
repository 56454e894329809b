"""Looking for a person everywhere: every column of every table, every file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from asyncpg import Connection, Pool

TABLES = """
select c.oid::regclass::text as name from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = 'public' order by 1
"""


async def in_tables(db: Connection | Pool, needles: Iterable[str]) -> list[str]:
    """Tables that hold one of these words in any column, as text or as bytes."""
    found = []
    wanted = [needle.lower() for needle in needles]
    forms = {n: (n, n.encode().hex(), ascii(n)[1:-1]) for n in wanted}
    for (name,) in await db.fetch(TABLES):
        for (row,) in await db.fetch(f"select t::text from {name} t"):
            low = row.lower()
            # Bytes are shown in hex, where letters keep their case: fold what can be.
            found += [
                f"{name}: {needle}"
                for needle, ways in forms.items()
                if any(way in low for way in ways)
            ]
        for (row,) in await db.fetch(f"select to_jsonb(t)::text from {name} t"):
            low = row.lower()
            found += [f"{name}: {needle}" for needle in wanted if needle in low]
    return sorted(set(found))


def in_files(home: Path, needles: Iterable[str]) -> list[str]:
    """Files under a folder that hold one of these words, in UTF-8, in any case."""
    wanted = [needle.lower().encode() for needle in needles]
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink():
            held = path.read_bytes().lower()
            found += [
                f"{path.relative_to(home)}: {n.decode()}" for n in wanted if n in held
            ]
    return found
