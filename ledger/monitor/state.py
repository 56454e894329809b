"""What a monitor remembers between two looks, and the evidence that it keeps."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.format.leaf import moment, stamp
from ledger.format.note import BadFormat, Checkpoint, Note, VerifierKey, decode, encode
from ledger.monitor.finding import Finding
from ledger.monitor.reader import Edge
from ledger.tree import HASH_SIZE

VERSION = 1


class BadState(ValueError):
    """The file is not what a monitor left; the message says what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """The newest state of a log that was found to be right, and what is open still.

    ``edge`` lets the tree grow from there. ``next`` is the bundle with which reading old
    entries again goes on. Of the ``keys``, oldest first, ``over`` are those whose place
    others took, each with the size of the newest state that counts by it. ``claims`` are
    signed checkpoints seen elsewhere that the log has yet to reach, with the time they were
    first seen; ``heard`` is when each witness last signed, ``anchored`` how many records
    each contract holds, and since when it is behind.
    """

    url: str
    origin: str
    keys: tuple[VerifierKey, ...]
    size: int
    root: bytes
    note: str
    edge: tuple[bytes, ...]
    next: int = 0
    over: Mapping[VerifierKey, int] = field(default_factory=dict)
    claims: Mapping[str, datetime] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    anchored: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = Checkpoint.parse(Note.parse(self.note).text)
        if said != Checkpoint(self.origin, self.size, self.root):
            raise BadFormat("a checkpoint of another state")
        if Edge(self.size, self.edge).root() != self.root:
            raise BadFormat("hashes that do not give the root")


def load(path: Path, url: str) -> State | None:
    """Read the state; None before the first. Raises BadState if not of this log."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadState(f"{path} cannot be read: {error}") from error
    try:
        state = _read(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise BadState(
            f"{path} is damaged ({error}). Put a copy back, or remove it to begin anew: "
            "then what the log did before is no longer known here."
        ) from error
    if state.url != url:
        raise BadState(f"{path} is about {state.url}: name another file for {url}")
    return state


def save(path: Path, state: State) -> None:
    """Put the state in the place of the one before; whole, whenever the power goes."""
    _write(path, json.dumps(_shown(state), indent=1) + "\n")


def keep(path: Path, finding: Finding) -> list[Path]:
    """Write a finding's checkpoints to files beside the state; where they are."""
    folder = path.with_name(f"{path.name}.evidence")
    files = []
    for note in finding.evidence:
        folder.mkdir(parents=True, exist_ok=True)
        size = Note.parse(note).text.split("\n")[1]
        name = f"{size}-{hashlib.sha256(note.encode()).hexdigest()[:12]}.checkpoint"
        if not (folder / name).exists():
            _write(folder / name, note)
        files.append(folder / name)
    return files


def _shown(state: State) -> dict[str, Any]:
    return {
        "version": VERSION,
        "url": state.url,
        "origin": state.origin,
        "keys": [str(key) for key in state.keys],
        "size": state.size,
        "root": encode(state.root),
        "note": state.note,
        "edge": [encode(one) for one in state.edge],
        "next": state.next,
        "over": {str(key): size for key, size in state.over.items()},
        "claims": {note: stamp(at) for note, at in state.claims.items()},
        "heard": {name: stamp(at) for name, at in state.heard.items()},
        "anchored": {
            name: [size, stamp(at)] for name, (size, at) in state.anchored.items()
        },
    }


def _read(shown: Any) -> State:
    if shown["version"] != VERSION:
        raise ValueError(f"version {shown['version']}")
    return State(
        url=_text(shown["url"]),
        origin=_text(shown["origin"]),
        keys=tuple(VerifierKey.parse(key) for key in shown["keys"]),
        size=int(shown["size"]),
        root=decode(shown["root"], HASH_SIZE),
        note=str(Note.parse(shown["note"])),
        edge=tuple(decode(one, HASH_SIZE) for one in shown["edge"]),
        next=int(shown["next"]),
        # Not in files that were written before this was remembered.
        over={
            VerifierKey.parse(key): int(size) for key, size in shown.get("over", {}).items()
        },
        claims={note: _time(at) for note, at in shown["claims"].items()},
        heard={name: _time(at) for name, at in shown["heard"].items()},
        anchored={
            name: (int(size), _time(at)) for name, (size, at) in shown["anchored"].items()
        },
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _time(text: str) -> datetime:
    found = moment(text)
    if found is None:
        raise ValueError(f"{text} is no time")
    return found


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "x") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
