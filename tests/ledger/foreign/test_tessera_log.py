"""Tessera's own test log, read by our reader: every checkpoint, tile and bundle is right.

The data are transparency-dev/tessera's testdata; they lie beside the checkout, as
../shared/data/ledger/tessera, or the test is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ledger.format.note import Checkpoint, Note, VerifierKey
from ledger.monitor.finding import Code
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.reader import Edge, Reader
from ledger.monitor.source import Folder
from ledger.monitor.state import State
from tests.ledger.scene import NOW, ROOT

LOG = ROOT.parent / "shared/data/ledger/tessera/testdata/log"
KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
RULES = Rules(keys=(VerifierKey.parse(KEY),), records=False)

pytestmark = pytest.mark.skipif(
    not LOG.exists(), reason=f"Tessera's test log is not at {LOG}"
)


@dataclass(frozen=True)
class At:
    """The log as it was when one of its checkpoints was the newest; a test may alter it."""

    checkpoint: str
    altered: str = ""

    def read(self, path: str, limit: int) -> bytes:
        name = self.checkpoint if path == "checkpoint" else path
        data = bytearray(Folder(LOG).read(name, limit))
        if path == self.altered:
            data[len(data) // 2] ^= 1
        return bytes(data)


def at(source: At, before: State | None = None) -> Look:
    return look(source, LOG.as_uri(), before, RULES, now=NOW)


def names() -> list[str]:
    found = LOG.glob("checkpoint.*")
    return sorted((path.name for path in found), key=lambda name: int(name.split(".")[1]))


def test_every_checkpoint_is_right_by_itself_and_grew_out_of_the_one_before() -> None:
    assert len(names()) > 10
    state: State | None = None
    for name in [*names(), "checkpoint"]:
        alone, after = at(At(name)), at(At(name), state)
        assert alone.findings == after.findings == (), name
        assert alone.state
        assert after.state
        assert (alone.state.size, alone.state.root) == (after.state.size, after.state.root)
        state = after.state


def test_every_tile_and_bundle_there_is_read_and_right() -> None:
    seen: set[str] = set()
    for name in names():
        note = Note.parse((LOG / name).read_text())
        head = Checkpoint.parse(note.text)
        if not head.size:
            continue
        state = at(At(name)).state
        assert state

        class Watched(At):
            def read(self, path: str, limit: int) -> bytes:
                data = super().read(path, limit)
                seen.add(path)
                return data

        reader = Reader(Watched(name), head.size)
        reader.check_edge(Edge(state.size, state.edge))
        for index in reader.bundles(0):
            reader.check_entries(index)
        assert reader.root(head.size) == head.root
    there = {str(p.relative_to(LOG)) for p in (LOG / "tile").rglob("*") if p.is_file()}
    assert seen == there


def test_any_altered_file_of_it_is_found() -> None:
    newest = max(names(), key=lambda name: int(name.split(".")[1]))
    there = {str(p.relative_to(LOG)) for p in (LOG / "tile").rglob("*") if p.is_file()}
    size = Checkpoint.parse(Note.parse((LOG / newest).read_text()).text).size
    needed = {path for path in there if path.endswith(f".p/{size}")}
    assert needed
    for path in needed:
        codes = {one.code for one in at(At(newest, path)).findings}
        assert codes & {Code.WRONG_TILE, Code.WRONG_ENTRY, Code.BAD_ENTRIES}, path
    note = Note.parse((LOG / newest).read_text())
    other = note.text.replace(f"\n{size}\n", f"\n{size + 1}\n")

    class Forged(At):
        def read(self, path: str, limit: int) -> bytes:
            if path == "checkpoint":
                return str(Note(other, note.signatures)).encode()
            return super().read(path, limit)

    assert [one.code for one in at(Forged(newest)).findings] == [Code.NOT_SIGNED]
