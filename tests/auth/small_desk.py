"""A small desk behind the real gate, for tests: real HTTP on loopback, real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from asyncpg import Pool
from uuid6 import uuid7

from auth import enrol, signin, totp
from auth.account import open_account
from auth.action import Action
from auth.device import AGENT, FINGERPRINT, Device
from auth.door import ACTIONS, ADDRESS, DOOR, KEY, SESSION, VERDICT, Door, open_door
from auth.socket import open_socket
from auth.totp import Declined
from auth.verdict import Role
from server.database import borrow
from server.gate import gate
from server.processes import free_port

ACTIONS_OF: dict[str, Action] = {
    "POST /api/step-up": Action.SELF_STEP_UP,
    "POST /api/totp/begin": Action.SELF_SECURE,
    "POST /api/totp/confirm": Action.SELF_SECURE,
    "GET /api/me": Action.SELF_READ,
    "GET /api/tickets": Action.TICKET_READ,
    "GET /api/tickets/{id}": Action.TICKET_READ,
    "POST /api/tickets": Action.TICKET_CHANGE,
    "POST /api/accounts": Action.ACCOUNT_MANAGE,
    "GET /api/portal/me": Action.PORTAL_READ,
    "POST /api/portal/messages": Action.PORTAL_WRITE,
    "GET /ws/live": Action.LIVE_READ,
    "GET /ws/call": Action.PORTAL_CALL,
}


@dataclass
class Clock:
    """Wall time that a test can move."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class SmallDesk:
    """What a test needs of a running desk."""

    pool: Pool[Any]
    org: UUID
    door: Door
    origin: str
    base: str
    clock: Clock
    app: web.Application
    devices: list[Device] = field(default_factory=list)

    async def invite(self, role: Role = Role.AGENT) -> str:
        """A one-time token for a new account."""
        now = self.clock()
        async with borrow(self.pool) as db:
            customer = uuid7() if role is Role.CUSTOMER else None
            account = await open_account(db, self.org, role, "Ann", customer, now=now)
            return await enrol.invite(db, self.org, account, now=now)

    async def device(
        self,
        role: Role = Role.AGENT,
        *,
        agent: str = AGENT,
        fingerprint: Mapping[str, Any] = FINGERPRINT,
    ) -> Device:
        """An enrolled device whose fresh assurance is over."""
        token = await self.invite(role)
        device = await Device.enrol(
            self.origin, token, agent=agent, fingerprint=fingerprint
        )
        self.devices.append(device)
        await self.pool.execute("update device set assured_until = null")
        await device.sign_in()
        return device

    async def verdicts(self) -> list[dict[str, Any]]:
        """Every recorded verdict, in order."""
        await self.door.recorder.flush()
        rows = await self.pool.fetch(
            "select * from verdict where org_id = $1 order by id", self.org
        )
        return [dict(row) for row in rows]

    async def device_id(self) -> UUID:
        """The device enrolled last."""
        found: UUID = await self.pool.fetchval("select id from device order by id desc")
        return found


async def nonce(request: web.Request) -> web.Response:
    return web.Response(status=204)


async def enrol_device(request: web.Request) -> web.Response:
    body, key, door = await request.json(), request[KEY], request.app[DOOR]
    now = door.clock()
    async with borrow(door.pool) as db, db.transaction():
        await enrol.redeem(
            db,
            body["token"],
            key.jwk,
            body["fingerprint"],
            body["device_name"],
            now=now,
        )
        issued = await _issue(request, db, body)
    return _token(issued)


async def token(request: web.Request) -> web.Response:
    door = request.app[DOOR]
    async with borrow(door.pool) as db, db.transaction():
        return _token(await _issue(request, db, await request.json()))


async def _issue(request: web.Request, db: Any, body: dict[str, Any]) -> signin.Issued:
    door = request.app[DOOR]
    issued = await signin.issue_token(
        db,
        door,
        request[KEY],
        body["fingerprint"],
        address=request[ADDRESS],
        client=request.headers.get("User-Agent", ""),
        portal=body.get("portal"),
        now=door.clock(),
    )
    request[VERDICT] = issued.verdict
    return issued


def _token(issued: signin.Issued) -> web.Response:
    return web.json_response(
        {
            "access_token": issued.access_token,
            "expires_in": issued.expires_in,
            "role": issued.role.value,
        }
    )


async def step_up(request: web.Request) -> web.Response:
    door, body = request.app[DOOR], await request.json()
    async with borrow(door.pool) as db:
        issued = await signin.step_up(
            db, door, request[SESSION], body["code"], now=door.clock()
        )
    if isinstance(issued, Declined):
        raise issued.refusal()
    return _token(issued)


