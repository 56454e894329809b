"""`python -m sentiment compare`: configured weights against the shipped ones."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sentiment.commands import folder


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "compare",
        help="measure configured weights against the shipped ones",
        description="Read the labelled messages of a folder (en.jsonl or zh.jsonl, one "
        "JSON object a line: text, emotion) with the weights given and with the shipped "
        "ones, and keep the result beside the weights. They are used only where they were "
        "better.",
    )
    parser.add_argument("--weights", required=True, help="a local folder, or a cached id")
    parser.add_argument("--data", type=folder, required=True, help="the folder of messages")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print and keep one comparison a language; 1 where there was nothing to read."""
    from sentiment.training.comparing import compare
    from sentiment.words.neural.configured import keep, place

    try:
        weights = place(chosen.weights)
    except OSError:
        print(f"no weights are called {chosen.weights!r}", file=sys.stderr)
        return 1
    found = 0
    for language in ("en", "zh"):
        verdict = compare(weights, chosen.data, language)
        if verdict is None:
            continue
        found += 1
        keep(weights, verdict)
        better = "better, will be used" if verdict.better else "not better, stays unused"
        print(
            f"{language}: {verdict.texts} messages, macro-F1 {verdict.configured:.3f} "
            f"against {verdict.shipped:.3f} shipped: {better}"
        )
    return 0 if found else 1
