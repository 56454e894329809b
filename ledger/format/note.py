"""Signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint), their keys.

Ed25519 signatures are checked by libsodium's strict rules: of the edge cases collected in
C2SP's CCTV, looser libraries accept some that others refuse, and a log could use one to
show two auditors two things.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from ledger.tree import HASH_SIZE

# Printable ASCII without space and plus: narrower than the specification asks, so that
# a name can be neither confused with another nor break a line. Our own logs have such.
NAME = re.compile(r"[!-*,-~]{1,200}")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
SIGNATURE_LIMIT = 100
NOTE_LIMIT = 1 << 20
TIME_SIZE = 8

# What signed-note allows in names: anything but Unicode spaces, plus and controls.
_ANY_NAME = re.compile(r"[^\s+\x00-\x1f]{1,255}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class BadFormat(ValueError):
    """Text that is not in the format; the message says where and why."""


class BadSignature(ValueError):
    """A line that says it is a known key's, and is not its signature."""


def encode(data: bytes) -> str:
    """Encode in standard base64 (RFC 4648 section 4)."""
    return binascii.b2a_base64(data, newline=False).decode()


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


class KeyType(IntEnum):
    """How a key signs: the byte before the key (signed-note, tlog-cosignature)."""

    ED25519 = 1
    COSIGNATURE_ED25519 = 4
    COSIGNATURE_MLDSA44 = 6


_PUBLIC_SIZE = {
    KeyType.ED25519: 32,
    KeyType.COSIGNATURE_ED25519: 32,
    KeyType.COSIGNATURE_MLDSA44: 1312,
}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs, how, and the public key that checks it."""

    name: str
    type: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, tell which key signed."""
        material = self.name.encode() + b"\n" + self._material()
        return hashlib.sha256(material).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(self._material())}"

    def _material(self) -> bytes:
        return bytes([self.type]) + self.public

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read ``name+id+base64``; raises BadFormat unless ``str`` writes it so."""
        name, _, rest = text.partition("+")
        _, _, material = rest.partition("+")
        data = decode(material)
        _check_name(name)
        try:
            type = KeyType(data[0])
        except (ValueError, IndexError) as error:
            raise BadFormat("a key of a type that is not known here") from error
        if len(data) != 1 + _PUBLIC_SIZE[type]:
            raise BadFormat("a key of the wrong length")
        key = cls(name, type, data[1:])
        if str(key) != text:
            raise BadFormat("the key's id does not belong to it")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: ``data`` is what follows the key's id."""

    name: str
    id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode(self.id + self.data)}\n"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a line with its newline; raises BadFormat."""
        words = line.split(" ")
        if len(words) != 3 or words[0] != "—" or not line.endswith("\n"):
            raise BadFormat("not a signature line")
        _check_name(words[1])
        data = decode(words[2][:-1])
        if len(data) < 5:
            raise BadFormat("a signature that is too short")
        return cls(words[1], data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class Note:
    """Text, which ends in a newline, and who says to have signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(str(one) for one in self.signatures)}"

    @classmethod
    def parse(cls, data: str) -> Note:
        """Read a note of at most a megabyte and 100 signatures; raises BadFormat."""
        if len(data) > NOTE_LIMIT:
            raise BadFormat("a note of more than a megabyte")
        if _CONTROL.search(data):
            raise BadFormat("a note with control characters")
        text, gap, rest = data.rpartition("\n\n")
        if not gap or not rest.endswith("\n"):
            raise BadFormat("not a note: text, an empty line, and signature lines")
        lines = rest[:-1].split("\n")
        if len(lines) > SIGNATURE_LIMIT:
            raise BadFormat(f"more than {SIGNATURE_LIMIT} signatures")
        try:
            data.encode()
        except UnicodeEncodeError as error:
            raise BadFormat("a note that is not Unicode") from error
        return cls(text + "\n", tuple(Signature.parse(line + "\n") for line in lines))


@dataclass(frozen=True, slots=True)
class Signed:
    """A key whose signature is right, and the time that it stated, if it stated one."""

    key: VerifierKey
    time: datetime | None


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    """Tell which of ``keys`` signed the note, in the order of its lines, each once.

    Lines of other keys are ignored. Raises BadSignature when a line bears the name and id
    of one of the keys and is not its signature, whatever else is right.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[VerifierKey, Signed] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.id))
        if key is not None:
            found.setdefault(key, Signed(key, _verify(note.text, key, signature.data)))
    return tuple(found.values())


def _verify(text: str, key: VerifierKey, data: bytes) -> datetime | None:
    wrong = BadSignature(f"the signature of {key.name} (key {key.id.hex()}) is not right")
    time: int | None = None
    if key.type is not KeyType.ED25519:
        time, data = int.from_bytes(data[:TIME_SIZE]), data[TIME_SIZE:]
        if time >= 1 << 63:
            raise wrong
    try:
        if key.type is KeyType.COSIGNATURE_MLDSA44:
            # The library would take a signature of any length for merely wrong.
            public = MLDSA44PublicKey.from_public_bytes(key.public)
            public.verify(data, signed_message(text, key, time))
        elif len(data) == 64:
            VerifyKey(key.public).verify(signed_message(text, key, time), data)
        else:
            raise wrong
        return datetime.fromtimestamp(time, UTC) if time else None
    except (BadSignatureError, InvalidSignature, ValueError, OverflowError, OSError) as bad:
        raise wrong from bad


def signed_message(text: str, key: VerifierKey, time: int | None) -> bytes:
    """The bytes that a key signs for a note's text.

    ``time``, in seconds since 1970, is None for plain Ed25519 alone. Raises BadFormat
    where an ML-DSA-44 key is to sign what is no checkpoint: it signs nothing else. It
    says nothing about extension lines.
    """
    if key.type is KeyType.ED25519:
        return text.encode()
    assert time is not None
    if key.type is KeyType.COSIGNATURE_ED25519:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    head = Checkpoint.head(text)
    return subtree_message(key.name, time, head.origin, 0, head.size, head.root)


def subtree_message(
    signer: str, time: int, origin: str, start: int, end: int, root: bytes
) -> bytes:
    """The bytes that an ML-DSA-44 key signs for leaves [start, end) of a log.

    ``time`` is 0 where nothing is said of it, which is so for all that starts later.
    Raises BadFormat for names that are too long to be signed.
    """
    name, log = signer.encode(), origin.encode()
    if len(name) > 255 or len(log) > 255:
        raise BadFormat("a name that is too long to be signed")
    return b"".join(
        (
            b"subtree/v1\n\0",
            bytes([len(name)]) + name,
            time.to_bytes(8),
            bytes([len(log)]) + log,
            start.to_bytes(8),
            end.to_bytes(8),
            root,
        )
    )


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
        return cls.head(text)

    @classmethod
    def head(cls, text: str) -> Checkpoint:
        """Read the first three lines of any log's checkpoint, whatever else it states.

        Extension lines may follow, which no two parties need to understand alike.
        """
        origin, *rest = text.split("\n")
        if len(rest) < 3 or rest[-1] or not all((origin, *rest[:-1])):
            raise BadFormat("a checkpoint has an origin, a size and a root")
        return cls(origin, number(rest[0]), decode(rest[1], HASH_SIZE))


def _check_name(name: str) -> None:
    # Lone surrogates stand for bytes that are not UTF-8.
    if not _ANY_NAME.fullmatch(name) or any("\ud800" <= c <= "\udfff" for c in name):
        raise BadFormat("not the name of a key")