async def totp_begin(request: web.Request) -> web.Response:
    door, verdict = request.app[DOOR], request[VERDICT]
    assert verdict.account_id
    async with borrow(door.pool) as db:
        new = await totp.begin(
            db,
            door.org,
            verdict.account_id,
            door.secret,
            issuer="Veridesk",
            name="Ann",
            assurance=verdict.assurance,
        )
    return web.json_response({"secret": new.secret, "uri": new.uri})


async def totp_confirm(request: web.Request) -> web.Response:
    door, verdict = request.app[DOOR], request[VERDICT]
    assert verdict.account_id
    async with borrow(door.pool) as db:
        declined = await totp.confirm(
            db,
            door.org,
            verdict.account_id,
            door.secret,
            (await request.json())["code"],
            now=door.clock(),
        )
    if declined:
        raise declined.refusal()
    return web.Response(status=204)


async def seen(request: web.Request) -> web.Response:
    verdict = request[VERDICT]
    body = await request.text()
    return web.json_response(
        {
            "masked": verdict.masked,
            "reasons": [reason.value for reason in verdict.reasons],
            "assurance": verdict.assurance,
            "address": request[ADDRESS],
            "body": body,
        }
    )


async def broken(request: web.Request) -> web.Response:
    raise RuntimeError("a secret in the message of a bug")


async def live(request: web.Request) -> web.StreamResponse:
    async with open_socket(request, cursor="7") as socket:
        async for body in socket:
            if isinstance(body, bytes):
                await socket.send_bytes(body[::-1])
            else:
                await socket.send({"echo": body, "masked": socket.verdict.masked})
    return socket.ws


@asynccontextmanager
async def small_desk(
    pool: Pool[Any],
    org: UUID,
    home: Path,
    *,
    origin: str = "",
    clock: Clock | None = None,
    **options: Any,
) -> AsyncIterator[SmallDesk]:
    """Run a small desk on an ephemeral port; ``origin`` if it serves that of another."""
    app = web.Application(middlewares=[gate], client_max_size=40 * 2**20)
    app.router.add_get("/api/nonce", nonce)
    app.router.add_post("/api/enrol", enrol_device)
    app.router.add_post("/api/token", token)
    app.router.add_post("/api/step-up", step_up)
    app.router.add_post("/api/totp/begin", totp_begin)
    app.router.add_post("/api/totp/confirm", totp_confirm)
    for path in ("/api/me", "/api/tickets", "/api/tickets/{id}", "/api/portal/me"):
        app.router.add_get(path, seen)
    for path in ("/api/tickets", "/api/accounts", "/api/portal/messages"):
        app.router.add_post(path, seen)
    app.router.add_get("/api/undeclared", seen)
    app.router.add_get("/healthz", broken)
    app.router.add_get("/ws/live", live)
    app.router.add_get("/ws/call", live)
    app[ACTIONS] = ACTIONS_OF
    clock = clock or Clock()
    port = free_port("127.0.0.1") or 0
    base = f"http://127.0.0.1:{port}"

    async def doors(app: web.Application) -> AsyncIterator[None]:
        async with open_door(
            pool, org, origin=origin or base, keys=home / "keys", clock=clock, **options
        ) as door:
            app[DOOR] = door
            yield

    app.cleanup_ctx.append(doors)
    server = TestServer(app, port=port)
    await server.start_server()
    desk = SmallDesk(pool, org, app[DOOR], origin or base, base, clock, app)
    try:
        yield desk
    finally:
        for device in desk.devices:
            await device.close()
        await server.close()


def code_of(secret: str, at: datetime) -> str:
    """The TOTP code of a moment."""
    return pyotp.TOTP(secret).at(at)


@pytest.fixture(name="desk")
async def desk_fixture(
    pool: Pool[Any], org: UUID, tmp_path: Path
) -> AsyncIterator[SmallDesk]:
    """A small desk with no second process."""
    async with small_desk(pool, org, tmp_path) as desk:
        yield desk


async def ask(
    device: Device,
    method: str = "GET",
    path: str = "/api/tickets",
    *,
    proof: str | None = "",
    token: str | None = "",
    base: str = "",
    **more: Any,
) -> Answer:
    """One raw request, tried once. An empty proof or token means a good one, None none."""
    headers = dict(more.pop("headers", {}))
    if proof is not None:
        headers["DPoP"] = proof or device.proof(method, path, device.token)
    if token is not None:
        headers["Authorization"] = f"DPoP {token or device.token}"
    async with device.session.request(
        method, (base or device.origin) + path, headers=headers, **more
    ) as response:
        body = await response.json(content_type=None)
        return Answer(response.status, body, dict(response.headers))


@dataclass
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def refused(self) -> tuple[int, list[str]]:
        """Status and reasons."""
        return self.status, self.body.get("reasons", [])
