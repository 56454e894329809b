"""A key in strange circumstances reads masked, changes nothing, and is asked for more."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from auth import enrol
from auth.device import FINGERPRINT, Turned
from auth.judgement.place import UNKNOWN, Place
from auth.verdict import Role
from server.database import borrow
from tests.auth.small_desk import SmallDesk, ask, code_of, small_desk


async def _second_factor(desk: SmallDesk, device) -> str:
    secret = (await device.json("POST", "/api/totp/begin"))["secret"]
    code = code_of(secret, desk.clock())
    await device.json("POST", "/api/totp/confirm", json={"code": code})
    return secret


async def _turned(device, method: str, path: str, **more):
    try:
        await device.json(method, path, **more)
    except Turned as turned:
        return turned
    raise AssertionError("it passed")


async def test_a_copied_profile_in_another_browser_reads_masked_and_changes_nothing(
    desk: SmallDesk,
):
    device = await desk.device()
    assert (await ask(device)).body["masked"] is False
    device.session.headers["User-Agent"] = "Mozilla/5.0 (another)"
    answer = await ask(device)
    assert answer.status == 200
    assert answer.body["masked"] is True
    assert "fingerprint-drift" in answer.body["reasons"]
    answer = await ask(device, "POST")
    assert answer.status == 403
    assert answer.body["step_up"] is True
    assert "needs-step-up" in answer.body["reasons"]
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge
    assert 'acr_values="2"' in challenge


async def test_a_fingerprint_of_another_machine_asks_for_a_step_up(desk: SmallDesk):
    device = await desk.device()
    device.fingerprint = {**FINGERPRINT, "platform": "other"}
    await device.sign_in()
    answer = await ask(device)
    assert answer.body["masked"] is True
    assert "fingerprint-mismatch" in answer.body["reasons"]
    assert (await ask(device, "POST")).body["step_up"] is True


async def test_a_step_up_answers_what_was_strange_for_a_quarter_of_an_hour(
    desk: SmallDesk, monkeypatch
):
    monkeypatch.setattr("auth.device.utc_now", desk.clock)
    device = await desk.device()
    secret = await _second_factor(desk, device)
    device.fingerprint = {**FINGERPRINT, "platform": "other"}
    await device.sign_in()
    assert (await ask(device, "POST")).status == 403
    desk.clock.ahead = timedelta(seconds=30)  # a code works once
    await device.step_up(code_of(secret, desk.clock()))
    answer = await ask(device, "POST")
    assert answer.status == 200
    assert answer.body["reasons"][0] == "stepped-up"
    await device.sign_in()  # the fresh token keeps it, and the machine is known now
    assert (await ask(device)).body["assurance"] == 2
    desk.clock.ahead = timedelta(minutes=16)
    await device.sign_in()
    answer = await ask(device)
    assert (answer.body["assurance"], answer.body["masked"]) == (1, False)


async def test_managing_accounts_always_needs_a_step_up(desk: SmallDesk):
    device = await desk.device(Role.ADMIN)
    answer = await ask(device, "POST", "/api/accounts")
    assert answer.body["step_up"] is True
    secret = await _second_factor(desk, device)
    desk.clock.ahead = timedelta(seconds=30)
    device.nonce = ""
    await device.step_up(code_of(secret, desk.clock()))
    assert (await ask(device, "POST", "/api/accounts")).status == 200


async def test_a_thief_in_a_strange_place_cannot_set_up_the_second_factor(
    desk: SmallDesk,
):
    device = await desk.device()
    device.session.headers["User-Agent"] = "Mozilla/5.0 (another)"
    turned = await _turned(device, "POST", "/api/totp/begin")
    assert turned.problem["step_up"] is True


async def test_the_second_factor_is_not_replaced_without_a_step_up(desk: SmallDesk):
    device = await desk.device()
    await _second_factor(desk, device)
    turned = await _turned(device, "POST", "/api/totp/begin")
    assert turned.problem["step_up"] is True


async def test_a_code_works_once_also_at_the_same_time(desk: SmallDesk):
    device = await desk.device()
    secret = await _second_factor(desk, device)
    desk.clock.ahead = timedelta(seconds=30)
    code = code_of(secret, desk.clock())
    answers = await asyncio.gather(
        *(ask(device, "POST", "/api/step-up", json={"code": code}) for _ in range(4))
    )
    assert sorted(answer.status for answer in answers) == [200, 403, 403, 403]


async def test_guessing_codes_locks(desk: SmallDesk):
    device = await desk.device()
    secret = await _second_factor(desk, device)
    desk.clock.ahead = timedelta(seconds=30)
    right = code_of(secret, desk.clock())
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        answer = await ask(device, "POST", "/api/step-up", json={"code": wrong})
        assert answer.status == 403
    answer = await ask(device, "POST", "/api/step-up", json={"code": right})
    assert answer.status == 403
    assert "wait" in answer.body["detail"]


async def test_a_key_on_two_networks_at_once_is_masked(desk: SmallDesk):
    device = await desk.device()
    here = await desk.device_id()
    for network in ("a", "b", "a"):
        now = desk.clock().timestamp()
        desk.door.activity.note(here, "4", network, now=now)
    answer = await ask(device)
    assert answer.body["masked"] is True
    assert "unusual-behaviour" in answer.body["reasons"]


async def test_a_role_gets_only_what_is_its_own(desk: SmallDesk):
    agent = await desk.device()
    customer = await desk.device(Role.CUSTOMER)
    auditor = await desk.device(Role.AUDITOR)
    refused = (403, ["proved", "not-permitted"])
    assert (await ask(agent, path="/api/portal/me")).refused == refused
    assert (await ask(agent, "POST", "/api/accounts")).refused == refused
    assert (await ask(customer)).refused == refused
    assert (await ask(customer, path="/api/portal/me")).status == 200
    assert (await ask(auditor)).body["masked"] is True
    assert (await ask(auditor, "POST")).refused == refused


async def test_a_fresh_link_steps_an_enrolled_device_up(desk: SmallDesk):
    device = await desk.device(Role.CUSTOMER)
    device.session.headers["User-Agent"] = "Mozilla/5.0 (another)"
    answer = await ask(device, "POST", "/api/portal/messages")
    assert answer.body["step_up"] is True
    account_id = await desk.pool.fetchval("select account_id from device")
    async with borrow(desk.pool) as db:
        token = await enrol.invite(db, desk.org, account_id, now=desk.clock())
    await device.redeem(token)
    assert (await ask(device, "POST", "/api/portal/messages")).status == 200
    assert await desk.pool.fetchval("select count(*) from device") == 1


async def test_another_country_is_strange_until_a_step_up_makes_it_known(
    pool, org, tmp_path, monkeypatch
):
    trusted = ("127.0.0.0/8",)
    async with small_desk(pool, org, tmp_path, trusted_proxies=trusted) as desk:
        places = {
            "198.51.100.1": Place("SE", 58.4, 15.6, 20),
            "203.0.113.1": Place("CN", 43.8, 125.3, 20),
        }
        monkeypatch.setattr(
            desk.door.places, "of", lambda address: places.get(address, UNKNOWN)
        )
        device = await desk.device()
        secret = await _second_factor(desk, device)
        device.session.headers["X-Forwarded-For"] = "198.51.100.1"
        await device.sign_in()  # the first country it is seen in is simply learned
        assert (await ask(device)).body["masked"] is False
        device.session.headers["X-Forwarded-For"] = "203.0.113.1"
        answer = await ask(device)
        assert answer.body["masked"] is True
        assert {"new-place", "impossible-travel"} <= set(answer.body["reasons"])
        await device.sign_in()  # a token fetched there teaches nothing
        assert (await ask(device, "POST")).body["step_up"] is True
        desk.clock.ahead = timedelta(seconds=30)
        await device.step_up(code_of(secret, desk.clock()))
        await desk.pool.execute("update device set assured_until = null")
        await device.sign_in()  # without the assurance: the country is known now
        answer = await ask(device)
        assert answer.body["masked"] is False
        assert answer.body["reasons"] == ["proved"]
