"""WebSockets: opened with a proof, and every message verified like a request."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from secrets import token_bytes
from time import monotonic
from typing import Any

from aiohttp import WSMsgType, hdrs, web

from auth.action import Action
from auth.door import ACTION, DOOR, SESSION, SOCKET, VERDICT, Asked, Door, Session
from auth.possession.proof import read_proof
from auth.traffic.bucket import Buckets
from auth.verdict import Decision, Reason, Refused, Verdict

PROTOCOL = "desk.v1"
LARGEST = 256 * 1024  # bytes of a message
_REPORT_EVERY = 5.0  # seconds of allowed messages that are counted in one recorded verdict
# A voice takes ten messages a second, fifty at most. What comes faster for long is no
# page of ours: verifying it must not become everybody else's wait.
PER_SECOND = 200.0
AT_ONCE = 2_000.0
MOST_OPEN = 50  # sockets of one device: many tabs, and no flood
_TAG = 16
_HEAD = 4

_CODES = {
    Reason.BAD_SEQUENCE: 4400,
    Reason.BAD_MAC: 4400,
    Reason.REVOKED: 4403,
    Reason.NOT_PERMITTED: 4403,
    Reason.NEEDS_STEP_UP: 4403,
    Reason.TOO_LARGE: 1009,
    Reason.TOO_MANY: 4429,
}


class Socket:
    """One open WebSocket. Iterate over it for the messages that passed.

    Gives the body of each text message (an object) and the payload of each binary one. A
    message that is forged, repeated or out of order, an ended token, a revoked device or a
    verdict that no longer permits the action closes it; the iteration then ends. Renewals
    are dealt with inside. ``verdict`` is that of the latest message: look at
    ``verdict.masked`` whenever something is sent.
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        door: Door,
        session: Session,
        verdict: Verdict,
        action: Action,
        *,
        path: str,
        route: str,
    ) -> None:
        self.ws = ws
        self.verdict = verdict
        self.session = session
        self._door = door
        self._action = action
        self._path = path
        self._route = route
        self._key = token_bytes(32)
        self._last = 0
        self._passed = 0
        self._pace = Buckets(burst=AT_ONCE, per_second=PER_SECOND)
        self._reported = door.clock().timestamp()
        self._closing: asyncio.Task[None] | None = None
        self._ending: asyncio.TimerHandle | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing more can be sent."""
        return self.ws.closed or self._closing is not None

    async def send(self, body: Mapping[str, Any]) -> None:
        """Send an object; to a socket that is closing it does nothing."""
        await self._send(self.ws.send_str(json.dumps(body, ensure_ascii=False)))

    async def send_text(self, text: str) -> None:
        """Send JSON that was written already."""
        await self._send(self.ws.send_str(text))

    async def send_bytes(self, payload: bytes) -> None:
        """Send bytes, such as sound."""
        await self._send(self.ws.send_bytes(payload))

    async def _send(self, sending: Any) -> None:
        if self.closed:
            sending.close()
            return
        try:
            await sending
        except ConnectionError:
            self.close(Reason.NOT_READY)

    async def __aiter__(self) -> AsyncIterator[dict[str, Any] | bytes]:
        async for message in self.ws:
            try:
                if self._pace.take("", now=monotonic()):
                    raise Refused(Reason.TOO_MANY)
                if message.type is WSMsgType.TEXT:
                    body: dict[str, Any] | bytes = self._open_text(message.data)
                elif message.type is WSMsgType.BINARY:
                    body = self._open_bytes(message.data)
                else:
                    return
                if isinstance(body, dict) and body.get("type") == "renew":
                    await self._renew(body)
                    continue
                self._pass()
            except Refused as refused:
                self._refuse(refused)
                return
            yield body

    def _open_text(self, text: str) -> dict[str, Any]:
        try:
            envelope = json.loads(text)
            n, said, mac = envelope["n"], envelope["body"], envelope["mac"]
            given = base64.b64decode(mac, validate=True)
            signed = f"{n}.{said}".encode()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused(Reason.BAD_MAC, "not an envelope") from error
        if type(n) is not int or not isinstance(said, str):
            raise Refused(Reason.BAD_MAC, "not an envelope")
        self._check(n, hmac.digest(self._key, signed, "sha256"), given)
        try:
            body = json.loads(said)
        except (ValueError, RecursionError) as error:
            raise Refused(Reason.BAD_SEQUENCE, "the body is no JSON") from error
        if not isinstance(body, dict):
            raise Refused(Reason.BAD_SEQUENCE, "the body is no object")
        return body

    def _open_bytes(self, data: bytes) -> bytes:
        head, tag = data[:_HEAD], data[_HEAD : _HEAD + _TAG]
        payload = data[_HEAD + _TAG :]
        mac = hmac.digest(self._key, head + payload, "sha256")[:_TAG]
        self._check(int.from_bytes(head), mac, tag)
        return payload

    def _check(self, n: int, mac: bytes, given: bytes) -> None:
        if not hmac.compare_digest(mac, given):
            raise Refused(Reason.BAD_MAC, "the message was changed on its way")
        if n != self._last + 1:
            raise Refused(Reason.BAD_SEQUENCE, "a message is missing or came twice")
        self._last = n

    def _pass(self) -> None:
        """Judge this message, and record it together with the others of these seconds."""
        self._door.check_alive(self.session.grant)
        verdict = self._door.weigh(self.session, self._action)
        changed = (
            verdict.decision is not self.verdict.decision
            or verdict.reasons != self.verdict.reasons
        )
        if changed:
            self.report()
        self.verdict = verdict
        if verdict.decision in (Decision.STEP_UP, Decision.DENY):
            raise Refused(verdict.reasons[-1])
        self._passed += 1
        if self._door.clock().timestamp() - self._reported >= _REPORT_EVERY:
            self.report()

    def report(self) -> None:
        """Record the messages that passed since the last report."""
        passed, self._passed = self._passed, 0
        now = self._door.clock()
        self._reported = now.timestamp()
        if passed:
            self._door.recorder.note(
                self.verdict,
                self._route,
                self._action.value,
                self.session.network,
                count=passed,
                now=now,
            )

    async def _renew(self, body: Mapping[str, Any]) -> None:
        """Go on with a new token of the same device, proved anew."""
        token, proof = body.get("token"), body.get("proof")
        if not isinstance(token, str) or not isinstance(proof, str):
            raise Refused(Reason.BAD_PROOF, "a renewal needs a token and a proof")
        before = self.session
        asked = Asked("GET", self._path, before.address, "", read_proof(proof), token)
        renewed = await self._door.prove(asked, changes=True)
        if renewed.grant.device_id != before.grant.device_id:
            raise Refused(Reason.WRONG_DEVICE, "the token is another device's")
        self.session = replace(renewed, client=before.client)
        self._pass()
        self.watch_end()

    def watch_end(self) -> None:
        """Close when the token ends, unless it is renewed before."""
        if self._ending:
            self._ending.cancel()
        left = self.session.grant.expires - self._door.clock().timestamp()
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(
            max(0.0, left), self._refuse, Refused(Reason.EXPIRED_TOKEN)
        )

    def close(self, reason: Reason) -> None:
        """Close with the code that belongs to a reason."""
        if self._closing is None:
            code = _CODES.get(reason, 4401)
            self._closing = asyncio.ensure_future(self._close(code, reason))

    async def _close(self, code: int, reason: Reason) -> None:
        await self.ws.close(code=code, message=reason.value.encode())

    def revoked(self) -> None:
        """The device was revoked: close at once."""
        self._refuse(Refused(Reason.REVOKED))

    def _refuse(self, refused: Refused) -> None:
        if self._closing is not None:
            return
        with suppress(Refused):
            self.report()
        verdict = replace(self.verdict, decision=Decision.DENY, reasons=(refused.reason,))
        with suppress(Refused):  # the recorder is full: it closes all the same
            self._door.recorder.note(
                verdict,
                self._route,
                self._action.value,
                self.session.network,
                now=self._door.clock(),
            )
        self.close(refused.reason)

    async def hello(self, cursor: str | None) -> None:
        """Agree on the key of this connection."""
        key = base64.b64encode(self._key).decode()
        await self.send({"type": "hello", "key": key, "cursor": cursor})

    async def finish(self) -> None:
        """Record what is left and close in good order."""
        if self._ending:
            self._ending.cancel()
        with suppress(Refused):
            self.report()
        if self._closing is not None:
            await self._closing
        elif not self.ws.closed:
            await self.ws.close()


@asynccontextmanager
async def open_socket(
    request: web.Request, *, cursor: str | None = None
) -> AsyncIterator[Socket]:
    """Accept a WebSocket that passed the gate, agree on its key, and close it at the end.

    Return ``socket.ws`` from the handler. ``cursor`` tells the client where live events
    stand. While it is open, the device's revocation and the token's end close it. Refuses
    (``too-many``) beyond MOST_OPEN of one device.
    """
    door, session = request.app[DOOR], request[SESSION]
    ws = web.WebSocketResponse(
        protocols=(PROTOCOL,), heartbeat=20, max_msg_size=LARGEST, compress=False
    )
    if request.headers.get(hdrs.UPGRADE, "").lower() != "websocket":
        raise web.HTTPUpgradeRequired
    if door.revocations.watched(session.grant.device_id) >= MOST_OPEN:
        raise Refused(Reason.TOO_MANY, f"at most {MOST_OPEN} sockets of one device")
    await ws.prepare(request)
    request[SOCKET] = ws
    resource = request.match_info.route.resource
    socket = Socket(
        ws,
        door,
        session,
        request[VERDICT],
        request[ACTION],
        path=request.rel_url.raw_path,
        route=f"WS {resource.canonical if resource else request.path}",
    )
    stop = door.revocations.watch(session.grant.device_id, socket.revoked)
    try:
        socket.watch_end()
        await socket.hello(cursor)
        yield socket
    finally:
        stop()
        await socket.finish()
