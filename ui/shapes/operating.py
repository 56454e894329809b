"""Operating: failed jobs, the sample day, live updates."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ui.shapes.base import Shape


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
