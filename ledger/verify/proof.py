"""Whether a proof file holds, without network, database or trust in who gave it.

Everything follows docs/proofs.md; ``ledger.sentence`` says the outcome to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ledger.format import proof as form
from ledger.format.anchor import Anchor
from ledger.format.leaf import parse_leaf
from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    Signed,
    VerifierKey,
    verify_note,
)
from ledger.format.policy import NONE, Policy
from ledger.format.proof import Proof, Record, parse_proof
from ledger.tree import inclusion_ranges, leaf_hash, verify_inclusion
from ledger.verify.matter import bring_together
from ledger.verify.outcome import Cosigned, Reason, Refused, Shown, Verified

_FORMS: Mapping[type[BadFormat], Reason] = {
    form.NotAProof: Reason.NOT_A_PROOF,
    form.Truncated: Reason.TRUNCATED,
    form.OtherVersion: Reason.OTHER_VERSION,
    form.BadPolicy: Reason.BAD_POLICY,
    form.OutOfOrder: Reason.OUT_OF_ORDER,
}


class _No(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        self.refused = Refused(reason, detail)


def verify(
    data: bytes | str,
    *,
    policy: Policy | None = None,
    key: str | None = None,
    seen: Checkpoint | None = None,
) -> Verified | Refused:
    """Check a proof file. Never raises for any content of it.

    ``policy`` is the reader's own, ``key`` pins one verifier key of the log, ``seen`` is a
    checkpoint that the reader kept. Without the first two, the keys in the file are
    believed to be the log's: the result is then only as good as where the file came from.
    """
    try:
        return _verify(_parse(data), policy, key, seen)
    except _No as no:
        return no.refused


def _parse(data: bytes | str) -> Proof:
    try:
        raw = data if isinstance(data, bytes) else data.encode()
        if len(raw) > form.SIZE_LIMIT:
            raise form.NotAProof("a file of more than 4 MiB")
        return parse_proof(raw.decode())
    except BadFormat as error:
        reason = _FORMS.get(type(error), Reason.BAD_FORM)
        raise _No(reason, str(error)) from error
    except UnicodeError as error:
        raise _No(Reason.NOT_A_PROOF, "not UTF-8") from error


def _verify(
    proof: Proof, policy: Policy | None, key: str | None, seen: Checkpoint | None
) -> Verified:
    checkpoint = Checkpoint.parse(proof.checkpoint.text)
    _origin(proof, checkpoint, policy, key)
    for log in proof.keys:
        _signed(proof.checkpoint, log, Reason.BAD_SIGNATURE)
    cosigned = [
        _signed(proof.checkpoint, witness.key, Reason.BAD_COSIGNATURE)
        for witness in proof.policy.witnesses
    ]
    trusted = _quorum(proof, policy)
    if seen and seen == replace(checkpoint, root=seen.root) != checkpoint:
        said = f"size {seen.size} had the root {seen.root.hex()} elsewhere"
        raise _No(Reason.SPLIT_VIEW, said)
    records = tuple(_shown(record, checkpoint) for record in proof.records)
    return Verified(
        keys=proof.keys,
        pinned=key is not None or bool(policy and policy.logs),
        checkpoint=checkpoint,
        witnesses=tuple(Cosigned(s.key, s.time, s.key in trusted) for s in cosigned),
        witnessed=policy is not None and policy.quorum != NONE,
        records=records,
        matters=bring_together(records),
        anchors=tuple(_anchor(note, proof, checkpoint) for note in proof.anchors),
    )


def _origin(
    proof: Proof, checkpoint: Checkpoint, policy: Policy | None, key: str | None
) -> None:
    """Whose checkpoint it is: a log's that the file, and the reader, names."""
    for log in proof.keys:
        if log.name != checkpoint.origin:
            said = f"a state of {checkpoint.origin}, and a key of {log.name}"
            raise _No(Reason.WRONG_LOG, said)
    listed = [*proof.keys, *(witness.key for witness in proof.policy.witnesses)]
    lines = [(line.name, line.id) for line in proof.checkpoint.signatures]
    if lines != [(one.name, one.id) for one in listed]:
        said = f"signed by {', '.join(dict.fromkeys(name for name, _ in lines))}"
        raise _No(Reason.OTHER_SIGNERS, said)
    known = {log.key for log in policy.logs} if policy else set()
    if known and not known.intersection(proof.keys):
        said = f"your policy names no key of {checkpoint.origin} that signed"
        raise _No(Reason.WRONG_KEY, said)
    if key is not None and key not in map(str, proof.keys):
        ids = ", ".join(f"{one.name}+{one.id.hex()}" for one in proof.keys)
        raise _No(Reason.WRONG_KEY, f"the file's keys are {ids}")


def _signed(note: Note, key: VerifierKey, reason: Reason) -> Signed:
    try:
        return verify_note(note, [key])[0]
    except BadSignature as error:
        raise _No(reason, str(error)) from error


def _quorum(proof: Proof, policy: Policy | None) -> frozenset[VerifierKey]:
    """The witnesses that the reader's policy names, if they are enough for it."""
    if policy is None:
        return frozenset()
    try:
        checked = policy.check(proof.checkpoint)
    except BadSignature as error:  # another key with the name and the id of a trusted one
        raise _No(Reason.BAD_COSIGNATURE, str(error)) from error
    if not checked.met:
        names = [witness.name for witness in checked.witnesses]
        said = f"of the witnesses that you trust, signed: {', '.join(names) or 'none'}"
        raise _No(Reason.NO_QUORUM, said)
    return frozenset(witness.key for witness in checked.witnesses)


def _shown(record: Record, checkpoint: Checkpoint) -> Shown:
    where, index, size = f"record {record.index}", record.index, checkpoint.size
    if index >= size:
        raise _No(Reason.OLD_CHECKPOINT, f"{where} is not in the first {size}")
    if len(record.path) != len(inclusion_ranges(index, size)):
        raise _No(Reason.BAD_PATH, f"{where}: a path of {len(record.path)} hashes")
    leaf_at = leaf_hash(record.leaf)
    if not verify_inclusion(leaf_at, index, size, record.path, checkpoint.root):
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
    return Shown(index, leaf.kind, leaf.version, fields, hidden)


def _anchor(note: Note, proof: Proof, checkpoint: Checkpoint) -> Anchor:
    anchor = Anchor.parse(note.text)
    where = f"chain {anchor.chain_id}"
    signers = [(line.name, line.id) for line in note.signatures]
    keys = [key for key in proof.plain_keys if (key.name, key.id) in signers]
    if signers != [(key.name, key.id) for key in keys]:
        raise _No(Reason.BAD_ANCHOR, f"{where}: not signed by just the log's keys")
    try:
        verify_note(note, keys)
    except BadSignature as error:
        raise _No(Reason.BAD_ANCHOR, f"{where}: {error}") from error
    if anchor.checkpoint != checkpoint:
        raise _No(Reason.OTHER_CHECKPOINT, f"{where}: an anchor of another checkpoint")
    return anchor
