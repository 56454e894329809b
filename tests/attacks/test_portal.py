"""Attacks on the portal: other people's things, mail bombs, forms without end."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession, FormData, WSServerHandshakeError

from auth.device import Device, Turned
from tests.attacks.composed import Composed, letter

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def _form(**fields: str) -> FormData:
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


async def _write(device: Device, form: Any, **more: Any) -> tuple[int, Any]:
    await device.fresh_nonce()
    path = "/api/portal/messages"
    async with await device.request("POST", path, data=form, **more) as response:
        return response.status, await response.json(content_type=None)


async def _ask_for_link(origin: str, mail: str) -> tuple[int, bytes, float]:
    async with ClientSession() as session:
        began = time.monotonic()
        async with session.post(
            f"{origin}/api/portal/link", json={"mail": mail}
        ) as response:
            return response.status, await response.read(), time.monotonic() - began


async def test_a_customer_reaches_nothing_of_another(whole: Composed):
    mail = letter("Ann <ann@shop.example>", "Broken", "It is broken.")
    mail.add_attachment(PNG, "image", "png", filename="a.png")
    await whole.send(mail)
    await whole.settled()
    ann = await whole.customer("ann@shop.example")
    bob = await whole.customer("bob@shop.example")
    await ann.json("PUT", "/api/portal/consents/record-calls", json={"given": True})
    pool = whole.desk.pool
    ticket = await pool.fetchval("select id from ticket")
    part = await pool.fetchval("select id from part")
    promise = await pool.fetchval("select id from promise limit 1")
    consent = await pool.fetchval("select id from consent limit 1")
    paths = [
        f"/api/portal/tickets/{ticket}",
        f"/api/parts/{part}",
        f"/api/promises/{promise}/proof",
        f"/api/tickets/{ticket}/proof",
        f"/api/consents/{consent}/proof",
        f"/api/promises/{promise}/receipt",
        f"/api/consents/{consent}/receipt",
        f"/api/consents/{consent}/record",
    ]
    for path in paths:
        async with await bob.request("GET", path) as theirs:
            anothers = theirs.status, await theirs.json(content_type=None)
        nothing = "/".join(
            str(uuid4()) if len(piece) == 36 else piece for piece in path.split("/")
        )
        async with await bob.request("GET", nothing) as none:
            missing = none.status, await none.json(content_type=None)
        assert anothers[0] == 404, path
        assert anothers == missing, path  # not even that there is such a thing
    for path in (f"/api/tickets/{ticket}", f"/api/calls/{uuid4()}/audio", "/api/tickets"):
        async with await bob.request("GET", path) as refused:
            assert refused.status == 403, path
    status, _ = await _write(bob, _form(text="Me too", ticket_id=str(ticket)))
    assert status == 404
    assert (await bob.json("GET", "/api/portal/me"))["tickets"] == []
    export = await bob.json("GET", "/api/portal/export")
    assert "Broken" not in str(export)
    assert await pool.fetchval("select count(*) from raw_contact") == 1
    async with await ann.request("GET", f"/api/parts/{part}") as own:
        assert own.status == 200


async def test_a_call_about_anothers_ticket_gets_a_ticket_of_its_own(whole: Composed):
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    (ticket,) = await whole.tickets()
    bob = await whole.customer("bob@shop.example")
    for about in (str(ticket["id"]), str(uuid4())):
        async with _call(bob, about) as line:
            await line.send({"type": "start", "language": "en"})
            started = await line.receive(within=20)
            assert started["type"] == "started"
            assert started["ticket_id"] != str(ticket["id"])
            await line.send({"type": "end"})
            while await line.receive(within=20) is not None:
                pass


def _call(device: Device, about: str) -> Any:
    return device.socket(f"/ws/call?ticket={about}")


async def test_nobody_can_be_bombed_with_links(whole: Composed):
    await whole.customer("ann@shop.example")
    before = await whole.desk.pool.fetchval("select count(*) from invitation")
    answers = await asyncio.gather(
        *(_ask_for_link(whole.origin, "Ann@shop.example") for _ in range(8))
    )
    assert {(status, body) for status, body, _ in answers} == {(202, b"")}
    await whole.settled()
    made = await whole.desk.pool.fetchval("select count(*) from invitation") - before
    mails = list((whole.settings.home / "outbox").glob("*.eml"))
    assert len(mails) == made <= 3
    assert made == 3 - before  # the test's own device was invited within the hour


async def test_an_answer_tells_nobody_who_is_a_customer(whole: Composed):
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    known = [await _ask_for_link(whole.origin, "ann@shop.example") for _ in range(5)]
    unknown = [await _ask_for_link(whole.origin, "eve@shop.example") for _ in range(5)]
    assert {answer[:2] for answer in known} == {answer[:2] for answer in unknown}
    assert min(took for *_, took in known + unknown) >= 0.29
    assert await whole.desk.pool.fetchval("select count(*) from customer") == 1


async def test_one_place_cannot_ask_for_everybodys_links(whole: Composed):
    answers = await asyncio.gather(
        *(_ask_for_link(whole.origin, f"c{n}@shop.example") for n in range(40))
    )
    assert [status for status, *_ in answers].count(429) >= 9


async def test_a_links_token_stands_in_its_mail_alone(whole: Composed):
    await whole.send(letter("Ann <ann@shop.example>", "Broken", "It is broken."))
    await whole.settled()
    await _ask_for_link(whole.origin, "ann@shop.example")
    await whole.settled()
    outbox = whole.settings.home / "outbox"
    (mail,) = [p for p in outbox.glob("*.eml") if "/enrol#" in p.read_text()]
    token = mail.read_text().partition("/enrol#")[2].split()[0]
    assert mail.stat().st_mode & 0o777 == 0o600
    assert outbox.stat().st_mode & 0o777 == 0o700
    tables = await whole.desk.pool.fetch(
        "select tablename from pg_tables where schemaname = 'public'"
    )
    for row in tables:
        for found in await whole.desk.pool.fetch(f'select * from "{row[0]}"'):
            assert token not in str(dict(found)), row[0]
    device = await Device.enrol(whole.origin, token)
    assert device.role == "customer"
    await device.close()
    with pytest.raises(Turned, match="410"):
        await Device.enrol(whole.origin, token)


async def test_a_form_sent_twice_is_one_contact(whole: Composed):
    ann = await whole.customer("ann@shop.example")
    bob = await whole.customer("bob@shop.example")
    key = str(uuid4())
    answers = [await _write(ann, _form(text="Help", key=key)) for _ in range(3)]
    assert {status for status, _ in answers} == {201}
    assert len({body["contact_id"] for _, body in answers}) == 1
    status, other = await _write(bob, _form(text="Help", key=key))
    assert status == 201
    assert other["contact_id"] != answers[0][1]["contact_id"]
    await _write(ann, _form(text="Help"))
    await _write(ann, _form(text="Help"))
    await whole.settled()
    assert len(await whole.tickets()) == 4


async def test_forms_without_end_are_refused(whole: Composed):
    ann = await whole.customer("ann@shop.example")

    async def endless() -> Any:
        for _ in range(10_000):
            yield b"x" * 10_000

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert (await _write(ann, endless(), headers=kind))[0] == 411
    large = _form(text="x")
    large.add_field("picture", b"x" * (10 * 2**20 + 1), filename="a.png")
    assert (await _write(ann, large))[0] == 422
    six = _form(text="x")
    for n in range(6):
        six.add_field("picture", PNG, filename=f"{n}.png")
    assert (await _write(ann, six))[0] == 422
    assert (await _write(ann, _form(text="x" * 20_001)))[0] == 422
    assert (await _write(ann, _form(text=" ")))[0] == 422
    assert (await _write(ann, _form(text="x", key="x")))[0] == 422
    crumbs = b"".join(b"--b\r\n\r\nx\r\n" for _ in range(50_000)) + b"--b--\r\n"
    assert (await _write(ann, crumbs, headers=kind))[0] == 422
    for body, headers in (
        (b"--b\r\n", kind),
        (b"nothing", kind),
        (b"", kind),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n", kind),
        (b"--b\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\nx\r\n--b--\r\n", kind),
        (b"text=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    ):
        status, _ = await _write(ann, body, headers=headers)
        assert 400 <= status < 500, body[:50]
    assert await whole.desk.pool.fetchval("select count(*) from raw_contact") == 0


async def test_a_picture_that_lies_is_never_a_page(whole: Composed):
    ann = await whole.customer("ann@shop.example")
    form = FormData(quote_fields=False)
    form.add_field("text", "See here")
    page = b"<script>alert(1)</script>"
    for n, kind in enumerate(("text/html", "image/svg+xml", "image/png")):
        form.add_field("picture", page, filename=f"../../x{n}.html", content_type=kind)
    assert (await _write(ann, form))[0] == 201
    await whole.settled()
    parts = await whole.desk.pool.fetch("select id, name from part order by place")
    assert [row["name"] for row in parts] == ["x0.html", "x1.html", "x2.html"]
    for row in parts:
        async with await ann.request("GET", f"/api/parts/{row['id']}") as response:
            kind = response.headers["Content-Type"]
            assert kind in ("application/octet-stream", "image/png")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            shown = response.headers["Content-Disposition"].split(";")[0]
            assert shown == ("inline" if kind == "image/png" else "attachment")


async def test_what_is_no_call_opens_no_socket(whole: Composed):
    bob = await whole.customer("bob@shop.example")
    with pytest.raises(WSServerHandshakeError, match="404"):
        async with _call(bob, "nothing"):
            pass
