"""Write tests/ledger/samples: files that must verify, and ones that must not.

    python -m tests.ledger.make_samples

The files are the same each time. A verifier in any language must come to the outcomes in
samples/index.json (proofs) and samples/receipts.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ledger.entry import Kind
from ledger.format.leaf import stamp
from ledger.format.note import Checkpoint, Note
from ledger.format.policy import Log as KnownLog
from ledger.format.policy import Policy, Witness
from ledger.format.receipt import Receipt
from ledger.format.sign import Ed25519Signer, Signer, sign_note, sign_statement
from ledger.sentence import describe, describe_claim
from ledger.verify import Merged, Reason, Verified, verify, verify_receipt
from tests.ledger.proofs.bad import bad
from tests.ledger.proofs.day import (
    FOLDER,
    KEPT,
    KEPT_SIGNATURES,
    KEY,
    LOG,
    NOW,
    ORIGIN,
    PROMISE,
    STRANGER,
    TWO_OF_THREE,
    USED,
    W2,
    a_day,
    seed,
)
from tests.ledger.proofs.good import good

OTHER_LOG = Ed25519Signer("other.example/log", seed("other"))
POLICIES = {
    "two-of-three.policy": TWO_OF_THREE,
    "witness-two.policy": Policy((), (Witness("two", W2.key),), (), "two"),
    "log-alone.policy": Policy((KnownLog(KEY),)),
    "other-log.policy": Policy((KnownLog(OTHER_LOG.key),)),
}


@dataclass(frozen=True)
class Reader:
    """What whoever checks a file names beside it."""

    about: str
    file: str
    expect: Reason | None
    key: str | None = None
    policy: str | None = None
    seen: str | None = None


def readers() -> Iterator[Reader]:
    """The same files, checked by readers who know something themselves."""
    first, two, three = "good-first-reply.proof", "two-of-three.policy", "good-everything"
    yield Reader("The log's key is pinned.", first, None, key=str(KEY))
    stranger = str(STRANGER.key)
    yield Reader("Another key is pinned.", first, Reason.WRONG_KEY, key=stranger)
    yield Reader("The policy names the log.", first, None, policy="log-alone.policy")
    other = "other-log.policy"
    yield Reader("The policy names another log.", first, Reason.WRONG_KEY, policy=other)
    yield Reader("Two of three witnesses.", "good-witnessed.proof", None, policy=two)
    yield Reader("All three witnesses.", f"{three}.proof", None, policy=two)
    why = "The witness that the reader trusts did not sign."
    alone = "witness-two.policy"
    none = Reason.NO_QUORUM
    yield Reader(why, "good-witnessed.proof", none, policy=alone)
    yield Reader("It did sign here.", f"{three}.proof", None, policy=alone)
    yield Reader("One is not enough.", "good-one-witness.proof", none, policy=two)
    yield Reader("No witness signed.", first, none, policy=two)
    split = Reason.SPLIT_VIEW
    yield Reader("Another state of the same size.", first, split, seen="other.checkpoint")
    yield Reader("The same state.", first, None, seen="same.checkpoint")
    yield Reader("A later state, which says nothing.", first, None, seen="later.checkpoint")


def checkpoints() -> dict[str, Note]:
    """Checkpoints that a reader may have kept."""
    log, _ = a_day()
    same = log.checkpoint()
    other = replace(same, root=bytes(32))
    later = replace(same, size=same.size + 1)
    found: dict[str, Checkpoint] = {"same": same, "other": other, "later": later}
    return {
        f"{name}.checkpoint": sign_note(str(one), [LOG], at=NOW)
        for name, one in found.items()
    }


def proofs() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Every proof's text, and the index of outcomes."""
    files: dict[str, str] = {}
    index: list[dict[str, Any]] = []

    def add(reader: Reader) -> None:
        outcome = describe(
            verify(
                files[reader.file],
                key=reader.key,
                policy=POLICIES[reader.policy] if reader.policy else None,
                seen=Checkpoint.parse(kept[reader.seen].text) if reader.seen else None,
            )
        )
        outcome.pop("detail", None)
        assert outcome.get("reason") == reader.expect, (reader, outcome.get("reason"))
        named = {"key": reader.key, "policy": reader.policy, "seen": reader.seen}
        index.append({"file": reader.file, "about": reader.about, **named, **outcome})

    kept = checkpoints()
    for name, (about, text) in good().items():
        files[f"good-{name}.proof"] = text
        add(Reader(about, f"good-{name}.proof", None))
    for name, about, text, reason in bad():
        files[f"bad-{name}.proof"] = text
        add(Reader(about, f"bad-{name}.proof", reason))
    for reader in readers():
        add(reader)
    return files, index


