"""Proof files: what holds verifies, whatever was changed does not."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Kind
from ledger.format.note import BadFormat, Checkpoint, Note, verify_note
from ledger.format.proof import Proof, parse_proof
from ledger.format.sign import sign_note
from ledger.verify import Reason, Refused, Verified, verify, verify_receipt
from tests.ledger.make_samples import receipts
from tests.ledger.proofs.day import KEY, LOG, NOW, TWO_OF_THREE, W1, W3, Log, a_day
from tests.ledger.proofs.good import good

GOOD = {name: text for name, (_, text) in good().items()}
SMALL = ("one-leaf", "one-witness", "witnessed", "rotation", "anchored-twice")
names = st.sampled_from(sorted(GOOD))


@st.composite
def logs(draw: st.DrawFn) -> tuple[Log, int, list[int]]:
    log = Log()
    for n in range(draw(st.integers(1, 40))):
        log.seal(Kind.PROMISE_MADE, f"r{n}", "2026-03-02T09:00:00Z", promise="first-reply")
    size = draw(st.integers(1, log.tree.size))
    some = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=5))
    return log, size, sorted(some)


@given(
    logs(),
    st.sets(st.sampled_from(["subject", "ref", "at", "promise"])),
    st.sets(st.sampled_from([W1, W3])),
)
def test_every_proof_verifies_and_reads_back(
    made: tuple[Log, int, list[int]], hide: set[str], witnesses: set[object]
) -> None:
    log, size, indexes = made
    by = [one for one in (W1, W3) if one in witnesses]
    text = str(log.proof(*indexes, hide=hide, size=size, witnesses=by))
    assert str(parse_proof(text)) == text
    outcome = verify(text, key=str(KEY))
    assert isinstance(outcome, Verified)
    assert [record.index for record in outcome.records] == indexes
    assert all(set(record.hidden) == hide for record in outcome.records)
    trusting = verify(text, policy=TWO_OF_THREE)
    assert isinstance(trusting, Verified if len(by) == 2 else Refused)


@given(names, st.data())
def test_no_proof_with_a_changed_byte_verifies(name: str, data: st.DataObject) -> None:
    good = GOOD[name].encode()
    assert isinstance(verify(good), Verified)
    at = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != good[at]))
    assert isinstance(verify(good[:at] + bytes([byte]) + good[at + 1 :]), Refused)


@given(names, st.data())
def test_no_proof_with_a_byte_more_or_less_verifies(name: str, data: st.DataObject) -> None:
    good = GOOD[name].encode()
    at = data.draw(st.integers(0, len(good)))
    byte = data.draw(st.sampled_from(b" \n\r\t\x00=0A") | st.integers(0, 255))
    assert isinstance(verify(good[:at] + bytes([byte]) + good[at:]), Refused)
    assert isinstance(verify(good[:at] + good[at + 1 :]), Refused) or at == len(good)


@pytest.mark.parametrize("name", SMALL)
def test_no_proof_with_any_byte_changed_verifies(name: str) -> None:
    good = GOOD[name].encode()
    for at in range(len(good)):
        for byte in {good[at] ^ 1, good[at] ^ 0x20, ord("\n"), ord("0")} - {good[at]}:
            changed = good[:at] + bytes([byte]) + good[at + 1 :]
            assert isinstance(verify(changed), Refused), (at, byte)


@pytest.mark.parametrize("name", SMALL)
def test_no_proof_that_is_cut_off_verifies_but_one_without_its_anchors(name: str) -> None:
    good = GOOD[name]
    whole = parse_proof(good)
    shorter = {
        str(replace(whole, anchors=whole.anchors[:n]))
        for n in range(len(whole.anchors) + 1)
    }
    if name == "rotation":  # an anchor needs one signature of the log alone
        (note,) = whole.anchors
        one = replace(note, signatures=note.signatures[:1])
        shorter.add(str(replace(whole, anchors=(one,))))
    for end in range(len(good)):
        outcome = verify(good[:end])
        assert isinstance(outcome, Verified) == (good[:end] in shorter), end
        if not good[:end].endswith("\n") and end > len("veridesk/proof@v"):
            assert isinstance(outcome, Refused)
            assert outcome.reason is Reason.TRUNCATED


@given(names, st.data())
def test_lines_swapped_never_pass_for_the_same_records(
    name: str, data: st.DataObject
) -> None:
    lines = GOOD[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 2))
    swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
    if swapped != lines:
        assert isinstance(verify("".join(swapped)), Refused)


@given(names, names, st.data())
def test_lines_of_another_proof_never_pass_for_ones_own(
    name: str, other: str, data: st.DataObject
) -> None:
    lines = GOOD[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = data.draw(st.sampled_from(GOOD[other].splitlines(keepends=True)))
    outcome = verify("".join([*lines[:at], line, *lines[at + 1 :]]))
    # The holder may open what belongs there, and show where else it was anchored: nothing
    # else can take a line's place.
    assert isinstance(outcome, Refused) or line == lines[at] or line.startswith("open ")


@given(st.text() | st.binary() | names.map(GOOD.__getitem__), st.data())
def test_reading_a_proof_raises_nothing(junk: str | bytes, data: st.DataObject) -> None:
    cut = junk[: data.draw(st.integers(0, len(junk)))]
    assert isinstance(verify(cut), Refused | Verified)
    if isinstance(cut, str):
        with contextlib.suppress(BadFormat):
            parse_proof(cut)


def test_no_receipt_with_any_byte_changed_is_genuine() -> None:
    good = receipts()[0]["genuine.receipt"].encode()
    for at in range(len(good)):
        for byte in {good[at] ^ 1, good[at] ^ 0x20, ord("\n"), ord("0")} - {good[at]}:
            changed = good[:at] + bytes([byte]) + good[at + 1 :]
            assert verify_receipt(changed, [KEY], now=NOW).merged != "genuine", (at, byte)


def test_a_file_without_end_is_refused_at_once() -> None:
    refused = verify(b"veridesk/proof@v2\n" + b"x" * (5 << 20) + b"\n")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_A_PROOF


def test_an_anchor_never_passes_for_a_checkpoint() -> None:
    log, _ = a_day()
    note = sign_note(str(log.anchor(public=True)), [LOG], at=NOW)
    assert verify_note(Note.parse(str(note)), [KEY])
    with pytest.raises(BadFormat):
        Checkpoint.parse(note.text)
    assert isinstance(verify(str(replace(log.proof(0), checkpoint=note))), Refused)


def test_a_proof_is_a_value() -> None:
    proof = parse_proof(GOOD["everything"])
    assert isinstance(proof, Proof)
    assert proof == parse_proof(GOOD["everything"])
