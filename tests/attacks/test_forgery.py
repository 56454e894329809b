"""Attacks with keys, tokens and headers that only look right."""

from __future__ import annotations

import json
from datetime import timedelta
from time import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from auth.device import Device, public_part, sign
from auth.possession.proof import encode, hash_of
from tests.auth.small_desk import SmallDesk, ask


def _claims(device: Device, **more: object) -> dict[str, object]:
    return {
        "jti": "j",
        "htm": "GET",
        "htu": f"{device.origin}/api/tickets",
        "iat": int(time()),
        "nonce": device.nonce,
        "ath": hash_of(device.token),
        **more,
    }


def _head(device: Device, **more: object) -> dict[str, object]:
    return {"typ": "dpop+jwt", "alg": "ES256", "jwk": public_part(device.key), **more}


async def test_a_stolen_token_is_nothing_without_the_key(desk: SmallDesk):
    victim, thief = await desk.device(), await desk.device()
    proof = thief.proof("GET", "/api/tickets", victim.token)
    answer = await ask(thief, proof=proof, token=victim.token)
    assert answer.refused == (401, ["wrong-device"])
    assert (await ask(thief, proof=None, token=victim.token)).status == 401


async def test_a_stolen_token_and_proof_do_nothing_else(desk: SmallDesk):
    victim, thief = await desk.device(), await desk.device()
    captured = victim.proof("GET", "/api/tickets", victim.token)
    answer = await ask(thief, path="/api/me", proof=captured, token=victim.token)
    assert answer.refused == (401, ["wrong-address"])


async def test_a_proof_is_bound_to_its_token(desk: SmallDesk):
    device = await desk.device()
    proof = device.proof("GET", "/api/tickets", device.token)
    before = device.token
    await device.sign_in()
    assert before != device.token
    assert (await ask(device, proof=proof)).refused == (401, ["wrong-device"])


async def test_a_private_key_in_the_header_is_refused(desk: SmallDesk):
    device = await desk.device()
    number = device.key.private_numbers().private_value
    private = {**public_part(device.key), "d": encode(number.to_bytes(32))}
    proof = sign(device.key, _head(device, jwk=private), _claims(device))
    assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])


async def test_no_algorithm_and_a_shared_secret_are_refused(desk: SmallDesk):
    device = await desk.device()
    claims, jwk = _claims(device), public_part(device.key)
    none = jwt.encode(claims, None, "none", headers={"typ": "dpop+jwt", "jwk": jwk})
    # The public key taken for an HMAC key.
    confused = jwt.encode(
        claims, jwk["x"] + jwk["y"], "HS256", headers={"typ": "dpop+jwt", "jwk": jwk}
    )
    unsigned = ".".join(sign(device.key, _head(device), claims).split(".")[:2]) + "."
    for proof in (none, confused, unsigned):
        assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])


async def test_other_keys_and_kinds_are_refused(desk: SmallDesk):
    device = await desk.device()
    big = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    p384 = {
        "kty": "EC",
        "crv": "P-384",
        "x": encode(big.x.to_bytes(48)),
        "y": encode(big.y.to_bytes(48)),
    }
    oct_key = {"kty": "oct", "k": encode(b"x" * 32)}
    for jwk in (p384, oct_key, None, "key", [], {}):
        proof = sign(device.key, _head(device, jwk=jwk), _claims(device))
        assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])
    for head in ({"typ": "JWT"}, {"alg": "EdDSA"}, {"crit": ["b64"]}, {"typ": None}):
        proof = sign(device.key, _head(device, **head), _claims(device))
        assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])


async def test_a_point_off_the_curve_is_refused(desk: SmallDesk):
    device = await desk.device()
    off = {**public_part(device.key), "y": encode((7).to_bytes(32))}
    proof = sign(
        device.key,
        _head(device, jwk=off),
        {**_claims(device), "htm": "POST", "htu": f"{desk.origin}/api/token"},
    )
    answer = await ask(device, "POST", "/api/token", proof=proof, token=None, json={})
    assert answer.status == 401
    nonce = answer.headers["DPoP-Nonce"]
    proof = sign(
        device.key,
        _head(device, jwk=off),
        _claims(device, htm="POST", htu=f"{desk.origin}/api/token", nonce=nonce),
    )
    answer = await ask(device, "POST", "/api/token", proof=proof, token=None, json={})
    assert answer.refused == (401, ["bad-proof"])


