from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from auth.device import public_part, sign
from auth.possession.nonce import BUCKET, is_fresh, nonce_for
from auth.possession.proof import (
    FUTURE,
    PAST,
    decode,
    encode,
    public_key,
    read_proof,
    thumbprint,
    verify_signature,
)
from auth.possession.replay import UsedProofs
from auth.possession.secret import UnsafeSecret, load_secret
from auth.verdict import Refused

KEY = ec.generate_private_key(ec.SECP256R1())
HEAD = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public_part(KEY)}
CLAIMS = {"jti": "1", "htm": "GET", "htu": "http://x/", "iat": 1}


def test_the_thumbprint_is_that_of_rfc_9449():
    # The key of the example in RFC 9449, section 4.2, and its jkt in section 6.1.
    jwk = {
        "kty": "EC",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        "crv": "P-256",
    }
    assert thumbprint(jwk) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    public_key(jwk)


def test_the_proof_of_rfc_9449_verifies():
    text = (
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4"
        "dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09r"
        "X282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGk"
        "iOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV"
        "4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdr"
        "j8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
    )
    proof = read_proof(text)
    assert proof.htu == "https://server.example.com/token"
    verify_signature(proof, public_key(proof.jwk))


@given(st.binary())
def test_base64url_goes_round(data):
    assert decode(encode(data)) == data


@given(st.text(max_size=300) | st.binary(max_size=300).map(encode))
def test_no_text_breaks_the_reading_of_proofs(text):
    for proof in (text, f"{text}.{text}.{text}", f"e30.{text}.AA"):
        with pytest.raises(Refused):
            read_proof(proof)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_passes(at, flip):
    good = sign(KEY, HEAD, CLAIMS)
    raw = bytearray(good.encode())
    raw[at % len(raw)] ^= flip
    try:
        proof = read_proof(raw.decode("utf-8", "surrogateescape"))
        verify_signature(proof, KEY.public_key())
    except Refused:
        return
    # Base64 has spare bits at the end; then nothing that counts was changed.
    assert proof.signed == read_proof(good).signed


@given(st.integers(0, 2**40), st.integers(0, 3 * BUCKET), st.text(max_size=5))
def test_nonces_live_one_to_two_buckets(now, later, jkt):
    key = b"k" * 32
    nonce = nonce_for(jkt, key, now=now)
    fresh = is_fresh(nonce, jkt, key, now=now + later)
    assert fresh or later >= BUCKET
    assert not fresh or later < 2 * BUCKET
    assert not is_fresh(nonce, jkt + "x", key, now=now)
    assert not is_fresh(nonce, jkt, b"other", now=now)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(-PAST, FUTURE), st.integers(0, 50)),
        max_size=60,
    )
)
def test_no_proof_is_taken_twice_while_it_is_acceptable(uses):
    used, taken, now = UsedProofs(), {}, 1_000.0
    for name, age, wait in uses:
        now += wait
        iat = taken.get(name, now + age)
        if not now - PAST <= iat <= now + FUTURE:
            taken.pop(name, None)  # refused for its age before it gets here
            continue
        first = used.take("key", f"{name} {iat}", now=now)
        assert first == (name not in taken)
        taken[name] = iat


def test_used_proofs_are_forgotten_in_the_end():
    used = UsedProofs()
    for number in range(1000):
        assert used.take("key", str(number), now=number)
    assert len(used) < 100


def test_processes_that_start_together_agree_on_the_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load_secret(tmp_path / "keys"), range(16)))
    assert len({secret.token for secret in found}) == 1
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    secret = found[0]
    assert len({secret.token, secret.nonce, secret.network, secret.totp}) == 4


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    load_secret(tmp_path)
    (file,) = tmp_path.iterdir()
    os.chmod(file, 0o644)
    with pytest.raises(UnsafeSecret, match="chmod 600"):
        load_secret(tmp_path)
    os.chmod(file, 0o600)
    file.write_bytes(b"short")
    with pytest.raises(UnsafeSecret, match="5 bytes"):
        load_secret(tmp_path)
