"""DKIM and DMARC with a DNS of the test's own."""

from __future__ import annotations

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from intake.mail.sender import Proof, check
from tests.intake.mail.letters import letter

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()


def dns(**records: str):
    """A DNS: example.com signs with KEY; further records by name, with __ for a dot."""
    known = {
        "s._domainkey.my-shop.example": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "s._domainkey.mail.my-shop.example": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "s._domainkey.evil.example": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "_dmarc.my-shop.example": "v=DMARC1; p=reject",
        **{name.replace("__", "."): text for name, text in records.items()},
    }
    return lambda name: known.get(name.rstrip("."))


def signed(domain: str = "my-shop.example", **changes) -> bytes:
    raw = letter(sender="Ann <ann@my-shop.example>", **changes).replace(b"\n", b"\r\n")
    return dkim.sign(raw, b"s", domain.encode(), PRIVATE) + raw


def test_a_signature_of_the_senders_own_domain_proves_it():
    assert check(signed(), dns()) == Proof(1, ("dkim-aligned", "dmarc-reject"))


def test_a_subdomain_signs_for_its_owner_unless_that_forbids_it():
    raw = signed("mail.my-shop.example")
    assert check(raw, dns()).assurance == 1
    strict = dns(_dmarc__my_shop__example="")
    assert strict("_dmarc.my-shop.example") is not None
    forbidding = {"_dmarc.my-shop.example": "v=DMARC1; p=reject; adkim=s"}
    known = dns()
    proof = check(raw, lambda name: forbidding.get(name.rstrip("."), known(name)))
    assert proof == Proof(0, ("dmarc-reject", "other-domain"))


def test_another_domains_good_signature_proves_nothing():
    assert check(signed("evil.example"), dns()) == Proof(
        0, ("dmarc-reject", "other-domain")
    )


def test_changed_words_and_missing_keys_prove_nothing():
    changed = signed().replace(b"does not print", b"prints well enou")
    assert check(changed, dns()).reasons == ("dmarc-reject", "bad-signature")
    assert check(signed(), lambda _: None) == Proof(0, ("no-dmarc", "bad-signature"))


def test_words_added_behind_a_signed_length_prove_nothing():
    raw = letter(sender="ann@my-shop.example").replace(b"\n", b"\r\n")
    head = dkim.sign(raw, b"s", b"my-shop.example", PRIVATE, length=True)
    assert check(head + raw + b"and more\r\n", dns()).assurance == 0


def test_two_senders_in_one_from_prove_nothing():
    raw = letter(sender="a@my-shop.example, b@evil.example")
    assert check(raw, dns()) == Proof(0, ("ambiguous-from",))
    twice = b"From: a@my-shop.example\r\n" + letter()
    assert check(twice, dns()) == Proof(0, ("ambiguous-from",))


def test_an_unsigned_mail_says_what_its_domain_wishes():
    raw = letter(sender="ann@my-shop.example")
    assert check(raw, dns()) == Proof(0, ("no-signature", "dmarc-reject"))


def test_a_broken_dns_proves_nothing():
    def broken(name: str) -> str | None:
        raise OSError("no network")

    assert check(signed(), broken).assurance == 0


@given(st.binary(max_size=400), st.text(max_size=100))
def test_no_mail_and_no_answer_make_checking_raise(raw: bytes, answer: str):
    head = b"From: a@my-shop.example\r\nDKIM-Signature: "
    assert check(head + raw, lambda _: answer).assurance == 0


@pytest.mark.parametrize("tag", ["p=", "p=!!!", "v=DKIM2", "k=none; p=x", ""])
def test_a_nonsense_key_proves_nothing(tag: str):
    known = dns()
    assert check(signed(), lambda n: tag if "_domainkey" in n else known(n)).assurance == 0
