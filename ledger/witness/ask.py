"""Asking a server of others: one connection that is kept, and an end to all patience."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 10.0  # for a whole answer, however it drips
ANSWER_LIMIT = 64 * 1024  # bytes: a dozen of the longest signature lines


class NoAnswer(RuntimeError):
    """The server did not answer, or not as HTTP has it; the message says what happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, whatever its status."""

    status: int
    type: str
    body: bytes


@dataclass(slots=True)
class Line:
    """The way to one server. Blocks: to be used in a thread, by one at a time."""

    url: str
    seconds: float = SECONDS
    _connection: http.client.HTTPConnection | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def post(self, path: str, body: bytes) -> Answer:
        """Send ``body`` and return the answer; raises NoAnswer."""
        return self._ask("POST", path, body, ANSWER_LIMIT)

    def get(self, path: str, limit: int) -> Answer:
        """Return what is at ``path``, at most ``limit`` bytes; raises NoAnswer."""
        return self._ask("GET", path, None, limit)

    def close(self) -> None:
        """Close the connection, if one is open."""
        with self._turn:
            self._drop()

    def _ask(self, method: str, path: str, body: bytes | None, limit: int) -> Answer:
        # A connection is used again where the server keeps it open; if it turns out to be
        # closed, the request goes out once more on a fresh one. Nothing that is asked here
        # does harm when it is asked twice. Redirects are not followed.
        with self._turn:
            kept = self._connection is not None
            try:
                return self._send(method, path, body, limit)
            except (ConnectionError, http.client.RemoteDisconnected) as error:
                if not kept:
                    raise NoAnswer(_say(error)) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise NoAnswer(_say(error)) from error
            try:
                return self._send(method, path, body, limit)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise NoAnswer(_say(error)) from error

    def _send(self, method: str, path: str, body: bytes | None, limit: int) -> Answer:
        place = urlsplit(self.url)
        connection = self._connection or self._connect()
        self._connection = None  # until the answer was read to its end
        try:
            with self._patience(connection):
                connection.request(method, f"{place.path.rstrip('/')}{path}", body)
                answer = connection.getresponse()
                data = answer.read(limit + 1)
        except BaseException:
            connection.close()
            raise
        if len(data) > limit:
            connection.close()
            raise ValueError(f"an answer of more than {limit} bytes")
        if answer.will_close:
            connection.close()
        else:
            self._connection = connection
        return Answer(answer.status, answer.headers.get("Content-Type") or "", data)

    def _connect(self) -> http.client.HTTPConnection:
        place = urlsplit(self.url)
        if place.scheme not in ("http", "https") or not place.hostname:
            raise ValueError("an address begins with http:// or https://")
        if place.scheme == "http":
            return http.client.HTTPConnection(
                place.hostname, place.port, timeout=self.seconds
            )
        return http.client.HTTPSConnection(
            place.hostname,
            place.port,
            timeout=self.seconds,
            context=ssl.create_default_context(),
        )

    @contextlib.contextmanager
    def _patience(self, connection: http.client.HTTPConnection) -> Iterator[None]:
        """End it all after so many seconds: a socket's own timeout is for each byte."""
        over = threading.Event()

        def cut() -> None:
            over.set()
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if over.is_set():
            raise TimeoutError

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(slots=True)
class Lines:
    """The ways to all witnesses, kept between one asking and the next."""

    seconds: float = SECONDS
    _lines: dict[str, Line] = field(default_factory=dict)

    def to(self, url: str) -> Line:
        """The way to this witness."""
        return self._lines.setdefault(url, Line(url, self.seconds))

    def close(self) -> None:
        """Close them all."""
        for line in self._lines.values():
            line.close()
        self._lines.clear()


def _say(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, http.client.HTTPException):
        return f"no HTTP answer ({type(error).__name__})"
    return (str(error) or type(error).__name__)[:200]
