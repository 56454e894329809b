"""Encryption of what is kept about a person, each box bound to its place."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_SIZE = 12


def seal_box(key: bytes, data: bytes, context: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a fresh nonce, which comes first in the result.

    ``context`` is authenticated, so a box cannot be moved to another place.
    """
    nonce = secrets.token_bytes(NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, data, context)


def open_box(key: bytes, box: bytes, context: bytes) -> bytes:
    """Decrypt what ``seal_box`` made; raises cryptography's InvalidTag otherwise."""
    return AESGCM(key).decrypt(box[:NONCE_SIZE], box[NONCE_SIZE:], context)
