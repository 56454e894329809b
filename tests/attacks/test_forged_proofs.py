"""Attacks with proofs: by the desk that keeps the log, and by those who carry them."""

from __future__ import annotations

from dataclasses import replace

from ledger.entry import Kind
from ledger.format.leaf import make_leaf
from ledger.format.note import Checkpoint, KeyType, Note, Signature
from ledger.format.policy import Log as KnownLog
from ledger.format.policy import Policy
from ledger.format.proof import carried
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, sign_note
from ledger.verify import Level, Raise, Reason, Refused, Standing, Verified, verify
from tests.ledger.proofs.day import (
    KEY,
    LOG,
    NOW,
    ORIGIN,
    TWO_OF_THREE,
    W1,
    W2,
    W3,
    Log,
    a_day,
    seed,
)

# The order of the group of Ed25519.
ORDER = 2**252 + 27742317777372353535851937790883648493


def refused(text: str, **how: object) -> Reason:
    found = verify(text, **how)  # type: ignore[arg-type]
    assert isinstance(found, Refused)
    return found.reason


def test_witnesses_that_the_desk_made_up_raise_nothing() -> None:
    log, at = a_day()
    made_up = [
        Ed25519Signer(f"w{n}.example", seed(f"puppet {n}"), KeyType.COSIGNATURE_ED25519)
        for n in range(3)
    ]
    note = sign_note(str(log.checkpoint()), [LOG, *made_up], at=NOW)
    puppets = carried([KEY], [one.key for one in made_up])
    text = str(replace(log.proof(at["made"]), policy=puppets, checkpoint=note))
    alone = verify(text)
    assert isinstance(alone, Verified)
    assert alone.level is Level.SELF_HOSTED
    assert Raise.NAME_A_POLICY in alone.raises
    assert refused(text, policy=TWO_OF_THREE) is Reason.NO_QUORUM


def test_a_log_of_ones_own_does_not_pass_for_the_one_that_is_named() -> None:
    log = Log()
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-02T09:00:00Z", promise="stated")
    own = Ed25519Signer(ORIGIN, seed("mine"))
    text = str(log.proof(0, signers=(own,)))
    assert isinstance(verify(text), Verified)  # nothing was named: the file's own word
    assert refused(text, key=str(KEY)) is Reason.WRONG_KEY
    assert refused(text, policy=Policy((KnownLog(KEY),))) is Reason.WRONG_KEY


def test_a_key_beside_the_true_one_does_not_speak_for_it() -> None:
    log, at = a_day()
    own = Ed25519Signer(ORIGIN, seed("mine"))
    text = str(log.proof(at["made"], signers=(LOG, own)))
    # Both must have signed the very state that the file shows, so the true one did.
    assert isinstance(verify(text, key=str(KEY)), Verified)
    changed = replace(log.checkpoint(), root=bytes(32))
    forged = sign_note(str(changed), [own], at=NOW)
    true_line = log.proof(at["made"]).checkpoint.signatures[0]
    both = Note(forged.text, (true_line, *forged.signatures))
    proof = replace(log.proof(at["made"], signers=(LOG, own)), checkpoint=both)
    assert refused(str(proof), key=str(KEY)) is Reason.BAD_SIGNATURE


def test_what_witnesses_said_of_another_log_says_nothing_of_this_one() -> None:
    log, at = a_day()
    here = log.checkpoint()
    there = str(replace(here, origin="desk.example/other"))
    for witness in (W1, W2):
        moved = witness.sign(there, at=NOW)
        proof = log.proof(at["made"], witnesses=(W1, W2))
        lines = {line.name: line for line in proof.checkpoint.signatures}
        lines[moved.name] = moved
        note = Note(proof.checkpoint.text, tuple(lines.values()))
        text = str(replace(proof, checkpoint=note))
        assert refused(text, policy=TWO_OF_THREE) is Reason.BAD_COSIGNATURE


def test_a_signature_as_a_witness_never_passes_for_one_as_a_log() -> None:
    log, at = a_day()
    # Whoever holds the log's ML-DSA key under the name of a witness signs as that alone.
    as_witness = MLDSA44Signer("w2.example/cosigner", seed("veridesk sample key"))
    as_log = MLDSA44Signer(ORIGIN, seed("veridesk sample key"))
    text = str(log.checkpoint())
    line = as_witness.sign(text, at=NOW)
    crossed = Note(text, (Signature(ORIGIN, as_log.key.id, line.data),))
    own = carried([as_log.key], [])
    proof = replace(log.proof(at["made"]), policy=own, checkpoint=crossed)
    assert refused(str(proof)) is Reason.BAD_SIGNATURE


def test_a_signature_is_not_written_in_a_second_way() -> None:
    log, at = a_day()
    proof = log.proof(at["made"])
    (line,) = proof.checkpoint.signatures
    half = len(line.data) // 2
    s = int.from_bytes(line.data[half:], "little") + ORDER
    twin = replace(line, data=line.data[:half] + s.to_bytes(half, "little"))
    note = Note(proof.checkpoint.text, (twin,))
    assert refused(str(replace(proof, checkpoint=note))) is Reason.BAD_SIGNATURE


def test_a_promise_cannot_be_moved_by_promising_it_again() -> None:
    log = Log()
    made = {"promise": "stated", "deadline": "2026-03-02T11:00:00Z", "grace": "0"}
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-02T09:00:00Z", **made)
    later = {**made, "deadline": "2026-03-09T11:00:00Z"}
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-02T12:00:00Z", **later)
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-03T09:00:00Z", promise="stated")
    outcome = verify(str(log.proof(0, 1, 2)))
    assert isinstance(outcome, Verified)
    assert [matter.standing for matter in outcome.matters] == [Standing.LATE]


def test_a_leaf_never_passes_for_a_node_nor_a_node_for_a_leaf() -> None:
    log = Log()
    for n in range(4):
        log.seal(Kind.PROMISE_MADE, f"r{n}", "2026-03-02T09:00:00Z", promise="stated")
    first = log.record(0)
    # The node over the first two, given out as a leaf of a tree half as large.
    pair = log.tree.node(0, 0) + log.tree.node(0, 1)
    smaller = Checkpoint(ORIGIN, 2, log.tree.root())
    note = sign_note(str(smaller), [LOG], at=NOW)
    leaf, _ = make_leaf(Kind.PROMISE_MADE, {"at": "x"})
    for data in (leaf, pair.hex().encode()):
        fake = replace(first, leaf=data, path=(log.tree.node(1, 1),), openings=())
        proof = replace(log.proof(0), records=(fake,), checkpoint=note)
        assert refused(str(proof)) is Reason.BAD_INCLUSION


def test_a_cosignature_from_long_ago_does_not_vouch_for_today() -> None:
    log, at = a_day()
    proof = log.proof(at["made"], witnesses=(W1, W3))
    old = W1.sign(str(log.checkpoint(at["made"] + 1)), at=NOW)
    lines = (proof.checkpoint.signatures[0], old, proof.checkpoint.signatures[2])
    text = str(replace(proof, checkpoint=Note(proof.checkpoint.text, lines)))
    assert refused(text, policy=TWO_OF_THREE) is Reason.BAD_COSIGNATURE
