"""The desk asks its witnesses, and takes from them what is right alone."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import Keys
from ledger.format.note import Checkpoint, KeyType, VerifierKey
from ledger.format.policy import Policy
from ledger.format.sign import Ed25519Signer, MLDSA44Signer
from ledger.witness.ask import Lines
from ledger.witness.collect import Collected, collect
from ledger.witness.request import AddCheckpoint
from ledger.witness.standing import witnesses
from tests.ledger.witness.desk import (
    EVERY,
    NAME,
    SECRET,
    Desk,
    grow,
    policy,
    says,
    stored,
)
from tests.ledger.witness.log import lying, serving


@pytest.fixture
def lines() -> Iterator[Lines]:
    made = Lines(seconds=20)
    yield made
    made.close()


def log_keys(keys: Keys, org: UUID) -> list[VerifierKey]:
    return [keys.verifier(org)]


async def test_witnesses_cosign_each_state_as_the_log_grows(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path, lines: Lines
) -> None:
    await grow(db, org, keys, 3)
    trusted = log_keys(keys, org)
    with (
        serving(tmp_path / "a", trusted) as first,
        serving(tmp_path / "b", trusted) as second,
    ):
        rule = policy(first, second)
        now = datetime.now(UTC)
        for by in (0, 1, 300, 5):
            size = (await grow(db, org, keys, by)).size if by else 3
            now += EVERY
            done = await collect(db, org, rule, lines, every=EVERY, now=now)
            assert done == Collected(size, 4, (first.url, second.url)), by
            assert rule.check(await stored(db, org)).met
            # There is nothing more to ask for.
            again = await collect(db, org, rule, lines, every=timedelta(0), now=now)
            assert again == Collected(size)
        states = await witnesses(db, org, rule)
    assert [(one.name, one.size, one.trouble, one.alarm) for one in states] == [
        (name, 309, None, False) for name in ("0e", "0m", "1e", "1m")
    ]


@pytest.fixture
async def desk(db: Connection, org: UUID, keys: Keys, lines: Lines) -> Desk:
    await grow(db, org, keys, 3)
    return Desk(db, org, keys, lines)


@pytest.mark.parametrize(
    ("status", "words", "alarm"),
    [
        (400, "cannot read", False),
        (403, "trusts no key", False),
        (404, "does not follow", False),
        (422, "grew out of", True),
        (429, "status 429", False),
        (500, "status 500", False),
        (301, "status 301", False),
        (204, "status 204", False),
    ],
)
async def test_each_refusal_is_told_in_words(
    desk: Desk, status: int, words: str, alarm: bool
) -> None:
    with lying(says(status)) as witness:
        said, rang = await desk.trouble(witness.url)
    assert words in said
    assert rang is alarm


async def test_a_witness_that_knows_another_size_of_ours_is_asked_from_there(
    desk: Desk,
) -> None:
    def say(path: str, body: bytes) -> tuple[int, str, bytes]:
        asked = AddCheckpoint.parse(body)
        if asked.old == 0:
            return 409, "text/x.tlog.size", b"3\n"
        lines = [one.sign(asked.checkpoint.text, at=desk.now) for one in desk.signers]
        return 200, "text/plain", "".join(map(str, lines)).encode()

    await grow(desk.db, desk.org, desk.keys, 40)
    with lying(say) as witness:
        assert await desk.ask(witness.url) == Collected(43, 2, (witness.url,))
    first, second = map(AddCheckpoint.parse, witness.asked)
    assert (first.old, second.old) == (0, 3)
    assert second.proof


@pytest.mark.parametrize("known", [2, 4, 9_999_999])
async def test_a_witness_that_knows_a_state_we_never_signed_raises_the_alarm(
    desk: Desk, known: int
) -> None:
    with lying(says(409, f"{known}\n".encode(), "text/x.tlog.size")) as witness:
        said, alarm = await desk.trouble(witness.url)
    assert alarm
    assert f"a state of {known} records" in said
    assert len(witness.asked) == 1


async def test_a_witness_that_always_names_another_size_is_not_asked_forever(
    desk: Desk,
) -> None:
    with lying(says(409, b"3\n", "text/x.tlog.size")) as witness:
        said, alarm = await desk.trouble(witness.url)
    assert (len(witness.asked), alarm) == (2, False)
    assert "another size" in said


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("text/plain", b"3\n"),
        ("text/x.tlog.size", b"3"),
        ("text/x.tlog.size", b"03\n"),
        ("text/x.tlog.size", b"three\n"),
        ("text/x.tlog.size", b"\xff\n"),
        ("text/x.tlog.size", b""),
    ],
)
async def test_a_size_that_is_none_is_told(desk: Desk, type: str, body: bytes) -> None:
    with lying(says(409, body, type)) as witness:
        said, alarm = await desk.trouble(witness.url)
    assert "409" in said
    assert not alarm


async def test_a_connection_is_used_again_and_made_anew_when_it_was_closed(
    desk: Desk, tmp_path: Path
) -> None:
    with lying(says(500)) as witness:
        await desk.ask(witness.url)
        line = desk.lines.to(witness.url)
        kept = line._connection
        assert kept is not None
        await desk.ask(witness.url)
        assert line._connection is kept
        kept.sock.shutdown(socket.SHUT_RDWR)  # as when it was idle for too long
        said, _ = await desk.trouble(witness.url)
    assert "500" in said


async def test_a_witness_that_is_down_or_hangs_or_drips_holds_nobody_up(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await grow(db, org, keys, 3)
    lines = Lines(seconds=0.5)
    silent, dripping = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
    over = threading.Event()

    def drip() -> None:
        connection, _ = dripping.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not over.wait(0.05):
                connection.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with serving(tmp_path / "good", log_keys(keys, org)) as good:
        rule = str(policy(good)).replace("quorum all\n", "")
        urls = {
            "down": "http://127.0.0.1:1",
            "silent": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "dripping": f"http://127.0.0.1:{dripping.getsockname()[1]}",
            "odd": "ftp://127.0.0.1",
        }
        for at, (name, url) in enumerate(urls.items()):
            signer = MLDSA44Signer(f"{name}.example", bytes([at]) * 32)
            rule += f"witness {name} {signer.key} {url}\n"
        parsed = Policy.parse(f"{rule}quorum all\n")
        done = await collect(db, org, parsed, lines, every=EVERY, now=datetime.now(UTC))
    over.set()
    thread.join()
    silent.close()
    dripping.close()
    lines.close()
    assert done.cosignatures == 2
    assert parsed.check(await stored(db, org)).met
    told = {one.url: one.what for one in done.troubles}
    assert set(told) == set(urls.values())
    assert told[urls["silent"]] == told[urls["dripping"]] == "no answer in time"
    assert "http://" in told[urls["odd"]]


async def test_a_witness_is_asked_at_its_cadence_by_one_worker_alone(
    desk: Desk,
) -> None:
    with lying(says(500)) as witness:
        await desk.ask(witness.url)
        rule = desk.policy(witness.url)

        async def ask(now: datetime) -> int:
            before = len(witness.asked)
            await collect(desk.db, desk.org, rule, desk.lines, every=EVERY, now=now)
            return len(witness.asked) - before

        assert await ask(desk.now) == 0
        assert await ask(desk.now + EVERY - timedelta(milliseconds=1)) == 0
        assert await ask(desk.now + EVERY) == 1
        assert await ask(desk.now + EVERY) == 0
        assert await ask(desk.now - timedelta(days=1)) == 1  # the clock was put back


async def test_only_the_right_lines_of_an_answer_are_kept(desk: Desk) -> None:
    text, at = await desk.text(), desk.now
    ed, ml = (one.sign(text, at=at) for one in desk.signers)
    stranger = Ed25519Signer("x.example", SECRET, KeyType.COSIGNATURE_ED25519)
    bad = replace(ed, data=ed.data[:-1] + bytes([ed.data[-1] ^ 1]))
    answer = f"{stranger.sign(text, at=at)}{bad}{ml}"
    with lying(says(200, answer.encode())) as witness:
        done = await desk.ask(witness.url)
    assert (done.cosignatures, done.troubles) == (1, ())
    note = await stored(desk.db, desk.org)
    checked = desk.policy(witness.url).check(note)
    assert [one.name for one in checked.witnesses] == ["m"]
    state, _ = await witnesses(desk.db, desk.org, desk.policy(witness.url))
    assert "is not right" in (state.trouble or "")


async def test_the_newest_state_alone_is_sent_and_it_grew_in_between(desk: Desk) -> None:
    for by in (1, 2, 300):
        await grow(desk.db, desk.org, desk.keys, by)
    with lying(says(500)) as witness:
        await desk.ask(witness.url)
    asked = AddCheckpoint.parse(witness.asked[0])
    assert (asked.old, Checkpoint.parse(asked.checkpoint.text).size) == (0, 306)


async def test_without_witnesses_or_records_nobody_is_asked(
    db: Connection, org: UUID, keys: Keys, lines: Lines
) -> None:
    rule = Policy.parse(
        f"witness w {MLDSA44Signer(NAME, SECRET).key} http://127.0.0.1:1\nquorum w\n"
    )
    now = datetime.now(UTC)
    assert await collect(db, org, rule, lines, every=EVERY, now=now) == Collected()
    await grow(db, org, keys, 1)
    assert await collect(db, org, Policy(), lines, every=EVERY, now=now) == Collected()
    rule = Policy.parse(str(rule).replace(" http://127.0.0.1:1", ""))
    assert await collect(db, org, rule, lines, every=EVERY, now=now) == Collected()
    (state,) = await witnesses(db, org, rule)
    assert (state.size, state.trouble) == (0, "its address is not known")
