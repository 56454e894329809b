"""What the tests of calls share: opening one, a line without a gate, and plain waiting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiohttp import WSMsgType, web
from uuid6 import uuid7

from intake.voice import store
from intake.voice.call import Call, CallStart, Source

TICKET, CUSTOMER = uuid7(), uuid7()


def start(**changes: Any) -> CallStart:
    known = {"source": Source.BROWSER, "external": str(uuid7()), "rate": 16_000}
    return CallStart(**(known | {"record": True, "listen": True} | changes))


async def begin(db: Any, org: UUID, **changes: Any) -> Call:
    return await store.begin(
        db,
        org,
        start(**changes),
        ticket_id=TICKET,
        customer_id=CUSTOMER,
        now=datetime.now(UTC),
    )


def opener(org: UUID) -> Callable[[Any, CallStart], Awaitable[tuple[UUID, UUID]]]:
    async def open_call(db: Any, said: CallStart) -> tuple[UUID, UUID]:
        ids = {"ticket_id": TICKET, "customer_id": CUSTOMER}
        call = await store.begin(db, org, said, **ids, now=datetime.now(UTC))
        return call.id, call.ticket_id

    return open_call


class PlainLine:
    """A Line over a WebSocket whose messages nobody signed."""

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.ws = ws

    async def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        async for message in self.ws:
            if message.type is WSMsgType.BINARY:
                yield message.data
            elif message.type is WSMsgType.TEXT:
                yield json.loads(message.data)

    async def say(self, body: dict[str, Any]) -> None:
        await self.ws.send_json(body)

    async def play(self, pcm: bytes) -> None:
        await self.ws.send_bytes(pcm)


async def until(holds: Callable[[], Awaitable[Any]], within: float = 20.0) -> Any:
    """Ask again until the answer is true; fail after that many seconds."""
    async with asyncio.timeout(within):
        while not (answer := await holds()):  # noqa: ASYNC110  # the database knows, no event
            await asyncio.sleep(0.02)
    return answer
