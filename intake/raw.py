"""Raw bytes, stored before anything else is done with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from .contact import Channel
from .mail.pieces.charset import tidy
from .mail.pieces.header import split

# raw_contact_org_id_fingerprint_key
_KEEP = """
insert into raw_contact (org_id, id, channel, fingerprint, raw, meta, received_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id
"""
# raw_contact_org_id_fingerprint_key
_SAME = "select id from raw_contact where org_id = $1 and fingerprint = $2"
_READ = """
select id, channel, raw as data, meta, received_at from raw_contact
where org_id = $1 and id = $2
"""
_HOLD = "select 1 from raw_contact where org_id = $1 and id = $2 for key share"
# What relays add or change on the way, so that it may differ between two deliveries.
_TRACE = (
    "received",
    "return-path",
    "delivered-to",
    "authentication-results",
    "dkim-signature",
    "received-spf",
    "x-",
    "arc-",
)


class NoSuchRaw(LookupError):
    """There are no raw bytes with that id."""

    status = 404


@dataclass(frozen=True, slots=True)
class Raw:
    """What came in, as it came. ``meta`` is what the door knew: envelope or customer."""

    id: UUID
    channel: Channel
    data: bytes
    meta: dict[str, Any]
    received_at: datetime


async def keep(
    db: Connection[Record],
    org: UUID,
    channel: Channel,
    raw: bytes,
    meta: dict[str, Any],
    *,
    now: datetime,
) -> UUID | None:
    """Store what came in; None if it is there already.

    A mail is there already if the same content with the same Message-ID came to the same
    mailbox; anything else if ``meta["key"]`` was used before. Durable once the caller's
    transaction commits: only then may the sender be told so.
    """
    print_ = _fingerprint(channel, raw, meta)
    return await db.fetchval(  # type: ignore[no-any-return]
        _KEEP, org, uuid7(), channel.value, print_, raw, _tidy(meta), now
    )


async def kept_before(
    db: Connection[Record], org: UUID, channel: Channel, raw: bytes, meta: dict[str, Any]
) -> UUID:
    """The id under which ``keep`` had it already. Raises NoSuchRaw."""
    found: UUID | None = await db.fetchval(_SAME, org, _fingerprint(channel, raw, meta))
    if found is None:
        raise NoSuchRaw("no such raw contact")
    return found


def _fingerprint(channel: Channel, raw: bytes, meta: dict[str, Any]) -> bytes:
    same = _mail(raw, meta) if channel is Channel.MAIL else str(meta["key"]).encode()
    return hashlib.sha256(channel.value.encode() + b"\0" + same).digest()


async def raw(db: Connection[Record], org: UUID, raw_id: UUID) -> Raw:
    """Give what came in. Raises NoSuchRaw."""
    row = await db.fetchrow(_READ, org, raw_id)
    if row is None:
        raise NoSuchRaw("no such raw contact")
    return Raw(**{**row, "channel": Channel(row["channel"])})


async def hold(db: Connection[Record], org: UUID, raw_id: UUID) -> bool:
    """Keep what came in from being erased until the transaction ends; False if it was."""
    return await db.fetchval(_HOLD, org, raw_id) is not None


def mailbox(address: str) -> str:
    """Give the mailbox of an address: lower case, without the part behind a plus."""
    local, at, domain = address.strip().strip("<>").lower().rpartition("@")
    return f"{local.split('+')[0]}{at}{domain}"


def _mail(raw: bytes, meta: dict[str, Any]) -> bytes:
    """What makes a mail the same mail: mailbox, Message-ID and content."""
    fields, body = split(raw, 0, len(raw))
    boxes = sorted({mailbox(address) for address in meta.get("recipients", ())})
    told = hashlib.sha256()
    for name, value in fields.items:
        if not name.startswith(_TRACE):
            told.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    told.update(raw[body:].rstrip())
    message_id = fields.raw("message-id") or b""
    return b"\0".join([",".join(boxes).encode(), message_id.strip(), told.digest()])


def _tidy(meta: Any) -> Any:
    if isinstance(meta, str):
        return tidy(meta)
    if isinstance(meta, dict):
        return {key: _tidy(value) for key, value in meta.items()}
    return [_tidy(item) for item in meta] if isinstance(meta, list | tuple) else meta
