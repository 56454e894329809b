"""Versions that a desk learned, under HOME/models: written, chosen, checked, taken back."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sentiment.learned.weights import PACKAGE, SHIPPED, Weights
from sentiment.words.neural.sealed import CARD, Broken, open_card, write_card

CURRENT, HISTORY = "current", "history.jsonl"
# What may be learned. A version holds some of them; the rest is the package's own.
LEARNABLE = frozenset(
    {"urgency.npz", "emotion-zh.npz", "customers-en.npz"}
    | {f"customers-en-{part}.npz" for part in ("words", "deep")}
    | {f"topic-{lang}-{part}.npz" for lang in ("en", "zh") for part in ("words", "deep")}
)


class NoVersion(Exception):
    """There is no such version, or nothing before it; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What readings use. ``trouble`` tells why it is not what was chosen, if it is not."""

    weights: Weights
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One time at which readings began to use a version; "" is the package's own."""

    at: datetime
    version: str
    why: str  # "learned" or "rolled-back"


def standing(models: Path, *, anew: bool = False) -> Standing:
    """The version that was chosen, checked; the package's own where it cannot be used.

    A file that is missing or was altered, a card that is another than the chosen one, and
    a version that was learned beside another release's weights are refused. Cheap where
    nothing changed: a choice takes effect with the next reading of every process, and
    what was checked once is held in memory. ``anew`` looks at the files themselves again.
    """
    try:
        chosen = (models / CURRENT).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return Standing(SHIPPED)
    except (OSError, ValueError) as error:
        return Standing(SHIPPED, f"{models / CURRENT} cannot be read: {error}")
    try:
        version, digest = chosen
        opened = _open if anew else _opened
        return Standing(opened(models / version, digest))
    except (Broken, OSError, ValueError, KeyError, TypeError) as error:
        name = chosen[0] if chosen else CURRENT
        return Standing(
            SHIPPED,
            f"what was learned as {name} is not used, the package's own weights are: "
            f"{error}",
        )


@lru_cache(maxsize=4)
def _opened(folder: Path, digest: str) -> Weights:
    return _open(folder, digest)


def _open(folder: Path, digest: str) -> Weights:
    card = (folder / CARD).read_bytes()
    if hashlib.sha256(card).hexdigest() != digest:
        raise Broken(f"{folder / CARD} is not the card that was chosen")
    about, held = open_card(folder)
    if unknown := held.keys() - LEARNABLE:
        raise Broken(f"{folder} holds {sorted(unknown)}, which nothing reads")
    if about["base"] != base():
        raise Broken(
            f"{folder} was learned beside the weights of another release: learn again"
        )
    return Weights(about["version"], held)


@cache
def base() -> str:
    """SHA-256 over the package's weights: what is learned fits to these alone."""
    whole = hashlib.sha256()
    for pattern in ("*.npz", "*.json", f"*/{CARD}"):
        for path in sorted(PACKAGE.glob(pattern)):
            whole.update(f"{path.relative_to(PACKAGE)}\n".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def publish(
    models: Path,
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
    *,
    parent: str,
    now: datetime,
) -> str:
    """Write a version durably, without choosing it; its name.

    The name is made of the time and of what the files hold, so that a score which names
    it tells exactly which numbers gave it.
    """
    if unknown := files.keys() - LEARNABLE:
        raise ValueError(f"{sorted(unknown)} cannot be learned")
    held = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    digest = hashlib.sha256(json.dumps([base(), held]).encode()).hexdigest()
    version = f"{now:%Y%m%dT%H%M%S}-{digest[:8]}"
    models.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = models / f".{version}.{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    for name, content in files.items():
        _write(draft / name, content)
    card = {
        "version": version,
        "parent": parent,
        "base": base(),
        "made_at": now.isoformat(),
        "bytes": {name: len(files[name]) for name in sorted(files)},
        **about,
    }
    write_card(draft, sorted(files), card)
    _sync(draft / CARD)
    _sync(draft)
    draft.rename(models / version)
    _sync(models)
    return version


def choose(models: Path, version: str, why: str, *, now: datetime) -> None:
    """Let every reading from now on use a version ("" is the package's own), at once.

    Raises NoVersion for one that is not there or not sound. Whoever reads sees the
    earlier choice or this one, never half of one.
    """
    if version:
        try:
            digest = hashlib.sha256((models / version / CARD).read_bytes()).hexdigest()
            _open(models / version, digest)
        except (Broken, OSError, ValueError, KeyError) as error:
            raise NoVersion(f"{version} cannot be used: {error}") from error
        draft = models / f".{CURRENT}.{secrets.token_hex(4)}"
        _write(draft, f"{version} {digest}\n".encode("ascii"))
        draft.replace(models / CURRENT)
    else:
        (models / CURRENT).unlink(missing_ok=True)
    _sync(models)
    line = json.dumps({"at": now.isoformat(), "version": version, "why": why})
    with (models / HISTORY).open("a", encoding="utf-8") as history:
        history.write(line + "\n")


def roll_back(models: Path, *, now: datetime) -> str:
    """Go back to what was used before the version in use; what that is ("" the package's).

    Its parent, else, where that is not sound any more, the nearest one that is. Raises
    NoVersion where the package's own weights are in use already.
    """
    try:
        version = (models / CURRENT).read_text(encoding="ascii").split()[0]
    except (OSError, ValueError, IndexError):
        raise NoVersion(
            "the package's own weights are in use: there is nothing before"
        ) from (None)
    seen = {version}
    while version := _parent(models, version):
        if version in seen:
            break
        seen.add(version)
        try:
            choose(models, version, "rolled-back", now=now)
        except NoVersion:
            continue
        return version
    choose(models, "", "rolled-back", now=now)
    return ""


def cards(models: Path) -> list[dict[str, Any]]:
    """The cards of every version that is there, newest first; those unreadable left out."""
    found = []
    for path in models.glob(f"[!.]*/{CARD}"):
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return sorted(found, key=lambda card: str(card.get("version")), reverse=True)


def changes(models: Path) -> list[Change]:
    """Every time at which readings began to use a version, oldest first."""
    try:
        lines = (models / HISTORY).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            told = json.loads(line)
            at = datetime.fromisoformat(told["at"])
            found.append(Change(at, str(told["version"]), str(told["why"])))
        except (ValueError, KeyError, TypeError):
            continue  # a line that a crash cut off
    return found


def _parent(models: Path, version: str) -> str:
    try:
        card = json.loads((models / version / CARD).read_text(encoding="utf-8"))
        return str(card["parent"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
