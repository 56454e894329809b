"""The gate as a whole: what every answer carries and what is written down."""

from __future__ import annotations

import pytest

from auth.device import Device
from auth.verdict import Role
from tests.auth.small_desk import SmallDesk, ask, desk_fixture, small_desk

desk = desk_fixture

SECURITY = (
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
)


async def test_enrolling_and_asking_works(desk: SmallDesk):
    device = await Device.enrol(desk.origin, f"{desk.origin}/enrol#{await desk.invite()}")
    desk.devices.append(device)
    assert device.role == "agent"
    seen = await device.json("GET", "/api/me")
    assert seen["assurance"] == 2  # the link itself was a proof
    assert (await device.json("POST", "/api/tickets", json={"a": 1}))["body"] == '{"a": 1}'


async def test_a_device_gets_by_with_what_the_answers_tell_it(desk: SmallDesk):
    device = await desk.device()
    device.nonce, device.token = "old", device.token
    assert (await device.json("GET", "/api/me"))["masked"] is False
    device.token = "worn out"
    await device.sign_in()
    assert (await device.json("GET", "/api/me"))["masked"] is False


async def test_every_answer_carries_the_security_headers(desk: SmallDesk):
    device = await desk.device()
    for answer in (
        await ask(device),
        await ask(device, proof=None),
        await ask(device, path="/api/nothing"),
        await ask(device, path="/healthz"),
        await ask(device, path="/api/undeclared"),
    ):
        for header in SECURITY:
            assert answer.headers[header], header
        assert answer.headers["Cache-Control"] == "no-store"


async def test_every_refusal_is_one_shape(desk: SmallDesk):
    device = await desk.device()
    for answer in (await ask(device, proof="x"), await ask(device, path="/api/nothing")):
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.body.keys() == {
            "type",
            "title",
            "status",
            "detail",
            "reasons",
            "step_up",
        }


async def test_a_nonce_comes_with_every_answer_to_a_key(desk: SmallDesk):
    device = await desk.device()
    assert (await ask(device)).headers["DPoP-Nonce"]
    first = device.proof("GET", "/api/nonce", nonce="")
    answer = await ask(device, path="/api/nonce", proof=first, token=None)
    assert answer.status == 204
    assert answer.headers["DPoP-Nonce"]
    answer = await ask(device, path="/api/nonce", proof=None, token=None)
    assert "DPoP-Nonce" not in answer.headers


async def test_every_request_leaves_a_verdict(desk: SmallDesk):
    device = await desk.device(Role.ADMIN)
    await ask(device)
    await ask(device, path="/api/tickets/42")
    await ask(device, proof=None)
    await ask(device, path="/api/accounts", method="POST")
    await ask(device, path="/api/nonce", proof=None, token=None)
    rows = {(r["route"], r["decision"]): r for r in await desk.verdicts()}
    allowed = rows["GET /api/tickets", "allow"]
    assert allowed["reasons"] == ["proved"]
    assert allowed["action"] == "ticket.read"
    assert allowed["device_id"] == await desk.device_id()
    assert allowed["assurance"] == 1
    assert ("GET /api/tickets/{id}", "allow") in rows  # the pattern, never the value
    assert rows["GET /api/tickets", "deny"]["reasons"] == ["no-proof"]
    assert rows["POST /api/accounts", "step-up"]["account_id"]
    assert rows["GET /api/nonce", "allow"]["account_id"] is None
    signed_in = rows["POST /api/token", "allow"]
    assert signed_in["account_id"] == allowed["account_id"]
    # No address is kept.
    assert "127.0.0" not in str(list(rows.values()))


async def test_a_verdict_that_cannot_be_recorded_stops_the_request(
    desk: SmallDesk, monkeypatch
):
    device = await desk.device()
    monkeypatch.setattr("auth.traffic.recorder.MOST", 0)
    assert (await ask(device)).refused == (503, ["not-ready"])


async def test_verdicts_survive_an_orderly_end(pool, org, tmp_path):
    async with small_desk(pool, org, tmp_path) as desk:
        device = await desk.device()
        await ask(device)
    assert await pool.fetchval("select count(*) from verdict where action is not null")
    assert await pool.fetchval("select ended_at is not null from verdict_run")


async def test_one_secret_serves_processes_that_start_later(pool, org, tmp_path):
    async with small_desk(pool, org, tmp_path) as desk:
        device = await desk.device()
        async with small_desk(pool, org, tmp_path, origin=desk.origin) as other:
            assert (await ask(device, base=other.base)).status == 200


async def test_a_large_body_is_taken_where_pictures_are(desk: SmallDesk):
    device = await desk.device(Role.CUSTOMER)
    answer = await ask(device, "POST", "/api/portal/messages", data=b"x" * (2**20 + 1))
    assert answer.status == 200


async def test_the_door_does_not_open_with_an_unsafe_secret(pool, org, tmp_path):
    async with small_desk(pool, org, tmp_path):
        pass
    (tmp_path / "keys" / "gate.secret").chmod(0o640)
    with pytest.raises(RuntimeError, match="read by others"):
        async with small_desk(pool, org, tmp_path):
            pass
