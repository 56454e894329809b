"""Mails for tests, and the way of one through the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

from asyncpg import Connection, Record

from intake.contact import Channel, Contact
from intake.mail.parse import parse
from intake.mail.sender import UNCHECKED, Proof
from intake.raw import keep
from intake.read import read_raw

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = b"k" * 32
DESK = "desk@veridesk.example"


def letter(
    *,
    sender: str = "Ann <ann@example.com>",
    to: str = DESK,
    subject: str = "Printer",
    text: str = "It does not print.",
    message_id: str | None = "<one@example.com>",
    **headers: str,
) -> bytes:
    """A plain mail; further headers as keywords, with _ for -."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


async def receive(
    db: Connection[Record],
    org: UUID,
    raw: bytes,
    *,
    recipients: Sequence[str] = (DESK,),
    sender: str = "ann@example.com",
    proof: Proof = UNCHECKED,
    key: bytes = KEY,
    now: datetime = NOW,
) -> Contact:
    """Keep a mail and read it, as door and worker do."""
    meta = {"sender": sender, "recipients": list(recipients), "peer": "127.0.0.1"}
    raw_id = await keep(db, org, Channel.MAIL, raw, meta, now=now)
    assert raw_id is not None
    return await read_raw(db, org, raw_id, parse(raw), reply_key=key, proof=proof, now=now)


class Jobs:
    """An enqueue that remembers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def __call__(self, db: Connection[Record], job: str, payload: dict[str, str]):
        self.asked.append((job, payload))
