"""Verifiers that nobody here wrote accept our log, and refuse it once it was altered.

Go's golang.org/x/mod/sumdb (note, tlog), sigstore's Merkle path, pymerkle's root. The
first two are installed when the test runs, each by itself; where that is not possible the
test is skipped and says why.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pymerkle
import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, prove, seal_many, sequence
from ledger.format.note import Checkpoint, Note
from ledger.format.proof import parse_proof
from ledger.publish import publish
from ledger.publish.resource import Resource, unbundle
from ledger.verify import Verified, verify
from tests.ledger.foreign import bring
from tests.ledger.scene import NOW, promise

pytestmark = pytest.mark.timeout(1200)  # installing takes as long as the network

SIGSTORE = """
import json, sys
from types import SimpleNamespace as Some
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError
for case in json.load(sys.stdin):
    proof = Some(log_index=case["index"], tree_size=case["size"],
                 hashes=[bytes.fromhex(one) for one in case["path"]],
                 root_hash=bytes.fromhex(case["root"]))
    entry = Some(_inner=Some(inclusion_proof=proof,
                             canonicalized_body=bytes.fromhex(case["leaf"])))
    try:
        verify_merkle_inclusion(entry)
        print("right")
    except VerificationError:
        print("wrong")
"""


class Published:
    """A log in a folder: its key, older heads, and proof files of one record each."""

    def __init__(
        self, folder: Path, key: str, older: list[Path], proofs: list[Path]
    ) -> None:
        self.folder, self.key = folder, key
        self.older, self.proofs = older, proofs

    def leaves(self) -> list[bytes]:
        size = self.head().size
        found: list[bytes] = []
        for index in range(-(-size // 256)):
            one = Resource(None, index, min(256, size - index * 256))
            found += unbundle((self.folder / str(one)).read_bytes())
        return found

    def head(self) -> Checkpoint:
        return Checkpoint.parse(Note.parse((self.folder / "checkpoint").read_text()).text)


@pytest.fixture
async def published(db: Connection, org: UUID, keys: Keys, tmp_path: Path) -> Published:
    older, refs = [], []
    for count in (1, 2, 254, 300, 243):
        made = [promise(uuid7()) for _ in range(count)]
        await seal_many(db, org, made, now=NOW)
        assert await sequence(db, org, keys, now=NOW)
        refs.append(made[-1].ref)
        assert await publish(db, org, keys, tmp_path, now=NOW)
        older.append(tmp_path / f"{len(older)}.checkpoint")
        shutil.copy(tmp_path / str(org) / "checkpoint", older[-1])
    proofs = []
    for ref in refs:
        proofs.append(tmp_path / f"{len(proofs)}.proof")
        proofs[-1].write_text(await prove(db, org, [ref], keys, now=NOW))
    return Published(tmp_path / str(org), str(keys.verifier(org)), older, proofs)


def brought(bring_it: Callable[[], Path]) -> Path:
    try:
        return bring_it()
    except bring.NotToBeHad as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def go() -> Path:
    return brought(bring.go_program) / "foreign"


def run(go: Path, log: Published, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [go, log.folder, log.key, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_go_accepts_our_notes_tiles_entries_and_proofs(
    go: Path, published: Published
) -> None:
    done = run(go, published, *published.older, *published.proofs)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "800 entries, 5 older states, 5 proofs\n"


def test_go_refuses_what_was_altered(
    go: Path, published: Published, tmp_path: Path
) -> None:
    def flip(path: Path, at: int, to: Path | None = None) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        (to or path).write_bytes(data)

    for file, at in (
        (published.proofs[0], published.proofs[0].read_bytes().index(b'"kind"') + 9),
        (published.proofs[1], published.proofs[1].read_bytes().index(b"\nindex ") + 12),
        (published.older[1], 5),
        (published.older[1], published.older[1].read_bytes().index(b"\n\n") - 3),
    ):
        changed = tmp_path / "changed"
        flip(file, at, changed)
        assert run(go, published, changed).returncode == 1, (file, at)
    for name in ("tile/entries/000", "tile/0/001", "tile/0/003.p/32", "tile/1/000.p/3"):
        path = published.folder / name
        kept = path.read_bytes()
        flip(path, 40)
        assert run(go, published).returncode == 1, name
        path.write_bytes(kept)
    assert run(go, published).returncode == 0


def test_sigstore_accepts_our_paths_and_refuses_altered_ones(published: Published) -> None:
    place = brought(bring.sigstore)
    cases: list[dict[str, Any]] = []
    for path in published.proofs:
        text = path.read_text()
        outcome = verify(text)
        assert isinstance(outcome, Verified)
        (record,) = parse_proof(text).records
        head = outcome.checkpoint
        right = {
            "index": record.index,
            "size": head.size,
            "path": [one.hex() for one in record.path],
            "root": head.root.hex(),
            "leaf": record.leaf.hex(),
        }
        cases += [
            right,
            {**right, "index": record.index ^ 1},
            {**right, "path": right["path"][1:]},
            {**right, "path": [*right["path"][:-1], "00" * 32]},
            {**right, "leaf": (record.leaf + b" ").hex()},
        ]
    done = subprocess.run(
        [sys.executable, "-c", SIGSTORE],
        input=json.dumps(cases),
        env={"PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.split()
    assert said == ["right", "wrong", "wrong", "wrong", "wrong"] * len(published.proofs)


def test_pymerkle_has_the_same_root(published: Published) -> None:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in published.leaves():
        tree.append_entry(leaf)
    assert tree.get_root(published.head().size) == published.head().root
    for path in published.older:
        head = Checkpoint.parse(Note.parse(path.read_text()).text)
        assert tree.get_root(head.size) == head.root
