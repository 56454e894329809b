"""`python -m ledger account`: which account anchors, and how another takes its place."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.keys import load
from ledger.keys.files import OPERATOR, read_key, switch_operator

if TYPE_CHECKING:
    from asyncpg import Connection, Record

NEXT_OPERATOR = "operator.next.key"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "account",
        help="show the account that anchors, or let another take its place",
        description="Print the address of the account that pays for anchors. The embedded "
        "chain gives it funds; on any other chain somebody has to. --propose makes the key "
        "of the next account, names it to the contracts and gives it half of the funds; "
        "--accept makes it the operator. Name each chain's node with --rpc.",
    )
    step = parser.add_mutually_exclusive_group()
    step.add_argument("--propose", action="store_true", help="name the next account")
    step.add_argument("--accept", action="store_true", help="make it the operator")
    parser.add_argument(
        "--rpc",
        metavar="URL",
        action="append",
        default=[],
        help="a node of each chain; the running desk's embedded chain if none is named",
    )
    parser.add_argument(
        "--fee-cap", type=float, default=500, help="most gwei a unit of gas may cost"
    )
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the address, or take the step; 1 when a chain refuses, 2 without a database."""
    folder = Path(chosen.home) / "keys"
    if not chosen.propose and not chosen.accept:
        print(load(folder).operator_address)  # the key is made if there is none yet
        return 0
    note = Path(chosen.home) / "run" / "chain.url"
    nodes = chosen.rpc or ([note.read_text().strip()] if note.exists() else [])
    if not nodes:
        print("no chain: name a node of each with --rpc", file=sys.stderr)
        return 2
    cap = int(chosen.fee_cap * 10**9)

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        # Only here: web3 takes a second to load.
        from ledger.chain.trouble import Troubled

        try:
            if chosen.propose:
                return await _propose(db, logs, folder, nodes, cap)
            return await _accept(db, logs, folder, nodes, cap)
        except Troubled as error:
            print(f"{error.trouble}: {error}", file=sys.stderr)
            return 1

    return run_with(chosen.home, work)


async def _propose(
    db: Connection[Record], logs: list[UUID], folder: Path, nodes: list[str], cap: int
) -> int:
    from ledger.chain.operator import places, propose

    known, key = await places(db, logs), load(folder).operator
    upcoming = read_key(folder / NEXT_OPERATOR)
    for url in nodes:
        for place in await propose(db, known, url, key, upcoming, cap):
            print(f"proposed to {place.contract} on chain {place.chain_id}")
    print("go on with --accept")
    return 0


async def _accept(
    db: Connection[Record], logs: list[UUID], folder: Path, nodes: list[str], cap: int
) -> int:
    from ledger.chain.operator import accept, places

    if not (folder / NEXT_OPERATOR).exists():
        print("there is no next account: begin with --propose", file=sys.stderr)
        return 1
    known, upcoming = await places(db, logs), read_key(folder / NEXT_OPERATOR)
    done = [place for url in nodes for place in await accept(db, known, url, upcoming, cap)]
    for place in done:
        print(f"accepted by {place.contract} on chain {place.chain_id}")
    if left := [place for place in known if place not in done]:
        print(
            f"chain {left[0].chain_id} still listens to the old account: name a node of "
            "it with --rpc, too",
            file=sys.stderr,
        )
        return 1
    old = load(folder).operator_address
    await asyncio.to_thread(switch_operator, folder, NEXT_OPERATOR, old)
    print(f"{OPERATOR} is the next account's now: restart the workers")
    return 0
