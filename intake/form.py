"""What a customer writes in the portal: kept raw, then read by the same job as mail."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from asyncpg import Connection, Record

from .contact import Channel
from .mail.parse import LONGEST_SUBJECT, LONGEST_TEXT, File, Mail, plain_name
from .mail.pieces.charset import tidy
from .mail.pieces.header import Address
from .mail.pieces.words import language_of
from .raw import keep, kept_before

Enqueue = Callable[["Connection[Record]", str, dict[str, str]], Awaitable[None]]


async def keep_form(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    subject: str,
    text: str,
    pictures: Sequence[tuple[str, str, bytes]],
    ticket_id: UUID | None,
    enqueue: Enqueue,
    *,
    key: UUID | None = None,
    now: datetime,
) -> UUID:
    """Keep a form and the job that reads it; gives the id that its contact will have.

    ``pictures`` are (name, media type, bytes). The caller has proved the customer's
    device and that ``ticket_id`` is their own. A form of this customer with the same
    ``key`` is kept once, also when it comes twice at the same time.
    """
    raw = json.dumps(
        {
            "subject": tidy(subject),
            "text": tidy(text),
            "pictures": [
                {
                    "name": tidy(name),
                    "media_type": tidy(media_type),
                    "data": base64.b64encode(data).decode("ascii"),
                }
                for name, media_type, data in pictures
            ],
        },
        ensure_ascii=False,
    ).encode()
    meta = {
        # Of the customer, so that nobody can spend the key of somebody else.
        "key": str(uuid5(customer_id, str(key)) if key else uuid4()),
        "customer_id": str(customer_id),
        "ticket_id": str(ticket_id) if ticket_id else None,
    }
    channel = Channel.FORM if text.strip() or subject.strip() else Channel.PICTURE
    raw_id = await keep(db, org, channel, raw, meta, now=now)
    if raw_id is None:
        return await kept_before(db, org, channel, raw, meta)
    await enqueue(db, "read-contact", {"raw_id": str(raw_id)})
    return raw_id


def parse_form(raw: bytes) -> Mail:
    """Read a kept form as the same shape that a mail is read as. Pure."""
    form = json.loads(raw)
    subject = " ".join(form["subject"].split())[:LONGEST_SUBJECT]
    text = form["text"].replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    nobody = Address("", "")
    return Mail(
        sender=nobody,
        from_="",
        to=(),
        cc=(),
        reply_to=(),
        subject=subject,
        text=text,
        full_text=text,
        media_type="text/plain",
        files=tuple(
            File(
                plain_name(picture["name"]),
                _media_type(picture["media_type"]),
                base64.b64decode(picture["data"]),
            )
            for picture in form["pictures"]
        ),
        message_id=None,
        in_reply_to=(),
        references=(),
        automatic=False,
        answerable=True,
        language=language_of(f"{subject}\n{text}"),
    )


def _media_type(given: str) -> str:
    value = given.split(";")[0].strip().lower()
    good = re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", value)
    return value if good else "application/octet-stream"
