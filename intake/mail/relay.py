"""The way out: a mail server, or, where none is set, a folder of files."""

from __future__ import annotations

import asyncio
import ipaddress
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

PATIENCE = 30.0


class Refused(Exception):
    """The other side will never take this mail."""


class BadRelay(ValueError):
    """The relay's address is none; the message says what to write."""


async def hand_over(data: bytes, relay: str, sender: str, recipient: str) -> None:
    """Give a mail to the relay at ``smtp://user:password@host:port`` (or ``smtps://``).

    A password is never sent in the clear, save to this machine. Raises Refused on a
    lasting refusal of this mail (5xx to sender, recipient or data), and what aiosmtplib
    raises on anything that may pass.
    """
    where = urlsplit(relay)
    if where.scheme not in ("smtp", "smtps") or not where.hostname:
        raise BadRelay("VERIDESK_SMTP_RELAY must look like smtp://user:password@host:port")
    tls = where.scheme == "smtps"
    secret = where.username is not None and not _is_here(where.hostname)
    client = aiosmtplib.SMTP(
        hostname=where.hostname,
        port=where.port or (465 if tls else 587 if where.username else 25),
        username=unquote(where.username) if where.username else None,
        password=unquote(where.password) if where.password else None,
        use_tls=tls,
        start_tls=True if secret and not tls else None,
        timeout=PATIENCE,
    )
    try:
        async with client:
            await client.sendmail(sender, [recipient], data)
    except aiosmtplib.SMTPRecipientsRefused as error:
        if all(500 <= one.code < 600 for one in error.recipients):
            raise Refused from error
        raise
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        if 500 <= error.code < 600:
            raise Refused from error
        raise


async def write_down(data: bytes, outbox: Path, mail_id: UUID) -> Path:
    """Write a mail as a file that is there whole or not at all; again is the same."""
    return await asyncio.to_thread(_write, data, outbox, f"{mail_id}.eml")


def _write(data: bytes, outbox: Path, name: str) -> Path:
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, fresh = outbox / name, outbox / f".{name}.{os.getpid()}"
    # People's words, and links that open their pages: for the desk's own user alone.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return path


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
