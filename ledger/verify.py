"""Whether a proof file holds, without network, database or trust in who gave it.

Everything follows docs/proofs.md; ``ledger.sentence`` says the outcome to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ledger.entry import Kind
from ledger.format.leaf import moment, parse_leaf
from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.format.proof import Proof, Receipt, Record, parse_proof
from ledger.tree import leaf_hash, verify_inclusion

# A record that a promise was kept must stand in the log this long after the deadline at
# the latest; without one, the promise counts as broken.
GRACE = timedelta(hours=24)


class Reason(StrEnum):
    """Every reason to refuse a proof; closed, so that each can be translated."""

    NOT_A_PROOF = "not-a-proof"
    WRONG_KEY = "wrong-key"
    BAD_SIGNATURE = "bad-signature"
    WRONG_LOG = "wrong-log"
    BAD_LEAF = "bad-leaf"
    BAD_INCLUSION = "bad-inclusion"
    BAD_OPENING = "bad-opening"
    BAD_RECEIPT = "bad-receipt"
    OTHER_CHECKPOINT = "other-checkpoint"
    WRONG_CHAIN = "wrong-chain"
    NOT_ON_CHAIN = "not-on-chain"
    NOT_FINAL = "not-final"
    OTHER_ROOT = "other-root"


class Level(StrEnum):
    """Whom one must trust: the desk alone, witnesses beside it, or a chain of others."""

    SELF_HOSTED = "self-hosted"
    WITNESSED = "witnessed"
    PUBLIC_CHAIN = "public-chain"


class Anchored(StrEnum):
    """What is known of the anchor on a chain."""

    NONE = "none"
    NOT_CHECKED = "not-checked"
    CHECKED = "checked"


class Standing(StrEnum):
    """How a promise or a consent stands, by the records shown."""

    MADE = "made"
    KEPT = "kept"
    UNCLEAR = "unclear"  # recorded as kept, but not what shows that it was in time
    LATE = "late"
    BROKEN = "broken"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record that stands in the log; ``fields`` are those that were opened."""

    index: int
    kind: Kind
    fields: Mapping[str, str]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """The records of one promise or consent, and how it stands by them."""

    ref: str | None
    standing: Standing
    records: tuple[Shown, ...]

    def field(self, name: str) -> str | None:
        """The value of a field in the first record that shows it."""
        return next((r.fields[name] for r in self.records if name in r.fields), None)


@dataclass(frozen=True, slots=True)
class Verified:
    """A proof that holds, at the trust level that is reached."""

    level: Level
    key: VerifierKey
    pinned: bool
    checkpoint: Checkpoint
    records: tuple[Shown, ...]
    matters: tuple[Matter, ...]
    receipt: Receipt | None
    anchored: Anchored

    def on_chain(self) -> Verified:
        """The same, once the receipt was checked on the chain that it names."""
        if self.receipt is None:
            raise ValueError("nothing was anchored")
        level = Level.PUBLIC_CHAIN if self.receipt.public else self.level
        return replace(self, level=level, anchored=Anchored.CHECKED)


@dataclass(frozen=True, slots=True)
class Refused:
    """A proof that does not hold; ``detail`` is for people who look closer."""

    reason: Reason
    detail: str


