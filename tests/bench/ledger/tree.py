"""The log's tree against pymerkle, and against the bare hashing that nobody can avoid."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import psutil
from pymerkle import InmemoryTree, verify_inclusion

from ledger.tree import Tree, leaf_hash
from ledger.tree import verify_inclusion as verify
from tests.bench.ratio import Line, rate

PROOFS = 20_000
THEIR_PROOFS = 2_000
TOGETHER = 10_000
KIB, MIB = 1024, 1024 * 1024


def leaf(number: int) -> bytes:
    """An entry of a few bytes, so that the tree's own work shows."""
    return f'{{"n":{number}}}'.encode()


def ours(leaves: Iterable[bytes]) -> Tree:
    """A tree grown as a log grows: some thousand leaves at a time, and a root."""
    tree, left = Tree(), iter(leaves)
    while some := list(islice(left, TOGETHER)):
        tree.extend(some)
        tree.root()
    return tree


def theirs(leaves: Iterable[bytes]) -> InmemoryTree:
    """The same in pymerkle."""
    tree = InmemoryTree(algorithm="sha256")
    for one in leaves:
        tree.append_entry(one)
    tree.get_state()
    return tree


def run(size: int) -> Iterator[Line]:
    """Appends and inclusion proofs a CPU second with ``size`` leaves, and memory."""

    leaves = [leaf(number) for number in range(size)]

    def hashes() -> int:
        for one in leaves:
            node = hashlib.sha256(b"\x00" + one).digest()
            hashlib.sha256(b"\x01" + node + node).digest()
        return size

    trees: list[Tree] = []
    others: list[InmemoryTree] = []

    def append() -> int:
        trees[:] = [ours(leaves)]
        return size

    def append_theirs() -> int:
        others[:] = [theirs(leaves)]
        return size

    floor, own, peer = rate(hashes), rate(append), rate(append_theirs, runs=1)
    (tree,), (other,) = trees, others
    assert other.get_state() == tree.root()
    what = f"of {size:,} / CPU s against"
    yield Line(f"appends {what} pymerkle", f"{own:,.0f}", f"{peer:,.0f}", own / peer)
    yield Line(f"appends {what} bare SHA-256", f"{own:,.0f}", f"{floor:,.0f}", own / floor)

    draw = random.Random(1)
    picked = [draw.randrange(size) for _ in range(PROOFS)]
    few = picked[:THEIR_PROOFS]

    def prove() -> int:
        for index in picked:
            tree.inclusion(index)
        return len(picked)

    def prove_theirs() -> int:
        for index in few:
            other.prove_inclusion(index + 1, size)
        return len(few)

    own, peer = rate(prove), rate(prove_theirs, runs=1)
    yield Line(f"proofs {what} pymerkle", f"{own:,.0f}", f"{peer:,.0f}", own / peer)

    paths = [tree.inclusion(index) for index in few]
    proofs = [other.prove_inclusion(index + 1, size) for index in few]
    root = tree.root()

    def check() -> int:
        for index, path in zip(few, paths, strict=True):
            assert verify(leaf_hash(leaves[index]), index, size, path, root)
        return len(paths)

    def check_theirs() -> int:
        for index, proof in zip(few, proofs, strict=True):
            verify_inclusion(leaf_hash(leaves[index]), root, proof)
        return len(proofs)

    own, peer = rate(check), rate(check_theirs)
    yield Line(f"verified {what} pymerkle", f"{own:,.0f}", f"{peer:,.0f}", own / peer)
    own, peer = memory("ours", size), memory("theirs", size)
    yield Line(
        f"memory of {size:,} leaves against pymerkle",
        f"{own / MIB:,.0f} MiB",
        f"{peer / MIB:,.0f} MiB",
        peer / own,
    )


def memory(which: str, size: int) -> int:
    """Bytes that a tree takes, in a process of its own."""
    words = [sys.executable, "-m", "tests.bench.ledger.tree", which, str(size)]
    return int(subprocess.run(words, capture_output=True, check=True).stdout)


def main(which: str, size: str) -> None:
    before = psutil.Process().memory_info().rss
    leaves = (leaf(number) for number in range(int(size)))
    kept = ours(leaves) if which == "ours" else theirs(leaves)
    print(psutil.Process().memory_info().rss - before)
    del kept


if __name__ == "__main__":
    main(*sys.argv[1:])
