"""`./veridesk bench`: each figure against a peer or a floor measured in the same run."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial

from tests.bench import browser, gate, ledger, mail
from tests.bench.ratio import Line


async def main() -> None:
    """Run the named benches, or all of them."""
    parser = argparse.ArgumentParser(prog="./veridesk bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="ledger gate browser mail")
    parser.add_argument("--quick", action="store_true", help="the ledger's with less")
    chosen = parser.parse_args()
    benches = {
        "ledger": partial(ledger.run, quick=chosen.quick),
        "gate": gate.run,
        "browser": browser.run,
        "mail": mail.run,
    }
    if unknown := set(chosen.names) - benches.keys():
        parser.error(f"there is no bench {sorted(unknown)[0]}")
    print(f"  {'':<62} {'ours':>20}   {'against':>26}  × more is better")
    for name in chosen.names or benches:
        found: Iterator[Line] | AsyncIterator[Line] = benches[name]()
        if isinstance(found, Iterator):
            for line in found:
                print(line, flush=True)
        else:
            async for line in found:
                print(line, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
