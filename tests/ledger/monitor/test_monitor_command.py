"""`python -m ledger monitor`: exit status, evidence, memory, and a log on the web."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ledger.format.note import Note
from ledger.format.sign import MLDSA44Signer
from ledger.monitor.state import BadState, load
from tests.ledger.monitor.shown import Shown, command, monitor
from tests.ledger.scene import ROOT
from tests.ledger.witness.log import ORIGIN, Say, lying


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@pytest.fixture
def web(shown: Shown) -> Iterator[str]:
    """The log's folder on any static host."""
    shown.folder.mkdir()
    handler = functools.partial(Quiet, directory=str(shown.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_log_on_the_web_is_followed_and_a_lie_ends_with_1_and_evidence(
    shown: Shown, web: str, state: Path
) -> None:
    first = shown.show(300)
    status, said = monitor(web, state)
    assert (status, said["size"], said["findings"]) == (0, 300, [])
    second = shown.lie().show(700)
    status, said = monitor(web, state)
    assert status == 1
    (finding,) = said["findings"]
    assert finding["code"] == "not-grown"
    assert said["size"] == 300
    kept = [Note.parse(Path(path).read_text()) for path in finding["evidence"]]
    assert kept == [first, second]
    assert load(state, web)


def test_what_cannot_be_told_ends_with_2(state: Path, tmp_path: Path) -> None:
    status, said = monitor("http://127.0.0.1:1/log", state)
    assert (status, said["findings"][0]["code"]) == (2, "unreachable")
    status, said = monitor((tmp_path / "none").as_uri(), state)
    assert (status, said["findings"][0]["code"]) == (2, "unreachable")
    for url, more in (
        ("gopher://x", []),
        ("file:///tmp", ["--key", "none"]),
        ("file:///tmp", ["--policy", str(tmp_path / "none")]),
    ):
        done = subprocess.run(
            command(url, state, ["--once", *more]), capture_output=True, text=True, cwd=ROOT
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr
        assert "Traceback" not in done.stderr


def test_a_state_of_another_log_or_a_damaged_one_is_not_used(
    shown: Shown, state: Path
) -> None:
    shown.show(3)
    assert monitor(shown.url, state)[0] == 0
    with pytest.raises(BadState, match="another file"):
        load(state, "http://elsewhere.example")
    text = state.read_text()
    shown_state = json.loads(text)
    for broken in (
        "",
        "{}",
        "[]",
        "null",
        text[:-20],
        json.dumps(shown_state | {"size": 5}),
        json.dumps(shown_state | {"edge": []}),
        json.dumps(shown_state | {"root": "AAAA"}),
        json.dumps(shown_state | {"version": 2}),
        json.dumps(shown_state | {"heard": {"w": "yesterday"}}),
    ):
        state.write_text(broken)
        with pytest.raises(BadState, match="damaged"):
            load(state, shown.url)


def test_witnesses_are_asked_what_they_were_shown(
    shown: Shown, state: Path, tmp_path: Path
) -> None:
    witness = MLDSA44Signer("w.example", b"\x05" * 32)
    shown.show(300, [witness])
    lie = Shown(tmp_path / "other", shown.log.__class__(salt="x")).show(200)

    def say(path: str, body: bytes) -> tuple[int, str, bytes]:
        wanted = f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
        return (200, "text/plain", str(lie).encode()) if path == wanted else (404, "", b"")

    with lying(say) as server:
        rules = tmp_path / "policy"
        keys = "".join(f"log {key}\n" for key in shown.log.keys)
        rules.write_text(f"{keys}witness w {witness.key} {server.url}\nquorum w\n")
        more = ["--policy", str(rules)]
        status, said = monitor(shown.url, state, *more)
        assert status == 1
    assert [one["code"] for one in said["findings"]] == ["split-view"]
    assert len(said["findings"][0]["evidence"]) == 2


def test_it_goes_on_by_itself_says_a_finding_once_and_survives_a_kill(
    shown: Shown, state: Path
) -> None:
    shown.show(300)
    process = subprocess.Popen(
        command(shown.url, state, ["--every", "0.02", "--any-entries"]),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    out = process.stdout
    assert out
    try:
        assert "300 records" in out.readline()
        shown.show(400)
        assert "400 records" in out.readline()
        (shown.folder / "checkpoint").write_bytes(b"nonsense")
        assert "400 records" in out.readline()
        assert "WRONG bad-checkpoint" in out.readline()
        shown.show(401)
        lines = [out.readline()]
        while "401 records" not in lines[-1]:  # half-written files may be seen
            lines.append(out.readline())
        assert sum("WRONG bad-checkpoint" in line for line in lines) <= 1
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        out.close()
    kept = load(state, shown.url)
    assert kept
    assert kept.size == 401
    assert monitor(shown.url, state)[0] == 0


def test_the_state_is_whole_whenever_it_is_killed(shown: Shown, state: Path) -> None:
    """Killed right after each of many states was put in place of the one before."""
    shown.show(1)
    program = (
        "import sys; from pathlib import Path; from ledger.monitor.state import *\n"
        "path = Path(sys.argv[1]); state = load(path, sys.argv[2])\n"
        "print('ready', flush=True)\n"
        "while True: save(path, state)\n"
    )
    assert monitor(shown.url, state)[0] == 0
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(state), shown.url],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert process.stdout
        process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
        assert load(state, shown.url)


def says(status: int) -> Say:
    return lambda path, body: (status, "text/plain", b"")


@pytest.mark.parametrize("status", [301, 403, 500, 503])
def test_a_server_in_trouble_is_no_lie(shown: Shown, state: Path, status: int) -> None:
    with lying(says(status)) as server:
        assert monitor(server.url, state)[0] == 2
