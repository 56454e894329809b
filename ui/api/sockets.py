"""The WebSockets: live updates for agents, calls of customers, and agents who join them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from aiohttp import WSCloseCode, web

from auth.account import account
from auth.door import SOCKET
from auth.socket import Socket, open_socket
from intake.voice.doors import agent_call as hold_agent
from intake.voice.doors import browser_call as hold_call
from intake.voice.doors import genuine, twilio_call
from ui.desk import Desk, account_of, customer_of, desk_of
from ui.live import MOST_WATCHED, Listener, masked, news, parse_cursor
from ui.problems import NotFound, Unusable
from ui.shapes import LiveEvent


async def live(request: web.Request) -> web.StreamResponse:
    """Pass on every announcement of the desk, from the cursor that the page brings."""
    desk = desk_of(request)
    with desk.feed.listen() as listener:
        async with open_socket(request, cursor=str(desk.feed.cursor)) as socket:
            sending = asyncio.create_task(_pass_on(socket, listener))
            try:
                async for message in socket:
                    if isinstance(message, dict):
                        await _heed(message, desk, socket, listener)
            finally:
                sending.cancel()
                with suppress(asyncio.CancelledError):
                    await sending
            return socket.ws


async def _pass_on(socket: Socket, listener: Listener) -> None:
    while not listener.overflowed:
        event = await listener.queue.get()
        await _tell(socket, event)
    # The page fell too far behind: it reconnects and reads everything anew.
    await socket.ws.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow")


async def _tell(socket: Socket, event: LiveEvent) -> None:
    shown = masked(event) if socket.verdict.masked else event
    await socket.send_text(shown.model_dump_json())


async def _heed(
    message: dict[str, Any], desk: Desk, socket: Socket, listener: Listener
) -> None:
    if message.get("type") == "watch":
        with suppress(ValueError, TypeError):
            call = UUID(str(message.get("call")))
            if len(listener.calls) < MOST_WATCHED:
                listener.calls.add(call)
    elif message.get("type") == "resume":
        with suppress(ValueError):
            since = parse_cursor(str(message.get("cursor")))
            async with desk.transaction() as db:
                missed = await news(db, desk.org, since)
            for event in missed:
                await _tell(socket, event)


async def browser_call(request: web.Request) -> web.StreamResponse:
    """Hold a call from the portal."""
    desk, me = desk_of(request), customer_of(request)
    given = request.query.get("ticket")
    try:
        ticket_id = UUID(given) if given else None
    except ValueError:
        raise NotFound("there is no such ticket") from None

    async def name_of(account_id: UUID) -> str:
        async with desk.transaction() as db:
            found = await account(db, desk.org, account_id)
        return found.name if found else desk.organisation

    async with open_socket(request) as socket:
        await hold_call(
            _SocketLine(socket),
            desk.pool,
            desk.org,
            lambda db, start: desk.open_call(db, start, me),
            bell=desk.bell,
            name_of=name_of,
            ticket_id=ticket_id,
        )
        return socket.ws


async def agent_call(request: web.Request) -> web.StreamResponse:
    """Put an agent on the line of a call."""
    desk = desk_of(request)
    try:
        call_id = UUID(request.query.get("call", ""))
    except ValueError:
        raise NotFound("there is no such call") from None
    async with open_socket(request) as socket:
        await hold_agent(
            _SocketLine(socket),
            desk.pool,
            desk.org,
            call_id,
            account_of(request),
            bell=desk.bell,
        )
        return socket.ws


async def twilio(request: web.Request) -> web.StreamResponse:
    """Hold a call from the telephone network, if its provider signed the request."""
    desk = desk_of(request)
    url = f"{desk.origin}{request.rel_url.raw_path_qs}"
    if not genuine(desk.call_token, url, request.headers.get("X-Twilio-Signature", "")):
        raise Unsigned("this call is not signed by its provider")
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise Unusable("open a WebSocket here")
    ws = web.WebSocketResponse(heartbeat=20, max_msg_size=1 << 17, compress=False)
    await ws.prepare(request)
    request[SOCKET] = ws
    await twilio_call(
        ws,
        desk.pool,
        desk.org,
        lambda db, start: desk.open_call(db, start, None),
        bell=desk.bell,
    )
    return ws


class Unsigned(Exception):
    """A call that its provider did not sign."""

    status = 403


class _SocketLine:
    """A verified socket as the line that a call needs."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    async def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        async for message in self._socket:
            yield message

    async def say(self, body: dict[str, Any]) -> None:
        await self._socket.send(body)

    async def play(self, pcm: bytes) -> None:
        await self._socket.send_bytes(pcm)
