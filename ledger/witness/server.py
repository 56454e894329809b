"""The witness as an HTTP server that strangers may talk to."""

from __future__ import annotations

import contextlib
import io
import re
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ledger.witness.request import BODY_LIMIT
from ledger.witness.rules import TEXT, Reply, Witness

HEAD_LIMIT = 16 * 1024  # bytes of a request before its body
IDLE_SECONDS = 60.0  # between two requests of one connection
REQUEST_SECONDS = 15.0  # for a whole request, once it began, and for its answer
CONNECTIONS = 128
CONNECTIONS_EACH = 16  # for one address

ORIGIN_HASH = re.compile(r"/([0-9a-f]{64})/checkpoint")


class Server(ThreadingHTTPServer):
    """Answers for one witness; connections are few, and none may dawdle."""

    daemon_threads = True
    request_queue_size = CONNECTIONS

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Request)
        self.witness = witness
        self._turn = threading.Lock()
        self._open: Counter[str] = Counter()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        text = host.decode() if isinstance(host, bytes | bytearray) else str(host)
        return f"http://{f'[{text}]' if ':' in text else text}:{port}"

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for one more connection, from this address too."""
        who = str(client_address[0])
        with self._turn:
            if self._open.total() >= CONNECTIONS or self._open[who] >= CONNECTIONS_EACH:
                return False
            self._open[who] += 1
            return True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection to its end, and make room."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._turn:
                self._open[str(client_address[0])] -= 1
                self._open += Counter()  # drops those that have none left

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a broken connection end quietly; anything else is a bug, and is told."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Patient(io.RawIOBase):
    """Reads a socket until a moment, and up to a number of bytes; then it is at end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.until = 0.0
        self.left = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = min(len(buffer), self.left)
        rest = self.until - time.monotonic()
        if room <= 0 or rest <= 0:
            return 0
        self._connection.settimeout(rest)
        try:
            got = self._connection.recv_into(buffer, room)
        except TimeoutError:
            return 0
        self.left -= got
        return got


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "veridesk-witness"
    sys_version = ""
    error_message_format = "%(message)s\n"
    error_content_type = TEXT
    server: Server

    def setup(self) -> None:
        super().setup()
        self.patient = _Patient(self.connection)
        self.rfile: Any = io.BufferedReader(self.patient)

    def handle_one_request(self) -> None:
        self.patient.until = time.monotonic() + IDLE_SECONDS
        self.patient.left = HEAD_LIMIT
        if not self.rfile.peek(1):
            self.close_connection = True
            return
        self.patient.until = time.monotonic() + REQUEST_SECONDS
        super().handle_one_request()

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        witness = self.server.witness
        match self.path:
            case "/add-checkpoint":
                self._reply(witness.add_checkpoint(body, now=datetime.now(UTC)))
            case "/sign-subtree":
                self._reply(witness.sign_subtree(body))
            case _:
                self._send(404, "there is nothing here\n")

    def do_GET(self) -> None:
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            return self._send(400, "a GET has no body\n")
        found = ORIGIN_HASH.fullmatch(self.path)
        if found is None:
            return self._send(404, "there is nothing here\n")
        self._reply(self.server.witness.checkpoint(found[1]))

    def _body(self) -> bytes | None:
        """Read the body; None, having answered, when it is too large or does not come."""
        length = self.headers.get("Content-Length") or ""
        wrong = 0
        if self.headers.get("Transfer-Encoding") or not re.fullmatch("[0-9]{1,9}", length):
            wrong = 411
        elif int(length) > BODY_LIMIT:
            wrong = 413
        if wrong:
            self.close_connection = True
            self._send(wrong, f"a body has a length, of at most {BODY_LIMIT} bytes\n")
            return None
        self.patient.left += int(length)
        body = bytes(self.rfile.read(int(length)))
        if len(body) == int(length):
            return body
        self.close_connection = True
        self._send(408, "the body did not come in time\n")
        return None

    def _reply(self, reply: Reply) -> None:
        self._send(int(reply.status), reply.body, reply.type)

    def _send(self, status: int, text: str, type: str = TEXT) -> None:
        data = text.encode()
        self.connection.settimeout(REQUEST_SECONDS)
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: strangers must not be able to fill the disk."""


def serve(server: Server, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` gets the address."""

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown).start()

    for how in (signal.SIGTERM, signal.SIGINT):
        signal.signal(how, stop)
    with contextlib.closing(server.witness.store):
        try:
            ready(server.url)
            server.serve_forever(poll_interval=0.1)
        finally:
            server.server_close()
