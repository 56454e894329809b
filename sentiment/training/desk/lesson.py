"""One contact to learn from: what it says, when it was read, what people found right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sentiment.signal import Feeling, Level, Topic

ASPECTS: Mapping[str, tuple[str, ...]] = {
    "urgency": tuple(Level),
    "emotion": tuple(Feeling),
    "topic": tuple(Topic),
}


class BadLesson(ValueError):
    """A line that is no lesson; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Label:
    """What was ``meant``, and since when that is known.

    ``certain``: a person said so, in correcting or agreeing. Else a person worked the
    ticket to its end and let the reading stand.
    """

    meant: str
    certain: bool
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A contact's words, when they were read (``at``), by whom, and the labels by aspect.

    ``writer`` tells writers apart and no more.
    """

    id: str
    writer: str
    language: str
    text: str
    at: datetime
    labels: Mapping[str, Label]


def lessons(lines: Iterable[str]) -> Iterator[Lesson]:
    """The lessons of a file, one JSON object a line. Raises BadLesson."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _lesson(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadLesson(
                f"line {number} is no lesson ({type(error).__name__}: {error})"
            ) from None


def line(lesson: Lesson) -> str:
    """The lesson as one line of JSON."""
    labels = {
        aspect: {
            "meant": label.meant,
            "certain": label.certain,
            "known_at": label.known_at.isoformat(),
        }
        for aspect, label in lesson.labels.items()
    }
    told = {
        "id": lesson.id,
        "writer": lesson.writer,
        "language": lesson.language,
        "text": lesson.text,
        "at": lesson.at.isoformat(),
        "labels": labels,
    }
    return json.dumps(told, ensure_ascii=False)


def _lesson(told: dict[str, Any]) -> Lesson:
    labels = {}
    for aspect, label in told["labels"].items():
        if label["meant"] not in ASPECTS[aspect]:
            raise ValueError(f"{label['meant']} is no {aspect}")
        known = _time(label["known_at"])
        labels[aspect] = Label(label["meant"], bool(label["certain"]), known)
    at = _time(told["at"])
    return Lesson(
        *(str(told["id"]), str(told["writer"]), str(told["language"]), str(told["text"])),
        *(at, labels),
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} names no time zone")
    return at
