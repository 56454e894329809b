"""The schema of every kind of entry, with its version, as data.

docs/ledger/entries.md is written out from here; sealing is refused for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.entry import Kind


class Type(StrEnum):
    """What a value may be. None of them can hold free text."""

    TIME = "time"
    ID = "id"
    NUMBER = "number"
    HASH = "hash"
    NAME = "name"
    WORD = "word"


SAYS: Mapping[Type, str] = {
    Type.TIME: "RFC 3339 in UTC with `Z`, up to six digits of fraction",
    Type.ID: "UUID, lower case with hyphens",
    Type.NUMBER: "decimal digits without leading zeroes",
    Type.HASH: "32 bytes as 64 lower-case hex digits",
    Type.NAME: "1 to 128 of `0-9A-Za-z:.+_-`: the name of something outside the log",
    Type.WORD: "one of a closed list",
}
PATTERNS: Mapping[Type, re.Pattern[str]] = {
    Type.TIME: re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z"
    ),
    Type.ID: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Type.NUMBER: re.compile(r"0|[1-9][0-9]{0,18}"),
    Type.HASH: re.compile(r"[0-9a-f]{64}"),
    Type.NAME: re.compile(r"[0-9A-Za-z:.+_-]{1,128}"),
    Type.WORD: re.compile(r"[a-z0-9-]{1,40}"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. ``words`` is the closed list of a WORD."""

    name: str
    type: Type
    says: str
    words: tuple[str, ...] = ()
    required: bool = True

    def takes(self, value: str) -> bool:
        """Whether the value is of this field's type."""
        known = not self.words or value in self.words
        return known and PATTERNS[self.type].fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Schema:
    """Which fields a kind of record has. ``ref`` says what its reference is the id of."""

    kind: Kind
    version: int
    says: str
    ref: str
    fields: tuple[Field, ...]

    def check(self, fields: Mapping[str, str]) -> None:
        """Raise BadFields unless these are just the fields of this schema."""
        known = {field.name: field for field in self.fields}
        if unknown := fields.keys() - known.keys():
            raise BadFields(f"{self.kind} has no field {sorted(unknown)[0]!r}")
        for name, field in known.items():
            if name not in fields:
                if field.required:
                    raise BadFields(f"{self.kind} needs the field {name!r}")
            elif not field.takes(fields[name]):
                raise BadFields(f"{self.kind}: {name!r} must be a {field.type}")


class BadFields(ValueError):
    """A record was to be sealed with fields that its schema does not have."""


# What the log itself writes into every record.
OWN = (
    Field("at", Type.TIME, "when it happened"),
    Field("ref", Type.ID, "the reference; records with the same one belong together"),
    Field("sealed", Type.TIME, "when the log gave the record its place"),
    Field(
        "subject",
        Type.HASH,
        "HMAC-SHA256, under a key of the desk, of the person it is about; where it is "
        "about nobody, of the organisation",
    ),
)
PURPOSES = (
    "answer-by-mail",
    "read-pictures",
    "record-calls",
    "listen-for-strain",
    "improve-service",
)
PROMISES = ("first-reply", "resolution", "stated", "call-back", "refund")
EXCUSES = (
    "customer-withdrew",
    "waiting-for-customer",
    "customer-unreachable",
    "duplicate",
    "beyond-our-control",
    "erased",
)
LEVELS = ("low", "normal", "high", "critical")
DECISIONS = ("urgency", "escalation")
CHAINS = ("verdicts", "history")

_PURPOSE = Field("purpose", Type.WORD, "what the data may be used for", PURPOSES)
_RECIPIENT = Field(
    "recipient",
    Type.WORD,
    "who may use it; `desk`: the desk that keeps this log",
    ("desk",),
)
_GIVEN_AT = Field("given_at", Type.TIME, "from when the consent holds")
_VALID_UNTIL = Field("valid_until", Type.TIME, "until when it holds")
_WITHDRAWN_AT = Field("withdrawn_at", Type.TIME, "when it was taken back")
_CHANNEL = Field(
    "channel", Type.WORD, "how the person said so", ("portal", "call", "erasure")
)
_NOTICE = Field(
    "notice",
    Type.HASH,
    "SHA-256 of the words, in UTF-8, that the person was shown or told",
)
_LANGUAGE = Field("language", Type.WORD, "the language of those words", ("en", "zh"))
_GIVEN = (_PURPOSE, _RECIPIENT, _GIVEN_AT, _VALID_UNTIL, _CHANNEL, _NOTICE, _LANGUAGE)
_PROMISE = (
    Field("promise", Type.WORD, "what was promised", PROMISES),
    Field("ticket", Type.NUMBER, "number of the ticket"),
    Field("made_at", Type.TIME, "when it was promised"),
    Field("deadline", Type.TIME, "by when; the one that counts is in `promise.made`"),
    Field(
        "calendar",
        Type.NAME,
        "the business calendar by which the deadline was reckoned: `v` and its version, "
        "`always` (round the clock), or `none` (a time that an agent named)",
    ),
)
_GRACE = Field(
    "grace",
    Type.NUMBER,
    "seconds after the deadline within which a record that it was kept must be sealed",
)
_EXCUSE = Field("reason", Type.WORD, "why the promise no longer binds", EXCUSES)
_CONSENT = "the consent"
_TICKET = Field("ticket", Type.NUMBER, "number of the ticket")
_DECISION = Field("decision", Type.WORD, "what was decided", DECISIONS)

