"""Two calls: a calm one from the portal, and one from the telephone that grows strained."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import aiohttp
import numpy as np

from auth.device import Device
from intake.voice.ulaw import encode
from sentiment.voice.synthesis import calm, rising

CALM_SECONDS = 20.0
RISING_SECONDS = 36.0
ONSET = 14.0
FASTER = 3.0  # than life: the day should not take a day
BROWSER_PIECE = 1600  # samples: 100 ms at 16 kHz
PHONE_PIECE = 160  # 20 ms at 8 kHz, as Twilio sends it


async def call_from_portal(device: Device) -> None:
    """Call as a signed-in customer whose voice stays calm."""
    sound = calm(CALM_SECONDS, seed=3)
    async with device.socket("/ws/call") as line:
        await line.send({"type": "start", "language": "en", "record": True, "listen": True})
        for piece in _pieces(sound.astype("<i2"), BROWSER_PIECE):
            await line.send_bytes(piece.tobytes())
            await asyncio.sleep(BROWSER_PIECE / 16_000 / FASTER)
        await line.send({"type": "end"})
        while await line.receive(within=30) is not None:
            pass


async def call_from_telephone(origin: str, token: str, call: str, number: str) -> None:
    """Call through Twilio Media Streams, signed as Twilio signs, growing strained."""
    url = f"{origin}/ws/twilio"
    signature = base64.b64encode(
        hmac.new(token.encode(), url.encode(), hashlib.sha1).digest()
    ).decode()
    wave = rising(RISING_SECONDS, seed=5, onset=ONSET, rate=8000)
    codes = np.frombuffer(encode(wave), np.uint8)
    stream = f"MZ{call}"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, headers={"X-Twilio-Signature": signature}) as ws,
    ):
        await ws.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await ws.send_json(
            {
                "event": "start",
                "sequenceNumber": "1",
                "streamSid": stream,
                "start": {
                    "streamSid": stream,
                    "callSid": f"CA{call}",
                    "tracks": ["inbound"],
                    "mediaFormat": {
                        "encoding": "audio/x-mulaw",
                        "sampleRate": 8000,
                        "channels": 1,
                    },
                    "customParameters": {
                        "from": number,
                        "language": "en",
                        "record": "yes",
                        "listen": "yes",
                    },
                },
            }
        )
        for chunk, piece in enumerate(_pieces(codes, PHONE_PIECE), start=1):
            media = {
                "track": "inbound",
                "chunk": str(chunk),
                "timestamp": str(chunk * 20),
                "payload": base64.b64encode(piece.tobytes()).decode(),
            }
            message = {"event": "media", "streamSid": stream, "media": media}
            await ws.send_str(json.dumps(message))
            await asyncio.sleep(PHONE_PIECE / 8000 / FASTER)
        await ws.send_json({"event": "stop", "streamSid": stream, "stop": {}})
        await ws.close()


def _pieces(samples: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for begin in range(0, len(samples) - size + 1, size):
        yield samples[begin : begin + size]
