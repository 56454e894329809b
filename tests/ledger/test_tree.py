"""The tree against a naive one, and the verifiers against everyone else's probes."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store import tiles
from ledger.tree import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

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


def probes() -> list[Path]:
    return sorted(VECTORS.rglob("*.json"))


@pytest.mark.skipif(not probes(), reason=f"no vectors in {VECTORS}: set LEDGER_VECTORS")
def test_every_probe_of_transparency_dev_is_answered_right() -> None:
    for probe in probes():
        asked = json.loads(probe.read_text())

        def data(name: str, asked: dict[str, str] = asked) -> bytes:
            return base64.b64decode(asked.get(name) or "")

        path = [base64.b64decode(one) for one in asked["proof"] or []]
        kind = probe.relative_to(VECTORS).parts[0]
        if kind == "inclusion":
            leaf, root = data("leafHash"), data("root")
            found = verify_inclusion(leaf, asked["leafIdx"], asked["treeSize"], path, root)
        elif kind == "consistency":
            size1, size2 = asked["size1"], asked["size2"]
            found = verify_consistency(size1, size2, path, data("root1"), data("root2"))
        elif kind == "subtreeinclusion":
            where = asked["leafIdx"], asked["start"], asked["end"]
            found = verify_subtree_inclusion(data("leafHash"), *where, path, data("root"))
        else:
            where = asked["start"], asked["end"], asked["size"]
            found = verify_subtree_consistency(*where, path, data("root1"), data("root2"))
        assert found is not asked["wantErr"], probe


def test_the_root_is_the_one_that_pymerkle_computes() -> None:
    pymerkle = pytest.importorskip("pymerkle")
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in numbered(333):
        theirs.append_entry(leaf)
    assert theirs.get_root() == Tree(numbered(333)).root()
