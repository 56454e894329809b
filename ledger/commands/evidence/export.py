"""`python -m ledger export`: a month's promises with their proofs, for an audit."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ledger.commands.evidence.consistency import growth
from ledger.commands.upkeep.where import add_home, run_with
from ledger.format.leaf import stamp
from ledger.format.note import BadFormat, Checkpoint, Note
from ledger.format.policy import Policy
from ledger.format.receipt import Receipt
from ledger.keys import Keys, load
from ledger.log import LogDamaged
from ledger.proving import NO_WITNESSES, NotSealed, prove
from ledger.public.heads import newest_head
from ledger.verify import Verified, verify
from ledger.verify.export import claims, lines, totals

if TYPE_CHECKING:
    from asyncpg import Connection, Record

HEADER = "veridesk/export@v1"
# Promises to a file: a proof file has its limit, and auditors their patience.
TOGETHER = 150
HIDE = ("subject",)

# Goes through all records: an audit is rare enough to need no index of its own.
MADE = """
select ref from entry
where org_id = $1 and kind = 'promise.made' and index is not null
    and at >= $2 and at < $3
order by index
"""
READ_ME = """This folder was written by `python -m ledger export`.

Check it with `python -m ledger verify-export FOLDER --key KEY`, where KEY is the log's
verifier key, had from somewhere else than this folder. The command needs nothing of the
desk: `pip install '.[verify]'`. Or check each file under proofs/ by itself, with
`python -m ledger verify FILE` or a program of your own, and count: promises.json says
what the desk counts, docs/ledger/export.md says how.
"""


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "export",
        help="write a month's promises with their proofs, for an audit",
        description="Write all promises made in a month with their proofs, what they "
        "count as, and what became of receipts (docs/ledger/export.md).",
    )
    parser.add_argument("--month", required=True, type=_month, help="e.g. 2026-11, in UTC")
    parser.add_argument("--out", type=Path, help="a new folder, or a file named *.zip")
    parser.add_argument("--receipts", type=Path, help="a folder of receipts to look up")
    parser.add_argument("--since", type=Path, help="a checkpoint kept from the last audit")
    parser.add_argument("--policy", type=Path, help="whose cosignatures go in")
    parser.add_argument("--show-person", action="store_true", help="open the person's hash")
    add_home(parser)
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the export; 1 if something of it does not hold, 2 without a database."""
    keys = load(Path(chosen.home) / "keys")
    out = chosen.out or Path(f"export-{chosen.month:%Y-%m}")
    try:
        policy = Policy.parse(chosen.policy.read_bytes()) if chosen.policy else NO_WITNESSES
        receipts = read_folder(chosen.receipts) if chosen.receipts else {}
        since = _head(chosen.since) if chosen.since else None
        if out.exists():
            raise FileExistsError(f"{out} is there already")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    hide = () if chosen.show_person else HIDE

    with tempfile.TemporaryDirectory() as drafts:

        async def work(db: Connection[Record], logs: list[UUID]) -> int:
            status = 0
            for org in logs:
                status |= await write_export(
                    *(db, org, keys, Path(drafts) / str(org)),
                    *(chosen.month, receipts, since),
                    policy=policy,
                    hide=hide,
                    now=datetime.now(UTC),
                )
            return status

        status = run_with(chosen.home, work)
        made = list(Path(drafts).iterdir())
        whole = made[0] if len(made) == 1 else Path(drafts)
        if not made:
            print("nothing stands in the log yet", file=sys.stderr)
        elif out.suffix == ".zip":
            shutil.make_archive(str(out.with_suffix("")), "zip", whole)
        else:
            shutil.copytree(whole, out)
    return status


async def write_export(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    folder: Path,
    month: datetime,
    receipts: dict[str, bytes],
    since: Note | None = None,
    *,
    policy: Policy = NO_WITNESSES,
    hide: tuple[str, ...] = HIDE,
    now: datetime,
) -> int:
    """Write one log's export into ``folder``; 1 if something of it does not hold.

    All of it is read from one snapshot, so it may be written while the log grows.
    """
    nested = db.is_in_transaction()
    files: dict[str, str] = {}
    async with db.transaction(isolation=None if nested else "repeatable_read"):
        head = await newest_head(db, org)
        if head is None:
            return 0
        end = _next(month)
        refs = [row["ref"] for row in await db.fetch(MADE, org, month, end)]
        named = {r.ref for r in _parsed(receipts.values())} - set(refs)
        for name, group in _groups(refs, sorted(named)):
            try:
                files[name] = await prove(
                    db, org, group, keys, hide=hide, policy=policy, now=now
                )
            except NotSealed:
                continue  # receipts for what is nowhere in the log
            except LogDamaged as error:
                print(f"log {org}: {error}", file=sys.stderr)
                return 1
        newest = Checkpoint.parse(Note.parse(head).text)
        before = Checkpoint.head(since.text) if since else None
        if before and since and before.origin == newest.origin:
            # Its signatures may have been let go here since.
            kept = {before.size: since}
            grown = await growth(db, org, before.size, newest.size, kept)
            if grown is not None:
                files["since.consistency"] = str(grown)
    proofs = {name: verify(text) for name, text in files.items() if name[:6] == "proofs"}
    held = [proof for proof in proofs.values() if isinstance(proof, Verified)]
    of_month = [
        proof
        for name, proof in proofs.items()
        if isinstance(proof, Verified) and "receipts" not in name
    ]
    found = lines(of_month, at=now)
    told = {
        "format": HEADER,
        "log": newest.origin,
        "month": f"{month:%Y-%m}",
        "at": stamp(now),
        "size": newest.size,
        "promises": [line.told for line in found],
        "counts": totals(found),
        "receipts": {
            name: {"merged": claim.merged.value, "detail": claim.detail}
            for name, claim in claims(receipts, held, now=now).items()
        },
    }
    files["promises.json"] = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    files["checkpoint"] = head
    files["README.txt"] = READ_ME
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, data in receipts.items():
        path = folder / "receipts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _say(told)
    return 0 if len(held) == len(proofs) else 1


def _say(told: dict[str, Any]) -> None:
    counts = ", ".join(f"{n} {word}" for word, n in told["counts"].items() if n)
    print(f"log {told['log']}: {told['month']}: {counts or 'no promises'}")
    for name, claim in told["receipts"].items():
        print(f"  receipt {name}: {claim['merged']} {claim['detail']}".rstrip())


def _groups(refs: list[UUID], named: list[UUID]) -> Iterator[tuple[str, list[UUID]]]:
    for name, some in (("promises", refs), ("receipts", named)):
        for start in range(0, len(some), TOGETHER):
            place = start // TOGETHER + 1
            yield f"proofs/{name}-{place:04}.proof", some[start : start + TOGETHER]


def _parsed(receipts: Iterable[bytes]) -> Iterator[Receipt]:
    for data in receipts:
        try:
            yield Receipt.parse(Note.parse(data.decode()).text)
        except (BadFormat, UnicodeError):
            continue  # told as what it is, not looked up


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _head(path: Path) -> Note:
    note = Note.parse(path.read_text(encoding="utf-8"))
    Checkpoint.head(note.text)
    return note


def _month(said: str) -> datetime:
    try:
        return datetime.strptime(said, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("write the month like 2026-11") from None


def _next(month: datetime) -> datetime:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
