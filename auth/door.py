"""What one web process needs to verify requests, and the way of a request through it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any
from uuid import UUID

from aiohttp import web
from asyncpg import Pool

from auth.action import Action
from auth.judgement.behaviour import moment, strangeness, unusual
from auth.judgement.judge import Evidence, judge
from auth.judgement.place import Place, Places, is_impossible, is_new, network_of
from auth.judgement.policy import Policy, compile_policy
from auth.possession.database import LOST, borrow
from auth.possession.devices import Devices, KnownDevice
from auth.possession.nonce import BUCKET, is_fresh, nonce_for
from auth.possession.proof import (
    Proof,
    ProvedKey,
    check_claims,
    public_key,
    verify_signature,
)
from auth.possession.replay import UsedProofs, forget_old, take_everywhere
from auth.possession.revocation import Revocations
from auth.possession.secret import Secret, load_secret
from auth.possession.token import Grant, Tokens
from auth.traffic.activity import Activity
from auth.traffic.address import Network, networks
from auth.traffic.bucket import Buckets
from auth.traffic.recorder import Recorder
from auth.verdict import VERDICT, Reason, Refused, Verdict

__all__ = [
    "ACTION",
    "ACTIONS",
    "ADDRESS",
    "DOOR",
    "KEY",
    "SESSION",
    "SOCKET",
    "VERDICT",
    "Door",
    "open_door",
]

log = logging.getLogger(__name__)

_CACHED = 10_000
_OTHER_CLIENT = 0.6  # the token was made by another browser than the one that shows it


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says about itself; ``path`` is as signed, without the query."""

    method: str
    path: str
    address: str
    client: str
    proof: Proof
    token: str


@dataclass(frozen=True, slots=True)
class Session:
    """A proved request: whose device, with which grant, from where."""

    grant: Grant
    device: KnownDevice
    address: str
    network: str
    place: Place
    client: str


class Door:
    """The gate's state in one web process: caches, counters, and what feeds them.

    Make it with ``open_door``. Any number of processes may serve one origin: what must be
    agreed on (devices, revocations, proofs used for changes) lies in PostgreSQL.
    """

    def __init__(
        self,
        pool: Pool[Any],
        org: UUID,
        *,
        origin: str,
        secret: Secret,
        policy: Policy,
        places: Places,
        proxies: tuple[Network, ...],
        buckets: Buckets,
        clock: Callable[[], datetime],
    ) -> None:
        self.pool = pool
        self.org = org
        self.origin = origin
        self.secret = secret
        self.policy = policy
        self.places = places
        self.proxies = proxies
        self.buckets = buckets
        # What makes the desk write to somebody, which costs others more than the desk.
        self.letters = Buckets(burst=30, per_second=30 / 3600)
        self.clock = clock
        self.tokens = Tokens(secret.token, origin)
        self.used = UsedProofs()
        self.revocations = Revocations(pool, org, clock)
        self.recorder = Recorder(pool, org, clock)
        self.devices = Devices(pool, org)
        self.activity = Activity()
        self._networks: dict[str, tuple[str, str]] = {}
        self._clients: dict[str, str] = {}
        self._nonces: dict[str, tuple[int, str]] = {}
        self._unusual: dict[UUID, tuple[object, object, float]] = {}

    def troubles(self) -> list[str]:
        """Why this process is not ready to serve; empty when it is."""
        troubles = [] if self.recorder.ready else ["verdicts cannot be recorded"]
        if not self.revocations.fresh:
            troubles.append("revocations are not heard")
        return troubles

    def nonce(self, jkt: str, *, now: float) -> str:
        """The nonce that the next proof by this key should carry."""
        bucket = int(now) // BUCKET
        made, nonce = self._nonces.get(jkt, (-1, ""))
        if made != bucket:
            nonce = nonce_for(jkt, self.secret.nonce, now=now)
            _put(self._nonces, jkt, (bucket, nonce))
        return nonce

    def network(self, address: str) -> tuple[str, str]:
        """Address family and blinded network (/24 or /48) of an address."""
        found = self._networks.get(address)
        if found is None:
            family = "6" if ":" in address else "4"
            found = (family, self.secret.blind(network_of(address)) if address else "")
            _put(self._networks, address, found)
        return found

    def client(self, agent: str) -> str:
        """Blinded name of a browser."""
        found = self._clients.get(agent)
        if found is None:
            found = self.secret.blind(agent[:400])[:12]
            _put(self._clients, agent, found)
        return found

    async def prove_key(self, proof: Proof, method: str, path: str) -> ProvedKey:
        """Verify a proof by a key that need not be known. Uses the proof up everywhere."""
        now = self.clock().timestamp()
        check_claims(proof, method, self.origin, path, None, now=now)
        self._check_nonce(proof, now)
        verify_signature(proof, public_key(proof.jwk))
        await self._use_up(proof, True, now)
        return ProvedKey(proof.jkt, proof.jwk)

    async def prove(self, asked: Asked, *, changes: bool) -> Session:
        """Verify token and proof of a request and find its device.

        Refuses with the reason. The order matters: what is cheap comes before cryptography,
        and a proof is used up only after its signature verified. ``changes`` says that the
        request may change something: then the proof is used up for all processes, and
        nothing goes on while revocations are not heard.
        """
        now = self.clock().timestamp()
        proof = asked.proof
        check_claims(proof, asked.method, self.origin, asked.path, asked.token, now=now)
        self._check_nonce(proof, now)
        grant = self.tokens.read(asked.token, now=now)
        if grant.jkt != proof.jkt or grant.org_id != self.org:
            raise Refused(Reason.WRONG_DEVICE, "the access token is another device's")
        if grant.device_id in self.revocations:
            raise Refused(Reason.REVOKED, "this device was revoked")
        device = await self.devices.get(grant.device_id, proof.jkt, now=now)
        verify_signature(proof, device.key)
        await self._use_up(proof, changes, now)
        if changes and not await self.revocations.is_fresh():
            raise Refused(Reason.NOT_READY, "revocations are not heard at the moment")
        self.check_alive(grant)
        family, network = self.network(asked.address)
        self.activity.note(device.id, family, network, now=now)
        return Session(
            grant,
            device,
            asked.address,
            network,
            self.places.of(asked.address),
            self.client(asked.client),
        )

    def check_alive(self, grant: Grant) -> None:
        """Refuse a grant whose device was revoked, or whose time is over."""
        if grant.device_id in self.revocations:
            raise Refused(Reason.REVOKED, "this device was revoked")
        if self.clock().timestamp() >= grant.expires:
            raise Refused(Reason.EXPIRED_TOKEN, "the access token has expired")

    def weigh(self, session: Session, action: Action) -> Verdict:
        """Judge what a proved session may do now. Costs no I/O."""
        return judge(self.evidence(session), action, self.policy)

    def evidence(self, session: Session) -> Evidence:
        """Everything that is known about a session at this moment."""
        now = self.clock().timestamp()
        grant, device = session.grant, session.device
        strange = grant.strangeness
        if session.client != grant.client:
            strange = max(strange, _OTHER_CLIENT)
        return Evidence(
            org_id=grant.org_id,
            account_id=grant.account_id,
            device_id=grant.device_id,
            customer_id=grant.customer_id,
            role=grant.role,
            assurance=2 if now < grant.assured_until else 1,
            strangeness=strange,
            mismatch=strange >= 1,
            place=session.place.country,
            new_place=is_new(session.place, device.places),
            impossible_travel=is_impossible(
                session.place, session.network, device.fix, now=now
            ),
            two_networks=self.activity.on_two_networks(device.id, now=now),
            unusual=self._behaviour(session, now),
        )

    def _behaviour(self, session: Session, now: float) -> float:
        device = session.device
        rate = self.activity.per_minute(device.id)
        seen = moment(now, session.network, session.client, rate)
        last = self._unusual.get(device.id)
        if last and last[0] == seen and last[1] is device.habits:
            return last[2]
        found = strangeness(unusual(seen, device.habits))
        _put(self._unusual, device.id, (seen, device.habits, found))
        return found

    def _check_nonce(self, proof: Proof, now: float) -> None:
        given = proof.nonce
        if not given or not (
            compare_digest(given, self.nonce(proof.jkt, now=now))
            or is_fresh(given, proof.jkt, self.secret.nonce, now=now)
        ):
            raise Refused(Reason.STALE_NONCE, "use the nonce of this answer")

    async def _use_up(self, proof: Proof, everywhere: bool, now: float) -> None:
        first = self.used.take(proof.jkt, proof.jti, now=now)
        if first and everywhere:
            async with borrow(self.pool) as db:
                first = await take_everywhere(db, self.org, proof.jkt, proof.jti, now=now)
        if not first:
            raise Refused(Reason.REPLAYED, "this proof was used before")

    async def tidy(self) -> None:
        """Delete used proofs that have expired, every minute until cancelled."""
        while True:
            with contextlib.suppress(Refused):
                async with borrow(self.pool) as db:
                    await forget_old(db, self.org, now=self.clock())
            await asyncio.sleep(60)


