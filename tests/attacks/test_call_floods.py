"""Attacks on calls and sockets: floods, sound out of nowhere, calls that are over."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from auth import socket as sockets
from auth.device import Device, Line
from intake.voice.doors import line as keeping
from tests.attacks.composed import Composed

START = {"type": "start", "language": "en", "record": True, "listen": True}
SECOND = bytes(32_000)


async def _to_the_end(line: Line) -> list[Any]:
    said = []
    while (message := await line.receive(within=20)) is not None:
        said.append(message)
    return said


@asynccontextmanager
async def _telephone(
    whole: Composed, *, url: str = "", signed: str = ""
) -> AsyncIterator[ClientWebSocketResponse]:
    url = url or f"{whole.origin}/ws/twilio"
    token = whole.desk.call_token.encode()
    mac = hmac.digest(token, (signed or url).encode(), hashlib.sha1)
    headers = {"X-Twilio-Signature": base64.b64encode(mac).decode()}
    async with (
        ClientSession() as session,
        session.ws_connect(url, headers=headers) as ws,
    ):
        yield ws


def _start(call: str) -> dict[str, Any]:
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    said = {"from": "+441632960123", "record": "yes", "listen": "yes"}
    start = {"streamSid": f"MZ{call}", "callSid": f"CA{call}", "mediaFormat": form}
    return {"event": "start", "start": start | {"customParameters": said}}


def _media(chunk: int, size: int = 160) -> dict[str, Any]:
    payload = base64.b64encode(bytes([255]) * size).decode()
    return {"event": "media", "media": {"chunk": str(chunk), "payload": payload}}


async def test_a_customer_holds_a_few_calls_at_once_and_no_more(whole: Composed):
    ann = await whole.customer("ann@shop.example")

    async def call(hold: asyncio.Event) -> str:
        async with ann.socket("/ws/call") as line:
            await line.send(START)
            answer = await line.receive(within=20)
            if answer["type"] == "started":
                await hold.wait()
            return str(answer["type"])

    hold = asyncio.Event()
    calls = [asyncio.create_task(call(hold)) for _ in range(6)]
    for refused in itertools.islice(asyncio.as_completed(calls), 3):
        assert await refused == "error"
    live = await whole.desk.pool.fetchval(
        "select count(*) from call where ended_at is null"
    )
    hold.set()
    answers = await asyncio.gather(*calls)
    assert (live, sorted(answers)) == (3, ["error"] * 3 + ["started"] * 3)
    await whole.settled()
    assert len(await whole.tickets()) == 3


async def test_sound_faster_than_speech_ends_the_call(whole: Composed, monkeypatch):
    monkeypatch.setattr(keeping, "_AHEAD", 3.0)
    ann = await whole.customer("ann@shop.example")
    await ann.json("PUT", "/api/portal/consents/record-calls", json={"given": True})
    async with ann.socket("/ws/call") as line:
        await line.send(START)
        for _ in range(40):
            await line.send_bytes(SECOND)
        said = await _to_the_end(line)
    assert said[-1]["type"] == "error"
    kept = await whole.desk.pool.fetchval("select sum(length(pcm)) from call_chunk")
    assert kept <= 10 * len(SECOND)
    assert await whole.desk.pool.fetchval("select ended_at from call")


async def test_a_call_ends_after_its_longest_time(whole: Composed, monkeypatch):
    monkeypatch.setattr(keeping, "LONGEST", 2.0)
    ann = await whole.customer("ann@shop.example")
    async with ann.socket("/ws/call") as line:
        await line.send(START)
        for _ in range(5):
            await line.send_bytes(SECOND)
        said = await _to_the_end(line)
    assert "at most" in said[-1]["why"]


async def test_one_late_chunk_does_not_fill_the_desk_with_silence(whole: Composed):
    async with _telephone(whole) as ws:
        await ws.send_json(_start("1"))
        await ws.send_json(_media(4_900, size=40_000))
        message = await ws.receive(timeout=30)
        assert message.type.name in ("CLOSE", "CLOSED")
    kept = await whole.desk.pool.fetchval(
        "select coalesce(sum(length(pcm)), 0) from call_chunk"
    )
    assert kept < 5 * 2**20


async def test_a_call_that_is_over_takes_no_more_sound(whole: Composed):
    for again in (False, True):
        async with _telephone(whole) as ws:
            await ws.send_json(_start("1"))
            for chunk in range(1, 30):
                await ws.send_json(_media(chunk))
            await ws.send_json({"event": "stop"})
            closed = await ws.receive(timeout=30)
            assert again is (closed.extra == "this call is over")
        await whole.settled()
        kept = await whole.desk.pool.fetchval("select sum(length(pcm)) from call_chunk")
        assert kept == 29 * 320
    assert await whole.desk.pool.fetchval("select count(*) from call") == 1


async def test_a_call_that_twilio_did_not_sign_is_refused(whole: Composed):
    for url, signed in (
        (f"{whole.origin}/ws/twilio", f"{whole.origin}/ws/live"),
        (f"{whole.origin}/ws/twilio?a=1", f"{whole.origin}/ws/twilio"),
    ):
        with pytest.raises(WSServerHandshakeError, match="403"):
            async with _telephone(whole, url=url, signed=signed):
                pass
    async with ClientSession() as session:
        with pytest.raises(WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{whole.origin}/ws/twilio")
    assert await whole.desk.pool.fetchval("select count(*) from call") == 0


async def test_a_flood_of_messages_closes_its_socket(whole: Composed, monkeypatch):
    monkeypatch.setattr(sockets, "AT_ONCE", 20)
    monkeypatch.setattr(sockets, "PER_SECOND", 1)
    agent = await whole.staff()
    async with agent.socket("/ws/live") as line:
        for _ in range(30):
            await line.send({"type": "watch"})
        while await line.receive(within=20) is not None:
            pass
        assert line.ws.close_code == 4429


async def test_a_device_holds_a_bounded_number_of_sockets(whole: Composed, monkeypatch):
    monkeypatch.setattr(sockets, "MOST_OPEN", 2)
    agent, other = await whole.staff(), await whole.staff()
    async with agent.socket("/ws/live"), agent.socket("/ws/live"):
        with pytest.raises(WSServerHandshakeError, match="429"):
            async with agent.socket("/ws/live"):
                pass
        async with other.socket("/ws/live"):
            pass


async def test_an_agents_key_joins_no_call_that_is_over(whole: Composed):
    ann = await whole.customer("ann@shop.example")
    async with ann.socket("/ws/call") as line:
        await line.send(START)
        call = (await line.receive(within=20))["call_id"]
        await line.send({"type": "end"})
        await _to_the_end(line)
    agent = await whole.staff()
    async with agent.socket(f"/ws/answer?call={call}") as line:
        assert (await line.receive(within=20))["type"] == "error"
    with pytest.raises(WSServerHandshakeError, match="403"):
        async with ann.socket(f"/ws/answer?call={call}"):
            pass


async def test_a_handler_that_fails_closes_its_socket_in_good_order(
    whole: Composed, monkeypatch
):
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("ui.api.sockets.hold_agent", broken)
    agent: Device = await whole.staff()
    async with agent.socket("/ws/answer?call=019a2711-4fae-7b50-a2e7-729ccf8faa95") as line:
        assert await line.receive(within=20) is None
        assert line.ws.close_code in (1000, 1011)
