"""A device of one's own: makes a key, proves it, and talks to a desk as a browser does."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, WSMsgType
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from yarl import URL

from auth.door import utc_now
from auth.possession.proof import encode, hash_of

AGENT = "veridesk-device/1"
FINGERPRINT: Mapping[str, Any] = {"platform": "script", "brand": "veridesk", "major": 1}


def public_part(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public JWK of a P-256 key."""
    numbers = key.public_key().public_numbers()
    x, y = (encode(n.to_bytes(32)) for n in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def sign(
    key: ec.EllipticCurvePrivateKey, head: Mapping[str, Any], claims: Mapping[str, Any]
) -> str:
    """A signed JWT (ES256)."""
    parts = [encode(json.dumps(part).encode()) for part in (head, claims)]
    signed = ".".join(parts)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{encode(r.to_bytes(32) + s.to_bytes(32))}"


class Turned(Exception):
    """The desk refused; ``status`` and ``problem`` are its answer."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('title')}: {problem.get('detail')}")
        self.status = status
        self.problem = problem


@dataclass(slots=True)
class Device:
    """One key and its access token. Use it as an async context manager, or ``close`` it."""

    origin: str
    session: ClientSession
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    fingerprint: Mapping[str, Any] = field(default_factory=lambda: dict(FINGERPRINT))
    token: str = ""
    nonce: str = ""
    role: str = ""

    @classmethod
    async def enrol(
        cls,
        origin: str,
        token: str,
        *,
        name: str = "script",
        fingerprint: Mapping[str, Any] = FINGERPRINT,
        agent: str = AGENT,
    ) -> Self:
        """Make a key and bind it with a one-time token, or with the link that holds it."""
        device = cls(
            origin,
            ClientSession(headers={"User-Agent": agent}),
            fingerprint=dict(fingerprint),
        )
        try:
            await device.redeem(token, name=name)
        except BaseException:
            await device.close()
            raise
        return device

    async def redeem(self, token: str, *, name: str = "script") -> None:
        """Use a one-time token; on a device that has an account already, a step-up."""
        body = {
            "token": token.rpartition("#")[2],
            "fingerprint": self.fingerprint,
            "device_name": name,
        }
        await self._take_token("/api/enrol", body)

    async def sign_in(self) -> None:
        """Get a fresh access token with the key."""
        await self._take_token("/api/token", {"fingerprint": self.fingerprint})

    async def step_up(self, code: str) -> None:
        """Raise the assurance with a TOTP code."""
        answer = await self.json("POST", "/api/step-up", json={"code": code})
        self.token = str(answer["access_token"])

    async def request(
        self, method: str, path: str, *, json: Any = None, data: Any = None, **more: Any
    ) -> ClientResponse:
        """Send a signed request; tries again once with a new nonce or a new token.

        ``data`` that can be read only once (a stream, a form) is sent only once: fetch a
        fresh nonce before it if the device was idle for minutes.
        """
        headers = dict(more.pop("headers", {}))
        for again in (True, True, False):
            proof = self.proof(method, path, self.token)
            response = await self.session.request(
                method,
                self.origin + path,
                json=json,
                data=data,
                headers={
                    **headers,
                    "Authorization": f"DPoP {self.token}",
                    "DPoP": proof,
                },
                **more,
            )
            given, self.nonce = self.nonce, response.headers.get("DPoP-Nonce", self.nonce)
            if not again or response.status != 401:
                break
            reasons = (await response.json()).get("reasons", [])
            if "expired-token" in reasons:
                await self.sign_in()
            elif "stale-nonce" not in reasons or given == self.nonce:
                break
        return response

    async def json(self, method: str, path: str, **more: Any) -> Any:
        """Send a signed request and return the JSON of the answer; raises Turned."""
        async with await self.request(method, path, **more) as response:
            if response.status >= 400:
                raise Turned(response.status, await response.json(content_type=None))
            return await response.json() if response.status != 204 else None

    def proof(self, method: str, path: str, token: str = "", **claims: Any) -> str:
        """A proof for one request; ``claims`` replace its own."""
        address = URL(self.origin + path)
        said: dict[str, Any] = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": str(address.with_query(None).with_fragment(None)),
            "iat": int(utc_now().timestamp()),
        }
        if self.nonce:
            said["nonce"] = self.nonce
        if token:
            said["ath"] = hash_of(token)
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public_part(self.key)}
        return sign(self.key, head, {**said, **claims})

    async def fresh_nonce(self) -> None:
        """Get a nonce before something that cannot be tried twice."""
        headers = {"DPoP": self.proof("GET", "/api/nonce")}
        async with self.session.get(
            self.origin + "/api/nonce", headers=headers
        ) as response:
            self.nonce = response.headers.get("DPoP-Nonce", self.nonce)

    @asynccontextmanager
    async def socket(self, path: str) -> AsyncIterator[Line]:
        """Open a verified WebSocket and close it at the end."""
        await self.fresh_nonce()
        protocols = (
            "desk.v1",
            f"token.{self.token}",
            f"dpop.{self.proof('GET', path, self.token)}",
        )
        async with self.session.ws_connect(
            self.origin + path, protocols=protocols, max_msg_size=2**22
        ) as ws:
            hello = await ws.receive_json(timeout=10)
            key = base64.b64decode(hello["key"])
            yield Line(ws, self, path, key, hello.get("cursor"))

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _take_token(self, path: str, body: Mapping[str, Any]) -> None:
        for again in (True, False):
            headers = {"DPoP": self.proof("POST", path)}
            async with self.session.post(
                self.origin + path, json=body, headers=headers
            ) as response:
                given = self.nonce
                self.nonce = response.headers.get("DPoP-Nonce", given)
                answer = await response.json(content_type=None)
                if response.status == 200:
                    self.token, self.role = answer["access_token"], answer["role"]
                    return
                if not again or response.status != 401 or given == self.nonce:
                    raise Turned(response.status, answer)


@dataclass(slots=True)
class Line:
    """One open socket; wraps what is sent in the signed envelope."""

    ws: ClientWebSocketResponse
    device: Device
    path: str
    key: bytes
    cursor: str | None
    n: int = 0

    async def send(self, body: Mapping[str, Any]) -> None:
        """Send an object."""
        await self.ws.send_str(self.envelope(body))

    def envelope(self, body: Mapping[str, Any]) -> str:
        """Wrap the next message."""
        self.n += 1
        said = json.dumps(body)
        mac = hmac.digest(self.key, f"{self.n}.{said}".encode(), "sha256")
        return json.dumps(
            {"n": self.n, "body": said, "mac": base64.b64encode(mac).decode()}
        )

    async def send_bytes(self, payload: bytes) -> None:
        """Send bytes, such as sound."""
        self.n += 1
        head = self.n.to_bytes(4)
        mac = hmac.digest(self.key, head + payload, "sha256")[:16]
        await self.ws.send_bytes(head + mac + payload)

    async def renew(self) -> None:
        """Prove the device anew, so that the socket outlives its token."""
        await self.device.sign_in()
        proof = self.device.proof("GET", self.path, self.device.token)
        await self.send({"type": "renew", "token": self.device.token, "proof": proof})

    async def receive(self, within: float = 10) -> dict[str, Any] | bytes | None:
        """The next message; None once the desk has closed the socket."""
        async with asyncio.timeout(within):
            message = await self.ws.receive()
        if message.type is WSMsgType.TEXT:
            found: dict[str, Any] = json.loads(message.data)
            return found
        return message.data if message.type is WSMsgType.BINARY else None
