"""The witness as a process: durable, bounded, and as the specification speaks HTTP."""

from __future__ import annotations

import hashlib
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ledger.format.note import Note, Signature, verify_note
from ledger.witness.home import open_home
from ledger.witness.request import BODY_LIMIT
from ledger.witness.server import CONNECTIONS_EACH, HEAD_LIMIT, Server
from ledger.witness.store import Damaged
from tests.ledger.scene import ROOT
from tests.ledger.witness.log import ORIGIN, SmallLog, WitnessProcess, ask, serving

HASH = hashlib.sha256(ORIGIN.encode()).hexdigest()


@pytest.fixture
def log() -> SmallLog:
    return SmallLog().grow(300)


@pytest.fixture
def witness(tmp_path: Path, log: SmallLog) -> Iterator[WitnessProcess]:
    running = WitnessProcess(tmp_path / "witness", log.keys, "--name", "partner.example/w1")
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def server(tmp_path: Path, log: SmallLog) -> Iterator[Server]:
    """A server in a thread, whose patience a test can shorten."""
    with serving(tmp_path / "witness", log.keys) as running:
        yield running


def place(url: str) -> tuple[str, int]:
    found = urlsplit(url)
    assert found.hostname
    assert found.port
    return found.hostname, found.port


def test_one_connection_carries_many_requests(
    witness: WitnessProcess, log: SmallLog
) -> None:
    connection = witness.connect()
    answers = [
        ask(connection, "POST", "/add-checkpoint", log.request(3, 7)),
        ask(connection, "POST", "/add-checkpoint", log.request(0, 7)),
        ask(connection, "POST", "/add-checkpoint", b"nonsense"),
        ask(connection, "POST", "/add-checkpoint", log.request(7, 300)),
        ask(connection, "GET", f"/{HASH}/checkpoint"),
        ask(connection, "GET", "/"),
        ask(connection, "POST", "/elsewhere", b""),
    ]
    assert [status for status, *_ in answers] == [409, 200, 400, 200, 200, 404, 404]
    assert answers[0] == (409, "0\n", "text/x.tlog.size")
    lines = tuple(map(Signature.parse, answers[3][1].splitlines(keepends=True)))
    assert len(verify_note(Note(log.note(300).text, lines), witness.keys)) == 2
    assert answers[4][1].endswith(answers[3][1])
    assert connection.sock is not None  # it was kept open
    connection.close()


def test_it_prints_lines_for_the_operator_s_policy(witness: WitnessProcess) -> None:
    assert witness.name == "partner.example/w1"
    first, second, group = witness.lines
    assert first.split()[0:2] == ["witness", "partner.example/w1/ed25519"]
    assert second.split()[3] == witness.url
    assert group.startswith("group partner.example/w1 any ")


def test_what_was_cosigned_survives_a_kill(witness: WitnessProcess, log: SmallLog) -> None:
    assert witness.add(log.request(0, 200))[0] == 200
    keys = witness.keys
    witness.kill()
    witness.start()
    assert witness.keys == keys
    assert witness.add(log.request(0, 100)) == (409, "200\n", "text/x.tlog.size")
    other = SmallLog(salt="x").grow(300)
    assert witness.add(other.request(200, 300))[0] == 422
    assert witness.add(log.request(200, 300))[0] == 200


def test_a_kill_in_the_midst_of_requests_forgets_nothing_that_was_answered(
    witness: WitnessProcess, log: SmallLog
) -> None:
    answered = [0]

    def send() -> None:
        connection = witness.connect()
        try:
            for size in range(1, 300):
                body = log.request(answered[-1], size)
                if ask(connection, "POST", "/add-checkpoint", body)[0] == 200:
                    answered.append(size)
                if size == 40:
                    enough.set()
        except OSError:
            pass  # killed: what was answered until now counts
        finally:
            connection.close()

    enough = threading.Event()
    thread = threading.Thread(target=send)
    thread.start()
    assert enough.wait(60)
    witness.kill()
    thread.join()
    witness.start()
    status, size, _ = witness.add(log.request(0, 300))
    assert status == 409
    # The last one may have been stored and not answered.
    assert int(size) - answered[-1] in (0, 1)


