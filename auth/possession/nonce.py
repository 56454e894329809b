"""Server nonces for proofs (RFC 9449, section 8) that every web process can check."""

from __future__ import annotations

import hmac

from auth.possession.proof import encode

# Seconds; a nonce is good for the rest of its bucket and the next one. That is longer than
# a token lives, so a device that gets tokens always holds a nonce for a WebSocket, which
# cannot be tried again with another. How old a proof may be is bounded by its iat.
BUCKET = 300


def nonce_for(jkt: str, key: bytes, *, now: float) -> str:
    """Name the current time bucket for one device key.

    Bound to the key, so that a nonce fetched for one device is no use to another. Holds no
    state: any process with the shared secret can check it.
    """
    return _nonce(int(now) // BUCKET, jkt, key)


def is_fresh(nonce: str, jkt: str, key: bytes, *, now: float) -> bool:
    """Whether ``nonce`` was given to this device key in this bucket or the one before.

    One bucket ahead is accepted too: another machine's clock may be a little fast.
    """
    bucket = int(now) // BUCKET
    return any(
        hmac.compare_digest(nonce.encode(), _nonce(near, jkt, key).encode())
        for near in (bucket, bucket - 1, bucket + 1)
    )


def _nonce(bucket: int, jkt: str, key: bytes) -> str:
    mac = hmac.digest(key, f"{bucket}.{jkt}".encode(), "sha256")
    return f"{bucket:x}.{encode(mac[:16])}"
