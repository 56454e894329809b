"""What was read in a contact: urgency, emotion, deadline, strain."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ui.shapes.base import FeelingName, Language, LevelName, Shape, TopicName


class SpanShape(Shape):
    """Evidence; offsets count code points in the message's text."""

    start: int
    end: int
    text: str
    kind: str
    weight: float


class OtherwiseShape(Shape):
    how: Literal["without", "with"]
    spans: list[SpanShape]
    level: LevelName
    score: int


class UrgencyShape(Shape):
    level: LevelName
    score: int
    confidence: float
    needs_review: bool
    evidence: list[SpanShape]
    otherwise: list[OtherwiseShape] = []  # what would have changed the level
    grave: bool = False  # words of danger in what is read as less than high


class EmotionShape(Shape):
    label: FeelingName
    labels: list[FeelingName] = []  # every feeling above its own threshold
    probabilities: dict[str, float]
    evidence: list[SpanShape]
    score: float = 0.0  # of the label by the linear head; the evidence sums to it


class IntentShape(Shape):
    topic: TopicName
    confidence: float
    alternatives: list[tuple[TopicName, float]] = []


class DeadlineShape(Shape):
    start: int
    end: int
    text: str
    due_at: datetime


class StrainShape(Shape):
    index: float
    alarm_at: float | None
    baseline: float | None
    voiced_seconds: float
    validated: bool
    track: list[tuple[float, float]]


class SignalShape(Shape):
    language: str
    urgency: UrgencyShape
    emotion: EmotionShape
    deadline: DeadlineShape | None
    strain: StrainShape | None
    model: str
    intent: IntentShape | None = None
    settled: bool = False  # the writer says that it is solved
    # What the voice tells, against the words.
    disagree: Literal["strained", "calm", "glad"] | None = None
    glad: bool = False  # words of thanks, praise or delight, and nothing amiss


class TrendPoint(Shape):
    """One earlier or present contact of the same customer, as it was read by itself."""

    at: datetime
    ticket_id: UUID
    number: int
    score: int
    level: LevelName
    emotion: FeelingName | None  # None where there were no words to read it in


class TrendShape(Shape):
    """How the customer's contacts went, oldest first; the latest 30 at most."""

    course: Literal["rising", "falling", "steady"]
    points: list[TrendPoint]


class SuggestionReason(Shape):
    """Evidence for a suggestion; ``words`` quote the customer, empty where masked."""

    kind: Literal["feeling", "topic", "circumstance"]
    name: str
    sure: float | None = None
    at: datetime | None = None
    count: int | None = None
    words: list[str] = []


class SuggestionShape(Shape):
    """Words with which an agent may begin. Nothing sends them but the agent.

    ``words`` are in ``language``, the customer's; ``when`` to use them is told by
    language, always in that one and in each other in which it was written.
    """

    opening: str
    language: Language
    place: Literal["reply", "call"]
    when: dict[Language, str]
    words: str
    reasons: list[SuggestionReason]


Aspect = Literal["urgency", "emotion", "topic"]
Meant = LevelName | FeelingName | TopicName


class CorrectionShape(Shape):
    """What an agent found right, beside what had been said, and by which model."""

    contact_id: UUID
    aspect: Aspect
    said: Meant
    meant: Meant
    model: str
    by: str | None
    at: datetime


class Correct(Shape):
    """What one aspect of a reading should have been; None takes a correction back."""

    aspect: Aspect
    meant: Meant | None
