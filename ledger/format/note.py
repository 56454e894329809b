"""Signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint), their keys.

Only Ed25519 (type 0x01). Signatures are checked by libsodium's strict rules: of the
edge cases collected in C2SP's CCTV, looser libraries accept some that others refuse, and
a log could use one to show two auditors two things.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from ledger.tree import HASH_SIZE

ED25519 = b"\x01"
# Printable ASCII without space and plus: narrower than the specification asks, so that
# a name can be neither confused with another nor break a line.
NAME = re.compile(r"[!-*,-~]{1,200}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class BadFormat(ValueError):
    """Text that is not in the format; the message says where and why."""


def encode(data: bytes) -> str:
    """Encode in standard base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode()


def decode(text: str, size: int | None = None) -> bytes:
    """Decode standard base64, accepting exactly what ``encode`` writes.

    Raises BadFormat for other alphabets, missing padding, stray bits, or another size.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadFormat("not base64") from error
    if encode(data) != text:
        raise BadFormat("base64 with stray bits")
    if size is not None and len(data) != size:
        raise BadFormat(f"{len(data)} bytes where {size} belong")
    return data


def number(text: str) -> int:
    """Read a decimal number without sign and leading zeroes; raises BadFormat."""
    if not NUMBER.fullmatch(text):
        raise BadFormat("not a plain decimal number")
    return int(text)


@dataclass(frozen=True, slots=True)
class LogKey:
    """A verifier key: who signs, and the public key that checks it."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, tell which key signed."""
        material = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(material).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> LogKey:
        """Read ``name+id+base64``; raises BadFormat unless ``str`` writes it so."""
        name, _, rest = text.partition("+")
        _, _, material = rest.partition("+")
        if not NAME.fullmatch(name):
            raise BadFormat("no key name")
        data = decode(material, 33)
        if data[:1] != ED25519:
            raise BadFormat("not an Ed25519 key")
        key = cls(name, data[1:])
        if str(key) != text:
            raise BadFormat("the key's id does not belong to it")
        return key


def sign(text: str, name: str, secret: SigningKey) -> str:
    """Make a note of ``text`` (which ends in a newline) with one signature line."""
    if not text.endswith("\n"):
        raise ValueError("a note's text ends in a newline")
    key = LogKey(name, bytes(secret.verify_key))
    signature = secret.sign(text.encode()).signature
    return f"{text}\n— {name} {encode(key.id + signature)}\n"


def open_note(note: str, key: LogKey) -> str | None:
    """Return a note's text if ``key`` alone signed it, None if the signature is not right.

    Raises BadFormat for anything that ``sign`` would not have written. Notes with other
    signatures beside are refused for now, so that no byte goes unchecked.
    """
    text, gap, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not gap or len(lines) != 2 or lines[1]:
        raise BadFormat("not a note with one signature line")
    parts = lines[0].split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise BadFormat("not a signature line")
    data = decode(parts[2], 68)
    if parts[1] != key.name or data[:4] != key.id:
        return None
    try:
        VerifyKey(key.public).verify((text + "\n").encode(), data[4:])
    except (BadSignatureError, ValueError):
        return None
    return text + "\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: that ``root`` is the hash of its first ``size`` leaves."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a checkpoint's three lines; extension lines are refused."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise BadFormat("a checkpoint has three lines")
        if not NAME.fullmatch(lines[0]):
            raise BadFormat("no origin")
        return cls(lines[0], number(lines[1]), decode(lines[2], HASH_SIZE))
