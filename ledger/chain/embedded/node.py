"""The embedded chain as a process of its own: JSON-RPC over HTTP on loopback."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from ledger.chain.embedded.chain import Chain
from ledger.chain.embedded.methods import RpcError, answer
from ledger.keys import load

BODY_LIMIT = 1_000_000
BATCH_LIMIT = 100
IDLE_SECONDS = 60
# py-evm raises Python's recursion limit, for calls within calls; a thread needs a stack
# to match, or deep nesting ends the process instead of raising RecursionError.
STACK_SIZE = 256 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class AlreadyRunning(RuntimeError):
    """Another process holds this chain."""


class Node(ThreadingHTTPServer):
    """Answers JSON-RPC for one chain; one request at a time touches the chain."""

    daemon_threads = True

    def __init__(self, chain: Chain, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        self.chain = chain
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reply(self, asked: Any) -> Any:
        """Answer one request object (JSON-RPC 2.0); never raises for what it holds."""
        if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
            return _error(None, -32600, "not a JSON-RPC request")
        params = asked.get("params") or []
        if not isinstance(params, list):
            return _error(asked.get("id"), -32602, "parameters come as a list")
        try:
            with self.turn:
                result = answer(self.chain, asked["method"], params)
        except RpcError as error:
            return _error(asked.get("id"), error.code, str(error), error.data)
        return {"jsonrpc": "2.0", "id": asked.get("id"), "result": result}


def _error(ref: Any, code: int, message: str, data: str | None = None) -> Any:
    error = {"code": code, "message": message} | ({"data": data} if data else {})
    return {"jsonrpc": "2.0", "id": ref, "error": error}


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: Node

    def do_POST(self) -> None:
        # Web pages must not reach the chain: not from another origin, and not through a
        # name of theirs that was made to point here.
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        if self.headers.get("Origin") or host not in LOOPBACK:
            return self._send(403, _error(None, -32600, "not for web pages"))
        length = self.headers.get("Content-Length") or ""
        if not length.isdigit() or int(length) > BODY_LIMIT:
            self.close_connection = True
            return self._send(413, _error(None, -32600, "too large"))
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return self._send(400, _error(None, -32700, "not JSON"))
        if isinstance(asked, list):
            answers = [self.server.reply(one) for one in asked[:BATCH_LIMIT]]
            return self._send(200, answers)
        return self._send(200, self.server.reply(asked))

    def _send(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: what is asked is on the chain anyway."""


def run(home: Path, port: int, ready: Callable[[str, int], None]) -> None:
    """Serve the chain of ``home`` until SIGTERM or SIGINT; ``ready`` gets address and id.

    Its state is HOME/chain, its operator the key in HOME/keys. Raises AlreadyRunning
    when another process has it. What was answered is durable: ``kill -9`` loses nothing.
    """
    folder = home / "chain"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = _lock(folder / "lock")
    operator = bytes.fromhex(load(home / "keys").operator_address[2:])
    chain = Chain(folder / "chain.sqlite3", operator)
    node = Node(chain, port)

    def stop(*_: object) -> None:
        threading.Thread(target=node.shutdown).start()

    threading.stack_size(STACK_SIZE)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        ready(node.url, chain.id)
        node.serve_forever(poll_interval=0.1)
    finally:
        with node.turn:  # never in the middle of a block
            node.server_close()
            lock.close()


def _lock(path: Path) -> IO[str]:
    lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AlreadyRunning(f"another process runs the chain of {path.parent}") from error
    return lock
