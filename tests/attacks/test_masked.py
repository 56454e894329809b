"""Under a weak verdict no personal word leaves the desk, by any route there is."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from aiohttp import WSServerHandshakeError

from auth.device import Device
from auth.verdict import Role
from customers.consent import give
from customers.customer import AddressKind, Purpose
from customers.people import add_address
from intake.store import set_part_text, set_words
from intake.voice import store
from intake.voice.call import CallStart, Source, Transcript
from tests.attacks.composed import Composed, letter, weak
from ui.routes import ROUTES

MARK = "quokkazz"  # in every personal value there is
PHONE = "+447700900471"
KEYS = "4711#"
# What customers write of themselves, in either language and however they space it.
PERSONAL = (
    *("13812345678", "138 1234 5678", "１３８１２３４５６７８", "一三八一二三四五六七八"),
    *("110105 19491231 002X", "4111 1111 1111 1111", "4111-1111-1111-1111"),
    *("ann.lee@post.example", "ann.lee @ post.example", "GB82 WEST 1234 5698 7654 32"),
    *("京A12345", "12 Tanner Lane", "南京市鼓楼区中山路18号3栋2单元501室"),
)
# Evidence quotes them; so does what would have changed the level.
QUOTED = ("before 17:00", "furious", "lawyer", "今天下午五点前")
MARKS = (MARK, PHONE, PHONE[-9:], KEYS, *PERSONAL, *QUOTED)


class Sample:
    """The sample day, half played: it names people."""

    def state(self) -> tuple[bool, list[str]]:
        return True, [f"Mail from {MARK}@shop.example"]

    def begin(self) -> bool:
        return False


async def _marked(whole: Composed) -> dict[str, UUID]:
    """A ticket with a call, a reply, a note, a promise and a reveal, all of them marked."""
    desk, now = whole.desk, datetime.now(UTC)
    mail = letter(
        f"Ann {MARK} <{MARK}@shop.example>",
        f"Refund {MARK} by tomorrow 10:00!!",
        f"I am furious, {MARK}. Answer today before 17:00 or I call a lawyer. {MARK}\n"
        f"{' ; '.join(PERSONAL)}\n请务必今天下午五点前处理。",
        Message_ID=f"<1@{MARK}.example>",
    )
    mail.add_attachment(b"GIF89a", "image", "gif", filename=f"{MARK}.gif")
    await whole.send(mail)
    await whole.settled()
    (ticket,) = await whole.tickets()
    async with desk.transaction() as db:
        who, org = ticket["customer_id"], desk.org
        await add_address(db, org, who, AddressKind.PHONE, PHONE, now=now)
        until = now + timedelta(days=30)
        for purpose in (Purpose.RECORD_CALLS, Purpose.LISTEN_FOR_STRAIN):
            await give(db, org, who, purpose, valid_until=until, channel="portal", now=now)
        start = CallStart(
            Source.TWILIO, uuid4().hex, 8000, caller=PHONE, record=True, listen=True
        )
        call, call_ticket = await desk.open_call(db, start, None)
        for key in KEYS:
            await store.press(db, org, call, key)
        part = await db.fetchval("select id from part")
        await set_part_text(db, org, part, f"text {MARK}", 0.99, {"camera": MARK})
        contact = await db.fetchval("select contact_id from call where id = $1", call)
        await set_words(db, org, contact, f"heard {MARK}", f"caller: heard {MARK}")
        await store.set_transcript(db, org, call, Transcript.DONE)
        await store.end(db, org, call, now=now)
    agent = await whole.staff()
    at = f"/api/tickets/{ticket['id']}"
    body = f"Dear {MARK}, I call {MARK} before 10:00 tomorrow."
    promise = {"text": f"call {MARK} before 10:00 tomorrow"}
    promise["start"] = body.index(promise["text"])
    promise["end"] = promise["start"] + len(promise["text"])
    promise["due_at"] = (now + timedelta(days=1)).isoformat()
    said = {"body": body, "promises": [promise], "seen": 10_000, "key": str(uuid4())}
    await agent.json("POST", f"{at}/replies", json=said)
    note = {"body": f"{MARK} {' '.join(PERSONAL)}", "key": str(uuid4())}
    await agent.json("POST", f"{at}/notes", json=note)
    why = {"why": f"because {MARK}"}
    await agent.json("POST", f"{at}/priority", json={"priority": "critical", **why})
    await agent.json("POST", f"{at}/state", json={"state": "waiting", **why})
    await agent.json("POST", f"{at}/escalation", json={"act": "raise", **why})
    await agent.json("POST", f"/api/customers/{who}/reveal", json={"field": "mail", **why})
    await whole.settled()
    promised = await desk.pool.fetchval("select id from promise where kind = 'stated'")
    consent = await desk.pool.fetchval("select id from consent limit 1")
    return {
        "tickets": ticket["id"],
        "promises": promised,
        "consents": consent,
        "parts": part,
        "calls": call,
        "customers": who,
        "other": call_ticket,
    }


async def _ask(device: Device, path: str) -> tuple[int, str]:
    async with await device.request("GET", path) as response:
        body = await response.read()
        headers = " ".join(f"{k}: {v}" for k, v in response.headers.items())
        return response.status, headers + body.decode("utf-8", "replace")


def _paths(ids: dict[str, UUID]) -> list[str]:
    paths = []
    for route in ROUTES:
        if route.method == "GET" and not route.path.startswith(("/ws/", "/assets/")):
            kind = route.path.partition("/{id}")[0].rpartition("/")[2]
            paths.append(route.path.replace("{id}", str(ids.get(kind, uuid4()))))
    paths.append(f"/api/tickets/{ids['other']}")
    searches = [
        f"/api/tickets?q={MARK}",
        "/api/tickets?q=nothing",
        "/api/tickets?view=calls",
    ]
    return paths + searches


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.AUDITOR])
async def test_no_personal_word_is_in_any_masked_answer(whole: Composed, role: Role):
    ids = await _marked(whole)
    object.__setattr__(whole.desk, "sample", Sample())
    strong = await whole.staff(Role.ADMIN)
    device = weak(await whole.staff(role))
    said = ""
    for path in _paths(ids):
        said += (await _ask(strong, path))[1]
        status, text = await _ask(device, path)
        assert status in (200, 204, 403, 404, 422, 503), (path, status, text)
        found = [mark for mark in MARKS if mark in text]
        assert not found, (path, found, text)
    # The test looks for what is really there: unmasked all of it is shown.
    assert MARK in said
    assert KEYS in said
    for one in (*PERSONAL, *QUOTED):
        assert one in said, one
    # Searching must not tell either: a masked search finds everything or nothing.
    answers = {(await _ask(device, f"/api/tickets?q={q}"))[1][-200:] for q in (MARK, "zz")}
    assert len(answers) == 1


async def test_a_list_shows_no_number_or_address_to_anybody(whole: Composed):
    for number, one in enumerate(PERSONAL):
        name = one if number % 2 else "Ann"
        mail = letter(f'"{name}" <c{number}@shop.example>', f"Call {one} now", "Hello.")
        await whole.send(mail)
    await whole.settled()
    strong = await whole.staff(Role.ADMIN)
    status, text = await _ask(strong, "/api/tickets")
    assert status == 200
    assert not [one for one in PERSONAL if one in text]
    assert "Call " in text


async def test_what_cannot_be_masked_needs_a_step_up(whole: Composed):
    ids = await _marked(whole)
    device = weak(await whole.staff(Role.ADMIN))
    who = await whole.desk.pool.fetchval("select shown from customer_address limit 1")
    customer = weak(await whole.customer(who))
    for asking, path in (
        (device, f"/api/parts/{ids['parts']}"),
        (device, f"/api/calls/{ids['calls']}/audio"),
        (device, f"/api/promises/{ids['promises']}/proof"),
        (device, f"/api/tickets/{ids['tickets']}/proof"),
        (device, f"/api/consents/{ids['consents']}/proof"),
        (customer, f"/api/portal/tickets/{ids['tickets']}"),
        (customer, f"/api/parts/{ids['parts']}"),
        (customer, f"/api/tickets/{ids['tickets']}/proof"),
        (customer, "/api/portal/export"),
    ):
        async with await asking.request("GET", path) as response:
            body = await response.json(content_type=None)
        assert response.status == 403, path
        assert body["step_up"] is True, path
    why = {"field": "mail", "why": "because"}
    path = f"/api/customers/{ids['customers']}/reveal"
    async with await device.request("POST", path, json=why) as response:
        assert response.status == 403


async def test_a_masked_customer_sees_no_word_of_their_own(whole: Composed):
    ids = await _marked(whole)
    who = await whole.desk.pool.fetchval(
        "select shown from customer_address where customer_id = $1 and kind = 'mail'",
        ids["customers"],
    )
    strong = await whole.customer(who)
    assert MARK in (await _ask(strong, "/api/portal/me"))[1]
    device = weak(await whole.customer(who))
    for path in _paths(ids):
        _, text = await _ask(device, path)
        assert not [mark for mark in MARKS if mark in text], (path, text)


async def test_a_masked_page_hears_no_personal_word(whole: Composed):
    device = weak(await whole.staff(Role.ADMIN))
    strong = await whole.staff(Role.ADMIN)
    async with device.socket("/ws/live") as line, strong.socket("/ws/live") as clear:
        await line.send({"type": "resume", "cursor": "0.0"})
        await clear.send({"type": "resume", "cursor": "0.0"})
        await _marked(whole)
        await whole.desk.pool.execute(
            "select emit($1, 'demo', null, $2)",
            whole.desk.org,
            {"running": False, "steps": [f"Mail from {MARK}"]},
        )
        heard, shown = await asyncio.gather(_until_demo(line), _until_demo(clear))
    assert len(heard) == len(shown) > 10
    assert not [mark for mark in MARKS if mark in json.dumps(heard)]
    assert not [e for e in heard if "key" in e["body"]]
    assert MARK in json.dumps(shown)
    assert "".join(e["body"].get("key", "") for e in shown) == KEYS


async def _until_demo(line) -> list[dict]:
    events = []
    while not events or events[-1].get("topic") != "demo":
        events.append(await line.receive(within=30))
    return events


async def test_a_proof_names_nobody(whole: Composed):
    ids = await _marked(whole)
    device = await whole.staff()
    # Workers seal; here nobody does, so it is done once.
    import ledger
    from ledger.publish import publish

    async with whole.desk.transaction() as db:
        now = datetime.now(UTC)
        while await ledger.sequence(db, whole.desk.org, whole.desk.log_keys, now=now):
            pass
    async with whole.desk.pool.acquire() as db:
        keys, folder = whole.desk.log_keys, whole.desk.log_folder
        await publish(db, whole.desk.org, keys, folder, now=now)
    place = folder / str(whole.desk.org)
    published = [
        f"/log/{path.relative_to(place)}"
        for path in (place / "tile").rglob("*")
        if path.is_file()
    ]
    assert published
    people = {str(ids["customers"]), *MARKS}
    for path in (
        f"/api/promises/{ids['promises']}/proof",
        f"/api/tickets/{ids['tickets']}/proof",
        f"/api/consents/{ids['consents']}/proof",
        "/log/checkpoint",
        "/log/keys",
        "/log/anchors",
        *published,
    ):
        status, text = await _ask(device, path)
        assert status == 200, (path, text)
        assert not [mark for mark in people if mark in text], path
    for table in ("entry", "tile", "checkpoint", "anchoring"):
        for row in await whole.desk.pool.fetch(f"select * from {table}"):
            assert not [mark for mark in MARKS if mark in str(dict(row))], table


async def test_nobody_hears_live_updates_but_the_desk(whole: Composed):
    customer = await whole.customer("ann@shop.example")
    with pytest.raises(WSServerHandshakeError, match="403"):
        async with customer.socket("/ws/live"):
            pass
