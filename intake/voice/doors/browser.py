"""Calls from the portal: 16-bit samples at 16 kHz over the desk's own socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from intake.voice.call import AGENT_RATE, Call, CallStart, Source, Track
from intake.voice.doors.line import (
    BadCall,
    Keeper,
    Line,
    OpenCall,
    close_line,
    open_line,
)
from intake.voice.follow import Bell, follow

if TYPE_CHECKING:
    from asyncpg import Pool, Record

BROWSER_RATE = AGENT_RATE  # so that voices pass between browsers as they are
MOST_BYTES = 64 * 1024  # two seconds: no honest browser sends more at once

NameOf = Callable[[UUID], Awaitable[str]]


async def browser_call(
    line: Line,
    pool: Pool[Record],
    org: UUID,
    open_call: OpenCall,
    *,
    bell: Bell,
    name_of: NameOf,
    ticket_id: UUID | None = None,
) -> UUID | None:
    """Hold one call from its first message to its end; -> its id, None if it never began.

    The client says {"type": "start", "language", "record", "listen"}, then sends sound,
    then {"type": "end"} or just leaves. It is told "started", "answered" and "ended", and
    hears the agent. Whatever breaks the protocol is answered with {"type": "error"} and
    ends the call; what was said before stays kept.
    """
    messages = aiter(line)
    call_id: UUID | None = None
    try:
        start = _start(await anext(messages, {}), ticket_id)
        call_id, opened = await open_line(pool, start, open_call)
        ids = {"call_id": str(call_id), "ticket_id": str(opened)}
        await line.say({"type": "started"} | ids)
        keeper = Keeper(pool, org, call_id, Track.CALLER, BROWSER_RATE)
        telling = asyncio.create_task(_tell(line, pool, org, call_id, bell, name_of))
        try:
            async for message in messages:
                if isinstance(message, bytes):
                    await keeper.add(checked(message))
                elif message.get("type") == "end":
                    break
        finally:
            await close_line(keeper, pool, org, call_id)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        await line.say({"type": "ended"})
    except BadCall as error:
        await line.say({"type": "error", "why": str(error)})
    except ConnectionError:
        return call_id  # they hung up without a word; the call is ended all the same
    return call_id


def _start(message: bytes | dict[str, Any], ticket_id: UUID | None) -> CallStart:
    if isinstance(message, bytes) or message.get("type") != "start":
        raise BadCall("a call begins with a start message")
    language = message.get("language")
    return CallStart(
        source=Source.BROWSER,
        external=str(uuid4()),
        rate=BROWSER_RATE,
        language=language if language in ("en", "zh", "de") else "en",
        record=message.get("record") is True,
        listen=message.get("listen") is True,
        ticket_id=ticket_id,
    )


def checked(pcm: bytes) -> bytes:
    """The sound, if it can be 16-bit samples of a reasonable length; else BadCall."""
    if len(pcm) % 2:
        raise BadCall("sound must be 16-bit samples: an even number of bytes")
    if len(pcm) > MOST_BYTES:
        raise BadCall(f"no more than {MOST_BYTES} bytes of sound at once")
    return pcm


async def _tell(
    line: Line, pool: Pool[Record], org: UUID, call_id: UUID, bell: Bell, name_of: NameOf
) -> None:
    """Let the caller hear the agent, and know who it is."""
    answered: UUID | None = None
    async for news in follow(pool, org, call_id, Track.AGENT, bell=bell):
        if not isinstance(news, Call):
            await line.play(news.pcm)
        elif news.answered_by is not None and news.answered_by != answered:
            answered = news.answered_by
            await line.say({"type": "answered", "by": await name_of(answered)})
