"""Operating: failed jobs, the sample day, live updates, the library of openings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ui.shapes.base import FeelingName, Language, Shape, TopicName


class DeadLetter(Shape):
    """A job that failed for good and is kept."""

    id: int
    job: str
    ref: str | None
    error: str
    attempts: int
    failed_at: datetime


class DeadLetters(Shape):
    items: list[DeadLetter]


class DemoState(Shape):
    running: bool
    steps: list[str]


class LiveEvent(Shape):
    """One message on the live socket. ``cursor`` resumes after a reconnect.

    topics: ticket (ref ticket), call (ref call; body strain point or state), log
    (body LogState), dead (body count), demo (body DemoState).
    """

    cursor: str
    topic: Literal["ticket", "call", "log", "dead", "demo"]
    ref: UUID | None = None
    body: dict[str, Any] = {}


CircumstanceName = Literal["strained", "repeated", "waiting", "overdue"]
PlaceName = Literal["reply", "call"]


class OpeningText(Shape):
    """The words of an opening and when to use them, in one language."""

    when: str = Field(min_length=1, max_length=300)
    words: str = Field(min_length=1, max_length=2000)


class Fitting(Shape):
    """What an opening fits; what is empty asks for nothing."""

    feelings: list[FeelingName] = []
    topics: list[TopicName] = []
    circumstances: list[CircumstanceName] = []


class NewOpening(Fitting):
    """An opening of the desk's own, in one language or in each."""

    place: PlaceName = "reply"
    texts: dict[Language, OpeningText] = Field(min_length=1)


class ChangeOpening(OpeningText, Fitting):
    """What an opening is to be; ``seen`` is the version that this answers to, 0 for one of
    the desk's own that is not written in this language yet.
    """

    off: bool
    seen: int


class RestoreOpening(Shape):
    """Let it be as it was shipped; ``seen`` is the version that this answers to."""

    seen: int


class OpeningShape(OpeningText, Fitting):
    """An opening as it stands. ``altered``: a shipped one that is not as it was."""

    name: str
    language: Language
    place: PlaceName
    off: bool
    shipped: bool
    altered: bool
    version: int


class OpeningChange(Shape):
    """Who did what to which opening; ``when`` tells which it is."""

    name: str
    language: Language
    act: Literal["added", "changed", "switched-off", "switched-on", "restored"]
    when: str
    at: datetime
    who: str


class Openings(Shape):
    items: list[OpeningShape]
    changes: list[OpeningChange]
