"""`./veridesk bench`: each figure against a peer or a floor measured in the same run."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator

from tests.bench import browser, gate, log, mail
from tests.bench.ratio import Line

BENCHES = {"log": log.run, "gate": gate.run, "browser": browser.run, "mail": mail.run}


async def main(names: list[str]) -> None:
    """Run the named benches, or all of them."""
    print(f"  {'':<52} {'ours':>20}   {'against':>30}  × more is better")
    for name in names or BENCHES:
        found: Iterator[Line] | AsyncIterator[Line] = BENCHES[name]()
        if isinstance(found, Iterator):
            for line in found:
                print(line, flush=True)
        else:
            async for line in found:
                print(line, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