def a_receipt(**changed: Any) -> Receipt:
    """The receipt for the promise that most samples show."""
    receipt = Receipt(
        origin=ORIGIN,
        kind=Kind.PROMISE_MADE,
        ref=UUID(PROMISE),
        at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        fields={
            "promise": "first-reply",
            "ticket": "17",
            "deadline": "2026-03-02T11:00:00Z",
        },
        taken=datetime(2026, 3, 2, 9, tzinfo=UTC),
        within=timedelta(minutes=5),
    )
    return replace(receipt, **changed)


def receipts() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Every receipt's text, and the index of outcomes."""
    files: dict[str, str] = {}
    index: list[dict[str, Any]] = []
    known = {name: text for name, (_, text) in good().items()}
    log, at = a_day()
    known["hidden"] = str(log.proof(at["made"], hide=("subject", "deadline")))
    fields = dict(a_receipt().fields)
    soon, late = a_receipt().due, a_receipt().due + timedelta(days=1)

    def add(
        name: str,
        about: str,
        receipt: Receipt,
        expect: Merged,
        proof: str | None = None,
        now: datetime = late,
        signer: Signer = LOG,
    ) -> None:
        text = str(sign_statement(str(receipt), [signer], at=NOW))
        save(name, about, text, expect, proof, now)

    def save(
        name: str,
        about: str,
        text: str,
        expect: Merged,
        proof: str | None = None,
        now: datetime = late,
    ) -> None:
        files[f"{name}.receipt"] = text
        found = verify(known[proof]) if proof else None
        assert found is None or isinstance(found, Verified)
        claim = describe_claim(verify_receipt(text, [KEY], found, now=now))
        claim.pop("detail")
        assert claim["receipt"] == expect, (name, claim)
        beside = f"{'receipt' if proof == 'hidden' else 'good'}-{proof}.proof"
        index.append(
            {
                "file": f"{name}.receipt",
                "about": about,
                "key": str(KEY),
                "proof": beside if proof else None,
                "now": stamp(now),
                **claim,
            }
        )

    one = a_receipt()
    add("genuine", "The log signed it.", one, Merged.GENUINE)
    add("kept", "Sealed in time.", one, Merged.IN_TIME, "first-reply")
    before = replace(one, taken=one.taken - timedelta(hours=1))
    add("late", "Sealed 55 minutes too late.", before, Merged.LATE, "first-reply")
    other = replace(one, fields={**fields, "deadline": "2026-03-02T10:00:00Z"})
    add("other-deadline", "Another deadline.", other, Merged.OTHER_CONTENT, "promised")
    more = replace(one, fields={**fields, "grace": "60"})
    add("field-missing", "A field is gone.", more, Merged.OTHER_CONTENT, "promised")
    less = replace(one, fields={"promise": "first-reply", "ticket": "17"})
    add("field-added", "A field came.", less, Merged.OTHER_CONTENT, "promised")
    when = replace(one, at=one.at + timedelta(seconds=1))
    add("other-time", "Another time.", when, Merged.OTHER_CONTENT, "promised")
    add("missing", "The proof does not hold it.", one, Merged.MISSING, "kept-alone")
    add("pending", "There is still time.", one, Merged.PENDING, "kept-alone", soon)
    add("hidden", "The proof hides the deadline.", one, Merged.UNCLEAR, "hidden")
    add("ref-hidden", "The proof hides all.", one, Merged.UNCLEAR, "all-hidden")
    away = replace(one, origin="other.example/log")
    add("other-log", "A receipt of another log.", away, Merged.WRONG_LOG)
    why = "Signed by another key of the same name."
    add("stranger", why, one, Merged.BAD_SIGNATURE, signer=STRANGER)
    text = files["genuine.receipt"]
    forged = text.replace("11:00", "12:00")
    save("forged", "The deadline was changed.", forged, Merged.BAD_SIGNATURE)
    save("form", "Not written as it should be.", text[:-1], Merged.NOT_A_RECEIPT)
    files["receipt-hidden.proof"] = known["hidden"]
    return files, index


def samples() -> dict[str, str]:
    """Every file of the folder."""
    found, index = proofs()
    claims, claimed = receipts()
    kept = {place: KEPT_SIGNATURES[place] for place in sorted(USED)}
    return {
        **found,
        **claims,
        **{name: str(note) for name, note in checkpoints().items()},
        **{name: str(policy) for name, policy in POLICIES.items()},
        "index.json": _json(index),
        "receipts.json": _json(claimed),
        KEPT.name: _json(kept),
    }


def _json(found: object) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    files = samples()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
