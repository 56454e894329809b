"""Attacks on an open WebSocket: each message stands for itself."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta

import pytest
from aiohttp import WSServerHandshakeError

from auth import account
from auth.device import AGENT, Device, Line
from server.database import borrow
from tests.auth.small_desk import SmallDesk


async def _closed_with(line: Line, code: int) -> bool:
    while await line.receive() is not None:
        pass
    return line.ws.close_code == code


async def _reasons(desk: SmallDesk) -> list[str]:
    return [
        reason
        for row in await desk.verdicts()
        if row["route"] == "WS /ws/live" and row["decision"] == "deny"
        for reason in row["reasons"]
    ]


async def test_messages_pass_in_order_and_are_recorded_together(
    desk: SmallDesk, monkeypatch
):
    monkeypatch.setattr("auth.socket._REPORT_EVERY", 3600)  # however busy the machine is
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        assert line.cursor == "7"
        for number in range(3):
            await line.send({"type": "watch", "call": number, "zh": "通话"})
            answer = await line.receive()
            assert answer["echo"] == {"type": "watch", "call": number, "zh": "通话"}
        await line.send_bytes(b"abc")
        assert await line.receive() == b"cba"
        await line.send({"type": "watch"})
        assert (await line.receive())["masked"] is False
    rows = [row for row in await desk.verdicts() if row["route"] == "WS /ws/live"]
    assert [(row["decision"], row["count"]) for row in rows] == [("allow", 5)]


async def test_a_changed_message_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        changed = line.envelope({"say": "yes"}).replace("yes", "no!")
        await line.ws.send_str(changed)
        assert await _closed_with(line, 4400)
    assert await _reasons(desk) == ["bad-mac"]


async def test_changed_sound_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        line.key = b"x" * 32
        await line.send_bytes(b"sound")
        assert await _closed_with(line, 4400)
    assert await _reasons(desk) == ["bad-mac"]


async def test_a_repeated_message_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        message = line.envelope({"say": "yes"})
        await line.ws.send_str(message)
        assert (await line.receive())["echo"] == {"say": "yes"}
        await line.ws.send_str(message)
        assert await _closed_with(line, 4400)
    assert await _reasons(desk) == ["bad-sequence"]


async def test_a_dropped_message_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        line.envelope({"lost": True})
        await line.send({"say": "yes"})
        assert await _closed_with(line, 4400)
    assert await _reasons(desk) == ["bad-sequence"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"n": 1, "body": "{}", "mac": "!"}',
        '{"n": true, "body": "{}", "mac": ""}',
        '{"n": 1, "body": "\\ud800", "mac": ""}',
        '{"n": 1, "body": {}, "mac": 5}',
    ],
)
async def test_what_is_no_envelope_closes_the_socket(desk: SmallDesk, text):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        await line.ws.send_str(text)
        assert await _closed_with(line, 4400)


@pytest.mark.parametrize("said", ["", "[]", "nothing", "[" * 100_000])
async def test_a_signed_body_that_is_no_object_closes_the_socket(desk: SmallDesk, said):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        mac = hmac.digest(line.key, f"1.{said}".encode(), "sha256")
        envelope = {"n": 1, "body": said, "mac": base64.b64encode(mac).decode()}
        await line.ws.send_str(json.dumps(envelope))
        assert await _closed_with(line, 4400)


async def test_too_short_sound_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        await line.ws.send_bytes(b"\0\0")
        assert await _closed_with(line, 4400)


async def test_an_endless_message_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        await line.ws.send_bytes(bytes(300 * 1024))
        assert await _closed_with(line, 1009)


async def test_a_handshake_cannot_be_replayed(desk: SmallDesk):
    device = await desk.device()
    await device.fresh_nonce()
    proof = device.proof("GET", "/ws/live", device.token)
    protocols = ("desk.v1", f"token.{device.token}", f"dpop.{proof}")
    address = desk.origin + "/ws/live"
    async with device.session.ws_connect(address, protocols=protocols) as ws:
        assert ws.protocol == "desk.v1"
    with pytest.raises(WSServerHandshakeError, match="401"):
        await device.session.ws_connect(address, protocols=protocols)


async def test_a_role_without_the_right_gets_no_socket(desk: SmallDesk):
    device = await desk.device()
    with pytest.raises(WSServerHandshakeError, match="403"):
        async with device.socket("/ws/call"):
            pass


async def test_revoking_a_device_closes_its_socket(desk: SmallDesk):
    device, other = await desk.device(), await desk.device()
    async with device.socket("/ws/live") as line, other.socket("/ws/live") as theirs:
        devices = await desk.pool.fetch("select id from device order by id")
        async with borrow(desk.pool) as db:
            assert await account.revoke_device(
                db, desk.org, devices[0]["id"], now=desk.clock()
            )
        assert await _closed_with(line, 4403)
        await theirs.send({"still": "here"})
        assert (await theirs.receive())["echo"] == {"still": "here"}
    assert await _reasons(desk) == ["revoked"]


async def test_a_socket_ends_with_its_token(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        desk.clock.ahead = timedelta(seconds=301)
        await line.send({"say": "anything"})
        assert await _closed_with(line, 4401)
    assert await _reasons(desk) == ["expired-token"]


async def test_a_renewed_socket_outlives_its_token(desk: SmallDesk, monkeypatch):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        desk.clock.ahead = timedelta(seconds=250)
        monkeypatch.setattr("auth.device.utc_now", desk.clock)
        await line.renew()
        await line.send({"say": "hello"})
        assert (await line.receive())["echo"] == {"say": "hello"}
        desk.clock.ahead = timedelta(seconds=500)
        await line.send({"say": "again"})
        assert (await line.receive())["echo"] == {"say": "again"}


async def test_a_socket_cannot_be_renewed_by_another_device(desk: SmallDesk):
    device, thief = await desk.device(), await desk.device()
    async with device.socket("/ws/live") as line:
        proof = thief.proof("GET", "/ws/live", thief.token)
        await line.send({"type": "renew", "token": thief.token, "proof": proof})
        assert await _closed_with(line, 4401)
    assert await _reasons(desk) == ["wrong-device"]


async def test_a_renewal_without_a_proof_closes_the_socket(desk: SmallDesk):
    device = await desk.device()
    async with device.socket("/ws/live") as line:
        await line.send({"type": "renew", "token": device.token})
        assert await _closed_with(line, 4401)


async def test_a_socket_of_another_client_is_masked(desk: SmallDesk):
    device = await desk.device()
    copied = Device(
        desk.origin,
        device.session,
        device.key,
        token=device.token,
        nonce=device.nonce,
    )
    device.session.headers["User-Agent"] = f"not {AGENT}"
    async with copied.socket("/ws/live") as line:
        await line.send({"type": "watch"})
        assert (await line.receive())["masked"] is True
