"""`python -m sentiment read`: what messages say, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sentiment.language import stretches
from sentiment.personal import personal
from sentiment.reading import read, warm
from sentiment.signal import Intent, Signal, Span


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "read",
        help="read messages, one JSON object a line",
        description="Read messages from the standard input, one JSON object a line: id, "
        "text, and optionally channel, context{prior_contacts_7d, hours_waiting} and now. "
        "Exit status 1 if a line could not be read; it is answered with an error.",
    )
    parser.add_argument("--json", action="store_true", help="the only format so far")
    parser.add_argument(
        "--zone",
        default="",
        type=_zone,
        help="where hours are meant, e.g. Asia/Shanghai; else as each now says",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Answer every line of the input."""
    if hasattr(sys.stdin, "reconfigure"):  # what is no UTF-8 is read as lone surrogates
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    return lines(sys.stdin, sys.stdout, chosen.zone)


def lines(source: Iterable[str], target: TextIO, zone: str = "") -> int:
    """One answer a line in the order of the input; a bad line is answered with an error,
    and with its id where it has one.
    """
    warm()
    bad = 0
    for line in source:
        line = line.removeprefix("\ufeff")  # files of Windows begin so
        if not line.strip():
            continue
        message: object = None
        try:
            message = json.loads(line)
            answer = answered(message, zone)
        except (
            ValueError,
            LookupError,
            TypeError,
            OverflowError,
            RecursionError,
        ) as reason:
            named = message.get("id") if isinstance(message, dict) else None
            answer, bad = {"id": named, "error": _told(reason)}, 1
        print(json.dumps(answer, ensure_ascii=False), file=target, flush=True)
    return bad


def _told(reason: Exception) -> str:
    if isinstance(reason, json.JSONDecodeError):
        return f"not JSON: {reason}"
    return "nested too deep" if isinstance(reason, RecursionError) else str(reason)


def answered(message: object, zone: str) -> dict[str, Any]:
    """Read {id, text, channel?, context{prior_contacts_7d, hours_waiting}?, now?}.

    Raises TypeError for another shape, ValueError for other values.
    """
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise TypeError('a line is an object with a text: {"id": …, "text": …}')
    context = message.get("context") or {}
    if not isinstance(context, dict):
        raise TypeError('context is an object: {"prior_contacts_7d": …}')
    now = _time(message.get("now"))
    signal = read(
        message["text"],
        channel=message.get("channel") or "mail",
        prior_contacts_7d=int(_amount(context, "prior_contacts_7d")),
        hours_waiting=_amount(context, "hours_waiting"),
        now=now,
        zone=zone,
    )
    return (
        {"id": message.get("id")}
        | shape(signal)
        | {
            "languages": [
                {"start": start, "end": end, "language": name}
                for start, end, name in stretches(message["text"])
            ],
            "personal": [
                {"start": one.start, "end": one.end, "text": one.text, "kind": one.kind}
                for one in personal(message["text"])
            ],
        }
    )


def _amount(context: dict[str, Any], name: str) -> float:
    told = context.get(name)
    try:
        amount = float(told or 0)
    except (TypeError, ValueError, OverflowError):
        amount = math.nan
    if not math.isfinite(amount):
        raise ValueError(f"{name} is a number")
    return amount


def _time(told: Any) -> datetime:
    if not told:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        raise ValueError("now is a time as 2026-03-02T10:00:00+08:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _zone(name: str) -> str:
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"no time zone is called {name!r}") from None


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
            "grave": urgency.grave,
            "evidence": [_span(span) for span in urgency.evidence],
            "otherwise": [
                {
                    "how": one.how,
                    "spans": [_span(span) for span in one.spans],
                    "level": one.level.value,
                    "score": one.score,
                }
                for one in urgency.otherwise
            ],
        },
        "settled": signal.settled,
        "emotion": {
            "label": emotion.label.value,
            "labels": [label.value for label in emotion.labels],
            "probabilities": {f.value: p for f, p in emotion.probabilities.items()},
            "evidence": [_span(span) for span in emotion.evidence],
            "score": emotion.score,
        },
        "deadline": deadline
        and {"text": deadline.text, "due_at": deadline.due_at.isoformat()},
        "intent": signal.intent and _intent(signal.intent),
        "model": signal.model,
    }


def _intent(intent: Intent) -> dict[str, Any]:
    return {
        "label": intent.topic.value,
        "confidence": intent.confidence,
        "alternatives": [
            {"label": topic.value, "confidence": sure}
            for topic, sure in intent.alternatives
        ],
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "weight": span.weight,
    }
