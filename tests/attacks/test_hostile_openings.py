"""The library of openings: who may touch it, and what its words may not do."""

from __future__ import annotations

import pytest

from auth.device import Device
from auth.verdict import Role
from tests.attacks.composed import Composed, letter, weak

FURIOUS = "I am furious. You charged me twice and nobody gives me my money back!"
TEXT = {"when": "They are angry.", "words": "I hear you."}
FITS = {"feelings": ["anger"], "topics": [], "circumstances": []}
FITTING = {**TEXT, **FITS}


async def _ask(device: Device, method: str, path: str, body: object = None):
    await device.fresh_nonce()
    async with await device.request(method, path, json=body) as response:
        return response.status, await response.json(content_type=None)


async def _ticket(whole: Composed) -> str:
    await whole.send(letter("Ann <ann@shop.example>", "Charged twice", FURIOUS))
    await whole.settled()
    (ticket,) = await whole.tickets()
    return f"/api/tickets/{ticket['id']}"


@pytest.mark.parametrize("role", [Role.AGENT, Role.AUDITOR])
async def test_nobody_but_an_administrator_changes_the_library(
    whole: Composed, role: Role
) -> None:
    device = await whole.staff(role)
    at = "/api/openings/en/angry"
    for method, path, body in (
        ("POST", "/api/openings", {"texts": {"en": TEXT}, **FITS}),
        ("PUT", at, {**FITTING, "off": True, "seen": 0}),
        ("POST", f"{at}/restore", {"seen": 0}),
    ):
        assert (await _ask(device, method, path, body))[0] == 403
    assert await whole.desk.pool.fetchval("select count(*) from opening") == 0


async def test_under_a_weak_verdict_nothing_is_changed_or_suggested(
    whole: Composed,
) -> None:
    path = await _ticket(whole)
    admin = await whole.staff(Role.ADMIN)
    assert (await admin.json("GET", path))["suggestions"]
    assert (await admin.json("GET", "/api/openings"))["items"]
    weak(admin)
    body = {**FITTING, "off": True, "seen": 0}
    status, told = await _ask(admin, "PUT", "/api/openings/en/angry", body)
    assert (status, told["step_up"]) == (403, True)
    assert (await admin.json("GET", path))["suggestions"] == []


async def test_what_is_suggested_leaves_the_desk_only_when_an_agent_sends_it(
    whole: Composed,
) -> None:
    path = await _ticket(whole)
    agent = await whole.staff()
    shown = await agent.json("GET", path)
    first = shown["suggestions"][0]
    assert first["language"] == "en"
    assert first["reasons"]
    assert first["reasons"][0]["words"]  # the customer's own
    assert all(word in FURIOUS for r in first["reasons"] for word in r["words"])
    await whole.settled()
    for table in ("words", "outgoing"):
        texts = await whole.desk.pool.fetch(f"select * from {table}")
        assert not [row for row in texts if first["words"] in str(dict(row))]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"words": "We will call you before 10:00 tomorrow."}, 422),
        ({"words": "turned \u202e round"}, 422),
        ({"words": ""}, 422),
        ({"words": "x" * 100_000}, 422),
        ({"feelings": ["rage"]}, 422),
        ({"extra": 1}, 422),
        ({"seen": 7}, 409),
        ({"seen": -(2**70)}, 409),
    ],
)
async def test_a_change_that_does_not_fit_is_refused(
    whole: Composed, change: dict, status: int
) -> None:
    admin = await whole.staff(Role.ADMIN)
    body = {**FITTING, "off": False, "seen": 0, **change}
    assert (await _ask(admin, "PUT", "/api/openings/en/angry", body))[0] == status
    for path in ("/api/openings/fr/angry", "/api/openings/en/nothing"):
        plain = {**FITTING, "off": False, "seen": 0}
        assert (await _ask(admin, "PUT", path, plain))[0] == 404


async def test_markup_in_the_library_stays_text_and_every_change_is_kept(
    whole: Composed,
) -> None:
    path = await _ticket(whole)
    admin = await whole.staff(Role.ADMIN)
    markup = "<img src=x onerror=alert(1)> ${7*7} {{7*7}}"
    text = {**TEXT, "words": markup}
    body = {**FITS, "topics": ["billing", "refund"], "texts": {"en": text}}
    await _ask(admin, "POST", "/api/openings", body)
    assert markup in str((await admin.json("GET", "/api/openings"))["items"][-1]["words"])
    changes = (await admin.json("GET", "/api/openings"))["changes"]
    assert [(c["act"], c["who"]) for c in changes] == [("added", "Li Wei")]
    said = (await admin.json("GET", path))["suggestions"]
    assert markup in [one["words"] for one in said]


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"fr": TEXT},
        {"en": {**TEXT, "words": ""}},
        {"en": TEXT, "zh": {"when": "对方生气。", "words": "我们明天上午十点前给您回电。"}},
    ],
)
async def test_an_opening_of_which_one_language_does_not_fit_is_kept_in_none(
    whole: Composed, texts: dict
) -> None:
    admin = await whole.staff(Role.ADMIN)
    body = {**FITS, "texts": texts}
    assert (await _ask(admin, "POST", "/api/openings", body))[0] == 422
    assert await whole.desk.pool.fetchval("select count(*) from opening") == 0
