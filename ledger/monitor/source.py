"""Where a followed log is read from: a web address or a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ledger.monitor.finding import Code, Wrong
from ledger.witness.ask import Line, NoAnswer

SECONDS = 60.0  # for one file


class Missing(LookupError):
    """There is no such file."""


class Source(Protocol):
    """Reads the files of c2sp.org/tlog-tiles by their paths."""

    def read(self, path: str, limit: int) -> bytes:
        """One file of at most ``limit`` bytes.

        Raises Missing, or Wrong (unreachable) when it cannot be told.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of files, as a desk publishes it or as somebody copied it."""

    path: Path

    def read(self, path: str, limit: int) -> bytes:
        """One file; raises Missing, or Wrong when it cannot be read."""
        try:
            with open(self.path / path, "rb") as file:
                data = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(path) from error
        except OSError as error:
            raise Wrong(Code.UNREACHABLE, f"{path}: {error.strerror}") from error
        return _bounded(path, data, limit)


@dataclass(frozen=True, slots=True)
class Web:
    """A log served over HTTP; one connection is kept."""

    line: Line

    def read(self, path: str, limit: int) -> bytes:
        """One file; raises Missing, or Wrong when the server does not say."""
        try:
            answer = self.line.get(f"/{path}", limit)
        except NoAnswer as error:
            raise Wrong(Code.UNREACHABLE, f"{path}: {error}") from error
        if answer.status in (404, 410):
            raise Missing(path)
        if answer.status != 200:
            raise Wrong(Code.UNREACHABLE, f"{path}: HTTP status {answer.status}")
        return answer.body


def open_source(url: str) -> Source:
    """Open ``http://``, ``https://`` or ``file://``; ValueError for anything else."""
    place = urlsplit(url)
    if place.scheme == "file" and place.netloc in ("", "localhost"):
        return Folder(Path(unquote(place.path)))
    if place.scheme in ("http", "https") and place.hostname:
        return Web(Line(url, SECONDS))
    raise ValueError(f"{url} is no address: https://…, http://… or file:///…")


def _bounded(path: str, data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise Wrong(Code.UNREACHABLE, f"{path}: more than {limit} bytes")
    return data
