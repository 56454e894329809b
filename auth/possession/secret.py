"""The secret that all web processes share, and the keys derived from it."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NAME = "gate.secret"
_LENGTH = 32


class UnsafeSecret(RuntimeError):
    """The secret's file is not as it must be; the desk does not start on doubt."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Independent keys for each use, so that none can be mistaken for another."""

    token: bytes
    nonce: bytes
    network: bytes
    totp: bytes

    def blind(self, value: str) -> str:
        """Name ``value`` by a keyed hash, so that it can be counted without being kept."""
        return hmac.digest(self.network, value.encode(), "sha256")[:9].hex()


def derive(seed: bytes) -> Secret:
    """Derive the keys of each use (HKDF, RFC 5869) from 32 random bytes."""

    def key(use: str) -> bytes:
        return HKDFExpand(SHA256(), 32, f"veridesk {use}".encode()).derive(seed)

    return Secret(key("access-token"), key("dpop-nonce"), key("network"), key("totp"))


def load_secret(folder: Path) -> Secret:
    """Load the secret under ``folder``, making it (mode 0600) where there is none.

    Processes that start together agree on one. Machines that serve one origin must hold the
    same file. Raises UnsafeSecret when others can read it or its length is wrong.
    """
    path = folder / _NAME
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{_NAME}.{token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, never replaces what another made first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        raise UnsafeSecret(f"{path} can be read by others; chmod 600 it")
    seed = path.read_bytes()
    if len(seed) != _LENGTH:
        raise UnsafeSecret(f"{path} has {len(seed)} bytes instead of {_LENGTH}")
    return derive(seed)


def digest(text: str) -> bytes:
    """SHA-256 of ``text``."""
    return hashlib.sha256(text.encode()).digest()
