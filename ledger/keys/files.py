"""The ledger's secrets: one file each under HOME/keys, made once, readable by its owner."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from ledger.format.note import VerifierKey
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, Signer
from ledger.keys.boxes import open_box, seal_box

KEY_SIZE = 32
LOG, NEXT = "log.key", "log.next.key"
OPERATOR = "operator.key"
ML_DSA = b"veridesk log ML-DSA-44"


class BadKey(RuntimeError):
    """A key file cannot be used; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs, hides and anchors. Never printed.

    ``log`` is the secret that both keys of the log are made of, and ``next`` the one that
    takes its place, while the log goes over from one to the other.
    """

    log: bytes = field(repr=False)
    next: bytes | None = field(repr=False)
    subject: bytes = field(repr=False)
    master: bytes = field(repr=False)
    operator: bytes = field(repr=False)

    def origin(self, org: UUID) -> str:
        """Name of an organisation's log; it stays the same when keys are replaced."""
        return f"veridesk/log/{org}"

    def signers(self, org: UUID) -> tuple[Signer, ...]:
        """What can sign this log: an Ed25519 and an ML-DSA-44 key, then the next pair."""
        made = pair(self.origin(org), self.log)
        return made if self.next is None else (*made, *pair(self.origin(org), self.next))

    def verifier(self, org: UUID) -> VerifierKey:
        """Return the Ed25519 key that checks what this log signs."""
        return Ed25519Signer(self.origin(org), self.log).key

    def person(self, org: UUID, subject: UUID) -> bytes:
        """Hash a customer's id under a key, the only trace of a person in the log."""
        return hmac.digest(self.subject, org.bytes + subject.bytes, hashlib.sha256)

    @property
    def operator_address(self) -> str:
        """Address of the account that anchors."""
        from eth_account import Account  # slow to import, and few need it

        return str(Account.from_key(self.operator).address)

    def wrap(self, org: UUID, person: bytes, key: bytes) -> bytes:
        """Encrypt a person's key under the master key."""
        return seal_box(self.master, key, org.bytes + person)

    def unwrap(self, org: UUID, person: bytes, wrapped: bytes) -> bytes:
        """Return what ``wrap`` was given; raises InvalidTag if anything differs."""
        return open_box(self.master, wrapped, org.bytes + person)


def pair(origin: str, secret: bytes) -> tuple[Signer, Signer]:
    """Make the two keys of a log from one secret.

    The Ed25519 key takes it as its seed (RFC 8032), the ML-DSA-44 key an HMAC under it:
    neither the signatures nor the private key of one tell anything of the other.
    """
    seed = hmac.digest(secret, ML_DSA, hashlib.sha256)
    return Ed25519Signer(origin, secret), MLDSA44Signer(origin, seed)


def load(folder: Path) -> Keys:
    """Read the keys in ``folder``, making those that are missing, but never the next.

    Files hold 64 hex digits and are made with mode 0600, complete or not at all; of
    several processes that start at once, all get the same keys.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    upcoming = folder / NEXT
    return Keys(
        log=read_key(folder / LOG),
        next=read_key(upcoming) if upcoming.exists() else None,
        subject=read_key(folder / "subject.key"),
        master=read_key(folder / "master.key"),
        operator=read_key(folder / OPERATOR),
    )


def make_next(folder: Path) -> None:
    """Make the secret that the log goes over to, unless there is one already."""
    read_key(folder / NEXT)


def take_next(folder: Path) -> None:
    """Put the next secret in the place of the one before, which is gone then for good."""
    os.replace(folder / NEXT, folder / LOG)
    _sync(folder)


def switch_operator(folder: Path, upcoming: str, address: str) -> None:
    """Put the key ``upcoming`` in the place of the account that anchored until now.

    That account's key stays beside it under its address: it may hold money.
    """
    old = folder / f"operator.{address.lower()}.key"
    old.unlink(missing_ok=True)
    os.link(folder / OPERATOR, old)
    os.replace(folder / upcoming, folder / OPERATOR)
    _sync(folder)


def read_key(path: Path) -> bytes:
    """Read 32 bytes in hex, made if there are none, complete or not at all, mode 0600."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        _make(path)
        text = path.read_text()
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as error:
        raise BadKey(f"{path} does not hold 64 hex digits") from error
    if len(key) != KEY_SIZE:
        raise BadKey(f"{path} does not hold 64 hex digits")
    return key


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_bytes(KEY_SIZE).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first: its key counts
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
