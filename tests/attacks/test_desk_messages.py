"""Attacks with what agents may send: keys used twice, odd promises, odd values."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest

from auth.device import Device, Turned
from auth.verdict import Role
from tests.attacks.composed import Composed, letter


async def _two_tickets(whole: Composed) -> tuple[Device, str, str]:
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.send(letter("Bob <bob@shop.example>", "Late", "It is late."))
    await whole.settled()
    first, second = (str(ticket["id"]) for ticket in await whole.tickets())
    return await whole.staff(), first, second


async def _status(device: Device, method: str, path: str, **more: Any) -> int:
    async with await device.request(method, path, **more) as response:
        assert response.status < 500, (path, more, await response.text())
        return response.status


def _reply(**changes: Any) -> dict[str, Any]:
    said = {"body": "We will call you tomorrow.", "seen": 99, "key": str(uuid4())}
    return said | {"promises": []} | changes


async def test_a_reply_cannot_hide_behind_the_id_of_something_else(whole: Composed):
    """Words kept under the id of a customer's own message would be in no history."""
    agent, first, second = await _two_tickets(whole)
    contact = await whole.desk.pool.fetchval(
        "select message_id::text from conversation where kind = 'contact' "
        "and ticket_id = $1::text::uuid",
        first,
    )
    receipt = await whole.desk.pool.fetchval(
        "select message_id::text from conversation where kind = 'receipt' "
        "and ticket_id = $1::text::uuid",
        first,
    )
    note = str(uuid4())
    path = f"/api/tickets/{first}/notes"
    assert await _status(agent, "POST", path, json={"body": "x", "key": note}) == 200
    before = await whole.desk.pool.fetchval("select count(*) from outgoing")
    for key in (contact, receipt, note):
        for ticket in (first, second):
            path = f"/api/tickets/{ticket}/replies"
            assert await _status(agent, "POST", path, json=_reply(key=key)) == 409
    for key in (contact, receipt):
        path = f"/api/tickets/{first}/notes"
        assert await _status(agent, "POST", path, json={"body": "x", "key": key}) == 409
    after = await whole.desk.pool.fetchval("select count(*) from outgoing")
    words = await whole.desk.pool.fetchval("select count(*) from words where id = $1", note)
    assert (after, words) == (before, 1)


async def test_a_key_sends_once_also_at_the_same_time(whole: Composed):
    agent, first, second = await _two_tickets(whole)
    said = _reply()
    path = f"/api/tickets/{first}/replies"
    answers = await asyncio.gather(
        *(_status(agent, "POST", path, json=said) for _ in range(4))
    )
    assert answers == [200] * 4
    other = f"/api/tickets/{second}/replies"
    assert await _status(agent, "POST", other, json=said) == 409
    sent = await whole.desk.pool.fetchval("select count(*) from words where kind = 'reply'")
    assert sent == 1


async def test_promises_that_are_none_are_refused(whole: Composed):
    agent, first, _ = await _two_tickets(whole)
    path, body = f"/api/tickets/{first}/replies", _reply()["body"]
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    good = {"start": 0, "end": 7, "text": "We will", "due_at": soon}
    bad: list[dict[str, Any]] = [
        {"start": -7, "end": -1, "text": body[-7:-1]},
        {"start": 3, "end": 3, "text": ""},
        {"start": 7, "end": 0, "text": ""},
        {"start": 2, "end": 3, "text": " "},
        {"end": 10**30, "text": body},
        {"text": "Another"},
        {"due_at": "9999-12-31T23:59:59-23:00"},
        {"due_at": "0001-01-01T00:00:00+23:00"},
        {"due_at": (datetime.now(UTC) + timedelta(days=800)).isoformat()},
        {"due_at": "2020-01-01T00:00:00Z"},
        {"due_at": "2999-01-01T00:00:00"},
        {"due_at": float("nan")},
        {"due_at": float("inf")},
        {"due_at": 1e300},
        {"due_at": None},
    ]
    for change in bad:
        said = _reply(promises=[good | change])
        assert await _status(agent, "POST", path, json=said) == 422, change
    many = _reply(promises=[good] * 21)
    assert await _status(agent, "POST", path, json=many) == 422
    assert await _status(agent, "POST", path, json=_reply(promises=[good])) == 200
    stated = await whole.desk.pool.fetch("select * from promise where kind = 'stated'")
    assert len(stated) == 1


async def test_a_ticket_is_given_only_to_somebody_who_works_here(whole: Composed):
    agent, first, _ = await _two_tickets(whole)
    await whole.staff(Role.AUDITOR)
    await whole.customer("ann@shop.example")
    others = await whole.desk.pool.fetch(
        "select id::text from account where role in ('auditor', 'customer')"
    )
    path = f"/api/tickets/{first}/assign"
    for account in (str(uuid4()), *(row["id"] for row in others)):
        given = {"account_id": account}
        assert await _status(agent, "POST", path, json=given) == 422
    own = (await agent.json("GET", "/api/me"))["account_id"]
    assert await _status(agent, "POST", path, json={"account_id": own}) == 200
    assert await _status(agent, "POST", path, json={"account_id": None}) == 200


