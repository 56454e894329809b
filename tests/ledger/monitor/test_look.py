"""A monitor finds every way in which a log can lie, and says which it was."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.format.note import KeyType, Note
from ledger.format.sign import Ed25519Signer, MLDSA44Signer
from ledger.monitor.finding import Code
from ledger.monitor.look import Rules, look
from ledger.monitor.reader import Edge
from ledger.monitor.source import Missing
from ledger.publish.resource import bundle
from ledger.tree import Tree, leaf_hash, range_nodes
from tests.ledger.monitor.looking import RULES, at, fine, wrong
from tests.ledger.monitor.shown import Shown
from tests.ledger.scene import NOW
from tests.ledger.witness.log import ORIGIN, SmallLog


@pytest.mark.parametrize(
    "sizes",
    [
        (1, 2, 3, 255, 256, 257, 511, 512, 513),
        (700, 700, 1000),
        (0, 5),
        (256, 65_536 + 700),
    ],
)
def test_an_honest_log_is_found_right_as_it_grows(
    shown: Shown, sizes: tuple[int, ...]
) -> None:
    state = None
    for size in sizes:
        shown.show(size)
        state = fine(shown, state)
        assert (state.size, state.root) == (size, shown.log.tree.root(size))


def test_full_tiles_may_take_the_place_of_partial_ones(shown: Shown) -> None:
    shown.show(300)
    shown.show(600)
    for name in ("tile/0/001.p/44", "tile/entries/001.p/44"):
        (shown.folder / name).unlink()
    shown.write("checkpoint", str(shown.note(300)).encode())
    assert fine(shown).size == 300


def test_two_states_of_one_size_are_a_split_view_with_both_as_evidence(
    shown: Shown,
) -> None:
    first = shown.show(300)
    state = fine(shown)
    second = (liar := shown.lie()).show(300)
    seen = wrong(liar, state, Code.SPLIT_VIEW)
    assert seen.state == state
    assert seen.findings[0].evidence == (str(first), str(second))


@pytest.mark.parametrize("size", [301, 512, 700])
def test_a_log_that_went_on_from_another_past_is_found(shown: Shown, size: int) -> None:
    first = shown.show(300)
    state = fine(shown)
    second = (liar := shown.lie()).show(size)
    seen = wrong(liar, state, Code.NOT_GROWN)
    assert seen.findings[0].evidence == (str(first), str(second))


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_an_old_entry_rewritten_with_the_whole_tree_is_found(
    shown: Shown, index: int
) -> None:
    shown.show(300)
    state = fine(shown)
    leaves = [shown.entry(n) for n in range(400)]
    leaves[index] = b"something else"
    shown.log.tree = Tree(leaves)
    shown.show(400)
    wrong(shown, state, Code.NOT_GROWN)


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_an_old_entry_rewritten_in_its_bundle_alone_is_found(
    shown: Shown, index: int
) -> None:
    shown.show(300)
    state = fine(shown)
    leaves = [shown.entry(n) for n in range(300)]
    leaves[index] = b"something else"
    shown.write("tile/entries/000", bundle(leaves[:256]))
    shown.write("tile/entries/001.p/44", bundle(leaves[256:]))
    seen = wrong(shown, state, Code.WRONG_ENTRY)
    assert f"entry {index} " in seen.findings[0].detail
    # And a new look does not forget it.
    wrong(shown, seen.state, Code.WRONG_ENTRY)


def test_old_entries_are_read_again_in_turn(shown: Shown) -> None:
    shown.show(256 * 6)
    state = fine(shown)
    data = (shown.folder / "tile/entries/004").read_bytes()
    shown.write("tile/entries/004", data[:-1] + b"?")
    rules = replace(RULES, again=2)
    found = []
    for _ in range(3):
        seen = at(shown, state, rules)
        assert seen.state
        state = seen.state
        found.append([one.code for one in seen.findings])
    assert found == [[], [], [Code.WRONG_ENTRY]]


def test_a_smaller_state_is_a_log_rolled_back(shown: Shown) -> None:
    newer = shown.show(300)
    state = fine(shown)
    older = shown.show(200)
    seen = wrong(shown, state, Code.ROLLED_BACK)
    assert seen.findings[0].evidence == (str(newer), str(older))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("tile/0/000", Code.MISSING_TILE),
        ("tile/0/001.p/44", Code.MISSING_TILE),
        ("tile/1/000.p/1", Code.MISSING_TILE),
        ("tile/entries/000", Code.MISSING_ENTRIES),
        ("tile/entries/001.p/44", Code.MISSING_ENTRIES),
        ("checkpoint", Code.UNREACHABLE),
    ],
)
def test_what_is_not_served_is_told(shown: Shown, name: str, code: Code) -> None:
    shown.show(300)
    (shown.folder / name).unlink()
    wrong(shown, None, code)


@pytest.mark.parametrize("cut", [1, 32, -1])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("tile/0/000", Code.SHORT_TILE),
        ("tile/0/001.p/44", Code.SHORT_TILE),
        ("tile/1/000.p/1", Code.SHORT_TILE),
        ("tile/entries/000", Code.BAD_ENTRIES),
        ("tile/entries/001.p/44", Code.BAD_ENTRIES),
    ],
)
def test_what_is_served_too_short_or_too_long_is_told(
    shown: Shown, name: str, code: Code, cut: int
) -> None:
    shown.show(300)
    data = (shown.folder / name).read_bytes()
    shown.write(name, data + b"\x00" if cut < 0 else data[:-cut])
    seen = at(shown, None)
    assert {one.code for one in seen.findings} <= {code, Code.UNREACHABLE}
    assert seen.findings


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_a_tile_of_another_tree_is_told(shown: Shown, name: str) -> None:
    shown.show(300)
    data = bytearray((shown.folder / name).read_bytes())
    data[5] ^= 1
    shown.write(name, bytes(data))
    wrong(shown, None, Code.WRONG_TILE)


def test_an_inner_tile_of_an_old_tree_is_told_when_it_is_read_again(shown: Shown) -> None:
    shown.show(65_536 + 700)
    state = fine(shown)
    data = bytearray((shown.folder / "tile/1/000").read_bytes())
    data[5] ^= 1
    shown.write("tile/1/000", bytes(data))
    wrong(shown, state, Code.WRONG_TILE)


def test_bundles_that_are_no_bundles_are_told(shown: Shown) -> None:
    shown.show(3)
    for data in (b"\x00", b"\xff\xff1", gzip.compress(b"x"), b"", b"\x00\x01a" * 4):
        shown.write("tile/entries/000.p/3", data)
        wrong(shown, None, Code.BAD_ENTRIES)


def test_a_checkpoint_that_is_none_is_told(shown: Shown) -> None:
    note = shown.show(3)
    for data in (b"", b"\xff", str(note).encode()[:-1], note.text.encode(), b"\n" * 9):
        shown.write("checkpoint", data)
        wrong(shown, None, Code.BAD_CHECKPOINT)


def test_only_the_keys_that_are_known_count(shown: Shown) -> None:
    shown.show(3)
    state = fine(shown)
    thief = Shown(shown.folder, SmallLog(seed=b"\x08" * 32))
    thief.show(9)
    wrong(thief, state, Code.NOT_SIGNED)  # though it lists its keys as the log's
    wrong(shown, None, Code.NOT_SIGNED, rules=replace(RULES, keys=tuple(shown.log.keys)))
    other = Shown(shown.folder, SmallLog("other.example/log"))
    other.show(9)
    wrong(other, state, Code.WRONG_LOG)
    broken = shown.show(9)
    bad = replace(broken.signatures[0], data=bytes(64))
    lines = (bad, *broken.signatures[1:])
    shown.write("checkpoint", str(Note(broken.text, lines)).encode())
    wrong(shown, state, Code.NOT_SIGNED)
    (shown.folder / "keys").unlink()
    shown.write("checkpoint", str(broken).encode())
    wrong(shown, None, Code.NOT_SIGNED)
    fine(shown, state)


def test_entries_that_are_no_records_of_a_desk_are_told(shown: Shown) -> None:
    shown.show(3)
    wrong(shown, None, Code.BAD_LEAF, rules=Rules())


def test_a_state_that_is_too_old_or_from_the_future_is_told(shown: Shown) -> None:
    rules = replace(RULES, stale=timedelta(hours=1))
    shown.show(3, at=NOW - timedelta(minutes=59))
    state = fine(shown, rules=rules)
    shown.show(4, at=NOW - timedelta(minutes=61))
    wrong(shown, state, Code.STALE, rules=rules)
    fine(shown, state)
    shown.show(5, at=NOW + timedelta(minutes=6))
    wrong(shown, state, Code.FROM_THE_FUTURE, rules=rules)


class Served:
    """A log of 700 entries, of which one file is other than it should be."""

    def __init__(self, folder: Path) -> None:
        Shown(folder).show(700)
        self.files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        self.tiles = sorted(name for name in self.files if name.startswith("tile/"))
        self.changed: dict[str, bytes] = {}

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.files:
            raise Missing(path)
        return self.changed.get(path, self.files[path])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return Served(tmp_path_factory.mktemp("log"))


@given(data=st.data())
def test_no_altered_byte_of_a_tile_or_bundle_goes_unseen(
    served: Served, data: st.DataObject
) -> None:
    """By who looks for the first time, and by who has seen all of it before."""
    served.changed.clear()
    seen = look(served, "file:///log", None, RULES, now=NOW)
    assert seen.findings == ()
    name = data.draw(st.sampled_from(served.tiles))
    old = served.files[name]
    at = data.draw(st.integers(0, len(old) - 1))
    to = data.draw(st.binary(max_size=3))
    end = data.draw(st.sampled_from([at, at + 1, len(old)]))
    new = old[:at] + to + old[end:]
    served.changed[name] = new
    for before in (None, seen.state):
        found = look(served, "file:///log", before, RULES, now=NOW).findings
        assert bool(found) == (new != old), name


@given(junk=st.binary(max_size=300), name=st.sampled_from(["checkpoint", "keys"]))
def test_whatever_is_served_is_looked_at_and_told(
    served: Served, junk: bytes, name: str
) -> None:
    served.changed.clear()
    served.changed[name] = junk
    assert look(served, "file:///log", None, RULES, now=NOW).findings
    served.changed.clear()


@given(st.integers(0, 600), st.integers(0, 600))
def test_an_edge_grows_as_the_tree_does(first: int, more: int) -> None:
    tree = Tree(bytes([n % 251]) for n in range(first + more))
    nodes = [tree.node(*node) for node in range_nodes(0, first)]
    edge = Edge(first, tuple(nodes))
    for n in range(first, first + more):
        edge.append(leaf_hash(bytes([n % 251])))
    assert edge.size == first + more
    assert edge.root() == tree.root()


def test_new_keys_are_not_taken_over_without_a_record_that_says_so(shown: Shown) -> None:
    shown.show(3)
    state = fine(shown)
    fresh = [Ed25519Signer(ORIGIN, b"\x08" * 32), MLDSA44Signer(ORIGIN, b"\x08" * 32)]
    note = shown.show(5, fresh)
    both = [*shown.log.keys, *(one.key for one in fresh)]
    shown.list_keys(both, shown.log.signers)
    state = fine(shown, state)
    assert set(state.keys) == set(shown.log.keys)
    # Who sees the log for the first time takes it as it is.
    assert set(fine(shown).keys) == set(both)
    assert note.signatures[2].name == ORIGIN
    assert all(one.key.type in KeyType for one in fresh)


def test_a_key_that_signed_may_not_leave_its_signature_out(shown: Shown) -> None:
    """Who can forge one kind of signature and not the other shows nothing new by it."""
    shown.show(3)
    state = fine(shown)
    for key in shown.log.keys:
        note = shown.show(5)
        kept = tuple(one for one in note.signatures if one.id != key.id)
        shown.write("checkpoint", str(Note(note.text, kept)).encode())
        seen = wrong(shown, state, Code.NOT_SIGNED)
        assert key.id.hex() in seen.findings[0].detail
        assert seen.findings[0].evidence == (state.note, str(Note(note.text, kept)))
        assert seen.state == state
