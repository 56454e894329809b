"""DPoP proofs (RFC 9449): a request signed by the key of one device."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from yarl import URL

from auth.verdict import Reason, Refused

MAX_BYTES = 2048
PAST = 60  # seconds a proof stays good
FUTURE = 30  # seconds a device's clock may be ahead

_JWK_MEMBERS = frozenset({"kty", "crv", "x", "y", "alg", "use", "kid", "key_ops", "ext"})
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")
_ES256 = ec.ECDSA(SHA256())


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof whose form is right. Nothing in it is proved before ``verify_signature``."""

    jkt: str
    jwk: Mapping[str, str]
    jti: str
    iat: int
    htm: str
    htu: str
    nonce: str | None
    ath: str | None
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class ProvedKey:
    """A key that just signed the request: RFC 7638 thumbprint and public members."""

    jkt: str
    jwk: Mapping[str, str]


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Inverse of ``encode``; raises ValueError on anything it does not write."""
    if "+" in text or "/" in text or "=" in text:
        raise ValueError("not base64url")
    padded = text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)
    return binascii.a2b_base64(padded, strict_mode=True)


def hash_of(token: str) -> str:
    """The ``ath`` of an access token (RFC 9449, section 4.2)."""
    return encode(hashlib.sha256(token.encode()).digest())


def thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638 thumbprint of a P-256 key whose members were checked."""
    members = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    return encode(hashlib.sha256(members.encode()).digest())


def public_jwk(value: Any) -> dict[str, str]:
    """Reduce a JWK to the four public members of a P-256 key.

    Refuses every other key, and a private one even if its public half is good: whoever
    sends it has a key that can be copied.
    """
    if (
        not isinstance(value, dict)
        or not value.keys() <= _JWK_MEMBERS
        or value.get("kty") != "EC"
        or value.get("crv") != "P-256"
    ):
        raise Refused(Reason.BAD_PROOF, "the key must be a public P-256 JWK")
    x, y = value.get("x"), value.get("y")
    for number in (x, y):
        if not isinstance(number, str) or not _COORDINATE.fullmatch(number):
            raise Refused(Reason.BAD_PROOF, "the key's coordinates are malformed")
    return {"crv": "P-256", "kty": "EC", "x": str(x), "y": str(y)}


def public_key(jwk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """Import a checked JWK; refuses a point that is not on the curve."""
    try:
        x, y = (int.from_bytes(decode(jwk[name])) for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise Refused(Reason.BAD_PROOF, "the key is not on the curve") from error


def read_proof(text: str) -> Proof:
    """Check the form of a proof: size, typ, alg, key, and the kind of each claim.

    Costs no cryptography. Parsed here and not by pyjwt, which ignores ``typ``, imports
    private keys and parses the header twice.
    """
    if len(text) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, "the proof is too long")
    try:
        head_text, claims_text, signature_text = text.split(".")
        head = json.loads(decode(head_text))
        claims = json.loads(decode(claims_text))
        signature = decode(signature_text)
    except (ValueError, RecursionError) as error:
        raise Refused(Reason.BAD_PROOF, "the proof is no signed JWT") from error
    if not isinstance(head, dict) or not isinstance(claims, dict):
        raise Refused(Reason.BAD_PROOF, "the proof is no signed JWT")
    if head.get("typ") != "dpop+jwt" or head.get("alg") != "ES256" or "crit" in head:
        raise Refused(Reason.BAD_PROOF, "typ must be dpop+jwt and alg ES256")
    jwk = public_jwk(head.get("jwk"))
    jti, iat = claims.get("jti"), claims.get("iat")
    htm, htu = claims.get("htm"), claims.get("htu")
    nonce, ath = claims.get("nonce"), claims.get("ath")
    if (
        not (isinstance(jti, str) and 1 <= len(jti) <= 128 and jti.isprintable())
        or type(iat) is not int  # neither true nor NaN
        or not isinstance(htm, str)
        or not isinstance(htu, str)
        or not (nonce is None or (isinstance(nonce, str) and nonce.isascii()))
        or not (ath is None or (isinstance(ath, str) and ath.isascii()))
        or len(signature) != 64
    ):
        raise Refused(Reason.BAD_PROOF, "a claim of the proof is missing or malformed")
    signed = f"{head_text}.{claims_text}".encode()
    return Proof(thumbprint(jwk), jwk, jti, iat, htm, htu, nonce, ath, signed, signature)


def check_claims(
    proof: Proof, method: str, origin: str, path: str, token: str | None, *, now: float
) -> None:
    """Refuse a proof made for another request, another token or another time.

    ``origin`` is the configured one: the Host header is the sender's word.
    """
    if proof.htm != method:
        raise Refused(Reason.WRONG_METHOD, "the proof is for another method")
    if proof.htu != origin + path and not _same_address(proof.htu, origin + path):
        raise Refused(Reason.WRONG_ADDRESS, f"the proof is not for {origin}")
    if not now - PAST <= proof.iat <= now + FUTURE:
        raise Refused(Reason.STALE_PROOF, "the proof is too old or from the future")
    if token is not None and proof.ath != hash_of(token):
        raise Refused(Reason.WRONG_DEVICE, "the proof is for another access token")


def verify_signature(proof: Proof, key: ec.EllipticCurvePublicKey) -> None:
    """Refuse a proof that ``key`` did not sign (ES256, RFC 7518 section 3.4)."""
    r = int.from_bytes(proof.signature[:32])
    s = int.from_bytes(proof.signature[32:])
    try:
        key.verify(encode_dss_signature(r, s), proof.signed, _ES256)
    except InvalidSignature as error:
        raise Refused(Reason.BAD_SIGNATURE, "the proof's signature is wrong") from error


def _same_address(said: str, expected: str) -> bool:
    """Compare after the normalisation that RFC 9449 section 4.3 asks for."""
    try:
        url = URL(said)
        return str(url.with_query(None).with_fragment(None)) == str(URL(expected))
    except ValueError:
        return False
