"""Attacks on what the log tells anybody: counting through tickets, finding people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from auth.verdict import Role
from ledger import sequence
from ledger.format.note import Checkpoint, decode
from ledger.tree import verify_consistency
from tests.attacks.composed import Composed, letter

PUBLIC = ("/api/log", "/api/log/course", "/api/log/consistency?old=1")


async def sealed(whole: Composed, times: int = 2) -> list[Any]:
    """Letters of two customers, whose promises stand in the log."""
    for number in range(times):
        who = f"Ann Ruiz {number} <ann{number}@shop.example>"
        await whole.send(letter(who, "Broken", "It is broken."))
        await whole.settled()
        desk = whole.desk
        async with desk.transaction() as db:
            await sequence(db, desk.org, desk.log_keys, now=datetime.now(UTC))
    return await whole.tickets()


async def search(whole: Composed, **asked: Any) -> tuple[int, Any]:
    async with (
        ClientSession() as session,
        session.post(f"{whole.origin}/api/log/search", json=asked) as response,
    ):
        return response.status, await response.json(content_type=None)


async def test_tickets_cannot_be_counted_through(whole: Composed):
    first, second = await sealed(whole)
    ref = await whole.desk.pool.fetchval(
        "select id from promise where ticket_id = $1 limit 1", first["id"]
    )
    for number in range(1, 5):
        status, _ = await search(whole, ticket=number)
        assert status == 422, "a number alone asks for nothing"
    missed = await search(whole, ref=str(uuid4()), ticket=first["number"])
    wrong = await search(whole, ref=str(ref), ticket=second["number"])
    never = await search(whole, ref=str(ref), ticket=10**9)
    assert missed == wrong == never, "a miss tells nothing about what is there"
    assert missed[0] == 404
    status, found = await search(whole, ref=str(ref), ticket=first["number"])
    assert status == 200
    assert str(ref) in {matter["ref"] for matter in found["matters"]}
    status, alone = await search(whole, ref=str(ref))
    assert status == 200
    assert alone["matters"][0]["records"][0]["kind"] == "promise.made"


async def test_only_accounts_of_the_desk_search_by_number_alone(whole: Composed):
    first, *_ = await sealed(whole, 1)
    path = f"/api/log/tickets/{first['number']}"
    async with ClientSession() as session, session.get(whole.origin + path) as response:
        assert response.status == 401
    customer = await whole.customer("ann0@shop.example")
    async with await customer.request("GET", path) as response:
        assert response.status == 403
    auditor = await whole.staff(Role.AUDITOR)
    found = await auditor.json("GET", path)
    assert found["matters"]
    for other in ("0", "x", "1" * 30, str(10**9)):
        async with await auditor.request("GET", f"/api/log/tickets/{other}") as response:
            assert response.status == 404, other


async def test_nothing_that_anybody_may_read_names_a_person(whole: Composed):
    first, *_ = await sealed(whole)
    pool = whole.desk.pool
    refs = [str(row["id"]) for row in await pool.fetch("select id from promise")]
    people = [str(row["id"]) for row in await pool.fetch("select id from customer")]
    told = ""
    async with ClientSession() as session:
        for path in PUBLIC:
            async with session.get(whole.origin + path) as response:
                assert response.status == 200, path
                told += await response.text()
    for ref in refs:
        _, found = await search(whole, ref=ref, ticket=first["number"])
        told += str(found)
    for secret in (*people, str(first["id"]), "Ann", "Ruiz", "ann0@", "Broken"):
        assert secret not in told, secret


async def test_the_consistency_that_is_served_holds_and_asks_for_real_sizes(
    whole: Composed,
):
    await sealed(whole)
    async with ClientSession() as session:
        huge = 10**19 - 1  # a plain number, and more than PostgreSQL's have room for
        for bad in (
            *("", "old=0", "old=-1", "old=9999", "old=1&new=9999", "old=1e3"),
            *(f"old={huge}", f"old=1&new={huge}"),
        ):
            path = f"{whole.origin}/api/log/consistency?{bad}"
            async with session.get(path) as response:
                assert response.status in (404, 422), bad
        sizes = [
            r["size"] for r in await whole.desk.pool.fetch("select size from checkpoint")
        ]
        old = min(sizes)
        async with session.get(f"{whole.origin}/api/log/consistency?old={old}") as response:
            found = await response.json()
    before, after = (
        Checkpoint.parse(found[name].partition("\n\n")[0] + "\n") for name in ("old", "new")
    )
    hashes = [decode(one, 32) for one in found["hashes"]]
    assert (before.size, after.size) == (old, max(sizes))
    assert verify_consistency(old, after.size, hashes, before.root, after.root)