DOOR = web.AppKey("door", Door)
ACTIONS: web.AppKey[dict[str, Action]] = web.AppKey("actions", dict)
SESSION = web.RequestKey("session", Session)
ACTION = web.RequestKey("action", Action)
KEY = web.RequestKey("key", ProvedKey)
ADDRESS = web.RequestKey("address", str)
# The WebSocket that a request became: whoever prepares one leaves it here.
SOCKET = web.RequestKey("socket", web.WebSocketResponse)


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def open_door(
    pool: Pool[Any],
    org: UUID,
    *,
    origin: str,
    keys: Path,
    place_database: Path | None = None,
    trusted_proxies: tuple[str, ...] = (),
    burst: float = 200,
    per_second: float = 50,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[Door]:
    """Open the door of one web process and keep its feeds running.

    ``keys`` is the folder of the shared secret, made if missing. Raises at once on an
    unsafe secret, a broken policy, place database or proxy network: the desk does not start
    on doubt. Waits until revocations were read once; on leaving, the last verdicts are
    written.
    """
    places = Places(place_database)
    door = Door(
        pool,
        org,
        origin=origin,
        secret=load_secret(keys),
        policy=compile_policy(),
        places=places,
        proxies=networks(trusted_proxies),
        buckets=Buckets(burst=burst, per_second=per_second),
        clock=clock,
    )
    await door.revocations.ask()
    tasks = [
        asyncio.create_task(work)
        for work in (door.revocations.run(), door.recorder.run(), door.tidy())
    ]
    try:
        yield door
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await door.recorder.close()
        except LOST:
            log.error("%d verdicts could not be recorded", door.recorder.waiting)
        places.close()


def _put(cache: dict[Any, Any], key: object, value: object) -> None:
    """Remember, and forget the oldest where there is too much."""
    if len(cache) >= _CACHED:
        del cache[next(iter(cache))]
    cache[key] = value
