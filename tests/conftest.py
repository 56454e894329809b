"""Real PostgreSQL for every test: a rolled-back transaction, or a database of its own."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import asyncpg
import psutil
import pytest
from hypothesis import settings
from uuid6 import uuid7

from auth import door
from server import database
from server.database.migrate import OPEN_ORGANISATION, migrate
from server.database.postgres import Cluster, embedded

# Tests throw the data away, so it need not survive a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Where databases and homes lie while there is room: making a database and dropping it costs
# on a disk many times what the test itself does, and no test cuts the power. TMPDIR keeps
# them elsewhere, and after the run.
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes

# The limit of a fresh Python, as the web has it. What ledger tests import raises it for the
# whole process, and there deep JSON would end the process instead of raising.
DEPTH = 1000

# How long one example takes says more about the machine than about the code.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

_numbers = itertools.count()


def _fits(folder: Path) -> bool:
    """Whether tests may write there as much as they do, and run what they write."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    room = min(psutil.disk_usage(str(folder)).free, psutil.virtual_memory().available // 2)
    return room >= ROOM


def pytest_configure(config: pytest.Config) -> None:
    chosen = config.option.basetemp or os.environ.get("TMPDIR")
    if not chosen and _fits(MEMORY):
        made = tempfile.mkdtemp(prefix="veridesk-", dir=MEMORY)
        os.chmod(made, 0o711)  # PostgreSQL's user passes through
        os.environ["TMPDIR"] = made  # processes that tests start take it from here
        config.option.basetemp = f"{made}/t"  # short: names of sockets have an end
        tempfile.tempdir = None  # decided anew
        # After what multiprocessing keeps there until the very end.
        Finalize(None, shutil.rmtree, (made, True), exitpriority=-1000)


@pytest.fixture(scope="session", autouse=True)
def policy_asked_once() -> Iterator[None]:
    """One policy for all doors of this process: Cedar takes 0.1 s to answer every case."""
    with patch.object(door, "compile_policy", cache(door.compile_policy)):
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "ledger" not in item.path.parts:
        sys.setrecursionlimit(DEPTH)


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Cluster]:
    """One server for each test process, with an empty migrated database `veridesk`."""
    home = Path(tempfile.mkdtemp(prefix="veridesk-test-"))
    try:
        with embedded(home, {**CARELESS, "shared_buffers": "64MB"}) as cluster:
            await database.create_database(cluster.url("postgres"), "veridesk")
            db = await database.connect(cluster.url())
            await migrate(db)
            await db.close()
            admin = await database.connect(cluster.url("postgres"))
            await admin.execute("create database migrated template veridesk")
            await admin.close()
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def db(postgres: Cluster) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose transaction is rolled back at the end of the test."""
    connection = await database.connect(postgres.url())
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        if not connection.is_closed():
            await transaction.rollback()
            await connection.close()


@pytest.fixture
async def org(db: asyncpg.Connection) -> UUID:
    """An organisation, made in the transaction of `db`."""
    made = uuid7()
    await db.execute(OPEN_ORGANISATION, made, "Veridesk", datetime.now(UTC))
    return made


@pytest.fixture
async def database_url(postgres: Cluster) -> AsyncIterator[str]:
    """Address of a migrated database that this test alone uses and that is then dropped."""
    name = f"test_{next(_numbers)}"
    admin = await database.connect(postgres.url("postgres"))
    await admin.execute(f"create database {name} template migrated strategy file_copy")
    try:
        yield postgres.url(name)
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


@pytest.fixture
async def pool(database_url: str, org: UUID) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a database of the test's own; the organisation `org` is committed there."""
    opened = await database.open_pool(database_url)
    try:
        await opened.execute(OPEN_ORGANISATION, org, "Veridesk", datetime.now(UTC))
        yield opened
    finally:
        await opened.close()
