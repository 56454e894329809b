"""Calls."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ui.shapes.base import Shape
from ui.shapes.reading import StrainShape


class CallShape(Shape):
    id: UUID
    ticket_id: UUID
    source: Literal["browser", "twilio"]
    caller: str | None
    started_at: datetime
    ended_at: datetime | None
    recorded: bool
    listened: bool  # whether strain may be computed
    transcript: Literal["none", "pending", "done", "no-model"]
    answered_by: str | None
    keys: str  # DTMF pressed
    heard_seconds: float  # up to where the voice was judged
    alarm_at: float | None  # the second of the first alarm
    strain: StrainShape | None  # of one call that is read by itself
    alarm_line: float


class Calls(Shape):
    """Calls that are live first, then the newest."""

    items: list[CallShape]
