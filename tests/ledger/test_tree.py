"""The tree against a naive one, and the verifiers against everyone else's probes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.__main__ import main
from ledger.store import tiles
from ledger.tree import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from ledger.verify.probes import Answer, answer_probes

# Vectors of transparency-dev/merkle: a folder named by LEDGER_VECTORS, or beside the
# project in ../shared. Where there is none, the probes are skipped.
VECTORS = Path(
    os.environ.get("LEDGER_VECTORS")
    or Path(__file__).parents[3] / "shared/data/ledger/transparency-dev-merkle/testdata"
)

sizes = st.integers(1, 700)
leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def naive(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive(leaves[:k])]


def numbered(size: int) -> list[bytes]:
    return [b"%d" % n for n in range(size)]


@given(leaves)
def test_the_root_is_the_naive_one_however_the_tree_was_grown(leaves: list[bytes]) -> None:
    one_by_one, half = Tree(), Tree(leaves[: len(leaves) // 2])
    for leaf in leaves:
        one_by_one.append(leaf)
    half.extend(leaves[len(leaves) // 2 :])
    assert Tree(leaves).root() == one_by_one.root() == half.root() == naive(leaves)
    for size in range(len(leaves) + 1):
        assert half.root(size) == naive(leaves[:size])


@given(leaves, st.data())
def test_inclusion_paths_are_the_naive_ones(
    leaves: list[bytes], data: st.DataObject
) -> None:
    tree = Tree(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    assert tree.inclusion(index, size) == naive_path(index, leaves[:size])


@given(sizes, st.data())
def test_every_inclusion_proof_verifies_and_no_changed_one_does(
    size: int, data: st.DataObject
) -> None:
    tree = Tree(numbered(size))
    index = data.draw(st.integers(0, size - 1))
    path, root = tree.inclusion(index), tree.root()
    leaf = leaf_hash(b"%d" % index)
    assert verify_inclusion(leaf, index, size, path, root)
    assert not verify_inclusion(leaf_hash(b"x"), index, size, path, root)
    assert not verify_inclusion(leaf, index, size, [*path, root], root)
    assert not verify_inclusion(leaf, index, size, path[:-1] or [root], root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda n: n != index))
    assert not verify_inclusion(leaf, other, size, path, root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        flipped = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_inclusion(
            leaf, index, size, [*path[:at], flipped, *path[at + 1 :]], root
        )


@given(sizes, st.data())
def test_every_consistency_proof_verifies_and_no_changed_one_does(
    size: int, data: st.DataObject
) -> None:
    tree = Tree(numbered(size))
    old = data.draw(st.integers(1, size))
    path, before, root = tree.consistency(old), tree.root(old), tree.root()
    assert verify_consistency(old, size, path, before, root)
    assert not verify_consistency(old, size, [*path, root], before, root)
    assert not verify_consistency(old, size, path, before, EMPTY_ROOT)
    assert not verify_consistency(old, size, path, EMPTY_ROOT, root)
    if path:
        assert not verify_consistency(old, size, path[:-1], before, root)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=6), st.data())
def test_the_stored_tree_is_the_tree_in_memory(
    batches: list[int], data: st.DataObject
) -> None:
    tree, stored = Tree(), tiles.Tiles({}, set())
    for batch in batches:
        fresh = [b"%d" % n for n in range(tree.size, tree.size + batch)]
        # Growing may use no more than the edge that it says it needs.
        kept = {p: h for p, h in stored.hashes.items() if p in tiles.edge(tree.size)}
        grown = tiles.Tiles({p: bytearray(h) for p, h in kept.items()}, set())
        assert grown.root(tree.size) == tree.root()
        size = grown.append(tree.size, [leaf_hash(leaf) for leaf in fresh])
        tree.extend(fresh)
        assert (size, grown.root(size)) == (tree.size, tree.root())
        stored.hashes |= grown.hashes
    if tree.size:
        size = data.draw(st.integers(1, tree.size))
        index = data.draw(st.integers(0, size - 1))
        needed = tiles.along([index], size)
        some = tiles.Tiles({p: stored.hashes[p] for p in needed}, set())
        assert list(some.inclusion(index, size)) == tree.inclusion(index, size)


def test_what_does_not_exist_cannot_be_asked_for() -> None:
    tree = Tree(numbered(5))
    for bad in (
        lambda: tree.inclusion(5),
        lambda: tree.inclusion(-1),
        lambda: tree.root(6),
    ):
        with pytest.raises(IndexError):
            bad()
    for old, size in ((0, 5), (6, 5), (3, 6)):
        with pytest.raises(IndexError):
            tree.consistency(old, size)
    assert Tree().root() == EMPTY_ROOT
    assert not verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT)
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(0, 5, [], EMPTY_ROOT, tree.root())


PROBES = list(answer_probes(VECTORS))


@pytest.mark.skipif(not PROBES, reason=f"no vectors in {VECTORS}: set LEDGER_VECTORS")
def test_every_probe_of_transparency_dev_is_answered_right() -> None:
    assert [one for one in PROBES if not one.right] == []
    assert {one.kind for one in PROBES} >= {"inclusion", "consistency"}


def probe(tmp_path: Path, name: str, **fields: object) -> Answer:
    (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
    (tmp_path / name).write_text(json.dumps(fields))
    (answer,) = answer_probes(tmp_path)
    (tmp_path / name).unlink()
    return answer


@pytest.mark.parametrize(
    ("fields", "accepted"),
    [
        ({"size1": 0, "size2": 0}, True),
        ({}, True),  # what is missing is zero or empty, as in Go
        ({"size1": 1, "size2": 1, "root1": "eA==", "root2": "eA=="}, True),
        ({"size1": 1, "size2": 1, "root1": "eA==", "root2": "eQ=="}, False),
        ({"size1": 1, "size2": 1, "proof": [""]}, False),
        ({"size1": 0, "size2": 1, "root1": "eA==", "root2": "eA=="}, False),
        ({"size1": 2, "size2": 1}, False),
        ({"size1": -1, "size2": -1}, False),
        ({"size1": 1.0, "size2": 1}, False),
        ({"size1": True, "size2": True}, False),
        ({"size1": "1", "size2": "1"}, False),
        ({"size1": 1 << 64, "size2": 1 << 64}, False),
        ({"size1": (1 << 64) - 1, "size2": (1 << 64) - 1, "proof": None}, True),
        ({"size1": 1, "size2": (1 << 64) - 1, "proof": []}, False),
        ({"root1": "no base64", "root2": "no base64"}, False),
        ({"root1": 7, "root2": 7}, False),
        ({"proof": "eA=="}, False),
        ({"proof": [7]}, False),
        ({"size1": 1, "size2": 1, "unknown": {"anything": 1}}, True),
    ],
)
def test_odd_consistency_probes_are_answered_as_they_must(
    tmp_path: Path, fields: dict[str, object], accepted: bool
) -> None:
    right = probe(tmp_path, "consistency/a.json", **fields, wantErr=not accepted)
    assert right.right
    assert not probe(tmp_path, "consistency/a.json", **fields, wantErr=accepted).right


@pytest.mark.parametrize(
    ("fields", "accepted"),
    [
        ({}, False),
        ({"leafIdx": 0, "treeSize": 1, "leafHash": "", "root": ""}, False),
        ({"leafIdx": 0, "treeSize": 1, "leafHash": "eA==", "root": "eA=="}, False),
        ({"leafIdx": 0, "treeSize": 1, "leafHash": "A" * 43 + "=", "root": ""}, False),
        ({"treeSize": 1, "leafHash": "A" * 43 + "=", "root": "A" * 43 + "="}, True),
        ({"leafIdx": 1, "treeSize": 1, "leafHash": "A" * 43 + "="}, False),
        ({"leafIdx": (1 << 64) - 1, "treeSize": (1 << 64) - 1}, False),
        ({"leafIdx": 0, "treeSize": 1, "proof": [None]}, False),
    ],
)
def test_odd_inclusion_probes_are_answered_as_they_must(
    tmp_path: Path, fields: dict[str, object], accepted: bool
) -> None:
    assert probe(tmp_path, "inclusion/a.json", **fields, wantErr=not accepted).right


def test_a_probe_is_known_by_its_fields_where_no_folder_tells(tmp_path: Path) -> None:
    leaf = {"leafHash": "A" * 43 + "=", "root": "A" * 43 + "="}
    same = {"root1": "A" * 43 + "=", "root2": "A" * 43 + "="}
    for kind, fields in (
        ("inclusion", {"leafIdx": 0, "treeSize": 1, **leaf}),
        ("subtreeinclusion", {"leafIdx": 4, "start": 4, "end": 5, **leaf}),
        ("consistency", {"size1": 5, "size2": 5, **same}),
        ("subtreeconsistency", {"start": 0, "end": 5, "size": 5, **same}),
    ):
        found = probe(tmp_path, "a.json", **fields)
        assert (found.kind, found.right) == (kind, True)
    assert not probe(tmp_path, "a.json", what="else").right
    assert not probe(tmp_path, "inclusion/a.json", wantErr="maybe").right


def test_the_command_counts_and_tells_by_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-vectors", str(tmp_path)]) == 2
    (tmp_path / "inclusion").mkdir()
    (tmp_path / "inclusion/a.json").write_text('{"wantErr": true}')
    assert main(["check-vectors", str(tmp_path)]) == 0
    assert "total: 1 right, 0 wrong" in capsys.readouterr().out
    (tmp_path / "inclusion/b.json").write_text("{")
    (tmp_path / "inclusion/c.json").write_text("[]")
    assert main(["check-vectors", str(tmp_path / "inclusion")]) == 1
    assert "inclusion: 1 right, 2 wrong" in capsys.readouterr().out


def test_the_root_is_the_one_that_pymerkle_computes() -> None:
    pymerkle = pytest.importorskip("pymerkle")
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in numbered(333):
        theirs.append_entry(leaf)
    assert theirs.get_root() == Tree(numbered(333)).root()
