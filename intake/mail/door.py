"""The SMTP door: a mail is acknowledged once it is stored for good, and not before."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Letter

log = logging.getLogger(__name__)

PATIENCE = 300.0  # seconds that a client may take for a command (RFC 5321, 4.5.3.2)
STORING = 30.0  # seconds that storing may take before the client is asked to come again
MOST_RECIPIENTS = 100
MOST_OPEN = 100
MOST_OF_ONE = 50  # of them from one address, so that one that idles leaves room for others
LONGEST_LINE = 4 * 1024 * 1024
GRACE = 5.0

STORED = "250 2.0.0 Stored"
NOT_NOW = "451 4.3.0 Not stored, try again later"
NOT_HERE = "550 5.7.1 This desk takes no mail for that domain"
TOO_MANY = "452 4.5.3 Too many recipients"
NO_ADDRESS = "553 5.1.3 That is no address"
FULL = b"421 4.3.2 Too many connections, try again later\r\n"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP said about a mail: that, not its header, tells where it goes."""

    sender: str
    recipients: tuple[str, ...]
    peer: str

    @property
    def meta(self) -> dict[str, Any]:
        """The envelope as it is kept beside the raw bytes."""
        return {
            "sender": self.sender,
            "recipients": list(self.recipients),
            "peer": self.peer,
        }


Take = Callable[[bytes, Envelope], Awaitable[None]]


# No slots: aiosmtpd looks at every attribute, and before Python 3.11.4 (Debian 12 has
# 3.11.2) a class with slots had one that cannot be looked at.
@dataclass(frozen=True)
class _Hooks:
    """What aiosmtpd asks at each step of a session."""

    take: Take
    domains: frozenset[str]

    async def handle_RCPT(
        self, _: SMTP, session: Session, letter: Letter, address: str, options: list[str]
    ) -> str:
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or not address.isprintable():
            return NO_ADDRESS
        if self.domains and domain.rstrip(".").lower() not in self.domains:
            return NOT_HERE
        if len(letter.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        letter.rcpt_tos.append(address)
        letter.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _: SMTP, session: Session, letter: Letter) -> str:
        peer = session.peer[0] if isinstance(session.peer, tuple) else ""
        sender = (letter.mail_from or "").removeprefix("<").removesuffix(">")
        envelope = Envelope(sender, tuple(letter.rcpt_tos), str(peer))
        raw = letter.original_content or b""
        try:
            await asyncio.wait_for(self.take(raw, envelope), STORING)
        except Exception as error:
            # Whatever is wrong here, the sender must keep the mail and come again.
            log.error("mail not stored: %s", type(error).__name__)
            return NOT_NOW
        return STORED

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail session failed: %s", type(error).__name__)
        return "451 4.3.0 Try again later"


class _Session(SMTP):
    """One connection. Counted, so that there are never too many."""

    def __init__(self, hooks: _Hooks, limit: int, open_: set[_Session]) -> None:
        # Real mails have lines far beyond the 1000 of RFC 5321 (2 of 106 did).
        self.line_length_limit = min(limit, LONGEST_LINE) + 2
        self._sessions = open_
        self.address = ""
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().__init__(
            hooks,
            data_size_limit=limit,
            enable_SMTPUTF8=True,
            decode_data=False,
            hostname="veridesk",
            ident="Veridesk",
            timeout=PATIENCE,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        same = sum(other.address == self.address for other in self._sessions)
        if len(self._sessions) >= MOST_OPEN or same >= MOST_OF_ONE:
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(FULL)
            transport.close()
            return
        self._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._sessions:
            self._sessions.discard(self)
            self.gone.set_result(None)
            super().connection_lost(error)


@asynccontextmanager
async def open_door(
    host: str,
    port: int,
    take: Take,
    *,
    size_limit: int,
    domains: Sequence[str] = (),
) -> AsyncIterator[int]:
    """Take in mail for the block; gives the port, which is a free one where 0 is asked.

    ``take`` gets the raw bytes and returns once they are durable; only then the client
    hears 250. Where it raises or takes too long the client hears 451 and comes again,
    which ``intake.raw.keep`` makes harmless. Mail for other than ``domains`` is refused
    (any is taken where there are none); nothing is ever relayed. Sessions in the middle
    of a mail get a moment to end.
    """
    # The library's own log holds addresses.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    loop = asyncio.get_running_loop()
    hooks = _Hooks(take, frozenset(domain.lower().rstrip(".") for domain in domains))
    sessions: set[_Session] = set()
    server = await loop.create_server(
        lambda: _Session(hooks, size_limit, sessions),
        host,
        port,
        reuse_port=port != 0,
    )
    if not (domains or _is_loopback(host)):
        log.warning("mail is taken for any domain: set VERIDESK_MAIL_DOMAINS")
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        busy = [s for s in sessions if s.envelope and s.envelope.mail_from is not None]
        if busy:
            await asyncio.wait([session.gone for session in busy], timeout=GRACE)
        for session in list(sessions):
            if session.transport is not None:
                session.transport.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
