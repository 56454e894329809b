"""What every shape is, the words they share, and the shape of an error."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]
StateName = Literal["open", "waiting", "resolved", "closed"]
PriorityName = Literal["low", "normal", "high", "critical"]
LevelName = Literal["low", "normal", "high", "critical"]
ChannelName = Literal["mail", "call", "picture", "form"]
FeelingName = Literal["anger", "fear", "sadness", "joy", "surprise", "disgust", "neutral"]
TopicName = Literal[
    "billing",
    "refund",
    "delivery",
    "login",
    "outage",
    "fault",
    "security",
    "safety",
    "cancellation",
    "complaint",
    "praise",
    "how-to",
    "change",
    "other",
    "unknown",
]
PurposeName = Literal[
    "answer-by-mail",
    "read-pictures",
    "record-calls",
    "listen-for-strain",
    "improve-service",
]
PromiseName = Literal["first-reply", "resolution", "stated", "call-back", "refund"]
ExcuseName = Literal[
    "customer-withdrew",
    "waiting-for-customer",
    "customer-unreachable",
    "duplicate",
    "beyond-our-control",
]
RoleName = Literal["admin", "agent", "auditor", "customer"]
SealName = Literal["pending", "sealed", "witnessed", "anchored"]


class Shape(BaseModel):
    """Base of every shape: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """RFC 9457 problem details; ``reasons`` come from auth.verdict.Reason."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    reasons: list[str] = []
    step_up: bool = False