class _No(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        self.refused = Refused(reason, detail)


def verify(data: bytes | str, *, key: str | None = None) -> Verified | Refused:
    """Check a proof file. ``key`` pins the log's verifier key.

    Never raises for any content of the file. Without ``key``, the key in the file is
    believed to be the log's: the result is then only as good as where the file came from.
    """
    try:
        return _verify(data, key)
    except _No as no:
        return no.refused


def _verify(data: bytes | str, pinned: str | None) -> Verified:
    try:
        proof = parse_proof(data if isinstance(data, str) else data.decode())
    except BadFormat as error:
        raise _No(Reason.NOT_A_PROOF, str(error)) from error
    except UnicodeDecodeError as error:
        raise _No(Reason.NOT_A_PROOF, f"byte {error.start} is not UTF-8") from error
    if pinned is not None and str(proof.key) != pinned:
        raise _No(Reason.WRONG_KEY, f"the file's key is {proof.key}")
    checkpoint = _checkpoint(proof)
    records = tuple(_shown(record, checkpoint) for record in proof.records)
    receipt = _receipt(proof, checkpoint)
    return Verified(
        level=Level.SELF_HOSTED,
        key=proof.key,
        pinned=pinned is not None,
        checkpoint=checkpoint,
        records=records,
        matters=_matters(records),
        receipt=receipt,
        anchored=Anchored.NONE if receipt is None else Anchored.NOT_CHECKED,
    )


def _checkpoint(proof: Proof) -> Checkpoint:
    try:
        text = _open(proof.checkpoint, proof.key)
        if text is None:
            raise _No(Reason.BAD_SIGNATURE, f"{proof.key.name} did not sign the checkpoint")
        checkpoint = Checkpoint.parse(text)
    except BadFormat as error:
        raise _No(Reason.NOT_A_PROOF, f"checkpoint: {error}") from error
    if checkpoint.origin != proof.key.name:
        raise _No(
            Reason.WRONG_LOG,
            f"a checkpoint of {checkpoint.origin}, signed by {proof.key.name}",
        )
    return checkpoint


def _open(note: str, key: VerifierKey) -> str | None:
    found = Note.parse(note)
    if len(found.signatures) != 1 or len(found.signatures[0].data) != 64:
        raise BadFormat("not a note with one signature line")
    try:
        return found.text if verify_note(found, [key]) else None
    except BadSignature:
        return None


def _shown(record: Record, checkpoint: Checkpoint) -> Shown:
    where = f"record {record.index}"
    if not verify_inclusion(
        leaf_hash(record.leaf),
        record.index,
        checkpoint.size,
        record.path,
        checkpoint.root,
    ):
        raise _No(Reason.BAD_INCLUSION, f"{where} does not stand in the log")
    try:
        leaf = parse_leaf(record.leaf)
    except BadFormat as error:
        raise _No(Reason.BAD_LEAF, f"{where}: {error}") from error
    for opening in record.openings:
        if not leaf.opens(opening):
            raise _No(Reason.BAD_OPENING, f"{where}: {opening.name} is not what was sealed")
    fields = {o.name: o.value for o in record.openings}
    hidden = tuple(name for name in sorted(leaf.commitments) if name not in fields)
    return Shown(record.index, leaf.kind, fields, hidden)


def _receipt(proof: Proof, checkpoint: Checkpoint) -> Receipt | None:
    if proof.receipt is None:
        return None
    try:
        text = _open(proof.receipt, proof.key)
        if text is None:
            raise _No(Reason.BAD_RECEIPT, f"{proof.key.name} did not sign the receipt")
        receipt = Receipt.parse(text)
    except BadFormat as error:
        raise _No(Reason.NOT_A_PROOF, f"receipt: {error}") from error
    if receipt.checkpoint != checkpoint:
        raise _No(Reason.OTHER_CHECKPOINT, "the receipt is for another checkpoint")
    return receipt


def _matters(records: tuple[Shown, ...]) -> tuple[Matter, ...]:
    """Bring together what has the same reference; what hides it stands by itself."""
    found: dict[object, list[Shown]] = {}
    for record in records:
        ref = record.fields.get("ref")
        thing = record.kind.partition(".")[0]
        found.setdefault((thing, ref) if ref else record.index, []).append(record)
    return tuple(
        Matter(group[0].fields.get("ref"), _standing(group), tuple(group))
        for group in found.values()
    )


def _standing(records: list[Shown]) -> Standing:
    # Of two records of one kind the first counts: what was promised is what was sealed
    # when it was promised.
    by_kind = {record.kind: record for record in reversed(records)}
    if Kind.CONSENT_WITHDRAWN in by_kind:
        return Standing.WITHDRAWN
    if Kind.CONSENT_GIVEN in by_kind:
        return Standing.GIVEN
    if Kind.PROMISE_BROKEN in by_kind:
        return Standing.BROKEN
    if Kind.PROMISE_KEPT not in by_kind:
        return Standing.MADE
    made, kept = by_kind.get(Kind.PROMISE_MADE), by_kind[Kind.PROMISE_KEPT]
    deadline = _time(made, "deadline") if made else None
    at, sealed = _time(kept, "at"), _time(kept, "sealed")
    if deadline is None or at is None or sealed is None:
        return Standing.UNCLEAR
    in_time = at <= deadline and sealed <= deadline + GRACE
    return Standing.KEPT if in_time else Standing.LATE


def _time(record: Shown, name: str) -> datetime | None:
    return moment(record.fields.get(name, ""))