async def test_odd_values_are_answered_not_stumbled_over(whole: Composed):
    admin = await whole.staff(Role.ADMIN)
    for path in (
        "/api/tickets?urgency=99999999999999999999",
        "/api/tickets?urgency=-99999999999999999999",
        "/api/tickets?urgency=" + "9" * 5000,
        "/api/tickets?channel=%00",
        "/api/tickets?q=%00%ED%A0%80'%27&channel=mail",
        "/api/tickets?cursor=" + "A" * 3000,
        "/api/tickets?cursor=WyJ1cmdlbmN5Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OSwiMDAiXQ",
        "/api/tickets?order=urgency&cursor=WyJ1cmdlbmN5IiwgOTk5OTk5OTk5OTk5OTk5OTk5OTksIC"
        "IwMTlhMjcxMS00ZmFlLTdiNTAtYTJlNy03MjljY2Y4ZmFhOTUiXQ",
        "/api/tickets/00000000-0000-0000-0000-000000000000",
        "/api/tickets/nothing",
        "/api/parts/%00",
        "/assets/%00",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e",
    ):
        await admin.fresh_nonce()
        status = await _status(admin, "GET", path)
        assert status < 500
    for number in ("9" * 19, "9" * 5000, "-1", "x", "٣", "²"):
        path = f"/api/dead-letters/{number}/retry"
        await _status(admin, "POST", path)
    for name in ("\0", "a\0b", "\ud800"):
        raw = json.dumps({"name": name, "role": "agent"})
        headers = {"Content-Type": "application/json"}
        await _status(admin, "POST", "/api/accounts", data=raw, headers=headers)


async def test_a_search_in_the_cursor_of_a_socket_ends_no_socket(whole: Composed):
    agent = await whole.staff()
    async with agent.socket("/ws/live") as line:
        for cursor in ("9" * 20 + "." + "9" * 20, "1.x", "", None, "0." + "9" * 25):
            await line.send({"type": "resume", "cursor": cursor})
        for _ in range(60):
            await line.send({"type": "watch", "call": str(uuid4())})
        await line.send({"type": "watch", "call": {"a": 1}})
        ticket = str(uuid4())
        await whole.desk.pool.execute(
            "select emit($1, 'ticket', $2, '{}')", whole.desk.org, ticket
        )
        while (event := await line.receive(within=20)) is not None:
            if event["ref"] == ticket:
                break
        assert event is not None


async def test_the_sample_day_is_for_an_empty_desk(whole: Composed):
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    admin = await whole.staff(Role.ADMIN)
    with pytest.raises(Turned, match="409"):
        await admin.json("POST", "/api/demo")
    assert (await admin.json("GET", "/api/demo"))["running"] is False


async def test_who_writes_to_anothers_ticket_is_shown_as_who_they_are(whole: Composed):
    """A reply address gets about: who uses it must not speak in the customer's name."""
    await whole.send(letter("Ann Lee <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    (receipt,) = (whole.settings.home / "outbox").glob("*.eml")
    sent = message_from_bytes(receipt.read_bytes(), policy=default)
    token = sent["Reply-To"].addresses[0].addr_spec
    mail = letter("Mallory <mallory@bad.example>", "Re: Broken", "Pay it to my account.")
    del mail["To"]
    mail["To"] = token
    await whole.send(mail)
    await whole.settled()
    (ticket,) = await whole.tickets()
    agent = await whole.staff()
    shown = await agent.json("GET", f"/api/tickets/{ticket['id']}")
    heard = [m for m in shown["messages"] if m["kind"] == "contact"]
    assert [m["author"] for m in heard] == ["Ann Lee", "Mallory"]
    wrote = [h["who"] for h in shown["history"] if h["what"] == "wrote"]
    assert wrote == ["Mallory"]
    ann = await whole.customer("ann@shop.example")
    talk = await ann.json("GET", f"/api/portal/tickets/{ticket['id']}")
    heard = [m for m in talk["messages"] if m["author"] != "Veridesk"]
    assert [(m["mine"], m["author"]) for m in heard] == [
        (True, "Ann Lee"),
        (False, "Mallory"),
    ]
    mallory = await whole.customer("mallory@bad.example")
    with pytest.raises(Turned, match="404"):
        await mallory.json("GET", f"/api/portal/tickets/{ticket['id']}")
    assert (await mallory.json("GET", "/api/portal/me"))["tickets"] == []
