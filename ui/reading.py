"""How suggestions and a customer's course look to the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from ticketing.openings import (
    Opening,
    Reason,
    Suggestion,
    library,
    situation,
    suggest,
    when_told,
)
from ticketing.view.detail import Detail
from ticketing.view.trend import Course
from ui import shapes

# Evidence for a circumstance, by the kind of span that tells of it.
_TELLS = {"repeated": "repeat", "waiting": "waiting"}
_MOST_WORDS = 3


async def suggestions(
    db: Connection[Record],
    org: UUID,
    found: Detail,
    signal: shapes.SignalShape | None,
    preferred: str,
    *,
    now: datetime,
) -> list[shapes.SuggestionShape]:
    """What an agent may begin with, and why. ``signal`` as it is shown, with its quotes."""
    standing = situation(found, preferred=preferred, now=now)
    if standing is None or standing.calm:
        return []
    held = await library(db, org)
    return [shown_suggestion(one, held, signal) for one in suggest(held, standing)]


def shown_suggestion(
    suggestion: Suggestion, held: Sequence[Opening], signal: shapes.SignalShape | None
) -> shapes.SuggestionShape:
    """One suggestion, each reason with the customer's words that tell of it."""
    opening = suggestion.opening
    return shapes.SuggestionShape.model_validate(
        {
            "opening": opening.name,
            "language": opening.language,
            "place": opening.place.value,
            "when": when_told(opening, held),
            "words": opening.words,
            "reasons": [_reason(reason, signal) for reason in suggestion.reasons],
        }
    )


def _reason(reason: Reason, signal: shapes.SignalShape | None) -> dict[str, object]:
    return {
        "kind": reason.kind,
        "name": reason.name,
        "sure": reason.sure,
        "at": reason.at,
        "count": reason.count,
        "words": [] if signal is None else _quotes(reason, signal),
    }


def _quotes(reason: Reason, signal: shapes.SignalShape) -> list[str]:
    """The words behind a feeling, which explain the strongest only, or a circumstance."""
    spans: Sequence[shapes.SpanShape] = ()
    if reason.kind == "feeling" and reason.name == signal.emotion.label:
        spans = signal.emotion.evidence
    elif kind := _TELLS.get(reason.name):
        spans = [span for span in signal.urgency.evidence if span.kind == kind]
    said = [span for span in spans if span.text.strip() and span.weight > 0]
    said.sort(key=lambda span: -span.weight)
    return list(dict.fromkeys(span.text for span in said))[:_MOST_WORDS]


def shown_course(course: Course) -> shapes.TrendShape | None:
    """A customer's course; None where there is nothing to compare."""
    if len(course.points) < 2:
        return None
    return shapes.TrendShape.model_validate(
        {
            "course": course.course,
            "points": [
                {
                    "at": point.at,
                    "ticket_id": point.ticket_id,
                    "number": point.number,
                    "score": point.score,
                    "level": point.level.value,
                    "emotion": point.emotion,
                }
                for point in course.points
            ],
        }
    )
