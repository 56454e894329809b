"""Signed notes: the specifications' own examples, and what a hostile note cannot do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    KeyType,
    Note,
    Signature,
    Signed,
    VerifierKey,
    signed_message,
    verify_note,
)
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, sign_note, sign_statement
from ledger.tree import EMPTY_ROOT

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TESSERA = Path(__file__).parents[4] / "shared/data/ledger/tessera/testdata/log"
TESSERA_KEY = (
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)
ORIGIN = "desk.example/log"
CHECKPOINT = Checkpoint(ORIGIN, 14, bytes(range(32)))
LOG = Ed25519Signer(ORIGIN, bytes(32))
LOG_MLDSA = MLDSA44Signer(ORIGIN, bytes(32))
WITNESS = Ed25519Signer("w1.example", b"\x01" * 32, KeyType.COSIGNATURE_ED25519)
WITNESS_MLDSA = MLDSA44Signer("w2.example", b"\x01" * 32)
EVERYONE = (LOG, LOG_MLDSA, WITNESS, WITNESS_MLDSA)
KEYS = tuple(signer.key for signer in EVERYONE)
NOTE = sign_note(str(CHECKPOINT), EVERYONE, at=NOW)


def test_the_example_of_the_signed_note_specification_opens() -> None:
    key = VerifierKey.parse(
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    )
    text = (
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq"
        "6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    note = Note.parse(text)
    assert str(note) == text
    assert verify_note(note, [key]) == (Signed(key, None),)
    with pytest.raises(BadSignature):
        verify_note(replace(note, text="This is an example massage.\n"), [key])


def test_the_messages_are_those_of_the_cosignature_specification() -> None:
    behind = Checkpoint.head(
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert signed_message(str(behind), WITNESS.key, 1679315147) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert signed_message(str(behind), WITNESS_MLDSA.key, 1679315147) == (
        b"subtree/v1\n\0"
        + bytes([len("w2.example")])
        + b"w2.example"
        + (1679315147).to_bytes(8)
        + bytes([len(behind.origin)])
        + behind.origin.encode()
        + bytes(8)
        + (20852163).to_bytes(8)
        + behind.root
    )


def tessera() -> Iterator[Path]:
    return (path for path in TESSERA.glob("checkpoint*") if path.is_file())


@pytest.mark.skipif(not TESSERA.is_dir(), reason="no log of Tessera beside the checkout")
def test_the_checkpoints_of_tesseras_log_are_signed_by_its_key() -> None:
    key = VerifierKey.parse(TESSERA_KEY)
    found = {}
    for path in tessera():
        note = Note.parse(path.read_text())
        assert [one.key for one in verify_note(note, [key, LOG.key])] == [key]
        assert verify_note(note, [LOG.key]) == ()
        checkpoint = Checkpoint.parse(note.text)
        found[path.name] = checkpoint
        moved = replace(note, text=str(replace(checkpoint, size=checkpoint.size + 1)))
        with pytest.raises(BadSignature):
            verify_note(moved, [key])
    assert found["checkpoint.0"].root == EMPTY_ROOT
    assert len(found) >= 15


def test_all_four_kinds_of_signature_stand_beside_each_other() -> None:
    found = verify_note(Note.parse(str(NOTE)), KEYS)
    assert [one.key for one in found] == list(KEYS)
    assert [one.time for one in found] == [None, NOW, NOW, NOW]
    assert Checkpoint.parse(NOTE.text) == CHECKPOINT


def test_sixteen_signatures_and_more_are_read() -> None:
    many = [MLDSA44Signer(f"w{n}.example", bytes([n]) * 32) for n in range(20)]
    note = Note.parse(str(sign_note(str(CHECKPOINT), many, at=NOW)))
    assert len(verify_note(note, [one.key for one in many])) == 20
    crowd = Note(NOTE.text, NOTE.signatures * 26)
    with pytest.raises(BadFormat):
        Note.parse(str(crowd))


def test_keys_read_back_and_their_ids_are_theirs() -> None:
    for key in KEYS:
        assert VerifierKey.parse(str(key)) == key
        name, _, material = str(key).split("+", 2)
        with pytest.raises(BadFormat):
            VerifierKey.parse(f"{name}+00000000+{material}")
    assert len({key.id for key in KEYS}) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
        "example.com/foo+530d903a+/ekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "\udcff+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadFormat):
        VerifierKey.parse(text)


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@given(st.integers(0, 3), st.data())
def test_a_known_keys_wrong_signature_spoils_the_whole_note(
    place: int, data: st.DataObject
) -> None:
    signature = NOTE.signatures[place]
    at = data.draw(st.integers(0, len(signature.data) - 1))
    wrong = replace(signature, data=changed(signature.data, at))
    lines = list(NOTE.signatures)
    lines[place] = wrong
    with pytest.raises(BadSignature):
        verify_note(replace(NOTE, signatures=tuple(lines)), KEYS)
    # A right line elsewhere does not make up for it, nor does an unknown key spoil it.
    with pytest.raises(BadSignature):
        verify_note(replace(NOTE, signatures=(*NOTE.signatures, wrong)), KEYS)
    others = [key for key in KEYS if key != KEYS[place]]
    assert len(verify_note(replace(NOTE, signatures=tuple(lines)), others)) == 3


@pytest.mark.parametrize("size", [1, 4, 8, 63, 65, 71, 73, 2427, 2429])
@pytest.mark.parametrize("place", range(4))
def test_signatures_of_another_length_are_wrong(place: int, size: int) -> None:
    key = KEYS[place]
    note = Note(NOTE.text, (Signature(key.name, key.id, bytes(size)),))
    with pytest.raises(BadSignature):
        verify_note(note, KEYS)


def test_one_kind_of_signature_never_passes_for_another() -> None:
    # The same secret signs as a log and as a witness; only the type differs.
    both = Ed25519Signer(ORIGIN, LOG.secret, KeyType.COSIGNATURE_ED25519)
    plain = LOG.sign(str(CHECKPOINT), at=NOW)
    stamped = both.sign(str(CHECKPOINT), at=NOW)
    assert plain.id != stamped.id
    crossed = Signature(ORIGIN, stamped.id, bytes(8) + plain.data)
    with pytest.raises(BadSignature):
        verify_note(Note(str(CHECKPOINT), (crossed,)), [both.key])


def test_a_witness_cannot_be_given_another_name() -> None:
    other = replace(WITNESS_MLDSA.key, name="w3.example")
    line = NOTE.signatures[3]
    note = Note(NOTE.text, (Signature(other.name, other.id, line.data),))
    with pytest.raises(BadSignature):
        verify_note(note, [other])


def test_mldsa_signs_checkpoints_alone() -> None:
    with pytest.raises(BadFormat):
        LOG_MLDSA.sign("anything else\n", at=NOW)
    note = sign_statement("anything else\n", EVERYONE, at=NOW)
    assert [one.key for one in verify_note(note, KEYS)] == [LOG.key]
    forged = Note("anything else\n", (NOTE.signatures[1],))
    with pytest.raises(BadSignature):
        verify_note(forged, KEYS)


def test_extension_lines_are_no_part_of_our_checkpoints() -> None:
    text = str(CHECKPOINT) + "an extension\n"
    assert Checkpoint.head(text) == CHECKPOINT
    for bad in (text, str(CHECKPOINT)[:-1], "a\n1\n", "\n1\n" + "A" * 43 + "=\n"):
        with pytest.raises(BadFormat):
            Checkpoint.parse(bad)
    with pytest.raises(BadFormat):
        Checkpoint.head(str(CHECKPOINT) + "\nafter an empty line\n")


def test_a_key_of_small_order_signs_nothing() -> None:
    weak = VerifierKey(ORIGIN, KeyType.ED25519, b"\x01" + bytes(31))
    anything = Signature(ORIGIN, weak.id, weak.public + bytes(32))
    with pytest.raises(BadSignature):
        verify_note(Note(str(CHECKPOINT), (anything,)), [weak])


@given(st.text() | st.text("—ab \n+=A0", max_size=200))
def test_reading_a_note_raises_nothing_but_its_own_error(text: str) -> None:
    with contextlib.suppress(BadFormat):
        note = Note.parse(text)
        assert str(note) == text
        assert verify_note(note, KEYS) == ()


@pytest.mark.parametrize(
    "text",
    [
        str(NOTE)[:-1],
        str(NOTE).replace("\n\n", "\n"),
        str(NOTE).replace("— desk", "- desk"),
        str(NOTE).replace("— desk", "—  desk"),
        str(NOTE).replace("\n\n", "\n\r\n"),
        str(NOTE) + "\n",
        str(NOTE) + "— w4.example AAAA\n",
        str(NOTE) + "— w+4.example AAAAAAAA\n",
        str(NOTE) + "— w4\u00a0example AAAAAAAA\n",
        str(NOTE) + "— w4.example AAAAAAB=\n",
        "x" * (1 << 20) + str(NOTE),
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadFormat):
        Note.parse(text)
