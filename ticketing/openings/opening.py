"""An opening that calms, when it fits, and why it is suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sentiment.signal import Feeling, Topic

# What may be calmed; joy, surprise and a neutral tone need no calming.
UPSET = (Feeling.ANGER, Feeling.FEAR, Feeling.SADNESS, Feeling.DISGUST)


class Place(StrEnum):
    """Where the words are said: in a written reply, or aloud in a call that is on."""

    REPLY = "reply"
    CALL = "call"


class Circumstance(StrEnum):
    """What besides words and topic an opening may ask for."""

    STRAINED = "strained"  # the voice of a call stayed above the line
    REPEATED = "repeated"  # they wrote about the same thing before
    WAITING = "waiting"  # they have waited, by the clock or by their own words
    OVERDUE = "overdue"  # a promise to them is late or was broken


@dataclass(frozen=True, slots=True)
class Opening:
    """Words with which to begin, and ``when`` to use them, both in ``language``.

    It fits where one of ``feelings`` is felt, ``topics`` holds the topic and every one
    of ``circumstances`` is there; what is empty asks for nothing. ``shipped`` ones came
    with the desk; ``version`` counts the changes made here, 0 for none. ``name`` is the
    same for ever, and the same in both languages.
    """

    name: str
    language: str  # zh or en
    place: Place
    when: str
    words: str
    feelings: frozenset[Feeling] = frozenset()
    topics: frozenset[Topic] = frozenset()
    circumstances: frozenset[Circumstance] = frozenset()
    off: bool = False
    shipped: bool = False
    version: int = 0
    changed_at: datetime | None = None
    changed_by: UUID | None = None

    @property
    def altered(self) -> bool:
        """Whether it is no longer as it was shipped."""
        return self.shipped and self.changed_at is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence. ``kind`` is feeling, topic or circumstance; ``name`` which.

    ``sure`` is its probability (0..1) where it was read, ``at`` the time it goes by,
    ``count`` how often.
    """

    kind: str
    name: str
    sure: float | None = None
    at: datetime | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a customer in a ticket now, each piece with its evidence.

    ``strongest`` is the feeling that is said most; it decides between openings that fit
    alike. ``calling`` tells whether they are on the line.
    """

    language: str
    calling: bool
    strongest: Feeling | None
    feelings: tuple[Reason, ...]
    topic: Reason | None
    circumstances: tuple[Reason, ...]

    @property
    def calm(self) -> bool:
        """Whether there is nobody to calm: no such feeling, and no strain."""
        strained = any(r.name == Circumstance.STRAINED for r in self.circumstances)
        return not self.feelings and not strained


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An opening that fits, and the evidence for which it does. Never sent by itself."""

    opening: Opening
    reasons: tuple[Reason, ...]
