"""What handlers work with: the desk's parts, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

from aiohttp import web
from asyncpg import Connection, Pool, Record

from auth.verdict import VERDICT, Verdict
from intake.voice.call import CallStart
from intake.voice.follow import Bell
from ticketing.ticket import Actor, agent
from ui.problems import NotFound, Unusable
from ui.shapes import DeadLetter, Shape

if TYPE_CHECKING:
    from ledger import Keys
    from ledger.format.policy import Policy
    from ui.live import Feed

Body = TypeVar("Body", bound=Shape)
Enqueue = Callable[["Connection[Record]", str, dict[str, str]], Awaitable[None]]
# Opens a call and its ticket for a signed-in customer, or (None) for whom the start names.
OpenCall = Callable[
    ["Connection[Record]", CallStart, UUID | None], Awaitable[tuple[UUID, UUID]]
]

# Erases a customer for good; durable when it returns.
Erase = Callable[[UUID, datetime], Awaitable[None]]


class DeadLetters(Protocol):
    """The jobs that failed for good; kept by the queue, which handlers do not know."""

    async def held(self, db: Connection[Record]) -> Sequence[DeadLetter]:
        """List them, the latest first."""
        ...

    async def retry(self, db: Connection[Record], id: int) -> bool:
        """Try one again; False if it is not held."""
        ...


class SampleDay(Protocol):
    """The sample day that an empty desk offers."""

    def state(self) -> tuple[bool, list[str]]:
        """Whether it runs, and what it has done."""
        ...

    def begin(self) -> bool:
        """Start it; False if it runs already."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a handler may use. Nothing here changes while the desk runs."""

    org: UUID
    organisation: str
    origin: str
    zone: str
    address: str  # of the desk, for mail
    alarm_line: float  # strain from which a call raises its ticket
    risk_line: float
    speech: bool  # whether calls are transcribed
    call_token: str
    public_chain: bool
    merge_delay: timedelta  # within which the log seals what it took
    log_keys: Keys
    log_policy: Policy  # which witnesses are asked
    log_folder: Path  # where the log is published
    models: Path  # where the versions are that the desk learned
    reply_key: bytes
    pool: Pool[Record]
    transaction: Callable[[], AbstractAsyncContextManager[Connection[Record]]]
    enqueue: Enqueue
    open_call: OpenCall
    erase: Erase
    bell: Bell
    feed: Feed
    dead: DeadLetters
    sample: SampleDay


DESK = web.AppKey("desk", Desk)


def desk_of(request: web.Request) -> Desk:
    """The desk that answers this request."""
    return request.app[DESK]


def verdict_of(request: web.Request) -> Verdict:
    """What the gate decided about this request; it always has."""
    verdict = request[VERDICT]
    assert isinstance(verdict, Verdict)
    return verdict


def account_of(request: web.Request) -> UUID:
    """The account that asks. Routes with an action always have one."""
    account = verdict_of(request).account_id
    assert account is not None
    return account


def customer_of(request: web.Request) -> UUID:
    """The customer whose portal this is. Raises NotFound for accounts of the desk."""
    customer = verdict_of(request).customer_id
    if customer is None:
        raise NotFound("this account belongs to no customer")
    return customer


def actor_of(request: web.Request) -> Actor:
    """Who is doing this, for the history."""
    return agent(account_of(request))


def id_of(request: web.Request, name: str = "id") -> UUID:
    """An id in the path. Raises NotFound on what is none."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise NotFound("there is no such thing") from None


async def body_of(request: web.Request, shape: type[Body]) -> Body:
    """The request's JSON in its shape; a ValidationError becomes a 422."""
    if request.content_type != "application/json":
        raise Unusable("send application/json")
    return shape.model_validate_json(await request.read())


def answer(shape: Shape, *, status: int = 200) -> web.Response:
    """A shape as JSON."""
    return web.Response(
        text=shape.model_dump_json(), content_type="application/json", status=status
    )


def clock() -> datetime:
    """Now, aware, in UTC; handlers read it once and pass it down."""
    return datetime.now(UTC)
