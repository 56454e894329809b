"""Who sees a hidden value is written down with the reason, and its owner is told."""

from __future__ import annotations

from typing import Any

import pytest

from auth.device import Turned
from auth.verdict import Role
from tests.attacks.composed import Composed, letter, weak


async def test_a_reveal_is_shown_to_the_customer_with_who_and_why(whole: Composed):
    await whole.send(letter("Ann Lee <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    (ticket,) = await whole.tickets()
    agent = await whole.staff(name="Li Wei")
    at = f"/api/tickets/{ticket['id']}"
    before = await agent.json("GET", at)
    assert "ann@" not in str(before)
    path = f"/api/customers/{ticket['customer_id']}/reveal"
    asked: dict[str, Any] = {"field": "mail", "why": "to send the invoice"}
    assert (await agent.json("POST", path, json=asked))["value"] == "ann@shop.example"
    for refused in ({"field": "mail", "why": ""}, {"field": "name", "why": "because"}):
        with pytest.raises(Turned, match="422"):
            await agent.json("POST", path, json=refused)
    ann = await whole.customer("ann@shop.example")
    used = (await ann.json("GET", "/api/portal/me"))["uses"]
    (shown,) = [use for use in used if use["what"] == "mail"]
    assert (shown["who"], shown["why"]) == ("Li Wei", "to send the invoice")


async def test_an_attachment_opened_by_the_desk_is_a_look_that_is_told(whole: Composed):
    mail = letter("Ann <ann@shop.example>", "Broken", "See the file.")
    mail.add_attachment(b"%PDF", "application", "pdf", filename="a.pdf")
    await whole.send(mail)
    await whole.settled()
    part = await whole.desk.pool.fetchval("select id from part")
    agent = await whole.staff()
    async with await agent.request("GET", f"/api/parts/{part}") as response:
        assert response.status == 200
    ann = await whole.customer("ann@shop.example")
    used = (await ann.json("GET", "/api/portal/me"))["uses"]
    assert [use["who"] for use in used if use["what"] == "attachment"] == ["Li Wei"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CUSTOMER, Role.AGENT])
async def test_who_may_not_reveal_leaves_no_look(whole: Composed, role: Role):
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    (ticket,) = await whole.tickets()
    if role is Role.CUSTOMER:
        device = await whole.customer("bob@shop.example")
    else:
        device = weak(await whole.staff(role))
    path = f"/api/customers/{ticket['customer_id']}/reveal"
    with pytest.raises(Turned, match="403"):
        await device.json("POST", path, json={"field": "mail", "why": "because"})
    looks = await whole.desk.pool.fetchval(
        "select count(*) from customer_use where what = 'mail'"
    )
    assert looks == 0
