"""Calls from the telephone network: Twilio Media Streams over a WebSocket.

https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import numpy as np
from aiohttp import WSCloseCode, WSMsgType

from intake.voice import store
from intake.voice.call import CallStart, Chunk, Source, Track
from intake.voice.doors.line import BadCall, Keeper, OpenCall, close_line, open_line
from intake.voice.follow import LOST, Bell, follow, lent
from intake.voice.ulaw import SILENCE, Step, decode, encode

if TYPE_CHECKING:
    from aiohttp.web import WebSocketResponse
    from asyncpg import Pool, Record

PHONE_RATE = 8000
MOST_BYTES = 64 * 1024
_REACH = 50  # chunks (a second) that one which is late is waited for
_YES = frozenset({"1", "true", "yes", "on"})


def genuine(token: str, url: str, signature: str) -> bool:
    """Whether Twilio signed this request: base64 of HMAC-SHA1 over the whole address.

    Twilio signs the address it was told, with wss; a proxy may have turned that into
    another scheme, so the four that mean the same are tried. An empty token trusts
    nobody. (https://www.twilio.com/docs/usage/security#validating-requests)
    """
    if not token or not signature:
        return False
    _, _, rest = url.partition("://")
    found = False
    for scheme in ("wss", "https", "ws", "http"):
        mac = hmac.new(token.encode(), f"{scheme}://{rest}".encode(), hashlib.sha1)
        expected = base64.b64encode(mac.digest())
        found |= hmac.compare_digest(expected, signature.encode())
    return found


class InOrder:
    """Puts numbered chunks in order; one that stays away for a second becomes silence."""

    def __init__(self) -> None:
        self._next = 1
        self._early: dict[int, bytes] = {}

    def take(self, number: int, codes: bytes) -> Iterator[bytes]:
        """The chunks whose turn has come. One that comes again or too late is dropped."""
        if number < self._next or number in self._early:
            return
        if number - self._next > 100 * _REACH:
            raise BadCall(f"chunk {number} when {self._next} was due")
        self._early[number] = codes
        while self._early and (
            self._next in self._early or max(self._early) - self._next >= _REACH
        ):
            lost = bytes([SILENCE]) * len(codes)
            yield self._early.pop(self._next, lost)
            self._next += 1

    def rest(self) -> Iterator[bytes]:
        """What still waited for a chunk that never came."""
        for number in sorted(self._early):
            yield self._early.pop(number)


async def twilio_call(
    ws: WebSocketResponse,
    pool: Pool[Record],
    org: UUID,
    open_call: OpenCall,
    *,
    bell: Bell,
) -> UUID | None:
    """Hold one call from its start message to its end; -> its id, None if it never began.

    Who composes the desk has checked ``genuine`` before accepting the socket. The start
    message's customParameters may name ``from``, ``language``, ``record`` and ``listen``.
    What cannot be understood closes the socket with the reason; what was said before
    stays kept.
    """
    call: _Phone | None = None
    try:
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                raise BadCall("Media Streams speaks JSON text")
            event = _event(message.data)
            kind = event["event"]
            if kind == "start" and call is None:
                call = await _Phone.open(ws, pool, org, open_call, bell, event)
            elif kind in ("media", "dtmf") and call is None:
                raise BadCall(f"{kind} before start")
            elif kind == "media" and call is not None:
                await call.media(event)
            elif kind == "dtmf" and call is not None:
                await call.key(event)
            elif kind == "stop":
                break
    except BadCall as error:
        reason = str(error).encode()[:120]
        await ws.close(code=WSCloseCode.POLICY_VIOLATION, message=reason)
    finally:
        if call is not None:
            await call.close()
    return None if call is None else call.id


def _event(text: str) -> dict[str, Any]:
    if len(text) > MOST_BYTES:
        raise BadCall("message too long")
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCall("not JSON") from error
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        raise BadCall("no event")
    return event


def _inside(event: dict[str, Any], name: str) -> dict[str, Any]:
    inside = event.get(name)
    if not isinstance(inside, dict):
        raise BadCall(f"{name} says nothing")
    return inside


class _Phone:
    """One telephone call that has started."""

    def __init__(
        self,
        ws: WebSocketResponse,
        pool: Pool[Record],
        org: UUID,
        call_id: UUID,
        stream: str,
    ) -> None:
        self.id = call_id
        self._ws, self._pool, self._org, self._stream = ws, pool, org, stream
        self._keeper = Keeper(pool, org, call_id, Track.CALLER, PHONE_RATE)
        self._order = InOrder()
        self._keys: list[str] = []
        self._playing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        ws: WebSocketResponse,
        pool: Pool[Record],
        org: UUID,
        open_call: OpenCall,
        bell: Bell,
        event: dict[str, Any],
    ) -> _Phone:
        start = _inside(event, "start")
        form = start.get("mediaFormat") or {}
        encoding, rate = form.get("encoding"), str(form.get("sampleRate"))
        if (encoding, rate) != ("audio/x-mulaw", "8000"):
            raise BadCall(
                f"only audio/x-mulaw at 8000 is understood, not {encoding} {rate}"
            )
        stream = str(start.get("streamSid") or event.get("streamSid") or "")[:64]
        external = str(start.get("callSid") or stream)[:64]
        if not external:
            raise BadCall("start names no call")
        said = start.get("customParameters") or {}
        said = {str(k): str(v)[:200] for k, v in said.items()}
        language = said.get("language", "en")[:2].lower()
        opened = CallStart(
            source=Source.TWILIO,
            external=external,
            rate=PHONE_RATE,
            language=language if language in ("en", "zh", "de") else "en",
            caller=said.get("from", ""),
            record=said.get("record", "").lower() in _YES,
            listen=said.get("listen", "").lower() in _YES,
        )
        call_id, _ = await open_line(pool, opened, open_call)
        phone = cls(ws, pool, org, call_id, stream)
        phone._playing = asyncio.create_task(phone._play(bell))
        return phone

    async def media(self, event: dict[str, Any]) -> None:
        """Keep the caller's sound, in the order of its chunk numbers."""
        media = _inside(event, "media")
        if media.get("track", "inbound") != "inbound":
            return
        try:
            codes = base64.b64decode(media["payload"], validate=True)
            number = int(media["chunk"])
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise BadCall("media without payload or chunk") from error
        for due in self._order.take(number, codes):
            await self._keeper.add(decode(due).tobytes())

    async def key(self, event: dict[str, Any]) -> None:
        """Keep a key that the caller pressed, now or once the database is back."""
        self._keys.append(str(_inside(event, "dtmf").get("digit", "")))
        await self._write_keys()

    async def _write_keys(self) -> None:
        try:
            async with lent(self._pool) as db, db.transaction():
                for key in self._keys:
                    await store.press(db, self._org, self.id, key)
        except (*LOST, asyncpg.InterfaceError):
            return
        self._keys.clear()

    async def close(self) -> None:
        """Keep the rest of the sound and end the call."""
        rest = b"".join(decode(due).tobytes() for due in self._order.rest())
        self._keeper.hold(rest)
        if self._keys:
            await self._write_keys()
        try:
            await close_line(self._keeper, self._pool, self._org, self.id)
        finally:
            if self._playing is not None:
                self._playing.cancel()
                await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self, bell: Bell) -> None:
        """Let the caller hear the agent."""
        halve = Step(up=False)
        where = (self._pool, self._org, self.id, Track.AGENT)
        async for news in follow(*where, bell=bell):
            if isinstance(news, Chunk):
                voice = np.frombuffer(news.pcm, "<i2").astype(np.int16)
                payload = base64.b64encode(encode(halve(voice))).decode()
                await self._ws.send_json(
                    {
                        "event": "media",
                        "streamSid": self._stream,
                        "media": {"payload": payload},
                    }
                )
