"""Refit the strain index: ``python -m sentiment.voice fit DATA...``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sentiment.voice.fitting.clips import read_clips
from sentiment.voice.fitting.fit import fit, report
from sentiment.voice.score import COEFFICIENTS, load, write

SAYS = """Strain in a voice: points on the logit scale for each unit of a feature.
Written by `python -m sentiment.voice fit`; what they are worth stands in CARD.md."""


def main() -> None:
    """Fit on folders of labelled recordings, print the figures, write the coefficients."""
    commands = argparse.ArgumentParser(prog="python -m sentiment.voice")
    does = commands.add_subparsers(required=True).add_parser("fit", help=main.__doc__)
    does.add_argument("data", nargs="+", type=Path, help="folder with labels.csv")
    does.add_argument("--write", type=Path, default=COEFFICIENTS)
    asked = commands.parse_args()
    clips = read_clips(asked.data)
    print(f"{len(clips)} recordings of {len({c.speaker for c in clips})} speakers")
    print("Speaker-independent, five folds:")
    print(report(clips))
    write(fit(clips), asked.write, SAYS)
    print(f"fitted on all of them: {load(asked.write)}")


if __name__ == "__main__":
    main()
