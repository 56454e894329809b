"""A monitor watches the witnesses, and what they show of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ledger.format.note import Checkpoint, Note
from ledger.format.policy import Policy
from ledger.format.sign import MLDSA44Signer, Signer, sign_note
from ledger.monitor.finding import Code
from tests.ledger.monitor.looking import RULES, at, fine, wrong
from tests.ledger.monitor.shown import Shown
from tests.ledger.scene import NOW
from tests.ledger.witness.log import ORIGIN, SmallLog


def witnesses(count: int) -> list[Signer]:
    return [MLDSA44Signer(f"w{n}.example", bytes([n]) * 32) for n in range(count)]


def policy(signers: list[Signer], quorum: int) -> Policy:
    text = "".join(f"witness w{n} {one.key}\n" for n, one in enumerate(signers))
    names = " ".join(f"w{n}" for n in range(len(signers)))
    return Policy.parse(f"{text}group q {quorum} {names}\nquorum q\n")


def test_a_quorum_that_is_not_met_is_told(shown: Shown) -> None:
    three = witnesses(3)
    rules = replace(RULES, policy=policy(three, 2))
    shown.show(3, three[:2])
    state = fine(shown, rules=rules)
    shown.show(5, three[2:])
    wrong(shown, state, Code.NO_QUORUM, rules=rules)
    shown.show(5)
    wrong(shown, state, Code.NO_QUORUM, rules=rules)


def test_a_wrong_cosignature_is_told_and_does_not_count(shown: Shown) -> None:
    three = witnesses(3)
    rules = replace(RULES, policy=policy(three, 2))
    note = shown.show(3, three)
    other = sign_note(str(Checkpoint(ORIGIN, 3, bytes(32))), three[:1], at=NOW)
    lines = (*note.signatures[:2], *other.signatures, *note.signatures[3:])
    shown.write("checkpoint", str(Note(note.text, lines)).encode())
    wrong(shown, None, Code.BAD_COSIGNATURE, rules=rules)
    lines = (*note.signatures[:2], *other.signatures, note.signatures[3])
    shown.write("checkpoint", str(Note(note.text, lines)).encode())
    wrong(shown, None, Code.BAD_COSIGNATURE, Code.NO_QUORUM, rules=rules)


def test_a_witness_that_no_longer_signs_is_told(shown: Shown) -> None:
    three = witnesses(3)
    rules = replace(RULES, policy=policy(three, 2))
    shown.show(3, three, NOW - timedelta(days=3))
    state = fine(shown, rules=rules)
    shown.show(5, three[1:], NOW - timedelta(days=2, hours=1))
    state = fine(shown, state, rules)
    shown.show(7, three[1:], NOW)
    seen = wrong(shown, state, Code.SILENT_WITNESS, rules=rules)
    assert "w0" in seen.findings[0].detail


def test_a_witness_that_never_signed_is_told_after_a_while(shown: Shown) -> None:
    three = witnesses(3)
    rules = replace(RULES, policy=policy(three, 2))
    shown.show(3, three[1:], NOW - timedelta(days=3))
    state = fine(shown, rules=rules)
    shown.show(5, three[1:], NOW)
    wrong(shown, state, Code.SILENT_WITNESS, rules=rules)


def test_what_a_witness_shows_is_held_against_the_log(shown: Shown) -> None:
    note = shown.show(300)
    earlier = shown.note(100)
    seen = at(shown, None, elsewhere=[str(note), str(earlier), "nonsense"])
    assert seen.findings == ()
    assert seen.state
    assert seen.state.claims == {}
    liar = Shown(shown.folder, SmallLog(salt="x").grow(300)).note(100)
    seen = at(shown, seen.state, elsewhere=[str(liar)])
    assert [one.code for one in seen.findings] == [Code.SPLIT_VIEW]
    assert seen.findings[0].evidence == (str(note), str(liar))
    # It is not forgotten, though nobody shows it any more.
    wrong(shown, seen.state, Code.SPLIT_VIEW)


def test_what_a_witness_knows_and_the_log_does_not_show_is_told_after_a_while(
    shown: Shown,
) -> None:
    later = Shown(shown.folder, SmallLog().grow(400)).note(400)
    shown.show(300)
    seen = at(shown, None, elsewhere=[str(later)])
    assert seen.findings == ()
    assert seen.state
    rules = replace(RULES, withheld=-timedelta(seconds=1))
    wrong(shown, seen.state, Code.WITHHELD, rules=rules)
    shown.show(500)
    assert fine(shown, seen.state, rules).claims == {}
    liar = shown.lie()
    liar.show(500)
    claims = seen.state.claims
    wrong(liar, replace(fine(liar), claims=claims), Code.SPLIT_VIEW)


def test_claims_that_the_log_did_not_sign_are_nothing(shown: Shown) -> None:
    shown.show(300)
    thief = Shown(shown.folder, SmallLog(seed=b"\x08" * 32, salt="x").grow(300))
    other = Shown(shown.folder, SmallLog("other.example/log").grow(300))
    seen = at(shown, None, elsewhere=[str(thief.note(100)), str(other.note(100))])
    assert seen.findings == ()
    assert seen.state
    assert seen.state.claims == {}
