"""`python -m ledger verify`: check a proof file, offline unless asked otherwise."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from ledger.format.proof import SIZE_LIMIT
from ledger.sentence import LANGUAGES, describe, sentences
from ledger.verify import Refused, Verified
from ledger.verify import verify as verify_proof

VALID, INVALID, CANNOT_TELL = 0, 1, 2


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "verify",
        help="check a proof file",
        description="Check a proof file (docs/proofs.md). Exit status: 0 valid, 1 invalid, "
        "2 cannot tell.",
    )
    parser.add_argument("file", type=Path, help="the proof file")
    parser.add_argument("--key", help="the log's verifier key, if you know it")
    parser.add_argument("--rpc", metavar="URL", help="check the anchor on this node")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Check the file and print what was found."""
    try:
        with open(chosen.file, "rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        return _cannot_tell(f"{chosen.file} cannot be read: {error.strerror}")
    outcome = verify_proof(data, key=chosen.key)
    if chosen.rpc and isinstance(outcome, Verified) and outcome.receipt:
        # Only here: web3 takes a second to load.
        from ledger.chain.confirm import confirm
        from ledger.chain.trouble import Troubled

        try:
            outcome = asyncio.run(confirm(outcome, chosen.rpc))
        except Troubled as error:
            return _cannot_tell(f"{chosen.rpc} does not answer: {error}")
    said = sentences(outcome, chosen.language)
    if chosen.json:
        print(json.dumps({**describe(outcome), "sentences": said}, ensure_ascii=False))
    else:
        print("\n".join(said))
    return INVALID if isinstance(outcome, Refused) else VALID


def _cannot_tell(why: str) -> int:
    print(why, file=sys.stderr)
    return CANNOT_TELL
