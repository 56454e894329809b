"""What a witness answers: every status of c2sp.org/tlog-witness."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.format.note import (
    Checkpoint,
    KeyType,
    Note,
    Signature,
    encode,
    verify_note,
)
from ledger.format.sign import Ed25519Signer, sign_note
from ledger.witness.home import open_home
from ledger.witness.request import AddCheckpoint
from ledger.witness.rules import SIZE, Reply, Status, Witness
from tests.ledger.scene import NOW
from tests.ledger.witness.log import ORIGIN, SmallLog

HASH = hashlib.sha256(ORIGIN.encode()).hexdigest()


@pytest.fixture
def log() -> SmallLog:
    return SmallLog().grow(300)


@pytest.fixture
def witness(tmp_path: Path, log: SmallLog) -> Iterator[Witness]:
    home = open_home(tmp_path / "witness", "witness.example/w1")
    yield Witness({ORIGIN: log.keys}, home.signers, home.store)
    home.store.close()


def add(witness: Witness, body: bytes) -> Reply:
    return witness.add_checkpoint(body, now=NOW)


def latest(witness: Witness) -> int:
    known = witness.store.latest(ORIGIN)
    return known.size if known else 0


def test_a_grown_log_is_cosigned_with_both_keys(witness: Witness, log: SmallLog) -> None:
    for old, size in ((0, 7), (7, 7), (7, 256), (256, 300)):
        reply = add(witness, log.request(old, size))
        assert (reply.status, reply.type) == (Status.COSIGNED, "text/plain; charset=utf-8")
        lines = reply.body.splitlines(keepends=True)
        note = Note(log.note(size).text, tuple(map(Signature.parse, lines)))
        signed = verify_note(note, [one.key for one in witness.signers])
        assert [one.key.type for one in signed] == [
            KeyType.COSIGNATURE_ED25519,
            KeyType.COSIGNATURE_MLDSA44,
        ]
        assert {one.time for one in signed} == {NOW}


def test_monitors_get_the_checkpoint_with_the_cosignatures_that_were_returned(
    witness: Witness, log: SmallLog
) -> None:
    assert witness.checkpoint(HASH).status is Status.UNKNOWN
    stranger = Ed25519Signer("stranger.example", b"\x01" * 32)
    body = AddCheckpoint(0, (), log.note(7, [stranger, *log.signers]))
    lines = add(witness, bytes(body)).body
    served = witness.checkpoint(HASH)
    assert served.status is Status.COSIGNED
    note = Note.parse(served.body)
    assert len(verify_note(note, [*log.keys, *(s.key for s in witness.signers)])) == 4
    assert served.body.endswith(lines)
    assert "stranger" not in served.body
    assert witness.checkpoint("0" * 64).status is Status.UNKNOWN


def test_another_old_size_gets_the_size_that_was_cosigned(
    witness: Witness, log: SmallLog
) -> None:
    first = add(witness, log.request(3, 7))
    assert (first.status, first.body, first.type) == (Status.OTHER_SIZE, "0\n", SIZE)
    add(witness, log.request(0, 7))
    for old, size in ((0, 9), (6, 9), (8, 9), (0, 3)):
        reply = add(witness, log.request(old, size))
        assert (reply.status, reply.body, reply.type) == (Status.OTHER_SIZE, "7\n", SIZE)
    assert latest(witness) == 7


def test_what_did_not_grow_out_of_the_old_state_is_refused_and_kept(
    witness: Witness, log: SmallLog
) -> None:
    add(witness, log.request(0, 7))
    other = SmallLog(salt="x").grow(300)
    proof = tuple(log.tree.consistency(7, 9))
    wrong = [
        other.request(7, 9),
        other.request(7, 7),  # one size, two roots
        bytes(AddCheckpoint(7, proof[1:], log.note(9))),
        bytes(AddCheckpoint(7, (*proof, bytes(32)), log.note(9))),
        bytes(AddCheckpoint(7, (), log.note(9))),
    ]
    for body in wrong:
        assert add(witness, body).status is Status.INCONSISTENT
    assert latest(witness) == 7
    assert len(witness.store.evidence(ORIGIN)) == len(wrong)


def test_an_empty_tree_needs_its_root_and_no_proof(witness: Witness, log: SmallLog) -> None:
    wrong = sign_note(str(Checkpoint(ORIGIN, 0, bytes(32))), log.signers, at=NOW)
    assert add(witness, bytes(AddCheckpoint(0, (), wrong))).status is Status.INCONSISTENT
    proof = AddCheckpoint(0, (bytes(32),), log.note(5))
    assert add(witness, bytes(proof)).status is Status.INCONSISTENT
    assert add(witness, log.request(0, 0)).status is Status.COSIGNED
    assert add(witness, log.request(0, 0)).status is Status.COSIGNED
    assert add(witness, log.request(0, 5)).status is Status.COSIGNED


def test_only_a_trusted_key_s_right_signature_counts(
    witness: Witness, log: SmallLog
) -> None:
    thief = SmallLog(seed=b"\x08" * 32).grow(9)
    assert add(witness, thief.request(0, 9)).status is Status.NOT_SIGNED
    good = log.note(9)
    for at in range(2):
        bad = replace(good.signatures[at], data=bytes(len(good.signatures[at].data)))
        lines = [bad if n == at else line for n, line in enumerate(good.signatures)]
        body = AddCheckpoint(0, (), Note(good.text, tuple(lines)))
        assert add(witness, bytes(body)).status is Status.NOT_SIGNED
    unknown = AddCheckpoint(0, (), log.note(9, [*log.signers, *thief.signers]))
    assert add(witness, bytes(unknown)).status is Status.COSIGNED
    # One of the log's keys is enough.
    one = AddCheckpoint(9, (), log.note(9, log.signers[:1]))
    assert add(witness, bytes(one)).status is Status.COSIGNED


def test_an_unknown_log_is_not_found(witness: Witness) -> None:
    other = SmallLog(origin="elsewhere.example/log").grow(5)
    assert add(witness, other.request(0, 5)).status is Status.UNKNOWN


def test_an_old_size_above_the_new_one_is_malformed(
    witness: Witness, log: SmallLog
) -> None:
    add(witness, log.request(0, 7))
    body = AddCheckpoint(7, (), log.note(5))
    assert add(witness, bytes(body)).status is Status.MALFORMED


def test_malformed_requests_are_told_so(witness: Witness, log: SmallLog) -> None:
    good = log.request(0, 7)
    assert add(witness, good).status is Status.COSIGNED
    note = str(log.note(9)).encode()
    line = encode(bytes(32)).encode() + b"\n"
    wrong = [
        b"",
        b"\n",
        note,
        b"\n" + note,
        b"old 7",
        b"old 7\n\n",
        b"old  7\n\n" + note,
        b"old 07\n\n" + note,
        b"old -7\n\n" + note,
        b"old 7\r\n\r\n" + note,
        b"old 99999999999999999999\n\n" + note,
        b"size 7\n\n" + note,
        b"old 7\nnot base64\n\n" + note,
        b"old 7\n" + line[:10] + b"\n\n" + note,
        b"old 7\n" + line * 64 + b"\n" + note,
        b"old 7\n\n" + note[:-1],
        b"old 7\n\n" + note + b"x",
        b"old 7\n\n" + note.replace(b"\n9\n", b"\n09\n"),
        b"old 7\n\n" + note.replace(b"\n9\n", b"\n9999999999999999999\n"),
        b"old 7\n\n\xff" + note,
        b"old 7\n\n" + log.note(9).text.encode(),
    ]
    for body in wrong:
        assert add(witness, body).status is Status.MALFORMED, body
    assert latest(witness) == 7


def test_a_clock_put_back_does_not_make_a_newer_state_look_older(
    witness: Witness, log: SmallLog
) -> None:
    add(witness, log.request(0, 7))
    reply = witness.add_checkpoint(log.request(7, 9), now=NOW - timedelta(days=1))
    lines = map(Signature.parse, reply.body.splitlines(keepends=True))
    signed = verify_note(
        Note(log.note(9).text, tuple(lines)), [one.key for one in witness.signers]
    )
    assert {one.time for one in signed} == {NOW}


def test_requests_at_once_never_roll_back(witness: Witness, log: SmallLog) -> None:
    """The race of the specification: A with N and B with N + K, both from one state."""
    add(witness, log.request(0, 100))
    bodies = {size: log.request(100, size) for size in range(101, 125)}
    replies: dict[int, Reply] = {}
    start = threading.Barrier(len(bodies))

    def send(size: int) -> None:
        start.wait()
        replies[size] = add(witness, bodies[size])

    threads = [threading.Thread(target=send, args=(size,)) for size in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cosigned = [size for size, r in replies.items() if r.status is Status.COSIGNED]
    assert len(cosigned) == 1  # all but one proved growth from a state that is gone
    assert latest(witness) == cosigned[0]
    others = {r.body for r in replies.values() if r.status is not Status.COSIGNED}
    assert others == {f"{cosigned[0]}\n"}


def test_a_state_that_changed_between_look_and_store_is_not_overwritten(
    witness: Witness, log: SmallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(witness, log.request(0, 100))
    store, bodies = witness.store, (log.request(100, 110), log.request(100, 120))
    look = type(store).latest

    def slow(self: object, origin: str) -> object:
        found = look(store, origin)
        monkeypatch.setattr(type(store), "latest", look)
        # While the first request thinks, the second one goes all the way.
        assert add(witness, bodies[1]).status is Status.COSIGNED
        return found

    monkeypatch.setattr(type(store), "latest", slow)
    reply = add(witness, bodies[0])
    assert (reply.status, reply.body) == (Status.OTHER_SIZE, "120\n")
    assert latest(witness) == 120


@given(body=st.binary(max_size=300))
def test_any_body_gets_an_answer(body: bytes) -> None:
    witness = Witness({}, (), None)  # type: ignore[arg-type]
    assert add(witness, body).status in (Status.MALFORMED, Status.UNKNOWN)


@given(
    old=st.integers(0, 1 << 62),
    proof=st.lists(st.binary(min_size=32, max_size=32), max_size=63),
)
def test_requests_read_back_as_written(old: int, proof: list[bytes]) -> None:
    asked = AddCheckpoint(old, tuple(proof), SmallLog().grow(3).note(3))
    assert AddCheckpoint.parse(bytes(asked)) == asked
