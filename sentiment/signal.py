"""Urgency and emotion of a contact, with the evidence that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How urgent, by harm and time and never by tone. Cut at 25, 50 and 75."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class Feeling(StrEnum):
    """Ekman's six and neutral."""

    ANGER = "anger"
    FEAR = "fear"
    SADNESS = "sadness"
    JOY = "joy"
    SURPRISE = "surprise"
    DISGUST = "disgust"
    NEUTRAL = "neutral"


class Topic(StrEnum):
    """What customers write about; UNKNOWN where it is not clear enough to say."""

    BILLING = "billing"
    REFUND = "refund"
    DELIVERY = "delivery"
    LOGIN = "login"
    OUTAGE = "outage"
    FAULT = "fault"
    SECURITY = "security"
    SAFETY = "safety"
    CANCELLATION = "cancellation"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    HOW_TO = "how-to"
    CHANGE = "change"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """Why a score is what it is: points, and the words that earned them.

    ``text == source[start:end]`` always; ``start == end`` where no words stand behind
    the points (base, waiting known from the clock). ``kind`` is one of base, harm,
    deadline, repeat, waiting, learned, strain, earlier, relief (urgency), word (emotion).
    ``weight`` is in points of the 0..100 score (urgency) or in logits (emotion).
    """

    start: int
    end: int
    text: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How the level would have been ``without`` these spans, or ``with`` them beside."""

    how: str
    spans: tuple[Span, ...]
    level: Level
    score: int


@dataclass(frozen=True, slots=True)
class Urgency:
    """``score`` 0..100 is the clipped sum of the evidence's weights; confidence 0..1.

    ``grave``: words of danger, theft, a standstill or a loss stand in what is read as less
    than high. Then, or where it is not sure enough, a person should look.
    """

    level: Level
    score: int
    confidence: float
    needs_review: bool
    evidence: tuple[Span, ...]
    otherwise: tuple[Otherwise, ...] = ()  # what would have changed the level
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Emotion:
    """The strongest feeling, the probability of each, all that count as said.

    ``score`` is what the linear head gives to ``label``, in logits; the evidence's
    weights sum to it.
    """

    label: Feeling
    probabilities: dict[Feeling, float]
    evidence: tuple[Span, ...]
    labels: tuple[Feeling, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Intent:
    """What the message is about, how sure that is (0..1), and what else it may be."""

    topic: Topic
    confidence: float
    alternatives: tuple[tuple[Topic, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time by which the writer needs something; ``due_at`` is aware."""

    start: int
    end: int
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Strain:
    """Arousal in a voice, 0..100: not which feeling. ``track`` is (second, strain).

    ``alarm_at`` is the second at which strain had stayed above the line long enough,
    ``baseline`` the caller's own usual value once enough voiced speech was heard.
    ``validated`` tells whether the index was checked for the language spoken.
    """

    index: float
    alarm_at: float | None
    baseline: float | None
    voiced_seconds: float
    validated: bool
    track: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """Everything that was read in one contact. ``model`` names what read it.

    ``settled``: the writer says that it is solved. ``disagree``: what the voice tells
    where it contradicts the words, "strained", "calm" or (a raised voice that says glad
    things) "glad"; both are shown, never averaged. ``glad``: the words are of thanks,
    praise or delight, and nothing in them is amiss.
    """

    language: str  # "zh", "en", "mixed" or "und"
    urgency: Urgency
    emotion: Emotion
    deadline: Deadline | None
    strain: Strain | None
    model: str
    intent: Intent | None = None  # None in what was stored before topics were read
    settled: bool = False
    disagree: str | None = None
    glad: bool = False
