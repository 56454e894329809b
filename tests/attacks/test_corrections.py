"""Corrections are made of known words alone, and their page quotes nobody."""

from __future__ import annotations

from uuid import uuid4

import pytest

from auth.verdict import Role
from tests.attacks.composed import Composed, letter

SECRET = "papageno"


@pytest.mark.parametrize(
    "body",
    [
        {"aspect": "urgency", "meant": "anger"},
        {"aspect": "emotion", "meant": "critical"},
        {"aspect": "topic", "meant": "joy"},
        {"aspect": "topic", "meant": "'; drop table correction; --"},
        {"aspect": "model", "meant": "low"},
        {"aspect": "urgency"},
        {"urgency": "too-low"},
        {"aspect": "urgency", "meant": "low", "model": "another"},
    ],
)
async def test_a_word_that_is_no_answer_is_refused(whole: Composed, body) -> None:
    await whole.send(letter("c@shop.example", SECRET, f"My {SECRET} is late."))
    await whole.settled()
    agent = await whole.staff()
    (ticket,) = await whole.tickets()
    await agent.fresh_nonce()
    path = f"/api/tickets/{ticket['id']}/correction"
    async with await agent.request("POST", path, json=body) as answer:
        assert answer.status == 422
    async with whole.desk.transaction() as db:
        assert await db.fetchval("select count(*) from correction") == 0


async def test_a_ticket_that_is_not_there_cannot_be_corrected(whole: Composed) -> None:
    agent = await whole.staff()
    await agent.fresh_nonce()
    body = {"aspect": "urgency", "meant": "low"}
    path = f"/api/tickets/{uuid4()}/correction"
    async with await agent.request("POST", path, json=body) as answer:
        assert answer.status == 404


async def test_the_quality_of_readings_quotes_nobody(whole: Composed) -> None:
    await whole.send(
        letter("c@shop.example", SECRET, f"My {SECRET} is late. +49 30 901820")
    )
    await whole.settled()
    agent = await whole.staff()
    (ticket,) = await whole.tickets()
    path = f"/api/tickets/{ticket['id']}/correction"
    await agent.json("POST", path, json={"aspect": "topic", "meant": "refund"})
    auditor = await whole.staff(role=Role.AUDITOR, name="Uma Audit")
    await auditor.fresh_nonce()
    async with await auditor.request("GET", "/api/quality") as answer:
        assert answer.status == 200
        told = (await answer.text()).lower()
    assert '"wrong":1' in told
    for word in (
        SECRET,
        "shop.example",
        "901820",
        ticket["id"],
        str(ticket["customer_id"]),
    ):
        assert str(word).lower() not in told
