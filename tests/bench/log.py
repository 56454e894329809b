"""The log's tree against pymerkle, and against the bare hashing that nobody can avoid."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from pymerkle import InmemoryTree

from ledger.tree import Tree
from tests.bench.ratio import Line, rate

LEAVES = 100_000
PROOFS = 2_000


def run() -> Iterator[Line]:
    """Appends and inclusion proofs a CPU second, each with LEAVES leaves in the tree."""
    leaves = [f'{{"n":{n}}}'.encode() for n in range(LEAVES)]

    def hashes() -> int:
        for leaf in leaves:
            node = hashlib.sha256(b"\x00" + leaf).digest()
            hashlib.sha256(b"\x01" + node + node).digest()
        return LEAVES

    def append_ours() -> int:
        Tree(leaves).root()
        return LEAVES

    few = leaves[: LEAVES // 5]

    def append_theirs() -> int:
        tree = InmemoryTree(algorithm="sha256")
        for leaf in few:
            tree.append_entry(leaf)
        tree.get_state()
        return len(few)

    floor, ours, theirs = rate(hashes), rate(append_ours), rate(append_theirs)
    yield Line(
        "log appends / CPU s against pymerkle",
        f"{ours:,.0f}",
        f"{theirs:,.0f}",
        ours / theirs,
    )
    yield Line(
        "log appends / CPU s against bare SHA-256",
        f"{ours:,.0f}",
        f"{floor:,.0f}",
        ours / floor,
    )
    tree, other = Tree(leaves), InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        other.append_entry(leaf)
    draw = random.Random(1)
    picked = [draw.randrange(LEAVES) for _ in range(PROOFS)]

    def prove_ours() -> int:
        for index in picked:
            tree.inclusion(index)
        return PROOFS

    def prove_theirs() -> int:
        for index in picked[: PROOFS // 4]:
            other.prove_inclusion(index + 1, LEAVES)
        return PROOFS // 4

    ours, theirs = rate(prove_ours), rate(prove_theirs)
    yield Line(
        "inclusion proofs / CPU s against pymerkle",
        f"{ours:,.0f}",
        f"{theirs:,.0f}",
        ours / theirs,
    )
