"""The ledger: its tree, its growth, its way through PostgreSQL, and what anchors cost."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tests.bench.ledger import cost, durable, growth, tree
from tests.bench.ratio import Line


async def run(*, quick: bool) -> AsyncIterator[Line]:
    """A million entries; a tenth of that, and less of everything, if it must be quick."""
    for line in tree.run(100_000 if quick else 1_000_000):
        yield line
    for line in growth.run(10**6 if quick else 10**7):
        yield line
    async for line in durable.run(5_000 if quick else 50_000):
        yield line
    for line in cost.run():
        yield line
