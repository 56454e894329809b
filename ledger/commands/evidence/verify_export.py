"""`python -m ledger verify-export`: check an audit's export with nothing of the desk."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.format.leaf import moment
from ledger.format.note import BadFormat, KeyType, VerifierKey
from ledger.format.policy import Policy
from ledger.verify import Merged, Refused, Verified, verify
from ledger.verify.export import claims, lines, totals
from ledger.verify.growth import Grown, verify_growth

VALID, INVALID, CANNOT_TELL = 0, 1, 2


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "verify-export",
        help="check an audit's export, or a consistency file",
        description="Check each proof of an export, count its promises again by the rule, "
        "look up receipts, and compare with what the desk counted. Exit status: 0 all "
        "holds, 1 something does not, 2 cannot tell.",
    )
    parser.add_argument("path", type=Path, help="the folder, or a consistency file")
    parser.add_argument("--receipts", type=Path, help="a folder of receipts of your own")
    parser.add_argument("--policy", type=Path, help="the logs and witnesses you trust")
    parser.add_argument("--key", help="a verifier key of the log, if you know it")
    parser.add_argument("--at", help="count as of this time, not the export's own")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Check it and print what was found."""
    try:
        policy = Policy.parse(chosen.policy.read_bytes()) if chosen.policy else None
        key = VerifierKey.parse(chosen.key) if chosen.key else None
        if not chosen.path.is_dir():
            return _one_file(chosen.path, policy, key)
        return _folder(chosen, policy)
    except (OSError, BadFormat, ValueError, KeyError) as error:
        print(f"cannot tell: {error}", file=sys.stderr)
        return CANNOT_TELL


def _one_file(path: Path, policy: Policy | None, key: VerifierKey | None) -> int:
    keys = [key] if key else []
    keys += [log.key for log in policy.logs] if policy else []
    if not keys:
        print("name the log's key with --key, or a policy", file=sys.stderr)
        return CANNOT_TELL
    return VALID if _growth(path, keys) else INVALID


def _growth(path: Path, keys: list[VerifierKey]) -> bool:
    found = verify_growth(path.read_bytes(), keys)
    if isinstance(found, Grown):
        print(f"{path.name}: grew from {found.old.size} to {found.new.size} records")
        return True
    print(f"{path.name}: {found.why}")
    return False


def _folder(chosen: argparse.Namespace, policy: Policy | None) -> int:
    told = json.loads((chosen.path / "promises.json").read_text(encoding="utf-8"))
    at = moment(chosen.at or told["at"])
    if at is None:
        raise ValueError("--at is a time like 2026-12-01T00:00:00Z")
    wrong: list[str] = []
    proofs: dict[str, Verified] = {}
    for path in sorted((chosen.path / "proofs").glob("*.proof")):
        outcome = verify(path.read_bytes(), policy=policy, key=chosen.key)
        if isinstance(outcome, Refused):
            wrong.append(f"{path.name}: {outcome.reason} ({outcome.detail})")
        elif outcome.checkpoint.origin != told["log"]:
            wrong.append(f"{path.name}: is of another log")
        else:
            proofs[path.name] = outcome
    found = lines([p for n, p in proofs.items() if n.startswith("promises")], at=at)
    if not chosen.at and [line.told for line in found] != told["promises"]:
        wrong.append("promises.json: is not what the proofs show")
    folder = chosen.receipts or chosen.path / "receipts"
    receipts = (
        {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        if folder.is_dir()
        else {}
    )
    looked_up = claims(receipts, list(proofs.values()), now=datetime.now(UTC))
    keys = list(dict.fromkeys(k for p in proofs.values() for k in p.keys))
    plain = [key for key in keys if key.type is KeyType.ED25519]
    if (since := chosen.path / "since.consistency").exists() and not _growth(since, plain):
        wrong.append("since.consistency: does not hold")
    became = {claim.merged for claim in looked_up.values()}
    bad = became - {Merged.IN_TIME, Merged.PENDING, Merged.UNCLEAR}
    if chosen.json:
        laid_out = {
            "valid": not wrong,
            "wrong": wrong,
            "counts": totals(found),
            "receipts": {name: claim.merged for name, claim in looked_up.items()},
        }
        print(json.dumps(laid_out, ensure_ascii=False))
    else:
        _say(found, looked_up, wrong, pinned=bool(chosen.key or policy))
    if wrong or bad:
        return INVALID
    # A record that nobody can open may be the receipt's, or hide that there is none.
    return CANNOT_TELL if Merged.UNCLEAR in became else VALID


def _say(found: Any, looked_up: Any, wrong: list[str], *, pinned: bool) -> None:
    for word, number in totals(found).items():
        print(f"{number:7} {word}")
    for name, claim in looked_up.items():
        print(f"receipt {name}: {claim.merged} {claim.detail}".rstrip())
    for line in wrong:
        print(f"WRONG {line}")
    if not pinned:
        print("The log's key is the files' own word: name the one you know with --key.")
    print("Something does not hold." if wrong else "Every proof holds.")
