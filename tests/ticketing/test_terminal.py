"""The operator's commands, run as an operator runs them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from customers import find_or_open
from customers.customer import AddressKind
from tests.ticketing.given import NOW, contact_of, signal_of
from ticketing import open_ticket
from ticketing.__main__ import NoDesk, address
from ticketing.ticket import Ticket
from ticketing.view.terminal import as_table


async def run(*arguments: str, **environ: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ticketing",
        *arguments,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def two(pool: asyncpg.Pool, org: UUID) -> list[Ticket]:
    """Two tickets of one customer, committed."""
    async with pool.acquire() as db, db.transaction():
        kim = await find_or_open(
            db, org, AddressKind.MAIL, "kim@calder.example", "Kim Calder", "en", now=NOW
        )
        return [
            await open_ticket(
                db, contact_of(org, customer_id=kim.id, subject=subject), signal, now=NOW
            )
            for subject, signal in [
                ("退款申请\n二", signal_of(80, language="zh")),
                ("Parcel", signal_of(10)),
            ]
        ]


async def test_list_prints_one_object_a_line(database_url: str, two: list[Ticket]) -> None:
    code, out, _ = await run("list", "--json", DATABASE_URL=database_url)
    assert code == 0
    newest, oldest = [json.loads(line) for line in out.splitlines()]
    assert newest["id"] == str(two[1].id)
    assert oldest | {"promises": 2} == {
        "id": str(two[0].id),
        "number": two[0].number,
        "subject": two[0].subject,
        "channel": "mail",
        "requester": "Kim Calder",
        "state": "open",
        "priority": "critical",
        "urgency": 80,
        "emotion": "anger",
        "escalated": False,
        "promises": 2,
        "opened_at": "2026-03-02T10:00:00Z",
    }
    assert [promise["kind"] for promise in oldest["promises"]] == [
        "first-reply",
        "resolution",
    ]


async def test_the_running_desk_is_found_by_its_home(
    database_url: str, two: list[Ticket], tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "database.url").write_text(database_url + "\n")
    code, out, _ = await run("list", DATABASE_URL="", VERIDESK_HOME=str(tmp_path))
    assert code == 0
    assert len(out.splitlines()) == 3
    assert "Kim Calder" in out


async def test_show_takes_an_id_or_a_number(database_url: str, two: list[Ticket]) -> None:
    ticket = two[0]
    for asked in (str(ticket.id), str(ticket.number), f"#{ticket.number}"):
        code, out, _ = await run("show", asked, "--json", DATABASE_URL=database_url)
        assert code == 0
        found = json.loads(out)
        assert found["id"] == str(ticket.id)
        assert [line["what"] for line in found["history"]] == [
            "opened",
            "promised",
            "promised",
        ]
    code, out, _ = await run("show", str(ticket.number), DATABASE_URL=database_url)
    assert code == 0
    assert "first-reply by 2026-03-02T11:00:00Z" in out


@pytest.mark.parametrize("asked", ["999", "nonsense", str(UUID(int=7)), "９", "-1"])
async def test_what_is_not_there_is_said_plainly(
    database_url: str, two: list[Ticket], asked: str
) -> None:
    code, out, err = await run("show", "--", asked, DATABASE_URL=database_url)
    assert (code, out) == (1, "")
    assert err.startswith("ticketing: ")
    assert "Traceback" not in err


def test_without_a_desk_the_message_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoDesk, match="veridesk run"):
        address({"VERIDESK_HOME": str(tmp_path)})


def test_a_given_database_wins_over_the_home(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://x", "VERIDESK_HOME": str(tmp_path)}
    assert address(given) == "postgresql://x"


def test_the_ticket_of_a_person_who_was_deleted_names_nobody_in_the_table() -> None:
    one = {
        "number": 7,
        "state": "closed",
        "priority": "low",
        "urgency": 5,
        "channel": "form",
    }
    ticket = one | {"requester": None, "subject": "", "promises": [], "escalated": False}
    _, line = as_table([ticket])
    assert line.split() == ["7", "closed", "low", "5", "form"]