SCHEMAS: tuple[Schema, ...] = (
    Schema(
        Kind.CONSENT_GIVEN,
        1,
        "A person allowed one use of their data.",
        _CONSENT,
        (_PURPOSE, _GIVEN_AT, _VALID_UNTIL),
    ),
    Schema(
        Kind.CONSENT_GIVEN,
        2,
        "A person allowed one use of their data.",
        _CONSENT,
        _GIVEN,
    ),
    Schema(
        Kind.CONSENT_CHANGED,
        1,
        "A person gave a consent that holds another time or was asked in other words; it "
        "takes the place of the one before.",
        "the consent as it is now",
        (*_GIVEN, Field("replaces", Type.ID, "the consent whose place it takes")),
    ),
    Schema(
        Kind.CONSENT_WITHDRAWN,
        1,
        "A person took a consent back, or objected to a use that needs none.",
        _CONSENT,
        (_PURPOSE, _WITHDRAWN_AT),
    ),
    Schema(
        Kind.CONSENT_WITHDRAWN,
        2,
        "A person took a consent back, or objected to a use that needs none.",
        _CONSENT,
        (_PURPOSE, _WITHDRAWN_AT, _CHANNEL),
    ),
    Schema(
        Kind.CONSENT_EXPIRED,
        1,
        "The time of a consent ran out.",
        _CONSENT,
        (_PURPOSE, _VALID_UNTIL),
    ),
    Schema(
        Kind.PROMISE_MADE,
        1,
        "The desk promised a customer something by a time.",
        "the promise",
        _PROMISE,
    ),
    Schema(
        Kind.PROMISE_MADE,
        2,
        "The desk promised a customer something by a time.",
        "the promise",
        (*_PROMISE, _GRACE),
    ),
    Schema(Kind.PROMISE_KEPT, 1, "The desk did what it promised.", "the promise", _PROMISE),
    Schema(
        Kind.PROMISE_BROKEN,
        1,
        "The desk did not do what it promised.",
        "the promise",
        _PROMISE,
    ),
    Schema(
        Kind.PROMISE_EXCUSED,
        1,
        "An agent said why a promise no longer binds: it is neither kept nor broken.",
        "the promise",
        (*_PROMISE, _EXCUSE),
    ),
    Schema(
        Kind.DECISION_MADE,
        1,
        "A machine decided something about a ticket by itself. That it takes back what it "
        "had raised (a raised voice whose words turn out glad) is a decision of its own.",
        "the decision",
        (
            _DECISION,
            _TICKET,
            Field("model", Type.NAME, "name and version of what decided"),
            Field(
                "inputs",
                Type.HASH,
                "SHA-256 of what it decided on: see Inputs of a decision",
            ),
            Field("outcome", Type.WORD, "what it came to", LEVELS),
            Field("score", Type.NUMBER, "urgency, 0 to 100", required=False),
        ),
    ),
    Schema(
        Kind.DECISION_OVERRIDDEN,
        1,
        "An agent decided otherwise than the machine had.",
        "the decision",
        (
            _DECISION,
            _TICKET,
            Field("before", Type.WORD, "what the machine had come to", LEVELS),
            Field(
                "outcome",
                Type.WORD,
                "what the agent said: a level, or that the urgency was too low or too high",
                (*LEVELS, "too-low", "too-high"),
            ),
        ),
    ),
    Schema(
        Kind.AUDIT_HEAD,
        1,
        "The head of a chain of hashes over the desk's own audit rows.",
        "the head",
        (
            Field(
                "chain",
                Type.WORD,
                "which rows: the gate's verdicts, or the tickets' history",
                CHAINS,
            ),
            Field("first", Type.ID, "id of the first row since the head before"),
            Field("last", Type.ID, "id of the last row"),
            Field("count", Type.NUMBER, "how many rows those are"),
            Field("previous", Type.HASH, "the head before; zeroes for the first"),
            Field("head", Type.HASH, "the head: see Heads of audit rows"),
        ),
    ),
    Schema(
        Kind.KEY_ROTATED,
        1,
        "The log goes over to another key; its name stays.",
        "the new key",
        (
            Field("algorithm", Type.WORD, "of both keys", ("ed25519", "ml-dsa-44")),
            Field("old", Type.HASH, "SHA-256 of the old public key"),
            Field("new", Type.HASH, "SHA-256 of the new public key"),
            Field(
                "overlap_until",
                Type.TIME,
                "until when both keys sign",
                required=False,
            ),
        ),
    ),
    Schema(
        Kind.ERASURE,
        1,
        "The key that opens one person's records was destroyed: they stand in the log, and "
        "nobody can open them any more.",
        "the erasure",
        (
            Field("person", Type.HASH, "the `subject` of the records that stay closed"),
            Field("records", Type.NUMBER, "how many records of theirs were in the log"),
            Field("asked_by", Type.WORD, "who asked for it", ("person", "desk")),
        ),
    ),
)


def schema_of(kind: Kind, version: int | None = None) -> Schema:
    """The schema of a kind, in its newest version if none is named; raises LookupError."""
    found = [s for s in SCHEMAS if s.kind is kind and version in (None, s.version)]
    if not found:
        raise LookupError(f"there is no version {version} of {kind}")
    return max(found, key=lambda schema: schema.version)


def check_schema(kind: Kind, fields: Mapping[str, str]) -> int:
    """Raise BadFields unless a record of this kind has these fields; give the version."""
    schema = schema_of(kind)
    schema.check(fields)
    return schema.version
