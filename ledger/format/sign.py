"""Signing notes: Ed25519, and timestamped cosignatures with Ed25519 and ML-DSA-44."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from nacl.signing import SigningKey

from ledger.format.note import (
    TIME_SIZE,
    KeyType,
    Note,
    Signature,
    VerifierKey,
    signed_message,
    subtree_message,
)

SEED_SIZE = 32


class Signer(Protocol):
    """What signs notes under one name."""

    @property
    def key(self) -> VerifierKey:
        """The key that checks what this signed."""

    def sign(self, text: str, *, at: datetime) -> Signature:
        """Sign a note's text; the time stands in the signature where its type has one."""


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs as a log (type 0x01) or, with the other type, as a witness (0x04).

    ``secret`` is the 32-byte seed of RFC 8032.
    """

    name: str
    secret: bytes = field(repr=False)
    type: KeyType = KeyType.ED25519

    @property
    def key(self) -> VerifierKey:
        """The key that checks what this signed."""
        public = bytes(SigningKey(self.secret).verify_key)
        return VerifierKey(self.name, self.type, public)

    def sign(self, text: str, *, at: datetime) -> Signature:
        """Sign a note's text, with the time ``at`` if this signs as a witness."""
        key = self.key
        secret = SigningKey(self.secret)
        if key.type is KeyType.ED25519:
            data = secret.sign(signed_message(text, key, None)).signature
            return Signature(key.name, key.id, data)
        time = int(at.timestamp())
        data = secret.sign(signed_message(text, key, time)).signature
        return Signature(key.name, key.id, time.to_bytes(TIME_SIZE) + data)


@dataclass(frozen=True, slots=True)
class MLDSA44Signer:
    """Signs checkpoints and subtrees, nothing else, with ML-DSA-44 (0x06; FIPS 204).

    ``seed`` is the 32 bytes that the key pair is made of. Signing the same twice gives
    different bytes: randomness is mixed in, which keeps faults from giving the key away.
    """

    name: str
    seed: bytes = field(repr=False)

    @property
    def key(self) -> VerifierKey:
        """The key that checks what this signed."""
        public = MLDSA44PrivateKey.from_seed_bytes(self.seed).public_key()
        kind = KeyType.COSIGNATURE_MLDSA44
        return VerifierKey(self.name, kind, public.public_bytes_raw())

    def sign(self, text: str, *, at: datetime) -> Signature:
        """Sign the checkpoint ``text`` at a time; BadFormat for any other text."""
        time = int(at.timestamp())
        return self._sign(time, signed_message(text, self.key, time))

    def sign_subtree(self, origin: str, start: int, end: int, root: bytes) -> Signature:
        """Sign leaves [start, end) of a log, at no time; BadFormat for too long names."""
        return self._sign(0, subtree_message(self.name, 0, origin, start, end, root))

    def _sign(self, time: int, message: bytes) -> Signature:
        data = MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)
        return Signature(self.name, self.key.id, time.to_bytes(TIME_SIZE) + data)


def sign_note(text: str, signers: Iterable[Signer], *, at: datetime) -> Note:
    """Make a note of ``text``, which ends in a newline, signed by each of ``signers``."""
    if not text.endswith("\n"):
        raise ValueError("a note's text ends in a newline")
    return Note(text, tuple(signer.sign(text, at=at) for signer in signers))


def sign_statement(text: str, signers: Iterable[Signer], *, at: datetime) -> Note:
    """Make a note of what is no checkpoint: by those of ``signers`` that sign any text."""
    plain = [one for one in signers if one.key.type is KeyType.ED25519]
    return sign_note(text, plain, at=at)
