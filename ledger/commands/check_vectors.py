"""`python -m ledger check-vectors`: put the verifiers of the tree to everyone's probes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ledger.verify.probes import answer_probes


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "check-vectors",
        help="answer the probes of transparency-dev/merkle",
        description="Answer every JSON probe below DIR, in the format of "
        "transparency-dev/merkle testdata/{inclusion,consistency}, and print how many were "
        "answered right and wrong. Exit status: 0 all right, 1 some wrong, 2 no probes.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the probes are")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer, and print the counts and each wrong answer."""
    counts: dict[str, list[int]] = {}
    for one in answer_probes(chosen.folder.resolve()):
        counts.setdefault(one.kind, [0, 0])[one.right] += 1
        if not one.right:
            print(f"wrong: {one.path}{f' ({one.why})' if one.why else ''}")
    if not counts:
        print(f"there are no probes in {chosen.folder}", file=sys.stderr)
        return 2
    for kind, (wrong, right) in sorted(counts.items()):
        print(f"{kind}: {right} right, {wrong} wrong")
    wrong = sum(count[0] for count in counts.values())
    print(f"total: {sum(map(sum, counts.values())) - wrong} right, {wrong} wrong")
    return 1 if wrong else 0
