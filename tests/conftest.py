"""Real PostgreSQL for every test: a rolled-back transaction, or a database of its own."""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from hypothesis import settings
from uuid6 import uuid7

from server import database
from server.database.migrate import OPEN_ORGANISATION, migrate
from server.database.postgres import Cluster, embedded

# Tests throw the data away, so it need not survive a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The limit of a fresh Python, as the web has it. What ledger tests import raises it for the
# whole process, and there deep JSON would end the process instead of raising.
DEPTH = 1000

# How long one example takes says more about the machine than about the code.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

_numbers = itertools.count()


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
    await admin.execute(f"create database {name} template migrated")
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
