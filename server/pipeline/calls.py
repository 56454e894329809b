"""Calls: opened with a ticket, listened to while they last, written down afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from asyncpg import Connection, Pool, Record
from uuid6 import uuid7

import sentiment
import ticketing
from customers.address import BadAddress
from customers.consent import give, may
from customers.customer import AddressKind, Customer, Purpose
from customers.notices import spoken
from customers.people import customer, find_or_open, hold, open_without_address
from intake.contact import Channel, Contact
from intake.mail.parse import LONGEST_NEW
from intake.store import set_words, store_contact
from intake.voice import store
from intake.voice.call import Call, CallStart, Source, Track, Transcript
from intake.voice.doors import BadCall
from intake.voice.follow import Bell, follow
from intake.voice.listen import listen_call
from intake.voice.sound import stretches
from intake.voice.transcribe import Words, transcribe, transcribe_call
from sentiment import voice
from sentiment.signal import Signal
from server.database import borrow
from server.database.queue import enqueue
from server.pipeline.scorers import Scorers
from ticketing.escalation import Lines
from ticketing.record import ticket as read_ticket

if TYPE_CHECKING:
    from intake.voice.ulaw import Sound

LATELY = 60  # seconds of a voice that alarmed whose words are heard at once
HEAR_AGAIN = 30  # seconds after which the words of a voice that stays loud are heard again
MOST_AT_ONCE = 3  # calls of one customer that are on
THIS_CALL = timedelta(days=1)  # how long a yes holds that was said on the line
SUBJECT = {"en": "Phone call", "zh": "来电"}
_BEHIND_ALL = 2**31 - 1


async def open_call(
    db: Connection[Record],
    org: UUID,
    start: CallStart,
    customer_id: UUID | None,
    *,
    now: datetime,
) -> tuple[UUID, UUID]:
    """Open a call, its contact and its ticket, and have it listened to; -> call, ticket.

    Signed-in customers are heard and recorded as they agreed in their pages and on this
    call, whichever is less. Who calls from the telephone network was asked on the line:
    that yes is written down and sealed, for this call. The same call again (a provider
    that connects twice) is not opened twice. Raises BadCall for one that is over (a
    request that was overheard, say) and for a customer who has too many calls on.
    """
    if (same := await store.same_call(db, org, start)) is not None:
        if same.ended_at is not None:
            raise BadCall("this call is over")
        return same.id, same.ticket_id
    language = "zh" if start.language.startswith("zh") else "en"
    who = await _caller(db, org, start, customer_id, language, now=now)
    record = await _agreed(db, org, start, who, Purpose.RECORD_CALLS, start.record, now=now)
    listen = await _agreed(
        db, org, start, who, Purpose.LISTEN_FOR_STRAIN, start.listen, now=now
    )
    if await store.live_of_customer(db, org, who.id) >= MOST_AT_ONCE:
        raise BadCall("you have too many calls open")
    thread = await _about(db, org, start.ticket_id, who)
    contact = Contact(
        id=uuid7(),
        org_id=org,
        channel=Channel.CALL,
        customer_id=who.id,
        received_at=now,
        subject=SUBJECT[language],
        text="",
        full_text="",
        assurance=2 if customer_id else 0,
        thread=thread,
    )
    await store_contact(db, contact)
    # Calls are opened where requests are answered: the first one loads models meanwhile.
    unread = await asyncio.to_thread(sentiment.read, "", channel="call", now=now)
    if thread is None:
        ticket = await ticketing.open_ticket(db, contact, unread, now=now)
    else:
        ticket = await ticketing.append_contact(db, contact, unread, now=now)
    call = await store.begin(
        db,
        org,
        replace(start, record=record, listen=listen),
        ticket_id=ticket.id,
        customer_id=who.id,
        contact_id=contact.id,
        now=now,
    )
    await ticketing.mark_call(db, org, ticket.id, live=True, now=now)
    await enqueue(db, "listen-call", {"call_id": str(call.id)})
    return call.id, ticket.id


async def _about(
    db: Connection[Record], org: UUID, ticket_id: UUID | None, who: Customer
) -> UUID | None:
    """The ticket that the caller names, if it is theirs; any other counts as none."""
    if ticket_id is None:
        return None
    try:
        about = await read_ticket(db, org, ticket_id)
    except ticketing.NoTicket:
        return None
    return about.id if about.customer_id == who.id else None


async def _caller(
    db: Connection[Record],
    org: UUID,
    start: CallStart,
    customer_id: UUID | None,
    language: str,
    *,
    now: datetime,
) -> Customer:
    if customer_id is not None:
        return await customer(db, org, customer_id)
    try:
        return await find_or_open(
            db, org, AddressKind.PHONE, start.caller, "", language, now=now
        )
    except BadAddress:  # a withheld number
        return await open_without_address(db, org, uuid7(), "", language, now=now)


async def _agreed(
    db: Connection[Record],
    org: UUID,
    start: CallStart,
    who: Customer,
    purpose: Purpose,
    said_yes: bool,
    *,
    now: datetime,
) -> bool:
    if not said_yes or await may(db, org, who.id, purpose, now=now):
        return said_yes
    if start.source is Source.BROWSER:
        return False
    until = now + THIS_CALL
    asked = spoken(purpose, start.language[:2])
    await give(
        *(db, org, who.id, purpose),
        valid_until=until,
        channel="call",
        shown=asked,
        now=now,
    )
    return True


@dataclass(frozen=True, slots=True)
class CallJobs:
    """The two jobs of a call."""

    pool: Pool[Record]
    org: UUID
    scorers: Scorers
    bell: Bell
    lines: Lines
    zone: str
    speech_model: str
    chinese_feelings: bool = True
    emotion_weights: str = ""
    models: str = ""

    async def listen(self, payload: dict[str, str]) -> None:
        """Follow a call to its end: strain while it lasts, then what came of it."""
        call_id = UUID(payload["call_id"])

        async def score(
            ear: voice.Ear | None, sound: Sound, rate: int
        ) -> tuple[voice.Ear, Sequence[voice.Point]]:
            start = ear or voice.open_ear(self.lines.strain)
            return await self.scorers.voice(voice.hear, start, sound, rate)

        # A worker that stops cancels this job, and the queue gives it to the next one.
        never = asyncio.Event()
        where = (self.pool, self.org, call_id)
        await listen_call(*where, score, self._on_points, bell=self.bell, stop=never)
        # A call that may not be listened to is still followed to its end.
        following = follow(*where, Track.CALLER, bell=self.bell, after=_BEHIND_ALL)
        async for _ in following:
            pass
        now = datetime.now(UTC)
        silent = await self._read("", now=now)
        async with borrow(self.pool) as db, db.transaction():
            call = await store.call(db, self.org, call_id)
            if call is None:
                return
            await ticketing.mark_call(db, self.org, call.ticket_id, live=False, now=now)
            if call.listened:
                # Glad words that were heard meanwhile stay known until all are.
                before = await self._signal(db, call)
                known = before if before and before.glad else silent
                await self._read_again(db, call, known, "", now=now)
            await enqueue(db, "transcribe-call", payload)

    async def _on_points(
        self,
        db: Connection[Record],
        call: Call,
        points: Sequence[voice.Point],
        ear: voice.Ear,
    ) -> None:
        """Raise the ticket in the second in which the voice alarms, once."""
        if not any(point.alarm_at is not None for point in points):
            return
        signal = await self._signal(db, call)
        if signal is None:
            return
        if signal.strain is None or signal.strain.alarm_at is None:
            heard = voice.strain(ear, call.language)
            fresh = sentiment.with_strain(signal, heard)
            await self._keep(db, call, fresh, "", now=datetime.now(UTC))
            await self._hear_soon(db, call)
        elif signal.disagree == "glad" and any(map(self._still, points)):
            await self._hear_soon(db, call)  # what is still loud may no longer be glad

    def _still(self, point: voice.Point) -> bool:
        return point.strain >= self.lines.strain and point.second % HEAR_AGAIN == 0

    async def _hear_soon(self, db: Connection[Record], call: Call) -> None:
        if self.speech_model and call.recorded:
            await enqueue(db, "hear-words", {"call_id": str(call.id)})

    async def hear_words(self, payload: dict[str, str]) -> None:
        """Hear what a voice that alarmed says: glad words take the step back at once.

        The alarm stands until the words are known, and where they tell nothing. It is
        back as soon as later words of the same call are not glad.
        """
        call_id, model = UUID(payload["call_id"]), self.speech_model
        async with borrow(self.pool) as db:
            call = await store.call(db, self.org, call_id)
            if not model or call is None or not call.recorded or not call.has_sound:
                return
            lately: Sound | None = None
            async for _, sound in stretches(db, self.org, call_id, Track.CALLER, call.rate):
                lately = sound[-LATELY * call.rate :]
        if lately is None:
            return
        said = await self.scorers.slow(transcribe, lately, call.rate, call.language, model)
        now = datetime.now(UTC)
        signal = await self._read("\n".join(words for _, _, words in said), now=now)
        async with borrow(self.pool) as db, db.transaction():
            after = await store.call(db, self.org, call_id)
            if after is None or after.transcript is Transcript.DONE:
                return  # the whole call was read meanwhile
            points = await store.strain_points(db, self.org, call_id)
            heard = voice.strain_of_track(points, call.language)
            fresh = sentiment.with_strain(signal, heard)
            before = await self._signal(db, call)
            if "glad" in (fresh.disagree, before and before.disagree):
                await self._keep(db, call, fresh, "", now=now)

    async def transcribe(self, payload: dict[str, str]) -> None:
        """Write a call down where weights are configured, and read what was said."""
        call_id = UUID(payload["call_id"])
        model = self.speech_model

        async def write(sound: Sound, rate: int, language: str) -> list[Words]:
            return await self.scorers.slow(transcribe, sound, rate, language, model)

        # No transaction is open while the model runs, which takes as long as the call.
        async with borrow(self.pool) as db:
            state = await transcribe_call(db, self.org, call_id, write if model else None)
            call = await store.call(db, self.org, call_id)
            spoken = await store.words(db, self.org, call_id)
        if state is not Transcript.DONE or call is None or call.contact_id is None:
            return
        own = "\n".join(said for track, _, _, said in spoken if track == Track.CALLER)
        own = own[:LONGEST_NEW]
        whole = "\n".join(f"{track}: {said}" for track, _, _, said in spoken)
        now = datetime.now(UTC)
        signal = await self._read(own, now=now)
        async with borrow(self.pool) as db, db.transaction():
            if not await hold(db, self.org, call.customer_id):
                await store.forget_sound(db, self.org, call_id)
                return
            await set_words(db, self.org, call.contact_id, own, whole)
            await self._read_again(db, call, signal, own, now=now)

    async def _read(self, text: str, *, now: datetime) -> Signal:
        return await self.scorers.words(
            sentiment.read,
            text,
            channel="call",
            now=now,
            zone=self.zone,
            chinese_feelings=self.chinese_feelings,
            emotion_weights=self.emotion_weights,
            models=self.models,
        )

    async def _read_again(
        self,
        db: Connection[Record],
        call: Call,
        signal: Signal,
        text: str,
        *,
        now: datetime,
    ) -> None:
        """Take over what the words of a call say that is over, with its whole strain."""
        if call.listened:
            points = await store.strain_points(db, self.org, call.id)
            heard = voice.strain_of_track(points, call.language)
            signal = sentiment.with_strain(signal, heard)
        await self._keep(db, call, signal, text, now=now)

    async def _keep(
        self,
        db: Connection[Record],
        call: Call,
        signal: Signal,
        text: str,
        *,
        now: datetime,
    ) -> None:
        """Let the ticket have what was heard, and raise it if a line was crossed.

        What a voice raised whose words turn out glad is taken back first.
        """
        if call.contact_id is None or not await hold(db, self.org, call.customer_id):
            return
        await ticketing.update_signal(
            db, self.org, call.ticket_id, call.contact_id, signal, text=text, now=now
        )
        await ticketing.withdraw_if(db, self.org, call.ticket_id, now=now)
        await ticketing.escalate_if(db, self.org, call.ticket_id, lines=self.lines, now=now)

    async def _signal(self, db: Connection[Record], call: Call) -> Signal | None:
        said = await ticketing.conversation(db, self.org, call.ticket_id)
        return next((one.signal for one in said if one.id == call.contact_id), None)
