"""`python -m ledger prove` and `consistency`, on a database of their own."""

from __future__ import annotations

import asyncio
import concurrent.futures
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Pool

import ticketing
from ledger import Keys, sequence
from ledger.__main__ import main
from ledger.format.proof import TLOG_PROOF
from ledger.keys import load
from ledger.verify import Verified, verify
from server.database import borrow
from tests.ticketing.given import NOW, contact_of, signal_of


@pytest.fixture
async def number(
    pool: Pool,
    org: UUID,
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """A ticket whose promises and decision are sealed, in the database that is named."""
    keys = load(tmp_path / "keys")
    async with borrow(pool) as db:
        async with db.transaction():
            opened = await ticketing.open_ticket(
                db, contact_of(org), signal_of(80), now=NOW
            )
        await sequence(db, org, keys, now=datetime.now(UTC))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VERIDESK_HOME", str(tmp_path))
    return opened.number


def command(home: Path, *words: str) -> tuple[int, str]:
    """Run it in a thread's own loop, as a process would; what it wrote."""
    out = home / "out.txt"
    out.unlink(missing_ok=True)

    def run() -> int:
        asyncio.set_event_loop(None)
        return main([*words, "--home", str(home), "--out", str(out)])

    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        status = threads.submit(run).result()
    return status, out.read_text() if out.exists() else ""


async def test_a_ticket_is_proved_by_its_number_showing_what_its_holder_chose(
    number: int, tmp_path: Path
) -> None:
    status, text = command(tmp_path, "prove", str(number), "--show", "time")
    assert status == 0
    outcome = verify(text)
    assert isinstance(outcome, Verified)
    assert len(outcome.records) == 2
    names = {name for record in outcome.records for name in record.fields}
    assert names == {"at", "sealed", "made_at", "deadline"}


async def test_one_record_is_written_as_a_plain_tlog_proof(
    number: int, tmp_path: Path, pool: Pool
) -> None:
    ref = await pool.fetchval("select id from promise limit 1")
    status, text = command(tmp_path, "prove", str(ref), "--tlog-proof")
    assert status == 0
    assert text.startswith(f"{TLOG_PROOF}\nindex ")
    assert "veridesk/log/" in text
    several, _ = command(tmp_path, "prove", str(number), "--tlog-proof")
    assert several == 1


@pytest.mark.parametrize(
    "words",
    [["no-such-thing"], ["999999"], ["1", "--show", "name"], ["1", "--kind", "erasure"]],
)
async def test_what_cannot_be_proved_is_said(
    number: int, tmp_path: Path, words: list[str]
) -> None:
    assert command(tmp_path, "prove", *words) == (1, "")


async def test_growth_is_written_for_sizes_and_for_kept_checkpoints(
    number: int, tmp_path: Path, pool: Pool, org: UUID
) -> None:
    note = await pool.fetchval("select note from checkpoint")
    kept = tmp_path / "kept.checkpoint"
    kept.write_text(note)
    keys: Keys = load(tmp_path / "keys")
    async with borrow(pool) as db:
        async with db.transaction():
            await ticketing.open_ticket(db, contact_of(org), signal_of(10), now=NOW)
        await sequence(db, org, keys, now=datetime.now(UTC))
    size = await pool.fetchval("select max(size) from checkpoint")
    status, text = command(tmp_path, "consistency", str(kept), str(size))
    assert status == 0
    path = tmp_path / "grown.consistency"
    path.write_text(text)
    assert main(["verify-export", str(path), "--key", str(keys.verifier(org))]) == 0
    assert main(["verify-export", str(path)]) == 2
    assert command(tmp_path, "consistency", "1", str(size)) == (1, "")
