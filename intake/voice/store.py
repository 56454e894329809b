"""The rows of calls: opened, answered, keys pressed, strain, words, ended, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from uuid6 import uuid7

from intake.voice.call import Call, CallStart, Source, Transcript

if TYPE_CHECKING:
    from asyncpg import Connection, Record

_COLUMNS = """id, org_id, ticket_id, customer_id, contact_id, source, language, rate,
    recorded, listened, started_at, ended_at, answered_by, keys, transcript,
    sound_deleted_at is null as has_sound"""

_OPEN = f"""
insert into call (org_id, id, ticket_id, customer_id, contact_id, source, external,
    language, rate, recorded, listened, started_at, transcript)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (org_id, source, external) do nothing
returning {_COLUMNS}
"""
_SAME = f"""
select {_COLUMNS} from call where org_id = $1 and source = $2 and external = $3
"""
_CALL = f"select {_COLUMNS} from call where org_id = $1 and id = $2"
_OF_TICKET = f"""
select {_COLUMNS} from call where org_id = $1 and ticket_id = $2 order by started_at
"""  # index call_ticket
_LIVE = f"""
select {_COLUMNS} from call where org_id = $1 and ended_at is null order by started_at
"""  # index call_live
_TURN = "select pg_advisory_xact_lock(hashtextextended('call ' || $1::text, 0))"
# index call_live
_LIVE_OF = """
select count(*) from call where org_id = $1 and customer_id = $2 and ended_at is null
"""
_LATEST = f"""
select {_COLUMNS} from call where org_id = $1 order by started_at desc limit $2
"""
_ANSWER = """
update call set answered_by = $3, answered_at = $4
where org_id = $1 and id = $2 and ended_at is null
    and (answered_by is null or answered_by = $3)
returning ticket_id
"""
_PRESS = """
update call set keys = left(keys || $3, 200)
where org_id = $1 and id = $2 and ended_at is null
"""
_END = """
update call set ended_at = $3 where org_id = $1 and id = $2 and ended_at is null
returning ticket_id
"""
_ANALYSED = """
update call set analysed_at = $3 where org_id = $1 and id = $2 and analysed_at is null
"""
_SILENT = """
select c.org_id, c.id from call c where c.ended_at is null and c.started_at < $1
    and not exists (
        select 1 from call_chunk k
        where k.org_id = c.org_id and k.call_id = c.id and k.track = 'caller'
            and c.started_at + k.at_ms * interval '1 ms' >= $1
    )
"""
_SPENT = """
update call set sound_deleted_at = $3
where org_id = $1 and id = $2 and sound_deleted_at is null and not recorded
    and ended_at is not null and (not listened or analysed_at is not null)