@pytest.mark.parametrize("lost", ["cosigned.sqlite3", "ed25519.key", "mldsa44.key"])
def test_a_witness_that_lost_its_memory_or_its_keys_does_not_start(
    tmp_path: Path, log: SmallLog, lost: str
) -> None:
    home = tmp_path / "witness"
    running = WitnessProcess(home, log.keys)
    running.add(log.request(0, 7))
    running.stop()
    (home / lost).unlink()
    command = [sys.executable, "-m", "ledger", "witness", "--home", str(home)]
    done = subprocess.run(
        [*command, "--log", str(log.keys[0])], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 1
    assert lost in done.stderr


def test_a_damaged_memory_is_refused(tmp_path: Path, log: SmallLog) -> None:
    home = open_home(tmp_path)
    home.store.close()
    data = bytearray((tmp_path / "cosigned.sqlite3").read_bytes())
    data[100:4000] = bytes(3900)
    (tmp_path / "cosigned.sqlite3").write_bytes(data)
    with pytest.raises(Damaged, match="not whole"):
        open_home(tmp_path)
    (tmp_path / "cosigned.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(Damaged, match="not whole"):
        open_home(tmp_path)


def test_a_witness_keeps_its_name(tmp_path: Path) -> None:
    home = open_home(tmp_path, "one.example")
    home.store.close()
    again = open_home(tmp_path)
    again.store.close()
    assert again.name == "one.example"
    with pytest.raises(Damaged, match=r"one\.example"):
        open_home(tmp_path, "two.example")
    with pytest.raises(ValueError, match="no name"):
        open_home(tmp_path / "other", "a name")


def test_two_processes_of_one_home_still_give_one_order(
    tmp_path: Path, log: SmallLog
) -> None:
    first = WitnessProcess(tmp_path / "witness", log.keys)
    second = WitnessProcess(tmp_path / "witness", log.keys)
    try:
        assert first.add(log.request(0, 10))[0] == 200
        assert second.add(log.request(0, 12))[1] == "10\n"
        assert second.add(log.request(10, 12))[0] == 200
        assert first.add(log.request(10, 11))[1] == "12\n"
    finally:
        first.stop()
        second.stop()


def test_a_log_must_be_named_with_a_log_s_key(tmp_path: Path, log: SmallLog) -> None:
    home = open_home(tmp_path / "other")
    home.store.close()
    policy = tmp_path / "policy"
    policy.write_text("quorum none\n")
    for more in ([], ["--log", str(home.signers[0].key)], ["--policy", str(policy)]):
        command = ["-m", "ledger", "witness", "--home", str(tmp_path / "w"), *more]
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 1
        assert "log" in done.stderr
    policy.write_text("".join(f"log {key}\n" for key in log.keys) + "quorum none\n")
    running = WitnessProcess(tmp_path / "w", [], "--policy", str(policy))
    try:
        assert running.add(log.request(0, 5))[0] == 200
    finally:
        running.stop()


def raw(url: str, data: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with socket.create_connection(place(url), timeout=30) as connection:
        connection.sendall(data)
        got = b""
        while more := connection.recv(65536):
            got += more
        return got


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"Content-Length: {BODY_LIMIT + 1}", b"413"),
        ("Content-Length: 99999999999999999999", b"411"),
        ("Content-Length: -1", b"411"),
        ("Content-Length: 1e3", b"411"),
        ("Transfer-Encoding: chunked", b"411"),
        ("Content-Length: 3\r\nTransfer-Encoding: chunked", b"411"),
        ("X: y", b"411"),
    ],
)
def test_bodies_without_a_right_length_are_refused_unread(
    server: Server, head: str, status: bytes
) -> None:
    got = raw(server.url, f"POST /add-checkpoint HTTP/1.1\r\n{head}\r\n\r\n".encode())
    assert got.startswith(b"HTTP/1.1 " + status)


def test_endless_headers_are_cut_off(server: Server) -> None:
    head = b"POST /add-checkpoint HTTP/1.1\r\n" + b"X: y\r\n" * HEAD_LIMIT
    try:
        got = raw(server.url, head)
    except ConnectionError:
        got = b""  # closed with bytes unread
    assert b" 200 " not in got


def test_a_request_that_drips_is_cut_off(
    server: Server, log: SmallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.witness.server.REQUEST_SECONDS", 0.3)
    with socket.create_connection(place(server.url), timeout=30) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nold")
        assert b" 408 " in slow.recv(65536)
    with socket.create_connection(place(server.url), timeout=30) as slow:
        slow.sendall(b"POST /add-che")
        while said := slow.recv(65536):  # until it is closed
            assert b" 200 " not in said


def test_an_idle_connection_is_closed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.witness.server.IDLE_SECONDS", 0.2)
    with socket.create_connection(place(server.url), timeout=30) as idle:
        assert idle.recv(10) == b""


def test_one_address_cannot_take_every_connection(server: Server, log: SmallLog) -> None:
    held = [
        socket.create_connection(place(server.url), timeout=30)
        for _ in range(CONNECTIONS_EACH)
    ]
    for connection in held:  # each of them is served
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        answer = connection.makefile("rb")
        assert b" 404 " in answer.readline()
    with socket.create_connection(place(server.url), timeout=30) as late:
        try:
            late.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert late.recv(10) == b""
        except ConnectionError:
            pass
    for connection in held:
        connection.close()


def test_a_file_of_another_program_is_no_memory(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "cosigned.sqlite3")
    db.execute("create table cosigned (unrelated text)")
    db.commit()
    db.close()
    with pytest.raises(Damaged, match="not whole"):
        open_home(tmp_path)
