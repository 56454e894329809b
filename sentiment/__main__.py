"""python -m sentiment read --json | train --data DIR | bench DIR."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sentiment.reading import read, warm
from sentiment.signal import Signal, Span


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all went well, 1 if a line of the input was not readable."""
    parser = argparse.ArgumentParser(prog="python -m sentiment")
    commands = parser.add_subparsers(dest="command", required=True)
    reads = commands.add_parser("read", help="read messages, one JSON object a line")
    reads.add_argument("--json", action="store_true", help="the only format so far")
    reads.add_argument("--zone", default="UTC", help="where the writers' hours are meant")
    trains = commands.add_parser("train", help="train the weights again")
    trains.add_argument("--data", type=Path, required=True)
    benches = commands.add_parser("bench", help="figures beside baselines")
    benches.add_argument("data", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.command == "read":
        for stream in (sys.stdin, sys.stdout):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return lines(sys.stdin, sys.stdout, chosen.zone)
    if chosen.command == "train":
        from sentiment.training.command import train

        train(chosen.data)
    else:
        from sentiment.training.bench import bench

        bench(chosen.data)
    return 0


def lines(source: Iterable[str], target: TextIO, zone: str = "UTC") -> int:
    """One answer a line in the order of the input; a bad line is answered with an error."""
    warm()
    bad = 0
    for line in source:
        if not line.strip():
            continue
        try:
            answer = answered(json.loads(line), zone)
        except (ValueError, KeyError, TypeError, AttributeError) as reason:
            answer, bad = {"error": f"{type(reason).__name__}: {reason}"}, 1
        print(json.dumps(answer, ensure_ascii=False), file=target, flush=True)
    return bad


def answered(message: dict[str, Any], zone: str) -> dict[str, Any]:
    """Read {id, text, channel?, context{prior_contacts_7d, hours_waiting}?, now?}."""
    context = message.get("context") or {}
    at = message.get("now")
    now = datetime.fromisoformat(at) if at else datetime.now(UTC)
    signal = read(
        message["text"],
        channel=message.get("channel") or "mail",
        prior_contacts_7d=int(context.get("prior_contacts_7d") or 0),
        hours_waiting=float(context.get("hours_waiting") or 0),
        now=now if now.tzinfo else now.replace(tzinfo=UTC),
        zone=zone,
    )
    return {"id": message.get("id")} | shape(signal)


def shape(signal: Signal) -> dict[str, Any]:
    """A signal as plain JSON values."""
    urgency, emotion, deadline = signal.urgency, signal.emotion, signal.deadline
    return {
        "language": signal.language,
        "urgency": {
            "level": urgency.level.value,
            "score": urgency.score,
            "confidence": urgency.confidence,
            "needs_review": urgency.needs_review,
            "evidence": [_span(span) for span in urgency.evidence],
        },
        "emotion": {
            "label": emotion.label.value,
            "labels": [label.value for label in emotion.labels],
            "probabilities": {f.value: p for f, p in emotion.probabilities.items()},
            "evidence": [_span(span) for span in emotion.evidence],
        },
        "deadline": deadline
        and {"text": deadline.text, "due_at": deadline.due_at.isoformat()},
        "model": signal.model,
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "weight": span.weight,
    }


if __name__ == "__main__":
    sys.exit(main())
