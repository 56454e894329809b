"""Which ticket a mail belongs to: a signed token, or References plus a participant."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from asyncpg import Connection, Record

from customers.address import BadAddress, normalise
from customers.customer import AddressKind

from ..contact import Contact
from ..raw import mailbox
from .parse import Mail

# 96 bits of HMAC: nobody can try that many (RFC 2104 asks for 80 at least). With the
# ticket's 128 bits that is 45 letters, so a local part of 18 letters stays within 64.
_MAC = 12
_LETTERS = 45
_MOST_PEOPLE = 50

_REFERENCE = """
insert into mail_reference (org_id, message_id, ticket_id, incoming, at)
values ($1, $2, $3, $4, $5) on conflict do nothing
"""
_LEAVE = "delete from mail_participant where org_id = $1 and address = any($2)"
_PARTICIPANT = """
insert into mail_participant (org_id, ticket_id, address)
select $1, $2, unnest($3::bytea[]) on conflict do nothing
"""
# mail_reference_pkey; the mail named last is the one that was answered
_NAMED = """
select r.ticket_id, exists (
    select from mail_participant p where p.org_id = r.org_id
        and p.ticket_id = r.ticket_id and p.address = $3) as participant
from unnest($2::text[]) with ordinality as named (message_id, place)
join mail_reference r on r.org_id = $1 and r.message_id = named.message_id
order by participant desc, named.place desc limit 1
"""
# mail_reference_ticket
_OF_TICKET = """
select message_id, incoming from mail_reference
where org_id = $1 and ticket_id = $2 order by at, message_id
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """The ticket a mail belongs to by evidence, or the one that it only names."""

    ticket_id: UUID | None = None
    by_token: bool = False
    related: UUID | None = None


def load_key(folder: Path) -> bytes:
    """Read the key that signs reply addresses, making it (0600) if it is missing.

    Two processes that start at once end up with the same key.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "reply.key"
    if not path.exists():
        fresh = folder / f".reply.key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    key = path.read_bytes()
    if len(key) < 32:
        raise ValueError(f"{path} is damaged: it must hold 32 bytes")
    return key


def reply_address(org: UUID, ticket_id: UUID, key: bytes, desk_address: str) -> str:
    """Give the address whose mail joins this ticket: ``desk+token@…``.

    Letters and digits of one case only, as some relays change case.
    """
    token = ticket_id.bytes + _mac(org, ticket_id, key)
    text = base64.b32encode(token).decode("ascii").rstrip("=").lower()
    local, _, domain = desk_address.rpartition("@")
    return f"{local}+{text}@{domain}"


def ticket_by_token(org: UUID, address: str, key: bytes) -> UUID | None:
    """Give the ticket that an address names, if this desk signed it; else None.

    Every letter counts: a token cut short, made longer or changed is refused. The
    comparison takes the same time wherever the difference is.
    """
    local = address.strip().strip("<>").rpartition("@")[0]
    text = local.rpartition("+")[2].upper()
    if "+" not in local or len(text) != _LETTERS:
        return None
    try:
        token = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    if base64.b32encode(token).decode("ascii").rstrip("=") != text:
        return None  # spare bits must be zero, or one token had two spellings
    ticket_id = UUID(bytes=token[:16])
    good = hmac.compare_digest(token[16:], _mac(org, ticket_id, key))
    return ticket_id if good else None


def _mac(org: UUID, ticket_id: UUID, key: bytes) -> bytes:
    said = b"veridesk reply 1\0" + org.bytes + ticket_id.bytes
    return hmac.digest(key, said, hashlib.sha256)[:_MAC]


async def find_thread(
    db: Connection[Record],
    org: UUID,
    mail: Mail,
    sender: str,
    recipients: Iterable[str],
    key: bytes,
) -> Thread:
    """Find the ticket that a mail belongs to; never by what its subject says.

    A signed token among its recipients joins. References join only if the sender is on
    that ticket already; otherwise the ticket is merely related.
    """
    named = [*recipients, *(a.mail for a in (*mail.to, *mail.cc))]
    for address in named:
        if (ticket_id := ticket_by_token(org, address, key)) is not None:
            return Thread(ticket_id, by_token=True)
    answered = [*mail.references, *mail.in_reply_to]
    if not answered:
        return Thread()
    row = await db.fetchrow(_NAMED, org, answered, _digest(org, sender))
    if row is None:
        return Thread()
    if sender and row["participant"]:
        return Thread(row["ticket_id"])
    return Thread(related=row["ticket_id"])


async def join(
    db: Connection[Record],
    contact: Contact,
    mail: Mail,
    ticket_id: UUID,
    *,
    desk_address: str,
) -> None:
    """Write down that a contact is of this ticket, and who is on it from now on.

    That is the sender, and those they wrote to, unless the sender merely knew a
    Message-ID of somebody else's ticket.
    """
    if contact.message_id:
        await refer(
            *(db, contact.org_id, contact.message_id, ticket_id),
            incoming=True,
            now=contact.received_at,
        )
    people = [mail.sender.mail]
    if contact.thread is None or contact.assurance:
        people += [a.mail for a in (*mail.to, *mail.cc)][:_MOST_PEOPLE]
    own = mailbox(desk_address)
    outside = [mail for mail in people if mailbox(mail) != own]
    await take_part(db, contact.org_id, ticket_id, outside)


async def refer(
    db: Connection[Record],
    org: UUID,
    message_id: str,
    ticket_id: UUID,
    *,
    incoming: bool,
    now: datetime,
) -> None:
    """Write down that a Message-ID is of this ticket; the first ticket keeps it."""
    await db.execute(_REFERENCE, org, message_id, ticket_id, incoming, now)


async def take_part(
    db: Connection[Record], org: UUID, ticket_id: UUID, addresses: Iterable[str]
) -> None:
    """Let mails from these addresses join the ticket by their References."""
    digests = sorted({_digest(org, address) for address in addresses if address})
    await db.execute(_PARTICIPANT, org, ticket_id, digests)


async def leave(db: Connection[Record], org: UUID, addresses: Iterable[str]) -> None:
    """Take these addresses off every ticket."""
    digests = sorted({_digest(org, address) for address in addresses if address})
    await db.execute(_LEAVE, org, digests)


async def references_of(
    db: Connection[Record], org: UUID, ticket_id: UUID
) -> tuple[list[str], str | None]:
    """Give the Message-IDs of a ticket, oldest first, and the customer's latest."""
    rows: Sequence[Record] = await db.fetch(_OF_TICKET, org, ticket_id)
    incoming = [row["message_id"] for row in rows if row["incoming"]]
    return [row["message_id"] for row in rows], incoming[-1] if incoming else None


def _digest(org: UUID, address: str) -> bytes:
    try:
        address = normalise(AddressKind.MAIL, address)
    except BadAddress:
        address = address.lower()
    data = address.encode("utf-8", "replace")
    return hashlib.sha256(org.bytes + data).digest()
