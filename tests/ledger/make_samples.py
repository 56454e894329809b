"""Write tests/ledger/samples: proof files that must verify, and ones that must not.

    python -m tests.ledger.make_samples

Keys and salts come from fixed words, so the files are the same each time. They are
throwaway: whoever reads this file can sign with them. A verifier in any language must
come to the outcomes in samples/index.json.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from ledger.entry import Kind
from ledger.format.leaf import Opening, make_leaf
from ledger.format.note import Checkpoint, KeyType, VerifierKey, encode
from ledger.format.proof import Proof, Receipt, Record
from ledger.format.sign import Ed25519Signer, sign_note
from ledger.sentence import describe
from ledger.tree import Tree
from ledger.verify import verify

FOLDER = Path(__file__).parent / "samples"
NOW = datetime(2026, 3, 6, tzinfo=UTC)
ORIGIN = "desk.example/log"
SECRET = SigningKey(hashlib.sha256(b"veridesk sample key").digest())
STRANGER = SigningKey(hashlib.sha256(b"another sample key").digest())
KEY = VerifierKey(ORIGIN, KeyType.ED25519, bytes(SECRET.verify_key))

PROMISE = "0192f5c0-0000-7000-8000-000000000001"
RESOLUTION = "0192f5c0-0000-7000-8000-000000000002"
STATED = "0192f5c0-0000-7000-8000-000000000003"
LATE = "0192f5c0-0000-7000-8000-000000000004"
CONSENT = "0192f5c0-0000-7000-8000-000000000005"
TICKET = "0192f5c0-0000-7000-8000-0000000000aa"
SUBJECT = hashlib.sha256(b"some customer").hexdigest()


def sign(text: str, name: str, secret: SigningKey) -> str:
    return str(sign_note(text, [Ed25519Signer(name, bytes(secret))], at=NOW))


@dataclass
class Log:
    """A log in memory, with all openings kept."""

    tree: Tree
    leaves: list[bytes]
    openings: list[tuple[Opening, ...]]
    salts: int = 0

    def salt(self, size: int) -> bytes:
        self.salts += 1
        return hashlib.sha256(b"salt %d" % self.salts).digest()[:size]

    def seal(self, kind: Kind, ref: str, at: str, **fields: str) -> int:
        every = {"subject": SUBJECT, "ref": ref, "at": at, "sealed": at, **fields}
        leaf, openings = make_leaf(kind, every, self.salt)
        return self.put(leaf, openings)

    def put(self, leaf: bytes, openings: tuple[Opening, ...] = ()) -> int:
        self.leaves.append(leaf)
        self.openings.append(openings)
        return self.tree.append(leaf)

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(ORIGIN, self.tree.size, self.tree.root())

    def record(self, index: int, hide: tuple[str, ...] = ("subject",)) -> Record:
        shown = tuple(o for o in self.openings[index] if o.name not in hide)
        path = tuple(self.tree.inclusion(index))
        return Record(index, self.leaves[index], path, shown)

    def proof(self, *indexes: int, hide: tuple[str, ...] = ("subject",)) -> Proof:
        records = tuple(self.record(index, hide) for index in indexes)
        return Proof(KEY, records, sign(str(self.checkpoint()), ORIGIN, SECRET), None)

    def receipt(self, *, public: bool) -> Receipt:
        def digest(word: str) -> str:
            return "0x" + hashlib.sha256(word.encode()).hexdigest()

        return Receipt(
            checkpoint=self.checkpoint(),
            chain_id=11155111 if public else 7316480025,
            public=public,
            contract=digest("contract")[:42],
            transaction=digest("transaction"),
            block=4711,
            block_hash=digest("block"),
        )


def a_day() -> tuple[Log, dict[str, int]]:
    """A log with some of everything in it."""
    log = Log(Tree(), [], [])
    at: dict[str, int] = {}
    reply = {"promise": "first-reply", "ticket": TICKET}
    for n in range(5):
        log.seal(Kind.CONSENT_GIVEN, f"filler-{n}", "2026-03-01T08:00:00Z", purpose="x")
    at["made"] = log.seal(
        Kind.PROMISE_MADE,
        PROMISE,
        "2026-03-02T09:00:00Z",
        deadline="2026-03-02T11:00:00Z",
        **reply,
    )
    resolution = {"promise": "resolution", "ticket": TICKET}
    at["resolution"] = log.seal(
        Kind.PROMISE_MADE,
        RESOLUTION,
        "2026-03-02T09:00:00Z",
        deadline="2026-03-04T18:00:00Z",
        **resolution,
    )
    at["consent"] = log.seal(
        Kind.CONSENT_GIVEN,
        CONSENT,
        "2026-03-02T09:05:00Z",
        purpose="record-calls",
        given_at="2026-03-02T09:05:00Z",
        valid_until="2026-09-02T09:05:00Z",
    )
    at["kept"] = log.seal(Kind.PROMISE_KEPT, PROMISE, "2026-03-02T10:12:30.250Z", **reply)
    stated = {"promise": "stated", "ticket": TICKET}
    at["stated"] = log.seal(
        Kind.PROMISE_MADE,
        STATED,
        "2026-03-02T10:12:30.250Z",
        deadline="2026-03-03T10:00:00Z",
        **stated,
    )
    at["late made"] = log.seal(
        Kind.PROMISE_MADE,
        LATE,
        "2026-03-02T09:00:00Z",
        deadline="2026-03-02T11:00:00Z",
        **reply,
    )
    at["late"] = log.seal(Kind.PROMISE_KEPT, LATE, "2026-03-02T11:00:01Z", **reply)
    at["broken"] = log.seal(Kind.PROMISE_BROKEN, STATED, "2026-03-03T10:00:00Z", **stated)
    at["withdrawn"] = log.seal(
        Kind.CONSENT_WITHDRAWN,
        CONSENT,
        "2026-03-05T12:00:00Z",
        purpose="record-calls",
        withdrawn_at="2026-03-05T12:00:00Z",
    )
    return log, at


def with_receipt(proof: Proof, receipt: Receipt, secret: SigningKey = SECRET) -> Proof:
    return replace(proof, receipt=sign(str(receipt), ORIGIN, secret))


def good() -> dict[str, tuple[str, str]]:
    """Name → (what it shows, text)."""
    log, at = a_day()
    one = Log(Tree(), [], [])
    one.seal(
        Kind.PROMISE_MADE,
        PROMISE,
        "2026-03-02T09:00:00Z",
        promise="first-reply",
        deadline="2026-03-02T11:00:00Z",
    )
    ticket = [at[n] for n in ("made", "resolution", "kept", "stated", "broken")]
    reply = log.proof(at["made"], at["kept"])
    every = tuple(o.name for o in log.openings[at["made"]])
    late = log.proof(at["late made"], at["late"])
    return {
        "first-reply": ("A first reply promised and kept.", str(reply)),
        "promised": ("A promise with no record of its end.", str(log.proof(at["made"]))),
        "kept-alone": ("Kept, without the promise: unclear.", str(log.proof(at["kept"]))),
        "late": ("Recorded as kept, a second too late.", str(late)),
        "consent": ("A consent given.", str(log.proof(at["consent"]))),
        "withdrawn": (
            "A consent given and taken back.",
            str(log.proof(at["consent"], at["withdrawn"])),
        ),
        "ticket": ("All promises of a ticket.", str(log.proof(*ticket))),
        "subject-shown": (
            "The holder shows the keyed hash of the person too.",
            str(log.proof(at["consent"], hide=())),
        ),
        "all-hidden": ("Nothing is opened.", str(log.proof(at["made"], hide=every))),
        "one-leaf": ("A log of one entry: no inclusion path.", str(one.proof(0))),
        "anchored": (
            "Anchored on a chain of the desk's own.",
            str(with_receipt(reply, log.receipt(public=False))),
        ),
        "anchored-public": (
            "Anchored on a chain declared public; not checked offline.",
            str(with_receipt(reply, log.receipt(public=True))),
        ),
    }


def bad() -> dict[str, tuple[str, str]]:
    """Name → (what is wrong, text)."""
    log, at = a_day()
    proof = log.proof(at["made"], at["kept"])
    text = str(proof)
    first, second = proof.records
    anchored = with_receipt(proof, log.receipt(public=False))
    assert anchored.receipt is not None

    def records(*changed: Record) -> str:
        return str(replace(proof, records=changed))

    def opening(change: Callable[[Opening], Opening]) -> str:
        shown = tuple(change(o) for o in first.openings)
        return records(replace(first, openings=shown), second)

    def later(o: Opening) -> Opening:
        moved = o.value.replace("T11", "T12")
        return replace(o, value=moved) if o.name == "deadline" else o

    def salted(o: Opening) -> Opening:
        return replace(o, salt=bytes(16)) if o.name == "deadline" else o

    def signed(checkpoint: Checkpoint, name: str = ORIGIN) -> str:
        return str(replace(proof, checkpoint=sign(str(checkpoint), name, SECRET)))

    def odd_leaf(leaf: bytes) -> str:
        other, _ = a_day()
        return str(other.proof(other.put(leaf)))

    weak = VerifierKey(ORIGIN, KeyType.ED25519, b"\x01" + bytes(31))
    body = str(log.checkpoint())
    forged = f"{body}\n— {ORIGIN} {encode(weak.id + weak.public + bytes(32))}\n"
    base64_line = encode(first.path[0])
    stray = base64_line[:-2] + chr(ord(base64_line[-2]) + 1) + "="
    flipped = bytes([first.path[0][0] ^ 1]) + first.path[0][1:]
    foreign = Opening("extra", bytes(16), "x")
    changed = replace(log.checkpoint(), root=bytes(32))
    other_root = replace(log.receipt(public=False), checkpoint=changed)
    stranger = sign(body, ORIGIN, STRANGER)
    return {
        "empty": ("Nothing at all.", ""),
        "version": ("Another version.", text.replace("@v1", "@v2", 1)),
        "no-newline": ("The last newline is missing.", text[:-1]),
        "crlf": ("Lines end as on Windows.", text.replace("\n", "\r\n")),
        "trailing-space": (
            "A space at the end of a line.",
            text.replace("\n\n", " \n\n", 1),
        ),
        "extra-line": ("An empty line at the end.", text + "\n"),
        "leading-zero": (
            "A number with a leading zero.",
            text.replace("index ", "index 0"),
        ),
        "plus-sign": ("A number with a sign.", text.replace("index ", "index +")),
        "stray-bits": ("base64 with stray bits.", text.replace(base64_line, stray)),
        "bad-key-id": (
            "The key's id does not belong to it.",
            text.replace(f"+{KEY.id.hex()}+", "+00000000+"),
        ),
        "no-record": ("No record at all.", records()),
        "records-swapped": ("Records out of order.", records(second, first)),
        "record-twice": ("The same record twice.", records(first, first)),
        "openings-swapped": (
            "Openings out of order.",
            records(replace(first, openings=first.openings[::-1]), second),
        ),
        "opening-twice": (
            "An opening twice.",
            records(replace(first, openings=(first.openings[0],) * 2), second),
        ),
        "two-signatures": (
            "A second signature line, which version 1 does not have.",
            str(proof) + stranger.rpartition("\n\n")[2],
        ),
        "stranger": (
            "Signed by another key of the same name.",
            str(replace(proof, checkpoint=stranger)),
        ),
        "checkpoint-size": (
            "The size of the log was changed.",
            text.replace(f"\n{log.tree.size}\n", f"\n{log.tree.size + 1}\n"),
        ),
        "weak-key": (
            "A key of small order, with which anything seems signed.",
            str(replace(proof, key=weak, checkpoint=forged)),
        ),
        "other-log": (
            "The state of another log, signed with this one's key.",
            signed(replace(log.checkpoint(), origin="desk.example/other")),
        ),
        "wrong-index": (
            "The record of another place.",
            records(replace(first, index=first.index - 1), second),
        ),
        "index-outside": (
            "A place that the log does not have.",
            records(first, replace(second, index=log.tree.size)),
        ),
        "path-changed": (
            "A bit of the inclusion path flipped.",
            records(replace(first, path=(flipped, *first.path[1:])), second),
        ),
        "path-short": (
            "The inclusion path cut short.",
            records(replace(first, path=first.path[:-1]), second),
        ),
        "path-long": (
            "A hash too many in the inclusion path.",
            records(replace(first, path=(*first.path, bytes(32))), second),
        ),
        "leaf-changed": (
            "A promise made into a consent.",
            text.replace("promise.made", "consent.given", 1),
        ),
        "other-root": ("A signed state with another root.", signed(changed)),
        "value-changed": ("A deadline moved by an hour.", opening(later)),
        "salt-changed": ("Another salt.", opening(salted)),
        "foreign-opening": (
            "An opening of a field that the leaf does not have.",
            records(replace(first, openings=(*first.openings[:2], foreign)), second),
        ),
        "leaf-not-canonical": (
            "A leaf with a space in it, though it stands in the log.",
            odd_leaf(first.leaf.replace(b",", b", ", 1)),
        ),
        "leaf-unknown-kind": (
            "A kind of record that no log of this version writes.",
            odd_leaf(first.leaf.replace(b"promise.made", b"promise.sold")),
        ),
        "leaf-version": (
            "A leaf of another version.",
            odd_leaf(first.leaf.replace(b'"v":1', b'"v":2')),
        ),
        "receipt-changed": (
            "Another block in the receipt.",
            str(anchored).replace("block 4711 ", "block 4712 "),
        ),
        "receipt-stranger": (
            "A receipt signed by another key.",
            str(with_receipt(proof, log.receipt(public=True), STRANGER)),
        ),
        "receipt-other": (
            "A receipt for another state of the log.",
            str(with_receipt(proof, other_root)),
        ),
        "receipt-form": (
            "A chain that is neither public nor private.",
            str(anchored).replace(" private\n", " secret\n"),
        ),
    }


def samples() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return every file's text, and the index of outcomes."""
    files: dict[str, str] = {}
    index: list[dict[str, Any]] = []

    def add(name: str, about: str, text: str, key: VerifierKey | None = None) -> None:
        if not key or name not in files:
            files[name] = text
        outcome = describe(verify(text, key=str(key) if key else None))
        outcome.pop("detail", None)
        index.append(
            {"file": name, "about": about, "pin": str(key) if key else None, **outcome}
        )

    for name, (about, text) in good().items():
        add(f"good-{name}.proof", about, text)
    for name, (about, text) in bad().items():
        add(f"bad-{name}.proof", about, text)
    first = good()["first-reply"][1]
    add("good-first-reply.proof", "The same, with the log's key pinned.", first, KEY)
    stranger = VerifierKey(ORIGIN, KeyType.ED25519, bytes(STRANGER.verify_key))
    add("good-first-reply.proof", "The same, with another key pinned.", first, stranger)
    return files, index


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    files, index = samples()
    for old in FOLDER.glob("*.proof"):
        old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_bytes(text.encode())
    lines = json.dumps(index, indent=1, ensure_ascii=False)
    (FOLDER / "index.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
