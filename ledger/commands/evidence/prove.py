"""`python -m ledger prove`: the proof of a promise, a consent, a decision or a ticket."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.upkeep.where import add_home, run_with
from ledger.entries.showing import BadChoice, hidden
from ledger.entry import Kind
from ledger.format.leaf import parse_leaf
from ledger.format.policy import Policy
from ledger.format.proof import TLOG_PROOF, parse_proof
from ledger.keys import load
from ledger.log import LogDamaged
from ledger.proving import NO_WITNESSES, NotSealed, prove

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# ticket_number, promise_ticket; tickets stand above the ledger, which knows their ids alone
OF_TICKET = """
select p.id from ticket t join promise p on p.org_id = t.org_id and p.ticket_id = t.id
where t.org_id = $1 and t.number = $2 order by p.id
"""


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "prove",
        help="write a proof",
        description="Write the proof of all sealed records of a reference, or of all "
        "promises of a ticket.",
    )
    parser.add_argument("what", metavar="REF|TICKET", help="an id, or a ticket's number")
    parser.add_argument(
        "--show", metavar="FIELDS", help="show these alone, e.g. time,purpose"
    )
    parser.add_argument(
        "--hide", metavar="FIELDS", help="hide these; the person is hidden unless shown"
    )
    parser.add_argument("--kind", choices=list(Kind), help="only records of this kind")
    parser.add_argument(
        "--tlog-proof",
        action="store_true",
        help="write the plain C2SP tlog-proof of one record",
    )
    parser.add_argument("--policy", type=Path, help="whose cosignatures go in")
    parser.add_argument("--out", type=Path, help="the file to write; standard output else")
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the proof; 1 where there is none to write, 2 without a database."""
    keys = load(Path(chosen.home) / "keys")
    try:
        hide = hidden(chosen.show, chosen.hide)
        policy = Policy.parse(chosen.policy.read_bytes()) if chosen.policy else NO_WITNESSES
    except (BadChoice, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1

    async def work(db: Connection[Record], logs: list[UUID]) -> int:
        for org in logs:
            refs = await _refs(db, org, chosen.what)
            try:
                text = await prove(
                    *(db, org, refs, keys), hide=hide, policy=policy, now=datetime.now(UTC)
                )
            except NotSealed:
                continue
            except LogDamaged as error:
                print(error, file=sys.stderr)
                return 1
            text = _only(text, chosen.kind)
            if text and chosen.tlog_proof:
                text = _plain(text)
            if text:
                _write(text, chosen.out)
                return 0
        print(
            f"nothing of {chosen.what} stands in the log as one record of what was asked",
            file=sys.stderr,
        )
        return 1

    return run_with(chosen.home, work)


async def _refs(db: Connection[Record], org: UUID, what: str) -> list[UUID]:
    if what.isdecimal():
        return [row["id"] for row in await db.fetch(OF_TICKET, org, int(what))]
    try:
        return [UUID(what)]
    except ValueError:
        return []


def _only(text: str, kind: str | None) -> str:
    """The proof with the records of one kind alone; empty if there is none."""
    if kind is None:
        return text
    proof = parse_proof(text)
    kept = tuple(r for r in proof.records if parse_leaf(r.leaf).kind == kind)
    if not kept:
        return ""
    return str(type(proof)(proof.policy, kept, proof.checkpoint, proof.anchors))


def _plain(text: str) -> str:
    """The tlog-proof of a proof of one record; empty for several: name a kind."""
    proof = parse_proof(text)
    if len(proof.records) != 1:
        return ""
    _, _, path = str(proof.records[0]).partition(TLOG_PROOF + "\n")
    return f"{TLOG_PROOF}\n{path}\n{proof.checkpoint}"


def _write(text: str, path: Path | None) -> None:
    if path:
        path.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
