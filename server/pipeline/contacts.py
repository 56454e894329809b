"""Written contacts: from raw bytes to a ticket, then their pictures, and mail going out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from asyncpg import Connection, Pool, Record

import sentiment
import sentiment.pictures
import ticketing
from customers import people
from customers.consent import may
from customers.customer import Purpose
from customers.uses import record_use
from intake.contact import Channel, Contact
from intake.mail.compose import Enclosed, Sender
from intake.mail.send import queue_receipt, send
from intake.mail.sender import UNCHECKED, check
from intake.mail.thread import join
from intake.raw import hold, raw
from intake.read import read_raw
from intake.store import contact as stored_contact
from intake.store import part_of, set_part_text
from ledger.entries.receipts import receipts
from ledger.keys import load
from sentiment.signal import Signal
from server.database import borrow
from server.database.queue import enqueue
from server.pipeline.letters import read_letter
from server.pipeline.scorers import Scorers
from server.settings import Settings
from ticketing.escalation import Lines
from ticketing.ticket import PromiseKind, Ticket

DESK = "desk"
TELL = "select emit($1, 'ticket', $2, jsonb_build_object('part', $3::text))"
LATELY = timedelta(days=7)
# Reading one takes seconds to minutes. The rest of a mail's pictures are kept and shown, so
# that one mail with a thousand of them does not make everybody else's wait for a day.
MOST_PICTURES = 20


@dataclass(frozen=True, slots=True)
class ContactJobs:
    """The jobs of mails, forms and pictures. Running one again changes nothing."""

    pool: Pool[Record]
    org: UUID
    scorers: Scorers
    settings: Settings
    lines: Lines
    reply_key: bytes

    async def read(self, payload: dict[str, str]) -> None:
        """Turn a stored mail or form into a scored ticket with its promises, at once."""
        raw_id = UUID(payload["raw_id"])
        async with borrow(self.pool) as db:
            kept = await raw(db, self.org, raw_id)
        letter, signal = await self.scorers.words(
            read_letter,
            kept.data,
            kept.channel,
            self.settings.time_zone,
            self.settings.chinese_feelings,
            self.settings.emotion_model,
            str(self.settings.models),
            now=kept.received_at,
        )
        proof = UNCHECKED
        if kept.channel is Channel.MAIL and self.settings.verify_mail_senders:
            proof = await asyncio.to_thread(check, kept.data)
        async with borrow(self.pool) as db, db.transaction():
            now = datetime.now(UTC)
            if not await hold(db, self.org, raw_id):
                return
            contact = await read_raw(
                *(db, self.org, raw_id, letter),
                reply_key=self.reply_key,
                proof=proof,
                now=now,
            )
            if contact.thread is None:
                ticket = await ticketing.open_ticket(db, contact, signal, now=now)
                await self._acknowledge(db, contact, ticket, now=now)
            else:
                signal = await self._score(db, contact, contact.words)
                ticket = await ticketing.append_contact(db, contact, signal, now=now)
            address = self.settings.desk_address
            await join(db, contact, letter, ticket.id, desk_address=address)
            await ticketing.escalate_if(db, self.org, ticket.id, lines=self.lines, now=now)
            await record_use(
                *(db, self.org, contact.customer_id, DESK),
                *("message", "urgency-and-deadline"),
                now=now,
            )
            pictures = [p for p in contact.parts if p.media_type.startswith("image/")]
            for part in pictures[:MOST_PICTURES]:
                ids = {"contact_id": str(contact.id), "part_id": str(part.id)}
                await enqueue(db, "read-picture", {**ids, "ticket_id": str(ticket.id)})

    async def look(self, payload: dict[str, str]) -> None:
        """Read the text in a picture, if the customer lets us, and score it too."""
        contact_id, part_id = UUID(payload["contact_id"]), UUID(payload["part_id"])
        ticket_id = UUID(payload["ticket_id"])
        async with borrow(self.pool) as db:
            contact = await stored_contact(db, self.org, contact_id)
            found = await part_of(db, self.org, part_id)
            now = datetime.now(UTC)
            agreed = await may(
                db, self.org, contact.customer_id, Purpose.READ_PICTURES, now=now
            )
        if found is None or not agreed:
            return
        seen = await self.scorers.slow(
            sentiment.pictures.look,
            found[2],
            place=self.settings.picture_place,
            time=self.settings.picture_time,
            weights=self.settings.picture_model,
        )
        async with borrow(self.pool) as db, db.transaction():
            now = datetime.now(UTC)
            if not await people.hold(db, self.org, contact.customer_id):
                return
            await set_part_text(
                *(db, self.org, part_id, seen.text, seen.confidence),
                *(seen.facts, seen.lines),
            )
            contact = await stored_contact(db, self.org, contact_id)
            text = "\n\n".join([contact.words, *_sure(contact)])
            signal = await self._score(db, contact, text)
            await ticketing.update_signal(
                db, self.org, ticket_id, contact_id, signal, text=seen.text, now=now
            )
            # Pages show what was read also where it moves no score.
            await db.execute(TELL, self.org, ticket_id, str(part_id))
            await ticketing.escalate_if(db, self.org, ticket_id, lines=self.lines, now=now)
            await record_use(
                db, self.org, contact.customer_id, DESK, "picture", "read", now=now
            )

    async def send(self, payload: dict[str, str]) -> None:
        """Hand one mail to the relay, or write it where none is set."""
        async with borrow(self.pool) as db:
            await send(
                db,
                self.org,
                UUID(payload["message_id"]),
                sender=Sender(
                    self.settings.organisation, self.settings.desk_address, self.reply_key
                ),
                relay=self.settings.smtp_relay,
                outbox=self.settings.home / "outbox",
                enclose=self._receipts,
                now=datetime.now(UTC),
            )

    async def _receipts(
        self, db: Connection[Record], ticket_id: UUID
    ) -> Sequence[Enclosed]:
        """The signed receipts of what was promised on a ticket."""
        promises = await ticketing.promises_of(db, self.org, [ticket_id])
        found = await receipts(
            # Read each time, so that a change of keys needs no restart.
            *(db, self.org, [p.id for p in promises], load(self.settings.home / "keys")),
            within=timedelta(seconds=self.settings.merge_delay),
            now=datetime.now(UTC),
        )
        return [
            Enclosed(f"{p.kind.value}-{str(p.id)[-8:]}.receipt", found[p.id])
            for p in promises
            if p.id in found
        ]

    async def _score(self, db: Connection[Record], contact: Contact, text: str) -> Signal:
        """Read words in the light of how often, and for how long, this has been asked."""
        prior, waiting = 0, 0.0
        if contact.thread is not None:
            said = await ticketing.conversation(db, self.org, contact.thread)
            since = contact.received_at - LATELY
            asked = [
                one.at
                for one in said
                if one.kind == "contact" and not one.automatic and one.id != contact.id
            ]
            prior = sum(at >= since for at in asked)
            answered = max((one.at for one in said if one.kind == "reply"), default=None)
            unanswered = [at for at in asked if answered is None or at > answered]
            if unanswered:
                waited = contact.received_at - min(unanswered)
                waiting = max(0.0, waited.total_seconds() / 3600)
        return await self.scorers.words(
            sentiment.read,
            text,
            channel=contact.channel.value,
            prior_contacts_7d=prior,
            hours_waiting=waiting,
            now=contact.received_at,
            zone=self.settings.time_zone,
            chinese_feelings=self.settings.chinese_feelings,
            emotion_weights=self.settings.emotion_model,
            models=str(self.settings.models),
        )

    async def _acknowledge(
        self, db: Connection[Record], contact: Contact, ticket: Ticket, *, now: datetime
    ) -> None:
        """Tell the customer that it came in, and what is promised; never a machine."""
        if contact.automatic:
            return
        promises = await ticketing.promises_of(db, self.org, [ticket.id])
        first = [p for p in promises if p.kind is PromiseKind.FIRST_REPLY]
        sent = await queue_receipt(
            db,
            self.org,
            contact=contact,
            ticket_id=ticket.id,
            number=ticket.number,
            subject=ticket.subject,
            due_at=first[0].due_at,
            portal_url=f"{self.settings.web_origin}/portal",
            enqueue=enqueue,
            organisation=self.settings.organisation,
            zone=self.settings.time_zone,
            now=now,
        )
        if sent is not None:
            await ticketing.receipt(db, self.org, ticket.id, sent, now=now)


def _sure(contact: Contact) -> list[str]:
    """What its pictures say; a line less sure may be nonsense and moves no score."""
    said = ("\n".join(line.text for line in p.lines if line.sure) for p in contact.parts)
    return [text for text in said if text]
