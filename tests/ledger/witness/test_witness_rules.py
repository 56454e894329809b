"""What a witness answers: every status of c2sp.org/tlog-witness."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
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
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, sign_note
from ledger.tree import Tree, range_hash
from ledger.witness.home import open_home
from ledger.witness.request import AddCheckpoint, SignSubtree
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


def subtree(
    witness: Witness, log: SmallLog, start: int, end: int, **other: object
) -> bytes:
    """A right request for leaves [start, end) of the state that was cosigned."""
    known = witness.store.latest(ORIGIN)
    assert known
    note = Note.parse(known.note)
    ours = {signer.key.name for signer in witness.signers}
    note = Note(note.text, tuple(s for s in note.signatures if s.name in ours))
    part = Tree(f"{n}".encode() for n in range(start, end))
    ranges = subtree_consistency(start, end, known.size)
    path = tuple(range_hash(log.tree.node, *one) for one in ranges)
    asked = SignSubtree(start, end, part.root(), path, note)
    return bytes(replace(asked, **other))  # type: ignore[arg-type]


def subtree_consistency(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """draft-ietf-plants-merkle-tree-certs, section 4.4.1, as it is written there."""

    def proof(
        start: int, end: int, low: int, high: int, known: bool
    ) -> list[tuple[int, int]]:
        if (start, end) == (low, high):
            return [] if known else [(low, high)]
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        if end <= middle:
            return [*proof(start, end, low, middle, known), (middle, high)]
        if start >= middle:
            return [*proof(start, end, middle, high, known), (low, middle)]
        return [*proof(middle, end, middle, high, False), (low, middle)]

    return proof(start, end, 0, size, True)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (0, 200), (0, 300), (8, 13), (256, 300), (299, 300)]
)
def test_a_part_of_a_cosigned_state_is_signed_without_a_time(
    witness: Witness, log: SmallLog, start: int, end: int
) -> None:
    add(witness, log.request(0, 300))
    reply = witness.sign_subtree(subtree(witness, log, start, end))
    assert reply.status is Status.COSIGNED
    line = Signature.parse(reply.body)
    key = witness.signers[1].key
    assert (line.name, line.id, line.data[:8]) == (key.name, key.id, bytes(8))
    root = Tree(f"{n}".encode() for n in range(start, end)).root()
    MLDSA44PublicKey.from_public_bytes(key.public).verify(
        line.data[8:],
        b"subtree/v1\n\0"
        + bytes([len(key.name)])
        + key.name.encode()
        + bytes(8)
        + bytes([len(ORIGIN)])
        + ORIGIN.encode()
        + start.to_bytes(8)
        + end.to_bytes(8)
        + root,
    )


def test_what_is_no_part_of_a_cosigned_state_is_refused(
    witness: Witness, log: SmallLog
) -> None:
    add(witness, log.request(0, 300))

    def ask(start: int = 8, end: int = 13, **other: object) -> Status:
        return witness.sign_subtree(subtree(witness, log, start, end, **other)).status

    assert ask() is Status.COSIGNED
    assert ask(root=bytes(32)) is Status.INCONSISTENT
    assert ask(proof=()) is Status.INCONSISTENT
    assert ask(start=16, end=21, proof=()) is Status.INCONSISTENT
    right = SignSubtree.parse(subtree(witness, log, 8, 13))
    for start, end in ((9, 13), (8, 8), (8, 301), (4, 13), (0, 301)):
        body = bytes(replace(right, start=start, end=end))
        assert witness.sign_subtree(body).status is Status.MALFORMED
    assert ask(checkpoint=log.note(300)) is Status.NOT_SIGNED
    note = log.note(300, [MLDSA44Signer("witness.example/w1", b"\x01" * 32)])
    assert ask(checkpoint=note) is Status.NOT_SIGNED
    forged = replace(note.signatures[0], id=witness.signers[1].key.id)
    assert ask(checkpoint=Note(note.text, (forged,))) is Status.NOT_SIGNED
    other = SmallLog(origin="elsewhere.example/log").grow(300)
    assert ask(checkpoint=other.note(300, witness.signers)) is Status.UNKNOWN
    for body in (b"", b"subtree 8 13\n\n", b"subtree 8\n" + b"A" * 44 + b"\n\n"):
        assert witness.sign_subtree(body).status is Status.MALFORMED


@given(body=st.binary(max_size=300))
def test_any_body_gets_an_answer(body: bytes) -> None:
    witness = Witness({}, (), None)  # type: ignore[arg-type]
    assert add(witness, body).status in (Status.MALFORMED, Status.UNKNOWN)
    assert witness.sign_subtree(body).status in (Status.MALFORMED, Status.UNKNOWN)


@given(
    old=st.integers(0, 1 << 62),
    proof=st.lists(st.binary(min_size=32, max_size=32), max_size=63),
)
def test_requests_read_back_as_written(old: int, proof: list[bytes]) -> None:
    asked = AddCheckpoint(old, tuple(proof), SmallLog().grow(3).note(3))
    assert AddCheckpoint.parse(bytes(asked)) == asked