@pytest.mark.parametrize(
    "claims",
    [
        {"jti": 5},
        {"jti": ""},
        {"jti": "x" * 200},
        {"jti": "a\0b"},
        {"iat": True},
        {"iat": 1.5},
        {"iat": "now"},
        {"htm": None},
        {"nonce": "\ud800"},
        {"ath": ["x"]},
    ],
)
async def test_malformed_claims_are_refused(desk: SmallDesk, claims):
    device = await desk.device()
    proof = sign(device.key, _head(device), _claims(device, **claims))
    assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])


async def test_bombs_in_a_proof_are_refused(desk: SmallDesk):
    device = await desk.device()
    deep = encode(b"[" * 1400)
    for proof in (f"{deep}.e30.x", f"e30.{deep}.x", "..", "a.b", "é.é.é", "x"):
        assert (await ask(device, proof=proof)).refused == (401, ["bad-proof"])
    long = sign(device.key, _head(device), _claims(device, more="x" * 3000))
    assert (await ask(device, proof=long)).refused == (413, ["too-large"])


@pytest.mark.filterwarnings("ignore:The HMAC key")
async def test_a_forged_token_is_refused(desk: SmallDesk):
    device = await desk.device()
    claims = jwt.decode(device.token, options={"verify_signature": False})
    claims["role"] = "admin"
    forged = [
        jwt.encode(claims, None, "none", headers={"typ": "at+jwt"}),
        jwt.encode(claims, "guess" * 8, "HS256", headers={"typ": "at+jwt"}),
        jwt.encode(claims, desk.door.secret.token, "HS512", headers={"typ": "at+jwt"}),
        jwt.encode(claims, desk.door.secret.token, "HS256"),
        jwt.encode(
            {**claims, "iss": "https://elsewhere.example"},
            desk.door.secret.token,
            "HS256",
            headers={"typ": "at+jwt"},
        ),
        sign(device.key, {"alg": "ES256", "typ": "at+jwt"}, claims),
        "x.y.z",
    ]
    for token in forged:
        proof = device.proof("GET", "/api/tickets", token)
        answer = await ask(device, proof=proof, token=token)
        assert answer.refused == (401, ["bad-token"]), json.dumps(claims)


async def test_an_expired_token_is_refused(desk: SmallDesk):
    device = await desk.device()
    desk.clock.ahead = timedelta(seconds=301)
    iat = int(desk.clock().timestamp())
    proof = device.proof("GET", "/api/tickets", device.token, iat=iat)
    answer = await ask(device, proof=proof)
    assert answer.refused == (401, ["expired-token"])
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


async def test_a_key_that_nobody_enrolled_gets_no_token(desk: SmallDesk):
    device = await desk.device()
    device.key = ec.generate_private_key(ec.SECP256R1())
    await device.fresh_nonce()
    proof = device.proof("POST", "/api/token")
    answer = await ask(
        device, "POST", "/api/token", proof=proof, token=None, json={"fingerprint": {}}
    )
    assert answer.refused == (401, ["unknown-device"])


async def test_credentials_that_come_twice_are_refused(desk: SmallDesk):
    device = await desk.device()
    cookie = {"Cookie": f"access_token={device.token}"}
    assert (await ask(device, headers=cookie)).refused == (
        400,
        ["ambiguous-credentials"],
    )
    proof = device.proof("GET", "/api/tickets", device.token)
    answer = await ask(device, path="/api/tickets?access_token=x", proof=proof)
    assert answer.refused == (400, ["ambiguous-credentials"])
    bearer = {"Authorization": f"Bearer {device.token}"}
    answer = await ask(device, token=None, headers=bearer)
    assert answer.refused == (401, ["bad-token"])


async def test_a_page_of_another_origin_is_refused(desk: SmallDesk):
    device = await desk.device()
    answer = await ask(device, headers={"Origin": "https://evil.example"})
    assert answer.refused == (403, ["wrong-address"])
