"""A log in a folder, as it is published, which a test can make lie."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.format.note import Checkpoint, Note, VerifierKey
from ledger.format.sign import Signer, sign_note, sign_statement
from ledger.publish.keys import KeyList, Listed
from ledger.publish.resource import Resource, bundle, grown, levels
from tests.ledger.scene import NOW, ROOT
from tests.ledger.witness.log import SmallLog


@dataclass
class Shown:
    """The published files of a small log; ``show`` brings them to a size."""

    folder: Path
    log: SmallLog = field(default_factory=SmallLog)

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def entry(self, index: int) -> bytes:
        return f"{self.log.salt}{index}".encode()

    def note(self, size: int, witnesses: Iterable[Signer] = (), at: datetime = NOW) -> Note:
        text = str(Checkpoint(self.log.origin, size, self.log.tree.root(size)))
        return sign_note(text, [*self.log.signers, *witnesses], at=at)

    def show(self, size: int, witnesses: Iterable[Signer] = (), at: datetime = NOW) -> Note:
        self.log.grow(size)
        node = self.log.tree.node
        for level in levels(size):
            for one in grown(level, 0, size):
                first = one.index * 256
                hashes = [node(8 * level, first + n) for n in range(one.width)]
                self.write(str(one), b"".join(hashes))
                if level == 0:
                    entries = [self.entry(first + n) for n in range(one.width)]
                    self.write(str(Resource(None, one.index, one.width)), bundle(entries))
        note = self.note(size, witnesses, at)
        self.write("checkpoint", str(note).encode())
        self.list_keys(self.log.keys, self.log.signers)
        return note

    def list_keys(self, keys: Iterable[VerifierKey], signers: Iterable[Signer]) -> None:
        listed = KeyList(self.log.origin, tuple(Listed(key, 1, None) for key in keys))
        self.write("keys", str(sign_statement(str(listed), signers, at=NOW)).encode())

    def write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def lie(self, salt: str = "x") -> Shown:
        """Another log of the same name and keys takes the place of this one."""
        shutil.rmtree(self.folder)
        return Shown(self.folder, SmallLog(self.log.origin, salt, self.log.seed))


def monitor(url: str, state: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Run the command once: its exit status, and what it prints."""
    done = subprocess.run(
        command(url, state, ["--once", "--json", "--any-entries", *more]),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def command(url: str, state: Path, more: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "ledger", "monitor", url, "--state", str(state), *more]
