"""Proof files: what holds verifies, whatever was changed does not."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Kind
from ledger.format.leaf import Leaf, Opening, make_leaf, moment, parse_leaf, stamp
from ledger.format.note import BadFormat, Checkpoint, Note, VerifierKey, verify_note
from ledger.format.proof import Proof, parse_proof
from ledger.sentence import LANGUAGES, describe, sentences
from ledger.tree import Tree
from ledger.verify import Anchored, Level, Reason, Refused, Standing, Verified, verify
from tests.ledger import make_samples
from tests.ledger.make_samples import FOLDER, KEY, ORIGIN, SECRET, Log, sign

names = st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True)
values = st.from_regex(r"[0-9A-Za-z:.+_-]{1,128}", fullmatch=True)
fields = st.dictionaries(names, values, min_size=1, max_size=12)
kinds = st.sampled_from(Kind)

GOOD = {name: text for name, (_, text) in make_samples.good().items()}


@given(kinds, fields)
def test_a_leaf_is_canonical_json_and_reads_back(
    kind: Kind, fields: dict[str, str]
) -> None:
    leaf, openings = make_leaf(kind, fields)
    assert rfc8785.dumps(json.loads(leaf)) == leaf
    parsed = parse_leaf(leaf)
    assert parsed.kind is kind
    assert {o.name: o.value for o in openings} == fields
    assert all(parsed.opens(o) for o in openings)
    assert not any(value.encode() in leaf for value in fields.values() if len(value) > 9)


@given(fields)
def test_the_same_fields_never_make_the_same_leaf(fields: dict[str, str]) -> None:
    one, _ = make_leaf(Kind.PROMISE_MADE, fields)
    two, _ = make_leaf(Kind.PROMISE_MADE, fields)
    assert one != two


@given(
    st.binary(max_size=200) | st.sampled_from(sorted(GOOD)).map(lambda n: GOOD[n].encode())
)
def test_reading_a_leaf_raises_nothing_but_its_own_error(data: bytes) -> None:
    with pytest.raises(BadFormat):
        parse_leaf(data)


@given(st.datetimes(timezones=st.timezones()))
def test_times_read_back(at: datetime) -> None:
    with contextlib.suppress(OverflowError):  # there is no UTC before the year 1
        assert moment(stamp(at)) == at.astimezone(UTC)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Log, list[int]]:
    log = Log(Tree(), [], [])
    for n in range(draw(st.integers(1, 40))):
        log.seal(Kind.PROMISE_MADE, f"r{n}", "2026-03-02T09:00:00Z", promise="first-reply")
    some = draw(st.sets(st.integers(0, log.tree.size - 1), min_size=1, max_size=5))
    return log, sorted(some)


@given(logs(), st.sets(st.sampled_from(["subject", "ref", "at", "promise"])))
def test_every_proof_verifies_and_reads_back(
    made: tuple[Log, list[int]], hide: set[str]
) -> None:
    log, indexes = made
    text = str(log.proof(*indexes, hide=tuple(hide)))
    assert str(parse_proof(text)) == text
    outcome = verify(text, key=str(KEY))
    assert isinstance(outcome, Verified)
    assert [record.index for record in outcome.records] == indexes
    assert all(set(record.hidden) == hide for record in outcome.records)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_proof_with_a_changed_byte_verifies(name: str, data: st.DataObject) -> None:
    good = GOOD[name].encode()
    assert isinstance(verify(good), Verified)
    at = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != good[at]))
    assert isinstance(verify(good[:at] + bytes([byte]) + good[at + 1 :]), Refused)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_proof_with_a_byte_more_or_less_verifies(name: str, data: st.DataObject) -> None:
    good = GOOD[name].encode()
    at = data.draw(st.integers(0, len(good)))
    byte = data.draw(st.sampled_from(b" \n\r\t\x00=0A") | st.integers(0, 255))
    assert isinstance(verify(good[:at] + bytes([byte]) + good[at:]), Refused)
    assert isinstance(verify(good[:at] + good[at + 1 :]), Refused) or at == len(good)


def test_no_proof_with_any_byte_changed_by_one_verifies() -> None:
    good = GOOD["anchored"].encode()
    for at in range(len(good)):
        for byte in {good[at] ^ 1, good[at] ^ 0x20, ord(" "), ord("\n"), ord("0")} - {
            good[at]
        }:
            changed = good[:at] + bytes([byte]) + good[at + 1 :]
            assert isinstance(verify(changed), Refused), (at, byte)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_lines_swapped_or_dropped_never_pass_for_the_same_records(
    name: str, data: st.DataObject
) -> None:
    lines = GOOD[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 2))
    swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
    if swapped != lines:
        assert isinstance(verify("".join(swapped)), Refused)


@given(
    st.text() | st.binary() | st.sampled_from(sorted(GOOD)).map(GOOD.__getitem__), st.data()
)
def test_reading_a_proof_raises_nothing(junk: str | bytes, data: st.DataObject) -> None:
    cut = junk[: data.draw(st.integers(0, len(junk)))]
    assert isinstance(verify(cut), Refused | Verified)
    if isinstance(cut, str):
        with contextlib.suppress(BadFormat):
            parse_proof(cut)


def test_a_file_without_end_is_refused_at_once() -> None:
    refused = verify(b"veridesk/proof@v1\n" + b"x" * (5 << 20) + b"\n")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_A_PROOF


def test_the_samples_are_what_the_command_writes() -> None:
    files, index = make_samples.samples()
    assert {f.name: f.read_bytes() for f in FOLDER.glob("*.proof")} == {
        name: text.encode() for name, text in files.items()
    }
    assert json.loads((FOLDER / "index.json").read_text()) == json.loads(json.dumps(index))


def test_good_samples_verify_and_bad_ones_do_not() -> None:
    index = json.loads((FOLDER / "index.json").read_text())
    for sample in index:
        pinned_wrong = sample["pin"] not in (None, str(KEY))
        expected = sample["file"].startswith("good-") and not pinned_wrong
        assert sample["valid"] is expected, sample["file"]
    offline = set(Reason) - {
        Reason.WRONG_CHAIN,
        Reason.NOT_ON_CHAIN,
        Reason.NOT_FINAL,
        Reason.OTHER_ROOT,
    }
    assert {Reason(s["reason"]) for s in index if not s["valid"]} == offline


def test_the_worked_example_is_a_sample_and_every_word_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/proofs.md").read_text()
    assert f"```\n{GOOD['anchored']}```" in page
    for word in (*Reason, *Level, *Standing, *Anchored, *Kind):
        assert f"`{word}`" in page


def test_every_outcome_has_words_in_both_languages() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        holes = [sorted(re.findall(r"{(\w+)}", words[key])) for words in (english, chinese)]
        assert holes[0] == holes[1], key
    for text in (*GOOD.values(), *(text for _, text in make_samples.bad().values())):
        for language in LANGUAGES:
            said = sentences(verify(text), language)
            assert said
            assert not any("{" in one for one in said)


def standing(log: Log, *indexes: int) -> list[Standing]:
    outcome = verify(str(log.proof(*indexes)))
    assert isinstance(outcome, Verified)
    return [matter.standing for matter in outcome.matters]


def test_only_what_is_shown_to_be_in_time_counts_as_kept() -> None:
    made = {"promise": "stated", "deadline": "2026-03-02T11:00:00Z"}
    log = Log(Tree(), [], [])
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-02T09:00:00Z", **made)
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-02T11:00:00Z", promise="stated")
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-02T10:00:00Z", promise="stated")
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-05T09:00:00Z", **{**made, "deadline": "x"})
    assert standing(log, 0, 1) == [Standing.KEPT]
    assert standing(log, 0) == [Standing.MADE]
    assert standing(log, 1) == [Standing.UNCLEAR]
    assert standing(log, 1, 3) == [Standing.UNCLEAR]
    assert standing(log, 0, 1, 3) == [Standing.KEPT]  # a later promise moves no deadline
    hidden = verify(str(log.proof(0, 1, hide=("at",))))
    assert isinstance(hidden, Verified)
    assert hidden.matters[0].standing is Standing.UNCLEAR


def test_a_record_sealed_after_the_grace_is_late() -> None:
    log = Log(Tree(), [], [])
    made = {"promise": "stated", "deadline": "2026-03-02T11:00:00Z"}
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-02T09:00:00Z", **made)
    times = {"subject": "s", "ref": "a", "at": "2026-03-02T10:00:00Z"}
    for sealed in ("2026-03-03T11:00:00Z", "2026-03-03T11:00:01Z"):
        log.put(*make_leaf(Kind.PROMISE_KEPT, {**times, "sealed": sealed}))
    assert standing(log, 0, 1) == [Standing.KEPT]
    assert standing(log, 0, 2) == [Standing.LATE]


def test_the_example_of_the_signed_note_specification_opens() -> None:
    key = VerifierKey.parse(
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    )
    note = (
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq"
        "6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert [one.key for one in verify_note(Note.parse(note), [key])] == [key]


def test_an_anchor_receipt_never_passes_for_a_checkpoint() -> None:
    log, _ = make_samples.a_day()
    receipt = sign(str(log.receipt(public=True)), ORIGIN, SECRET)
    note = Note.parse(receipt)
    assert verify_note(note, [KEY])
    with pytest.raises(BadFormat):
        Checkpoint.parse(note.text)
    proof = replace(log.proof(0), checkpoint=receipt)
    assert isinstance(verify(str(proof)), Refused)


def test_the_json_says_what_the_sentences_say() -> None:
    outcome = verify(GOOD["late"])
    laid_out = describe(outcome)
    assert json.loads(json.dumps(laid_out)) == laid_out
    assert laid_out["matters"][0]["standing"] == "late"
    assert sentences(outcome)[0].startswith(
        "Broken: a first reply was promised by 2026-03-02"
    )


def test_openings_of_another_leaf_do_not_open() -> None:
    leaf = Leaf(Kind.PROMISE_MADE, {"at": bytes(32)})
    assert not leaf.opens(Opening("at", bytes(16), "x"))
    assert not leaf.opens(Opening("other", bytes(16), "x"))


def test_a_proof_is_a_value() -> None:
    proof = parse_proof(GOOD["ticket"])
    assert isinstance(proof, Proof)
    assert proof == parse_proof(GOOD["ticket"])
