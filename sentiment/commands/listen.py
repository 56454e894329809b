"""`python -m sentiment listen` and `fit-voice`: strain in recordings."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sentiment.commands import folder
from sentiment.commands.look import plain
from sentiment.voice.file import BadRecording, hear_file
from sentiment.voice.score import COEFFICIENTS, load, write

SAYS = """Strain in a voice: points on the logit scale for each unit of a feature, of a
voice by itself and of its change from the caller's usual one.
Written by `python -m sentiment fit-voice`; what they are worth stands in CARD.md."""


def add(commands: Any) -> None:
    """Declare both commands."""
    listens = commands.add_parser(
        "listen",
        help="strain in recordings",
        description="Say how strained the voice in each recording sounds. Exit status 1 "
        "if one could not be listened to.",
    )
    listens.add_argument("files", nargs="+", type=Path, metavar="FILE")
    listens.add_argument("--language", default="und", help="what is spoken, e.g. en")
    listens.add_argument("--json", action="store_true", help="one JSON object a line")
    listens.set_defaults(run=listen)
    fits = commands.add_parser(
        "fit-voice",
        help="refit the strain index",
        description="Refit the coefficients on folders of recordings with a labels.csv "
        "(path, speaker, emotion), and print how well they do on unknown speakers.",
    )
    fits.add_argument("data", nargs="+", type=folder, metavar="FOLDER")
    fits.add_argument(
        "--write",
        type=Path,
        default=COEFFICIENTS,
        help="the file to write; the coefficients in use if left out",
    )
    fits.set_defaults(run=fit_voice)


def listen(chosen: argparse.Namespace) -> int:
    """Listen to each file; a bad one is told, and the others are listened to."""
    bad = 0
    for path in chosen.files:
        try:
            told = asdict(hear_file(path, language=chosen.language))
        except BadRecording as reason:
            bad, told = 1, {"error": str(reason)}
        if chosen.json:
            track = [{"t": t, "strain": strain} for t, strain in told.pop("track", ())]
            told |= {} if "error" in told else {"track": track}
            print(json.dumps({"file": str(path), **told}, ensure_ascii=False), flush=True)
        else:
            print(
                f"{plain(str(path))}: {_sentence(told)}",
                file=sys.stderr if "error" in told else None,
            )
    return bad


def _sentence(told: dict[str, Any]) -> str:
    if "error" in told:
        return str(told["error"])
    notes = f" ({', '.join(told['notes'])})" if told["notes"] else ""
    said = f"{told['voiced_seconds']} s of voice in {told['seconds']} s{notes}"
    if told["index"] is None:
        return f"{said}: nothing can be said of the strain"
    alarm = f"; alarm at {told['alarm_at']:.0f} s" if told["alarm_at"] is not None else ""
    checked = "" if told["validated"] else "; not validated for this language"
    return f"{said}: strain {told['index']} of 100{alarm}{checked}"


def fit_voice(chosen: argparse.Namespace) -> int:
    """Fit on folders of labelled recordings, print the figures, write the coefficients."""
    from sentiment.voice.fitting.clips import read_clips
    from sentiment.voice.fitting.fit import fit, report

    try:
        clips = read_clips(chosen.data)
    except FileNotFoundError as reason:
        print(f"fit-voice needs {reason.filename}", file=sys.stderr)
        return 1
    print(f"{len(clips)} recordings of {len({c.speaker for c in clips})} speakers")
    print("Speaker-independent, five folds:")
    print(report(clips))
    write(fit(clips), chosen.write, SAYS, (clip.speaker for clip in clips))
    print(f"fitted on all of them: {load(chosen.write)}")
    return 0
