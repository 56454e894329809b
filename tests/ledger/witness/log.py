"""A small log in memory that signs whatever it is told to, and a witness process."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ledger.format.note import Checkpoint, Note, VerifierKey
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, Signer, sign_note
from ledger.tree import Tree
from ledger.witness.home import open_home
from ledger.witness.request import AddCheckpoint
from ledger.witness.rules import Witness
from ledger.witness.server import Server
from tests.ledger.scene import NOW, ROOT

ORIGIN = "log.example/desk"


@dataclass
class SmallLog:
    """Leaves are numbers; ``salt`` makes another log of the same name and keys."""

    origin: str = ORIGIN
    salt: str = ""
    seed: bytes = b"\x07" * 32
    tree: Tree = field(default_factory=Tree)

    @property
    def signers(self) -> list[Signer]:
        return [
            Ed25519Signer(self.origin, self.seed),
            MLDSA44Signer(self.origin, self.seed),
        ]

    @property
    def keys(self) -> list[VerifierKey]:
        return [signer.key for signer in self.signers]

    def grow(self, size: int) -> SmallLog:
        self.tree.extend(f"{self.salt}{n}".encode() for n in range(self.tree.size, size))
        return self

    def note(self, size: int, signers: Iterable[Signer] | None = None) -> Note:
        text = str(Checkpoint(self.origin, size, self.tree.root(size)))
        return sign_note(text, self.signers if signers is None else signers, at=NOW)

    def request(self, old: int, size: int) -> bytes:
        proof = self.tree.consistency(old, size) if old else []
        return bytes(AddCheckpoint(old, tuple(proof), self.note(size)))


class WitnessProcess:
    """`python -m ledger witness` of one home, which can be killed and started again."""

    def __init__(self, home: Path, keys: Iterable[VerifierKey], *more: str) -> None:
        self.home = home
        self.arguments = [word for key in keys for word in ("--log", str(key))] + [*more]
        self.start()

    def start(self) -> None:
        command = ["-m", "ledger", "witness", "--home", str(self.home), *self.arguments]
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        out = self.process.stdout
        assert out
        self.url, _, self.name = out.readline().split()
        self.lines = [out.readline() for _ in range(3)]
        self.keys = [VerifierKey.parse(line.split()[2]) for line in self.lines[:2]]

    def connect(self) -> http.client.HTTPConnection:
        place = urlsplit(self.url)
        return http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)

    def add(self, body: bytes) -> tuple[int, str, str]:
        return ask(self.connect(), "POST", "/add-checkpoint", body)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.wait()

    def wait(self) -> None:
        self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
) -> tuple[int, str, str]:
    """Status, body and content type."""
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers["Content-Type"]


@contextlib.contextmanager
def serving(folder: Path, keys: Iterable[VerifierKey]) -> Iterator[Server]:
    """A real witness in a thread of this process."""
    home = open_home(folder)
    logs: dict[str, list[VerifierKey]] = {}
    for key in keys:
        logs.setdefault(key.name, []).append(key)
    with _running(Server(Witness(logs, home.signers, home.store), "127.0.0.1", 0)) as it:
        try:
            yield it
        finally:
            home.store.close()


Say = Callable[[str, bytes], tuple[int, str, bytes]]


class Liar(ThreadingHTTPServer):
    """A witness that answers whatever a test says; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, say: Say) -> None:
        super().__init__(("127.0.0.1", 0), _Lie)
        self.say = say
        self.asked: list[bytes] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: clients may break off."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Lie(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Liar

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])))

    def do_GET(self) -> None:
        self._say(b"")

    def _say(self, body: bytes) -> None:
        self.server.asked.append(body)
        status, type, data = self.server.say(self.path, body)
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def lying(say: Say) -> contextlib.AbstractContextManager[Liar]:
    return _running(Liar(say))


S = TypeVar("S", bound=ThreadingHTTPServer)


@contextlib.contextmanager
def _running(server: S) -> Iterator[S]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
