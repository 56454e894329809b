"""A PostgreSQL and a chain of others, named by two variables, instead of our own."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from web3 import Web3

from ledger.audit import fsck
from ledger.chain.embedded.chain import CHAIN_ID, Store
from ledger.keys import load
from ledger.reading import state
from server import database
from server.database.migrate import migrate
from server.database.programs import become, programs, unprivileged, version
from tests.desk import ROOT, Desk, free_port, letter
from tests.ledger.foundry import ANVIL, needs_anvil

# The oldest server found here is the hardest test: Debian's, else the one of the wheel.
FOUND = sorted(
    [programs(), *Path("/usr/lib/postgresql").glob("*/bin")],
    key=lambda path: float(version(path)),
)
FUNDS = 10**18
ENTRIES = "select kind, index from entry order by index"


@contextmanager
def other_postgres(binaries: Path) -> Iterator[str]:
    """Address of a database on a server that the desk does not start or stop."""
    owner, port, password = unprivileged(), free_port(), secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="veridesk-other-") as folder:
        data = Path(folder)
        (data / "password").write_text(password)
        if owner:
            for path in (data, data / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        made = subprocess.run(
            [
                *(str(binaries / "initdb"), "-D", str(data / "db"), "-U", "desk", "-N"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256"),
                f"--pwfile={data / 'password'}",
            ],
            capture_output=True,
            text=True,
            cwd=data,
            **become(owner),
        )
        assert made.returncode == 0, made.stdout + made.stderr
        server = subprocess.Popen(
            [
                *(str(binaries / "postgres"), "-D", str(data / "db"), "-p", str(port)),
                *("-k", "", "-h", "127.0.0.1", "-F"),
            ],
            stderr=subprocess.DEVNULL,
            cwd=data,
            **become(owner),
        )
        try:
            yield f"postgresql://desk:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def other_chain(home: Path) -> Iterator[tuple[str, int]]:
    """Our own chain, served for somebody else's home; gives its address and number."""
    words = [sys.executable, "-m", "ledger", "chain", "--home", str(home)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout
        address, _, number = node.stdout.readline().split()
        try:
            yield address, int(number)
        finally:
            node.terminate()


@contextmanager
def anvil(operator: str) -> Iterator[tuple[str, int]]:
    """A node that nobody here wrote, with funds for the desk's account."""
    words = [str(ANVIL), "--port", "0", "--slots-in-an-epoch", "1", "--block-time", "1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout
        try:
            for line in node.stdout:
                if line.startswith("Listening on "):
                    address = "http://" + line.split()[-1]
                    chain = Web3(Web3.HTTPProvider(address))
                    rich = chain.eth.accounts[0]
                    given = {"from": rich, "to": operator, "value": FUNDS}
                    chain.eth.send_transaction(given)  # type: ignore[arg-type]
                    yield address, chain.eth.chain_id
                    break
        finally:
            node.kill()


async def until(holds: Callable[[], Awaitable[bool]], what: str, desk: Desk) -> None:
    """Wait for a condition."""
    try:
        async with asyncio.timeout(90):
            while not await holds():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"not in time: {what}\n{desk.logs()}") from None


async def is_sealed_and_anchored_elsewhere(
    home: Path, url: str, chain: tuple[str, int]
) -> None:
    """Send one mail to a desk over these parts, and see where it ends up."""
    environment = {
        "DATABASE_URL": url,
        "VERIDESK_CHAIN_URL": chain[0],
        "VERIDESK_ANCHOR_EVERY": "1",
    }
    desk = Desk(home, environment=environment)
    await asyncio.to_thread(desk.start)
    try:
        db: Any = await database.connect(url)
        org = await db.fetchval("select id from organisation")
        keys = load(home / "keys")
        await asyncio.to_thread(desk.send, letter(1, "Till is down", "Nobody can pay."))

        async def anchored() -> bool:
            found = await state(db, org, keys)
            return found.size >= 2 and found.anchored_size == found.size

        await until(anchored, "both promises are anchored", desk)
        assert {row["kind"] for row in await db.fetch(ENTRIES)} >= {"promise.made"}
        chains = await db.fetch("select distinct chain_id from anchoring")
        assert [row["chain_id"] for row in chains] == [chain[1]]
        assert (await fsck(db, org, keys)).findings == ()
        await db.close()
        listed = desk.command("ticketing", "list", "--json").splitlines()
        assert [json.loads(line)["subject"] for line in listed] == ["Till is down"]
        assert desk.command("server", "dead-letters") == ""
    finally:
        await asyncio.to_thread(desk.stop)
    assert not (home / "postgres").exists()
    assert not (home / "chain").exists()
    left: Any = await asyncpg.connect(url)  # the desk stopped, its database did not
    assert await left.fetchval("select count(*) from ticket") == 1
    await left.close()


async def test_a_desk_works_over_another_postgres_and_another_chain(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "desk", tmp_path / "node"
    load(mine / "keys")
    shutil.copytree(mine / "keys", theirs / "keys")  # so that the account has funds there
    with other_postgres(FOUND[0]) as url, other_chain(theirs) as chain:
        await is_sealed_and_anchored_elsewhere(mine, url, chain)
    assert int(Store(theirs / "chain" / "chain.sqlite3")[CHAIN_ID]) == chain[1]


@needs_anvil
async def test_a_desk_anchors_on_a_node_that_others_wrote(tmp_path: Path) -> None:
    operator = load(tmp_path / "keys").operator_address
    with other_postgres(FOUND[-1]) as url, anvil(operator) as chain:
        await is_sealed_and_anchored_elsewhere(tmp_path, url, chain)


@pytest.mark.parametrize("binaries", FOUND, ids=version)
async def test_the_schema_fits_every_server_here(binaries: Path) -> None:
    with other_postgres(binaries) as url:
        db = await database.connect(url)
        assert await migrate(db)
        assert await migrate(db) == []
        await db.close()