returning id
"""
_DROP_SOUND = "delete from call_chunk where org_id = $1 and call_id = $2"
_STRAIN = """
insert into call_strain (org_id, call_id, second, strain, voiced, alarm_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning second
"""
_TRACK = """
select second, strain from call_strain where org_id = $1 and call_id = $2 order by second
"""
_POINTS = """
select second, strain, voiced, alarm_at from call_strain
where org_id = $1 and call_id = $2 order by second
"""
_HEARD = """
select call_id, max(second) as seconds, min(alarm_at) as alarm_at from call_strain
where org_id = $1 and call_id = any($2) group by call_id
"""
_WORDS = """
insert into call_words (org_id, call_id, track, start_s, end_s, words)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
_SAID = """
select track, start_s, end_s, words from call_words
where org_id = $1 and call_id = $2 order by start_s, track
"""
_TRANSCRIPT = "update call set transcript = $3 where org_id = $1 and id = $2"
_TELL = "select emit($1, 'call', $2, $3)"
_RING = "select pg_notify('call', $1::text)"

KEYS = frozenset("0123456789ABCD*#")


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A second of speech as it was judged while the call was on."""

    second: float
    strain: float
    voiced: float
    alarm_at: float | None


class StrainPoint(Protocol):
    """Strain 0..100 after one second of a call in which the caller spoke."""

    @property
    def second(self) -> float:
        """The end of that second, from the start of the call."""

    @property
    def strain(self) -> float:
        """0 to 100."""

    @property
    def voiced(self) -> float:
        """How much of the second was voice, in seconds."""

    @property
    def alarm_at(self) -> float | None:
        """The second at which strain had been held long enough, once it was."""


def _call(row: Record) -> Call:
    fields: dict[str, Any] = dict(row)
    fields["source"] = Source(fields["source"])
    fields["transcript"] = Transcript(fields["transcript"])
    return Call(**fields)


async def begin(
    db: Connection[Record],
    org: UUID,
    start: CallStart,
    *,
    ticket_id: UUID,
    customer_id: UUID,
    contact_id: UUID | None = None,
    call_id: UUID | None = None,
    now: datetime,
) -> Call:
    """Open the one call for what a provider names; again for the same changes nothing."""
    row = await db.fetchrow(
        _OPEN,
        *(org, call_id or uuid7(), ticket_id, customer_id, contact_id),
        *(start.source, start.external, start.language, start.rate),
        *(start.record, start.listen, now, Transcript.NONE),
    )
    if row is None:
        row = await db.fetchrow(_SAME, org, start.source, start.external)
        if row is None:
            raise LookupError("the call vanished while it was opened")
        return _call(row)
    await tell(db, org, row["id"], {"state": "started", "ticket": str(ticket_id)})
    return _call(row)


async def same_call(db: Connection[Record], org: UUID, start: CallStart) -> Call | None:
    """The call that was opened for what a provider names, if it was."""
    row = await db.fetchrow(_SAME, org, start.source, start.external)
    return None if row is None else _call(row)


async def call(db: Connection[Record], org: UUID, call_id: UUID) -> Call | None:
    """One call; None if there is no such call."""
    row = await db.fetchrow(_CALL, org, call_id)
    return None if row is None else _call(row)


async def calls_of(db: Connection[Record], org: UUID, ticket_id: UUID) -> list[Call]:
    """A ticket's calls, oldest first."""
    return [_call(row) for row in await db.fetch(_OF_TICKET, org, ticket_id)]


async def live_calls(db: Connection[Record], org: UUID) -> list[Call]:
    """Calls that are still on, oldest first."""
    return [_call(row) for row in await db.fetch(_LIVE, org)]


async def live_of_customer(db: Connection[Record], org: UUID, customer_id: UUID) -> int:
    """How many calls of one customer are on.

    Until the caller's transaction ends nobody else is told: of two calls that open at
    once the second counts the first.
    """
    await db.execute(_TURN, str(customer_id))
    return int(await db.fetchval(_LIVE_OF, org, customer_id))


async def latest_calls(db: Connection[Record], org: UUID, limit: int = 50) -> list[Call]:
    """The newest calls, live or over, newest first."""
    return [_call(row) for row in await db.fetch(_LATEST, org, limit)]


async def answer(
    db: Connection[Record], org: UUID, call_id: UUID, account_id: UUID, *, now: datetime
) -> bool:
    """Put an agent on the line; False if the call is over or someone else has it."""
    if not await db.fetchval(_ANSWER, org, call_id, account_id, now):
        return False
    await tell(db, org, call_id, {"state": "answered", "by": str(account_id)})
    return True


async def press(db: Connection[Record], org: UUID, call_id: UUID, key: str) -> None:
    """Keep a key that the caller pressed; anything but a DTMF key is passed over."""
    if key in KEYS:
        await db.execute(_PRESS, org, call_id, key)
        await tell(db, org, call_id, {"key": key})


async def end(db: Connection[Record], org: UUID, call_id: UUID, *, now: datetime) -> bool:
    """End a call. Its sound goes at once if nobody may keep it or listen to it."""
    if not await db.fetchval(_END, org, call_id, now):
        return False
    await tell(db, org, call_id, {"state": "ended"})
    await _drop_spent(db, org, call_id, now)
    return True


async def end_silent(
    db: Connection[Record], *, after: timedelta = timedelta(minutes=2), now: datetime
) -> list[UUID]:
    """End calls that nothing was heard of for so long: their door has died."""
    gone = await db.fetch(_SILENT, now - after)
    for row in gone:
        await end(db, row["org_id"], row["id"], now=now)
    return [row["id"] for row in gone]


async def mark_analysed(
    db: Connection[Record], org: UUID, call_id: UUID, *, now: datetime
) -> None:
    """Say that listening is over; sound that may not be kept is deleted with it."""
    await db.execute(_ANALYSED, org, call_id, now)
    await _drop_spent(db, org, call_id, now)


async def forget_sound(db: Connection[Record], org: UUID, call_id: UUID) -> None:
    """Delete a call's sound and words, whatever was agreed: its caller asked for it."""
    await db.execute(_DROP_SOUND, org, call_id)
    await db.execute(
        "delete from call_words where org_id = $1 and call_id = $2", org, call_id
    )
    await db.execute(
        "update call set sound_deleted_at = now() where org_id = $1 and id = $2",
        org,
        call_id,
    )


async def _drop_spent(
    db: Connection[Record], org: UUID, call_id: UUID, now: datetime
) -> None:
    if await db.fetchval(_SPENT, org, call_id, now):
        await db.execute(_DROP_SOUND, org, call_id)


async def keep_points(
    db: Connection[Record], org: UUID, call_id: UUID, points: Sequence[StrainPoint]
) -> list[float]:
    """Keep points of strain and announce them; the seconds that were new are returned."""
    fresh = []
    for point in points:
        values = (point.second, point.strain, point.voiced, point.alarm_at)
        if await db.fetchval(_STRAIN, org, call_id, *values) is None:
            continue
        fresh.append(point.second)
        body = {"t": point.second, "strain": point.strain, "alarm_at": point.alarm_at}
        await db.execute(_TELL, org, call_id, body)
    return fresh


async def strain_points(
    db: Connection[Record], org: UUID, call_id: UUID
) -> list[StoredPoint]:
    """Every second of speech that was judged, in order."""
    return [StoredPoint(**dict(row)) for row in await db.fetch(_POINTS, org, call_id)]


async def heard_of(
    db: Connection[Record], org: UUID, calls: Sequence[UUID]
) -> dict[UUID, tuple[float, float | None]]:
    """The last second that was judged of each call, and that of its first alarm.

    A call of which nothing was judged is not there.
    """
    rows = await db.fetch(_HEARD, org, calls)
    return {row["call_id"]: (row["seconds"], row["alarm_at"]) for row in rows}


async def strain_track(
    db: Connection[Record], org: UUID, call_id: UUID
) -> tuple[tuple[float, float], ...]:
    """(second, strain 0..100) of a call, in order."""
    rows = await db.fetch(_TRACK, org, call_id)
    return tuple((row["second"], round(row["strain"], 1)) for row in rows)


async def keep_words(
    db: Connection[Record],
    org: UUID,
    call_id: UUID,
    track: str,
    words: Sequence[tuple[float, float, str]],
) -> None:
    """Keep what was said on a track as (from second, to second, words)."""
    rows = [(org, call_id, track, start, end, said) for start, end, said in words]
    await db.executemany(_WORDS, rows)


async def words(
    db: Connection[Record], org: UUID, call_id: UUID
) -> list[tuple[str, float, float, str]]:
    """(track, from second, to second, words) of a call, in the order they were said."""
    rows = await db.fetch(_SAID, org, call_id)
    return [(r["track"], r["start_s"], r["end_s"], r["words"]) for r in rows]


async def set_transcript(
    db: Connection[Record], org: UUID, call_id: UUID, state: Transcript
) -> None:
    """Say how the transcript stands."""
    await db.execute(_TRANSCRIPT, org, call_id, state)
    await tell(db, org, call_id, {"transcript": state})


async def tell(
    db: Connection[Record], org: UUID, call_id: UUID, body: dict[str, str]
) -> None:
    """Announce a change to the live web and wake whoever follows the call."""
    await db.execute(_TELL, org, call_id, body)
    await db.execute(_RING, str(call_id))
