"""The database's own files are cleared after an erasure, and the desk goes on meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from unittest.mock import patch

from server.pipeline import scrubbing
from server.pipeline.scrubbing import scrub
from tests.attacks.composed import Composed, letter
from tests.server.erasure.test_erasing import (
    MAIL,
    NAME,
    OWN,
    assure,
    erase_me,
    now,
    sealed,
)

FILE = "select pg_relation_filepath($1::text::regclass)"
ERASED = "insert into erased (org_id, person, at) values ($1, $2, $3)"
DONE = "select scrubbed_at is not null from erased where org_id = $1"


async def test_who_is_erased_while_tables_are_written_is_left_for_the_next_time(
    whole: Composed,
) -> None:
    org, early, late = whole.desk.org, b"e" * 32, b"l" * 32
    erased = "insert into erased (org_id, person, at) values"
    meanwhile = f"{erased} ('{org}', '\\x{late.hex()}', now() - interval '1 minute')"
    waiting = "select person from erased where scrubbed_at is null"
    async with whole.desk.pool.acquire() as db:
        await db.execute(f"{erased} ($1, $2, $3)", org, early, now())
        with patch.object(scrubbing, "PATIENCE", f"{scrubbing.PATIENCE}; {meanwhile}"):
            assert await scrub(db, org, now=now())  # type: ignore[arg-type]
        assert [row["person"] for row in await db.fetch(waiting)] == [late]
        assert await scrub(db, org, now=now())  # type: ignore[arg-type]
        assert await db.fetch(waiting) == []


async def test_the_logs_records_are_never_locked_while_files_are_cleared(
    whole: Composed,
) -> None:
    """What they hold of a person nobody opens: the key's own part is written anew."""
    org, pool = whole.desk.org, whole.desk.pool
    async with pool.acquire() as db, pool.acquire() as writer:
        await db.execute(ERASED, org, b"e" * 32, now())
        names = ("entry", "verdict", "tile", "customer", "person_key_0", "person_key_31")
        before = [await db.fetchval(FILE, name) for name in names]
        async with writer.transaction():
            await writer.execute("lock table entry, tile, verdict in row exclusive mode")
            assert await scrub(db, org, now=now())  # type: ignore[arg-type]
        after = [await db.fetchval(FILE, name) for name in names]
    stay = [was == is_now for was, is_now in zip(before, after, strict=True)]
    assert stay == [True, True, True, False, False, False]


async def test_a_table_in_use_is_left_for_the_next_time_and_the_rest_is_not_done_again(
    whole: Composed,
) -> None:
    org, pool = whole.desk.org, whole.desk.pool
    async with pool.acquire() as db, pool.acquire() as writer:
        await db.execute(ERASED, org, b"e" * 32, now())
        async with writer.transaction():
            await writer.execute("lock table ticket in row exclusive mode")
            began = asyncio.get_running_loop().time()
            assert not await scrub(db, org, now=now())  # type: ignore[arg-type]
            assert asyncio.get_running_loop().time() - began < 30
        assert not await db.fetchval(DONE, org)
        customer_file = await db.fetchval(FILE, "customer")
        ticket_file = await db.fetchval(FILE, "ticket")
        assert await scrub(db, org, now=now())  # type: ignore[arg-type]
        assert await db.fetchval(DONE, org)
        assert await db.fetchval(FILE, "customer") == customer_file
        assert await db.fetchval(FILE, "ticket") != ticket_file


async def test_large_tables_wait_until_nobody_asks_but_not_for_ever(
    whole: Composed,
) -> None:
    org = whole.desk.org
    await whole.send(letter(f"{NAME} <{MAIL}>", "Zebrafinken", "Not here."), sender=MAIL)
    await whole.settled()  # who has just asked for something
    async with whole.desk.pool.acquire() as db:
        await db.execute(ERASED, org, b"e" * 32, now())
        with patch.object(scrubbing, "QUICK", 0):
            assert not await scrub(db, org, now=now())  # type: ignore[arg-type]
            assert not await db.fetchval(DONE, org)
            quiet = now() + scrubbing.QUIET
            assert await scrub(db, org, now=quiet)  # type: ignore[arg-type]
            await db.execute(ERASED, org, b"f" * 32, now() - scrubbing.LATEST)
            assert await scrub(db, org, now=now())  # type: ignore[arg-type]


async def test_whoever_still_sees_what_was_erased_is_waited_for(whole: Composed) -> None:
    """PostgreSQL carries over what an old transaction may still read."""
    org, pool = whole.desk.org, whole.desk.pool
    async with pool.acquire() as db, pool.acquire() as old:
        async with old.transaction(isolation="repeatable_read"):
            await old.fetchval("select count(*) from customer")
            await db.execute(ERASED, org, b"e" * 32, now())
            with patch.object(scrubbing, "SETTLED", 0.3):
                assert not await scrub(db, org, now=now())  # type: ignore[arg-type]
        assert not await db.fetchval(DONE, org)
        assert await scrub(db, org, now=now())  # type: ignore[arg-type]


async def test_the_key_of_an_erased_person_is_in_no_file_of_the_database(
    whole: Composed,
) -> None:
    device = await whole.customer(MAIL, NAME)
    desk = whole.desk
    await whole.send(letter(f"{NAME} <{MAIL}>", "Zebrafinken", "Not here."), sender=MAIL)
    await whole.settled()
    who = await desk.pool.fetchval(OWN, NAME)
    async with desk.pool.acquire() as db:
        await sealed(db, whole)
        key = await db.fetchval(
            "select wrapped from person_key where person = $1",
            desk.log_keys.person(desk.org, who),
        )
        await db.execute("checkpoint")
        pid = await db.fetchval("select pg_backend_pid()")
        base = Path(f"/proc/{pid}/cwd/base")  # a backend stands in the data's folder
        held = await asyncio.to_thread(files_with, base, key)
        assert held
        await assure(whole, device, who)
        assert await erase_me(device) == 204
        assert await asyncio.to_thread(files_with, base, key) == held
        assert await scrub(db, desk.org, now=now())  # type: ignore[arg-type]
        await db.execute("checkpoint")
        assert await asyncio.to_thread(files_with, base, key) == []


def files_with(folder: Path, data: bytes) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and data in path.read_bytes():
                found.append(path)
    return found


def test_what_is_not_written_anew_holds_nothing_that_erasing_changes() -> None:
    """By the document: only of the log's records, and of what is encrypted there."""
    page = (Path(__file__).parents[3] / "docs/ledger/erasure.md").read_text()
    for line in page.splitlines():
        if line.startswith("| `"):
            names, happens, _ = line.removeprefix("|").split("|", 2)
            for name in scrubbing.UNTOUCHED:
                if f"`{name}`" in names:
                    stays = "stay" in happens or name == "entry"
                    assert stays, line
