"""A log in memory with some of everything in it, and who signs it in the samples.

Keys and salts come from fixed words, so what is made of them is the same each time. They
are throwaway: whoever reads this file can sign with them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ledger.entry import Kind
from ledger.format.anchor import Anchor
from ledger.format.leaf import Opening, make_leaf
from ledger.format.note import (
    BadSignature,
    Checkpoint,
    KeyType,
    Note,
    Signature,
    VerifierKey,
    decode,
    encode,
    verify_note,
)
from ledger.format.policy import Group, Policy, Witness
from ledger.format.policy import Log as KnownLog
from ledger.format.proof import Proof, Record
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, Signer, sign_note
from ledger.proving import assemble
from ledger.tree import Tree

FOLDER = Path(__file__).parents[1] / "samples"
KEPT = FOLDER / "signatures.json"
NOW = datetime(2026, 3, 6, tzinfo=UTC)
ORIGIN = "desk.example/log"


def seed(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()


@dataclass(frozen=True)
class KeptSigner:
    """ML-DSA-44 signs with randomness: what it once signed is kept with the samples."""

    signer: MLDSA44Signer
    kept: dict[str, str]
    used: set[str]

    @property
    def key(self) -> VerifierKey:
        return self.signer.key

    def sign(self, text: str, *, at: datetime) -> Signature:
        key = self.key
        place = hashlib.sha256(key.id + f"{at.timestamp():.0f} {text}".encode()).hexdigest()
        self.used.add(place)
        if place in self.kept:
            signature = Signature(key.name, key.id, decode(self.kept[place]))
            try:
                verify_note(Note(text, (signature,)), [key])
                return signature
            except BadSignature:
                pass
        signature = self.signer.sign(text, at=at)
        self.kept[place] = encode(signature.data)
        return signature


KEPT_SIGNATURES: dict[str, str] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
USED: set[str] = set()


def mldsa(name: str, word: str) -> KeptSigner:
    return KeptSigner(MLDSA44Signer(name, seed(word)), KEPT_SIGNATURES, USED)


LOG = Ed25519Signer(ORIGIN, seed("veridesk sample key"))
LOG_MLDSA = mldsa(ORIGIN, "veridesk sample key")
NEW = Ed25519Signer(ORIGIN, seed("the key after"))
STRANGER = Ed25519Signer(ORIGIN, seed("another sample key"))
KEY = LOG.key
W1 = Ed25519Signer("w1.example", seed("one"), KeyType.COSIGNATURE_ED25519)
W2 = mldsa("w2.example/cosigner", "two")
W3 = Ed25519Signer("w3.example", seed("three"), KeyType.COSIGNATURE_ED25519)
# What an operator asks of witnesses, and what a careful reader asks.
TWO_OF_THREE = Policy(
    (KnownLog(KEY),),
    tuple(Witness(n, w.key) for n, w in (("one", W1), ("two", W2), ("three", W3))),
    (Group("few", 2, ("one", "two", "three")),),
    "few",
)

PROMISE = "0192f5c0-0000-7000-8000-000000000001"
RESOLUTION = "0192f5c0-0000-7000-8000-000000000002"
STATED = "0192f5c0-0000-7000-8000-000000000003"
LATE = "0192f5c0-0000-7000-8000-000000000004"
CONSENT = "0192f5c0-0000-7000-8000-000000000005"
CALL = "0192f5c0-0000-7000-8000-000000000006"
REFUND = "0192f5c0-0000-7000-8000-000000000007"
AGAIN = "0192f5c0-0000-7000-8000-000000000008"
PAST = "0192f5c0-0000-7000-8000-000000000009"
DECISION = "0192f5c0-0000-7000-8000-00000000000a"
HEAD = "0192f5c0-0000-7000-8000-00000000000b"
ROTATION = "0192f5c0-0000-7000-8000-00000000000c"
ERASURE = "0192f5c0-0000-7000-8000-00000000000d"
SUBJECT = hashlib.sha256(b"some customer").hexdigest()
HIDE = ("subject",)


@dataclass
class Log:
    """A log in memory, with all openings kept."""

    tree: Tree = field(default_factory=Tree)
    leaves: list[bytes] = field(default_factory=list)
    openings: list[tuple[Opening, ...]] = field(default_factory=list)
    salts: int = 0
    origin: str = ORIGIN

    def salt(self, size: int) -> bytes:
        self.salts += 1
        return hashlib.sha256(b"salt %d" % self.salts).digest()[:size]

    def seal(self, kind: Kind, ref: str, at: str, **fields: str) -> int:
        every = {"subject": SUBJECT, "ref": ref, "at": at, "sealed": at, **fields}
        version = 2 if "grace" in fields else 1
        return self.put(*make_leaf(kind, every, self.salt, version=version))

    def put(self, leaf: bytes, openings: tuple[Opening, ...] = ()) -> int:
        self.leaves.append(leaf)
        self.openings.append(openings)
        return self.tree.append(leaf)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.tree.size if size is None else size
        return Checkpoint(self.origin, size, self.tree.root(size))

    def record(
        self, index: int, hide: Iterable[str] = HIDE, size: int | None = None
    ) -> Record:
        shown = tuple(o for o in self.openings[index] if o.name not in hide)
        path = tuple(self.tree.inclusion(index, size))
        return Record(index, self.leaves[index], path, shown)

    def proof(
        self,
        *indexes: int,
        hide: Iterable[str] = HIDE,
        size: int | None = None,
        signers: Iterable[Signer] = (LOG,),
        witnesses: Iterable[Signer] = (),
        anchors: Iterable[bool] = (),
    ) -> Proof:
        """The proof of these records; an anchor for each that is named, public or not."""
        logs, vouch = list(signers), list(witnesses)
        note = sign_note(str(self.checkpoint(size)), logs, at=NOW)
        lines = [str(one.sign(note.text, at=NOW)) for one in vouch]
        own, whole = assemble(note, [one.key for one in logs], TWO_OF_THREE, lines)
        records = tuple(self.record(index, hide, size) for index in indexes)
        proof = Proof(own, records, whole)
        return anchored(proof, *(self.anchor(public=one) for one in anchors))

    def anchor(self, *, public: bool) -> Anchor:
        def digest(word: str) -> str:
            return "0x" + hashlib.sha256(word.encode()).hexdigest()

        return Anchor(
            checkpoint=self.checkpoint(),
            chain_id=11155111 if public else 7316480025,
            public=public,
            contract=digest("contract")[:42],
            transaction=digest("transaction"),
            block=4711,
            block_hash=digest("block"),
        )


def anchored(proof: Proof, *anchors: Anchor, signer: Signer = LOG) -> Proof:
    notes = tuple(sign_note(str(one), [signer], at=NOW) for one in anchors)
    return replace(proof, anchors=notes)


def a_day() -> tuple[Log, dict[str, int]]:
    """A log with some of everything in it."""
    log, at = Log(), {}

    def seal(name: str, kind: Kind, ref: str, time: str, **fields: str) -> None:
        at[name] = log.seal(kind, ref, f"2026-03-{time}Z", **fields)

    for n in range(5):
        log.seal(Kind.CONSENT_GIVEN, f"filler-{n}", "2026-03-01T08:00:00Z", purpose="x")
    reply = {"promise": "first-reply", "ticket": "17"}
    by_eleven = {**reply, "deadline": "2026-03-02T11:00:00Z"}
    resolution = {"promise": "resolution", "ticket": "17"}
    stated = {"promise": "stated", "ticket": "17"}
    call = {"promise": "call-back", "ticket": "17", "deadline": "2026-03-04T12:00:00Z"}
    refund = {"promise": "refund", "ticket": "17", "deadline": "2026-03-04T12:00:00Z"}
    calls = {"purpose": "record-calls"}
    until = {"valid_until": "2026-09-02T09:05:00Z"}
    made, kept = Kind.PROMISE_MADE, Kind.PROMISE_KEPT
    seal("made", made, PROMISE, "02T09:00:00", **by_eleven)
    due = "2026-03-04T18:00:00Z"
    seal("resolution", made, RESOLUTION, "02T09:00:00", deadline=due, **resolution)
    given = {"given_at": "2026-03-02T09:05:00Z", **until}
    seal("consent", Kind.CONSENT_GIVEN, CONSENT, "02T09:05:00", **calls, **given)
    seal("kept", kept, PROMISE, "02T10:12:30.250", **reply)
    due = "2026-03-03T10:00:00Z"
    seal("stated", made, STATED, "02T10:12:30.250", deadline=due, **stated)
    seal("late made", made, LATE, "02T09:00:00", **by_eleven)
    seal("late", kept, LATE, "02T11:00:01", **reply)
    seal("broken", Kind.PROMISE_BROKEN, STATED, "03T10:00:00", **stated)
    back = {"withdrawn_at": "2026-03-05T12:00:00Z"}
    seal("withdrawn", Kind.CONSENT_WITHDRAWN, CONSENT, "05T12:00:00", **calls, **back)
    seal("call", made, CALL, "04T11:00:00", grace="600", **call)
    seal("excused", Kind.PROMISE_EXCUSED, CALL, "04T12:05:00", promise="call-back")
    seal("refund", made, REFUND, "04T11:00:00", grace="600", **refund)
    seal("excused late", Kind.PROMISE_EXCUSED, REFUND, "04T12:10:01", promise="refund")
    seal("changed", Kind.CONSENT_CHANGED, AGAIN, "05T13:00:00", **calls, **until)
    seal("expired", Kind.CONSENT_EXPIRED, PAST, "05T13:30:00", **calls)
    urgency = {"decision": "urgency", "ticket": "17"}
    score = {"model": "urgency-3", "outcome": "high", "inputs": "0" * 64}
    seal("decided", Kind.DECISION_MADE, DECISION, "05T14:00:00", **urgency, **score)
    other = {"before": "high", "outcome": "too-high"}
    seal(
        "overridden", Kind.DECISION_OVERRIDDEN, DECISION, "05T14:10:00", **urgency, **other
    )
    seal("head", Kind.AUDIT_HEAD, HEAD, "05T15:00:00", chain="verdicts", count="12")
    seal("rotated", Kind.KEY_ROTATED, ROTATION, "05T16:00:00", algorithm="ed25519")
    seal("erased", Kind.ERASURE, ERASURE, "05T17:00:00", person=SUBJECT, records="3")
    return log, at
