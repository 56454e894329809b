"""The sound of calls in the database: kept as it comes, read again, made a WAV file."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from intake.voice.call import AGENT_RATE, Chunk, Track
from intake.voice.store import call
from intake.voice.ulaw import Sound, Step

if TYPE_CHECKING:
    from asyncpg import Connection, Record

_KEEP = """
insert into call_chunk (org_id, call_id, track, seq, at_ms, pcm)
select $1, $2, $3, $4, $5, $6 from call
where org_id = $1 and id = $2 and sound_deleted_at is null for share
on conflict do nothing
"""
_RING = "select pg_notify('call', $1::text)"
_NEXT = """
select coalesce(max(seq) + 1, 0) from call_chunk
where org_id = $1 and call_id = $2 and track = $3
"""
_AFTER = """
select track, seq, at_ms, pcm from call_chunk
where org_id = $1 and call_id = $2 and track = $3 and seq > $4
order by seq limit $5
"""

_UNEVEN = 0.5  # seconds that the network may be late without there being a pause
_MOST = 600.0


async def keep(db: Connection[Record], org: UUID, call_id: UUID, chunk: Chunk) -> None:
    """Keep a piece and wake whoever follows the call; keeping it again changes nothing."""
    values = (chunk.track, chunk.seq, chunk.at_ms, chunk.pcm)
    await db.execute(_KEEP, org, call_id, *values)
    await db.execute(_RING, str(call_id))


async def next_seq(db: Connection[Record], org: UUID, call_id: UUID, track: Track) -> int:
    """The number that a track's next piece gets; 0 for its first."""
    return int(await db.fetchval(_NEXT, org, call_id, track))


async def chunks(
    db: Connection[Record],
    org: UUID,
    call_id: UUID,
    track: Track,
    *,
    after: int = -1,
    limit: int = 50,
) -> list[Chunk]:
    """A track's pieces behind number ``after``, in order, at most ``limit`` of them."""
    rows = await db.fetch(_AFTER, org, call_id, track, after, limit)
    return [Chunk(Track(r["track"]), r["seq"], r["at_ms"], r["pcm"]) for r in rows]


async def whole_track(
    db: Connection[Record], org: UUID, call_id: UUID, track: Track
) -> AsyncIterator[Chunk]:
    """All pieces of a track that are there now, a few at a time."""
    after = -1
    while pieces := await chunks(db, org, call_id, track, after=after):
        for piece in pieces:
            yield piece
        after = pieces[-1].seq


async def recording(db: Connection[Record], org: UUID, call_id: UUID) -> bytes | None:
    """A call as a WAV file; None if there is no such call or its sound is gone.

    One channel at the call's own rate; two, caller left and agent right, once an agent
    has spoken. The agent's pieces lie where they arrived in the call.
    """
    found = await call(db, org, call_id)
    if found is None or not found.has_sound:
        return None
    pieces = [p.pcm async for p in whole_track(db, org, call_id, Track.CALLER)]
    caller = np.frombuffer(b"".join(pieces), "<i2").astype(np.int16)
    agent = await _placed(db, org, call_id, found.rate)
    if agent is not None:
        length = max(len(caller), len(agent))
        stereo = np.zeros((length, 2), np.int16)
        stereo[: len(caller), 0] = caller
        stereo[: len(agent), 1] = agent
        return _wav(stereo.tobytes(), found.rate, 2)
    return _wav(caller.tobytes(), found.rate, 1)


async def stretches(
    db: Connection[Record], org: UUID, call_id: UUID, track: Track, rate: int
) -> AsyncIterator[tuple[float, Sound]]:
    """A track as (second at which it begins, samples), at most ten minutes at a time.

    The caller's voice never breaks off. An agent joins, leaves and is silent, so the
    agent's stretches begin when their pieces arrived, unless they touch.
    """
    held: list[Sound] = []
    begin = end = 0.0
    async for piece in whole_track(db, org, call_id, track):
        sound = np.frombuffer(piece.pcm, "<i2").astype(np.int16)
        # A piece is stamped when it is complete, so it began its own length earlier.
        arrived = piece.at_ms / 1000 - len(sound) / rate
        apart = track is Track.AGENT and arrived > end + _UNEVEN
        if held and (apart or end - begin >= _MOST):
            yield begin, np.concatenate(held)
            held, begin = [], end
        if apart:
            begin = end = arrived
        held.append(sound)
        end += len(sound) / rate
    if held:
        yield begin, np.concatenate(held)


async def _placed(
    db: Connection[Record], org: UUID, call_id: UUID, rate: int
) -> Sound | None:
    """The agent's voice on the caller's time line, at the caller's rate."""
    laid: list[Sound] = []
    end = 0
    async for begin, sound in stretches(db, org, call_id, Track.AGENT, AGENT_RATE):
        if rate * 2 == AGENT_RATE:
            sound = Step(up=False)(sound)
        pause = max(int(begin * rate) - end, 0)
        laid += [np.zeros(pause, np.int16), sound]
        end += pause + len(sound)
    return np.concatenate(laid) if laid else None


def _wav(samples: bytes, rate: int, channels: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()
