"""Calls over real sockets: the portal's, the telephone network's, and the agent's."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import wave
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import numpy as np
import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from intake.voice import sound, store
from intake.voice.call import Source
from intake.voice.doors import agent_call, browser_call, genuine, twilio_call
from intake.voice.follow import Bell
from intake.voice.ulaw import encode
from tests.intake.voice.calls import PlainLine, opener, until

AGENT = uuid4()


class Desk:
    """A server with the three doors, and a client for it."""

    def __init__(self, pool: Any, org: UUID, server: TestServer, bell: Bell) -> None:
        self.pool, self.org, self.server, self.bell = pool, org, server, bell
        self.client = aiohttp.ClientSession()

    def dial(self, path: str) -> Any:
        return self.client.ws_connect(self.server.make_url(path))

    async def live(self) -> list[Any]:
        async with self.pool.acquire() as db:
            return await store.live_calls(db, self.org)

    async def over(self) -> Any:
        async with self.pool.acquire() as db:
            calls = await store.latest_calls(db, self.org)
        return calls[0] if calls and calls[0].ended_at else None

    async def wav(self, call_id: UUID) -> tuple[int, np.ndarray]:
        async with self.pool.acquire() as db:
            data = await sound.recording(db, self.org, call_id)
        assert data is not None
        with wave.open(io.BytesIO(data)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return file.getframerate(), samples.reshape(-1, file.getnchannels())


@pytest.fixture
async def desk(pool: Any, org: UUID) -> AsyncIterator[Desk]:
    async with Bell(pool) as bell:

        async def name_of(_: UUID) -> str:
            return "Mei"

        async def accept(request: web.Request) -> web.WebSocketResponse:
            ws = web.WebSocketResponse()
            await ws.prepare(request)
            return ws

        async def browser(request: web.Request) -> web.WebSocketResponse:
            ws = await accept(request)
            line = PlainLine(ws)
            await browser_call(line, pool, org, opener(org), bell=bell, name_of=name_of)
            await ws.close()
            return ws

        async def twilio(request: web.Request) -> web.WebSocketResponse:
            ws = await accept(request)
            await twilio_call(ws, pool, org, opener(org), bell=bell)
            return ws

        async def agent(request: web.Request) -> web.WebSocketResponse:
            ws = await accept(request)
            call_id, who = UUID(request.query["call"]), UUID(request.query["who"])
            await agent_call(PlainLine(ws), pool, org, call_id, who, bell=bell)
            await ws.close()
            return ws

        app = web.Application()
        app.add_routes(
            [
                web.get("/ws/call", browser),
                web.get("/ws/twilio", twilio),
                web.get("/ws/answer", agent),
            ]
        )
        server = TestServer(app)
        await server.start_server()
        made = Desk(pool, org, server, bell)
        try:
            yield made
        finally:
            await made.client.close()
            await server.close()


def tone(seconds: float, rate: int, hertz: float = 440) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return (np.sin(2 * np.pi * hertz * time) * 8000).astype(np.int16)


async def heard(ws: Any, length: int) -> np.ndarray:
    """That many samples of what comes as binary messages; texts in between are dropped."""
    got = b""
    async with asyncio.timeout(10):
        while len(got) < 2 * length:
            message = await ws.receive()
            assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), message
            if message.type is WSMsgType.BINARY:
                got += message.data
    return np.frombuffer(got, "<i2")[:length]


async def test_a_browser_call_is_kept_sample_by_sample(desk: Desk):
    spoken = tone(1.5, 16_000)
    async with desk.dial("/ws/call") as ws:
        said = {"type": "start", "language": "zh", "record": True, "listen": True}
        await ws.send_json(said)
        started = await ws.receive_json()
        assert started["type"] == "started"
        for piece in np.array_split(spoken, 15):
            await ws.send_bytes(piece.tobytes())
        await ws.send_json({"type": "end"})
        assert (await ws.receive_json())["type"] == "ended"
    call = await desk.over()
    assert call.id == UUID(started["call_id"])
    assert (call.source, call.language, call.rate) == (Source.BROWSER, "zh", 16_000)
    rate, kept = await desk.wav(call.id)
    assert rate == 16_000
    assert (kept[:, 0] == spoken).all()


async def test_hanging_up_without_a_word_ends_the_call_and_keeps_it(desk: Desk):
    async with desk.dial("/ws/call") as ws:
        await ws.send_json({"type": "start", "record": True})
        await ws.receive_json()
        await ws.send_bytes(tone(0.33, 16_000).tobytes())
    call = await until(desk.over)
    assert len((await desk.wav(call.id))[1]) == int(0.33 * 16_000)


async def test_without_consent_the_sound_is_gone_when_the_call_is(desk: Desk):
    async with desk.dial("/ws/call") as ws:
        await ws.send_json({"type": "start", "record": False, "listen": False})
        await ws.receive_json()
        await ws.send_bytes(tone(0.5, 16_000).tobytes())
        await ws.send_json({"type": "end"})
        await ws.receive_json()
    call = await until(desk.over)
    assert not call.has_sound
    assert await desk.pool.fetchval("select count(*) from call_chunk") == 0


async def test_agent_and_caller_hear_each_other(desk: Desk):
    async with desk.dial("/ws/call") as caller:
        await caller.send_json({"type": "start", "record": True})
        call_id = (await caller.receive_json())["call_id"]
        async with desk.dial(f"/ws/answer?call={call_id}&who={AGENT}") as agent:
            assert (await agent.receive_json())["type"] == "joined"
            answered = await caller.receive_json()
            assert answered == {"type": "answered", "by": "Mei"}
            question, reply = tone(1, 16_000, 300), tone(1, 16_000, 500)
            for piece in np.array_split(question, 5):
                await caller.send_bytes(piece.tobytes())
            assert (await heard(agent, 16_000) == question).all()
            for piece in np.array_split(reply, 5):
                await agent.send_bytes(piece.tobytes())
            assert (await heard(caller, 16_000) == reply).all()
            async with desk.dial(f"/ws/answer?call={call_id}&who={uuid4()}") as other:
                assert (await other.receive_json())["type"] == "error"
            await caller.send_json({"type": "end"})
            assert (await agent.receive_json())["type"] == "ended"
    _, kept = await desk.wav(UUID(call_id))
    assert kept.shape[1] == 2
    assert (kept[:16_000, 0] == question).all()
    assert np.abs(kept[:, 1]).max() > 7000


@pytest.mark.parametrize(
    "message",
    [
        {"type": "end"},
        {"type": "start", "language": ["zh"], "then": b"odd"},
        b"\x00\x00",
        {"type": "start", "then": bytes(64 * 1024 + 2)},
    ],
)
async def test_a_browser_that_breaks_the_protocol_is_told_so(desk: Desk, message: Any):
    async with desk.dial("/ws/call") as ws:
        if isinstance(message, bytes):
            await ws.send_bytes(message)
        else:
            then = message.pop("then", None)
            await ws.send_json(message)
            if then:
                assert (await ws.receive_json())["type"] == "started"
                await ws.send_bytes(then)
        assert (await ws.receive_json())["type"] == "error"
    assert await desk.live() == []


def began(**parameters: str) -> dict[str, Any]:
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    start = {"streamSid": "MZ1", "callSid": "CA1", "mediaFormat": form}
    return {"event": "start", "start": start | {"customParameters": parameters}}


def media(number: int, codes: bytes, track: str = "inbound") -> dict[str, Any]:
    payload = base64.b64encode(codes).decode()
    said = {"track": track, "chunk": str(number), "timestamp": "5", "payload": payload}
    return {"event": "media", "streamSid": "MZ1", "media": said}


async def test_a_telephone_call_is_kept_in_order_with_the_keys_pressed(desk: Desk):
    codes = encode(tone(1, 8000))
    pieces = [codes[i : i + 160] for i in range(0, len(codes), 160)]
    order = [2, 1, 4, 3, *range(5, len(pieces) + 1)]
    async with desk.dial("/ws/twilio") as ws:
        await ws.send_json({"event": "connected", "protocol": "Call"})
        await ws.send_json(began(**{"from": "+15550100", "record": "true"}))
        for number in order:
            await ws.send_json(media(number, pieces[number - 1]))
        await ws.send_json(media(1, b"\x00" * 160, track="outbound"))
        for key in ("1", "#", "x"):
            await ws.send_json({"event": "dtmf", "dtmf": {"digit": key}})
        await ws.send_json({"event": "mark", "mark": {"name": "m"}})
        await ws.send_json({"event": "stop", "stop": {"callSid": "CA1"}})
        await ws.receive()
    call = await until(desk.over)
    assert (call.keys, call.rate, call.source) == ("1#", 8000, Source.TWILIO)
    _, kept = await desk.wav(call.id)
    assert encode(kept[:, 0]) == codes


async def test_an_agent_is_heard_on_the_telephone(desk: Desk):
    async with desk.dial("/ws/twilio") as phone:
        await phone.send_json(began(record="yes"))
        (call,) = await until(desk.live)
        async with desk.dial(f"/ws/answer?call={call.id}&who={AGENT}") as agent:
            assert (await agent.receive_json())["type"] == "joined"
            for number in range(1, 51):
                await phone.send_json(media(number, encode(tone(0.02, 8000))))
            assert len(await heard(agent, 16_000)) == 16_000
            await agent.send_bytes(tone(0.4, 16_000).tobytes())
            event = await asyncio.wait_for(phone.receive_json(), 10)
            assert (event["event"], event["streamSid"]) == ("media", "MZ1")
            assert len(base64.b64decode(event["media"]["payload"])) == 3200
            await phone.send_json({"event": "stop"})
            assert (await agent.receive_json())["type"] == "ended"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 5000,
        '"media"',
        json.dumps({"event": 5}),
        json.dumps({"event": "start", "start": []}),
        json.dumps(began() | {"start": {"mediaFormat": {"encoding": "audio/opus"}}}),
        json.dumps(media(1, b"12")),
        "x" * 70_000,
    ],
)
async def test_nonsense_on_the_telephone_closes_it_with_the_reason(desk: Desk, text: str):
    async with desk.dial("/ws/twilio") as ws:
        await ws.send_str(text)
        message = await ws.receive()
        assert message.type is WSMsgType.CLOSE
        assert message.extra
    assert await desk.live() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"payload": "*"},
        {"chunk": "one"},
        {"chunk": None},
        {"payload": 7},
        {"chunk": "9" * 30},
    ],
)
async def test_broken_media_ends_the_call_and_loses_nothing(desk: Desk, broken: Any):
    async with desk.dial("/ws/twilio") as ws:
        await ws.send_json(began(record="1"))
        await ws.send_json(media(1, encode(tone(0.02, 8000))))
        bad = media(2, b"12")
        bad["media"] |= broken
        await ws.send_json(bad)
        assert (await ws.receive()).type is WSMsgType.CLOSE
    call = await until(desk.over)
    assert len((await desk.wav(call.id))[1]) == 160


async def test_the_clock_ends_a_call_whose_door_has_died(db: Any, org: UUID):
    from datetime import UTC, datetime, timedelta

    from tests.intake.voice.calls import begin

    call = await begin(db, org)
    soon, late = (datetime.now(UTC) + timedelta(seconds=s) for s in (30, 300))
    assert await store.end_silent(db, now=soon) == []
    assert await store.end_silent(db, now=late) == [call.id]
    assert await store.end_silent(db, now=late) == []


def test_only_twilio_is_genuine():
    url, token = "wss://desk.example/ws/twilio", "secret"
    import hashlib
    import hmac

    mac = hmac.new(token.encode(), url.encode(), hashlib.sha1).digest()
    signature = base64.b64encode(mac).decode()
    assert genuine(token, url, signature)
    assert genuine(token, "http://desk.example/ws/twilio", signature)
    assert not genuine(token, "wss://desk.example/ws/twilio?x=1", signature)
    assert not genuine("other", url, signature)
    assert not genuine("", url, signature)
    assert not genuine(token, url, "")
    assert not genuine(token, url, "é")
