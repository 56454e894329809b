"""Access tokens: signed, good for five minutes, useless without the device's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt

from auth.verdict import Reason, Refused, Role

LIFE = timedelta(minutes=5)
MAX_BYTES = 2048
_CACHED = 10_000
_REQUIRED = ["iss", "sub", "org", "dev", "role", "iat", "exp", "cnf"]


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token says. Times are seconds since the epoch.

    ``strangeness`` is the probability, judged when the token was made, that the fingerprint
    was another device's; ``client`` names the browser that asked (a hash).
    """

    org_id: UUID
    account_id: UUID
    device_id: UUID
    role: Role
    customer_id: UUID | None
    jkt: str
    issued: float
    expires: float
    assured_until: float
    strangeness: float
    client: str


def write_token(grant: Grant, key: bytes, issuer: str) -> str:
    """Sign a grant (RFC 9068 form, HS256, bound by ``cnf.jkt``)."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": str(grant.account_id),
        "org": str(grant.org_id),
        "dev": str(grant.device_id),
        "role": grant.role.value,
        "iat": grant.issued,
        "exp": grant.expires,
        "sup": grant.assured_until,
        "fp": round(grant.strangeness, 4),
        "ua": grant.client,
        "cnf": {"jkt": grant.jkt},
    }
    if grant.customer_id:
        claims["cus"] = str(grant.customer_id)
    return jwt.encode(claims, key, algorithm="HS256", headers={"typ": "at+jwt"})


class Tokens:
    """Reads access tokens; each one's signature is verified once and then remembered."""

    def __init__(self, key: bytes, issuer: str) -> None:
        self._key = key
        self._issuer = issuer
        self._read: dict[str, Grant] = {}

    def read(self, text: str, *, now: float) -> Grant:
        """Return what a token grants. Refuses a wrong one and one that has expired."""
        grant = self._read.get(text)
        if grant is None:
            grant = self._verify(text)
            if len(self._read) >= _CACHED:
                self._drop(now)
            self._read[text] = grant
        if now >= grant.expires:
            self._read.pop(text, None)
            raise Refused(Reason.EXPIRED_TOKEN, "the access token has expired")
        return grant

    def _drop(self, now: float) -> None:
        self._read = {text: g for text, g in self._read.items() if g.expires > now}
        while len(self._read) >= _CACHED:
            del self._read[next(iter(self._read))]

    def _verify(self, text: str) -> Grant:
        if len(text) > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE, "the access token is too long")
        try:
            found = jwt.decode_complete(
                text,
                self._key,
                algorithms=["HS256"],
                issuer=self._issuer,
                # Expiry is checked on every use, against the same clock as everything else.
                options={
                    "require": _REQUIRED,
                    "verify_aud": False,
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
            if found["header"].get("typ") != "at+jwt":
                raise jwt.InvalidTokenError("typ")
            return _grant(found["payload"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise Refused(Reason.BAD_TOKEN, "the access token is not ours") from error


def _grant(claims: dict[str, Any]) -> Grant:
    return Grant(
        org_id=UUID(claims["org"]),
        account_id=UUID(claims["sub"]),
        device_id=UUID(claims["dev"]),
        role=Role(claims["role"]),
        customer_id=UUID(claims["cus"]) if "cus" in claims else None,
        jkt=str(claims["cnf"]["jkt"]),
        issued=float(claims["iat"]),
        expires=float(claims["exp"]),
        assured_until=float(claims["sup"]),
        strangeness=float(claims["fp"]),
        client=str(claims["ua"]),
    )
