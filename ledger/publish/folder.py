"""Files that are whole or not there, whenever the power goes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

DRAFTS = ".drafts"
LOCK = ".lock"
FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class CannotPublish(RuntimeError):
    """The folder cannot be written, or holds what does not belong; the message says."""


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Be the only process that writes into ``folder`` for the block, or yield False.

    The lock goes with the process that holds it. Drafts that a dead one left are removed.
    """
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise CannotPublish(f"{folder} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        shutil.rmtree(folder / DRAFTS, ignore_errors=True)
        yield True
    finally:
        os.close(lock)


def read(folder: Path, name: str) -> bytes | None:
    """Read one file; None if there is none. Raises CannotPublish for other troubles."""
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotPublish(f"{folder / name}: {error.strerror}") from error


def add(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that never change; those that are there already are left as they are.

    They are on the disk when this returns. Raises CannotPublish, changing nothing, where
    one is there with other bytes.
    """
    fresh = {}
    for name, data in files.items():
        there = read(folder, name)
        if there is None:
            fresh[name] = data
        elif there != data:
            raise CannotPublish(
                f"{folder / name} holds other bytes than the log. It was published once "
                "and may never change: see Publishing in docs/operators.md."
            )
    _write(folder, fresh)


def put(folder: Path, name: str, data: bytes) -> None:
    """Write one file in the place of what was there; on the disk when this returns."""
    if read(folder, name) != data:
        _write(folder, {name: data})


def drop(folder: Path, names: Iterable[str]) -> None:
    """Remove files or folders that nobody needs any more."""
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    if not files:
        return
    drafts = folder / DRAFTS
    try:
        drafts.mkdir(exist_ok=True)
        made = {name: drafts / secrets.token_hex(8) for name in files}
        handles = []
        try:
            for name, data in files.items():
                handles.append(
                    os.open(made[name], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
                )
                _write_all(handles[-1], data)
            # All at once: the disk then has a queue to work through.
            for handle in handles:
                os.fsync(handle)
        finally:
            for handle in handles:
                os.close(handle)
        parents = {(folder / name).parent for name in files}
        fresh = {up for parent in parents for up in _make(parent, folder)}
        for name, draft in made.items():
            os.replace(draft, folder / name)
        for parent in parents | {up.parent for up in fresh}:
            _sync(parent)
    except OSError as error:
        shutil.rmtree(drafts, ignore_errors=True)
        raise CannotPublish(f"{folder} cannot be written: {error.strerror}") from error


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _make(folder: Path, top: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were not there."""
    fresh = []
    while folder != top and not folder.exists():
        fresh.append(folder)
        folder = folder.parent
    for one in reversed(fresh):
        one.mkdir(mode=0o755, exist_ok=True)
    return fresh


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
