"""Witnesses that lie to the desk, and logs that lie to a witness."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from hypothesis import given
from hypothesis import strategies as st

from ledger import Keys
from ledger.format.note import Checkpoint, KeyType, encode
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, sign_note
from ledger.keys import load
from ledger.witness.ask import ANSWER_LIMIT, Lines
from ledger.witness.collect import Collected
from ledger.witness.request import BODY_LIMIT, PROOF_LIMIT, AddCheckpoint
from ledger.witness.rules import Status, Witness
from ledger.witness.store import Store
from tests.ledger.scene import NOW
from tests.ledger.witness.desk import NAME, SECRET, Desk, grow, says, stored
from tests.ledger.witness.log import ORIGIN, SmallLog, ask, lying, serving


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return load(tmp_path / "keys")


@pytest.fixture
async def asked(db: Connection, org: UUID, keys: Keys) -> AsyncIterator[Desk]:
    """A desk with three sealed records, that asks a witness which the test plays."""
    lines = Lines(seconds=20)
    await grow(db, org, keys, 3)
    yield Desk(db, org, keys, lines)
    lines.close()


async def lied(asked: Desk, body: str | bytes) -> str:
    """The desk is answered with this: it stores nothing, and says why."""
    data = body if isinstance(body, bytes) else body.encode()
    with lying(says(200, data)) as witness:
        said, alarm = await asked.trouble(witness.url)
    assert not alarm
    return said


# What a witness can do to a desk that asks it.


async def test_a_cosignature_of_an_earlier_state_is_not_taken_again(asked: Desk) -> None:
    text = await asked.text()
    old = "".join(str(one.sign(text, at=asked.now)) for one in asked.signers)
    await grow(asked.db, asked.org, asked.keys, 1)
    assert "is not right" in await lied(asked, old)


async def test_a_cosignature_of_another_log_s_state_is_not_taken(asked: Desk) -> None:
    """Same size, same root, another origin: the name is signed too."""
    head = Checkpoint.parse(await asked.text())
    other = str(replace(head, origin="other.example/log"))
    lines = "".join(str(one.sign(other, at=asked.now)) for one in asked.signers)
    assert "is not right" in await lied(asked, lines)


async def test_a_cosignature_of_another_root_is_not_taken(asked: Desk) -> None:
    head = Checkpoint.parse(await asked.text())
    other = str(replace(head, root=bytes(32)))
    lines = "".join(str(one.sign(other, at=asked.now)) for one in asked.signers)
    assert "is not right" in await lied(asked, lines)


async def test_a_time_that_was_changed_afterwards_is_seen(asked: Desk) -> None:
    text = await asked.text()
    made = [one.sign(text, at=asked.now) for one in asked.signers]
    later = [replace(one, data=bytes(7) + b"\x01" + one.data[8:]) for one in made]
    assert "is not right" in await lied(asked, "".join(map(str, later)))


async def test_a_cosignature_from_the_future_is_not_taken(asked: Desk) -> None:
    text, at = await asked.text(), asked.now + timedelta(days=30)
    lines = "".join(str(one.sign(text, at=at)) for one in asked.signers)
    assert "in the future" in await lied(asked, lines)


async def test_the_log_s_own_signature_is_no_cosignature(asked: Desk) -> None:
    note = await stored(asked.db, asked.org)
    lines = "".join(map(str, note.signatures))
    assert "no key of the policy" in await lied(asked, lines)


async def test_another_key_under_the_witness_s_name_is_no_cosignature(asked: Desk) -> None:
    text = await asked.text()
    thief = MLDSA44Signer(NAME, b"\x01" * 32).sign(text, at=asked.now)
    assert "no key of the policy" in await lied(asked, str(thief))
    # Nor when it claims the id of the right one.
    forged = replace(thief, id=asked.signers[1].key.id)
    assert "is not right" in await lied(asked, str(forged))


async def test_a_plain_signature_of_the_witness_s_key_is_no_cosignature(
    asked: Desk,
) -> None:
    """One key used for two types has two ids, and signs two different things."""
    text = await asked.text()
    plain = Ed25519Signer(NAME, SECRET, KeyType.ED25519).sign(text, at=asked.now)
    assert "no key of the policy" in await lied(asked, str(plain))
    forged = replace(plain, id=asked.signers[0].key.id)
    assert "is not right" in await lied(asked, str(forged))


async def test_a_cosignature_said_twice_counts_once(asked: Desk) -> None:
    text = await asked.text()
    line = str(asked.signers[1].sign(text, at=asked.now))
    with lying(says(200, (line * 10).encode())) as witness:
        done = await asked.ask(witness.url)
    assert done == Collected(3, 1, (witness.url,))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"\xff\n",
        b"fine, I trust you\n",
        b"\xe2\x80\x94 name\n",
        b"\xe2\x80\x94 name AAAAAAAA\n\n\xe2\x80\x94 name AAAAAAAA\n",
        "— ".encode() + b"x" * 1000 + b" AAAAAAAA\n",
        b"\x00" * 100,
        b"3\n",
    ],
)
async def test_an_answer_that_is_no_signature_is_told(asked: Desk, body: bytes) -> None:
    assert await lied(asked, body)


async def test_an_endless_answer_is_cut_off(asked: Desk) -> None:
    said = await lied(asked, b"x" * (ANSWER_LIMIT + 1))
    assert str(ANSWER_LIMIT) in said


async def test_a_witness_cannot_make_the_desk_prove_from_a_state_it_never_had(
    asked: Desk,
) -> None:
    """What the desk proves is between states that it signed: no oracle for others."""
    await grow(asked.db, asked.org, asked.keys, 5)
    with lying(says(409, b"5\n", "text/x.tlog.size")) as witness:
        said, alarm = await asked.trouble(witness.url)
    assert alarm
    assert "never signed" in said
    assert [AddCheckpoint.parse(body).old for body in witness.asked] == [0]


async def test_a_witness_cannot_send_the_desk_elsewhere(asked: Desk) -> None:
    with lying(says(200)) as elsewhere:
        with lying(says(307, b"", f"text/plain\r\nLocation: {elsewhere.url}")) as witness:
            said, _ = await asked.trouble(witness.url)
        assert "307" in said
        assert elsewhere.asked == []


# What a log can do to a witness.


@pytest.fixture
def log() -> SmallLog:
    return SmallLog().grow(300)


def add(url: str, body: bytes) -> tuple[int, str]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    try:
        status, text, _ = ask(connection, "POST", "/add-checkpoint", body)
        return status, text
    finally:
        connection.close()


def proof(log: SmallLog, old: int) -> tuple[bytes, ...]:
    return tuple(log.tree.consistency(old, 300))


def test_a_witness_never_signs_a_rollback(tmp_path: Path, log: SmallLog) -> None:
    with serving(tmp_path / "witness", log.keys) as witness:
        assert add(witness.url, log.request(0, 200))[0] == 200
        other = SmallLog(salt="x").grow(300)
        for body in (
            log.request(0, 100),
            log.request(100, 100),
            log.request(100, 150),
            other.request(0, 300),
            other.request(200, 200),
            other.request(200, 300),
            # A right proof, but of another log's past.
            bytes(
                AddCheckpoint(200, tuple(other.tree.consistency(200, 300)), log.note(300))
            ),
            bytes(AddCheckpoint(200, tuple(log.tree.consistency(100, 300)), log.note(300))),
            bytes(AddCheckpoint(200, (), log.note(100))),
        ):
            assert add(witness.url, body)[0] in (400, 409, 422)
        known = witness.witness.store.latest(ORIGIN)
        assert known
        assert (known.size, known.root) == (200, log.tree.root(200))


def test_two_stories_at_once_never_get_two_cosignatures(
    tmp_path: Path, log: SmallLog
) -> None:
    """A log asks from many connections for two futures of one past."""
    futures = [SmallLog().grow(100), SmallLog().grow(100)]
    for at, future in enumerate(futures):
        future.tree.extend(f"{at} {n}".encode() for n in range(20))
    with serving(tmp_path / "witness", log.keys) as witness:
        assert add(witness.url, futures[0].request(0, 100))[0] == 200
        bodies = [futures[n % 2].request(100, 101 + n) for n in range(14)]
        got: dict[int, int] = {}
        start = threading.Barrier(len(bodies))

        def send(n: int) -> None:
            start.wait()
            got[n] = add(witness.url, bodies[n])[0]

        threads = [threading.Thread(target=send, args=(n,)) for n in range(len(bodies))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got.values()) == [200] + [409] * 13


def test_a_key_of_one_log_signs_for_no_other(tmp_path: Path) -> None:
    first, second = SmallLog().grow(9), SmallLog("b.example/log", seed=b"\x02" * 32).grow(9)
    with serving(tmp_path / "witness", [*first.keys, *second.keys]) as witness:
        text = str(Checkpoint("b.example/log", 9, first.tree.root(9)))
        for signers in (
            first.signers,
            SmallLog("b.example/log", seed=first.seed).signers,
        ):
            body = AddCheckpoint(0, (), sign_note(text, signers, at=NOW))
            assert add(witness.url, bytes(body))[0] == 403
        assert add(witness.url, second.request(0, 9))[0] == 200


def test_oversized_requests_cost_a_witness_nothing(tmp_path: Path, log: SmallLog) -> None:
    line = encode(bytes(32)) + "\n"
    with serving(tmp_path / "witness", log.keys) as witness:
        many = f"old 0\n{line * (PROOF_LIMIT + 1)}\n{log.note(5)}".encode()
        assert add(witness.url, many)[0] == 400
        noise = Ed25519Signer("n.example", b"\x03" * 32)
        signed = log.note(5, [*log.signers, *[noise] * 600])
        assert add(witness.url, bytes(AddCheckpoint(0, (), signed)))[0] == 400
        assert add(witness.url, b"x" * BODY_LIMIT)[0] == 400
        for body in (b"x" * (BODY_LIMIT + 1), b"x" * 3_000_000):
            with contextlib.suppress(ConnectionError):  # closed with most of it unread
                assert add(witness.url, body)[0] == 413
        # It is there for others all the while.
        assert add(witness.url, log.request(0, 5))[0] == 200


SIGNERS = (MLDSA44Signer(NAME, SECRET),)
RIGHT = SmallLog().grow(9).request(0, 9)


@given(at=st.integers(0, len(RIGHT) - 1), flip=st.integers(1, 255))
def test_no_altered_request_gets_another_state_cosigned(at: int, flip: int) -> None:
    body = bytearray(RIGHT)
    body[at] ^= flip
    store = Store(Path(":memory:"))
    log = SmallLog().grow(9)
    witness = Witness({ORIGIN: log.keys}, SIGNERS, store)
    reply = witness.add_checkpoint(bytes(body), now=NOW)
    known = store.latest(ORIGIN)
    store.close()
    # One of the log's two signatures may be spoilt by its name: the other one counts.
    assert (reply.status is Status.COSIGNED) == (known is not None)
    assert known is None or (known.size, known.root) == (9, log.tree.root(9))
