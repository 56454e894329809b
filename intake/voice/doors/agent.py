"""An agent in the workspace who joins a call that is on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from intake.voice import sound, store
from intake.voice.call import AGENT_RATE, Call, Track
from intake.voice.doors.browser import checked
from intake.voice.doors.line import BadCall, Keeper, Line
from intake.voice.follow import Bell, follow, lent
from intake.voice.ulaw import Step

if TYPE_CHECKING:
    from asyncpg import Pool, Record


async def agent_call(
    line: Line,
    pool: Pool[Record],
    org: UUID,
    call_id: UUID,
    account_id: UUID,
    *,
    bell: Bell,
) -> None:
    """Put an agent on the line until either leaves; the call goes on without the agent.

    Sound goes both ways as 16-bit samples at 16 kHz, from the moment of joining. The
    agent is told "joined", then "ended" when the caller hangs up. A call that is over or
    that a colleague has is refused with {"type": "error"}.
    """
    try:
        async with lent(pool) as db, db.transaction():
            joined = await store.answer(db, org, call_id, account_id, now=datetime.now(UTC))
            heard = await sound.next_seq(db, org, call_id, Track.CALLER) - 1
        if not joined:
            raise BadCall("this call is over, or a colleague has it")
        await line.say({"type": "joined", "call_id": str(call_id)})
        relaying = asyncio.create_task(_relay(line, pool, org, call_id, heard, bell))
        speaking = asyncio.create_task(_speak(line, pool, org, call_id))
        done, pending = await asyncio.wait(
            (relaying, speaking), return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()
    except BadCall as error:
        await line.say({"type": "error", "why": str(error)})
    except ConnectionError:
        return  # the agent left without a word


async def _speak(line: Line, pool: Pool[Record], org: UUID, call_id: UUID) -> None:
    keeper = Keeper(pool, org, call_id, Track.AGENT, AGENT_RATE)
    try:
        async for message in line:
            if isinstance(message, bytes):
                await keeper.add(checked(message))
            elif message.get("type") == "end":
                break
    finally:
        await keeper.finish()


async def _relay(
    line: Line, pool: Pool[Record], org: UUID, call_id: UUID, heard: int, bell: Bell
) -> None:
    double: Step | None = None
    async for news in follow(pool, org, call_id, Track.CALLER, bell=bell, after=heard):
        if isinstance(news, Call):
            if double is None and news.rate * 2 == AGENT_RATE:
                double = Step(up=True)
        elif double is not None:
            voice = np.frombuffer(news.pcm, "<i2").astype(np.int16)
            await line.play(double(voice).tobytes())
        else:
            await line.play(news.pcm)
    await line.say({"type": "ended"})
