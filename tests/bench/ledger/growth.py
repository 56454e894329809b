"""Whether proofs stay logarithmic while the log grows a thousandfold."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from ledger.tree import HASH_SIZE, Tree
from tests.bench.ledger.tree import TOGETHER, leaf
from tests.bench.ratio import Line, rate

FIRST = 10_000
PROOFS = 5_000


def run(largest: int) -> Iterator[Line]:
    """Time and bytes of proofs at each power of ten up to ``largest``.

    Against what log2 of the size would make of the first line: × 1 is just that, more is
    better.
    """
    tree, draw = Tree(), random.Random(1)
    size, first = FIRST, (0.0, 0.0)
    while size <= largest:
        for start in range(tree.size, size, TOGETHER):
            tree.extend([leaf(n) for n in range(start, start + TOGETHER)])
            tree.root()
        picked = [draw.randrange(size) for _ in range(PROOFS)]

        def prove(picked: list[int] = picked) -> int:
            for index in picked:
                tree.inclusion(index)
            return len(picked)

        took = 1e6 / rate(prove)
        long = sum(len(tree.inclusion(index)) for index in picked) / PROOFS * HASH_SIZE
        grew = len(tree.consistency(size // 2 + 1)) * HASH_SIZE
        if size == FIRST:
            first = took, long
        factor = math.log2(size) / math.log2(FIRST)
        yield Line(
            f"a proof in {size:,} leaves, µs; log2 would make",
            f"{took:,.1f}",
            f"{first[0] * factor:,.1f}",
            first[0] * factor / took,
        )
        yield Line(
            f"a proof in {size:,} leaves, bytes (consistency {grew:,})",
            f"{long:,.0f}",
            f"{first[1] * factor:,.0f}",
            first[1] * factor / long,
        )
        size *= 10
