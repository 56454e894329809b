"""What is sealed: a commitment before it stands in the log, and the entry it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """Every kind of entry."""

    CONSENT_GIVEN = "consent.given"
    CONSENT_CHANGED = "consent.changed"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_EXPIRED = "consent.expired"
    PROMISE_MADE = "promise.made"
    PROMISE_KEPT = "promise.kept"
    PROMISE_BROKEN = "promise.broken"
    PROMISE_EXCUSED = "promise.excused"
    DECISION_MADE = "decision.made"
    DECISION_OVERRIDDEN = "decision.overridden"
    AUDIT_HEAD = "audit.head"
    KEY_ROTATED = "key.rotated"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something to be sealed. ``fields`` hold no free text and no personal data.

    ``ref`` is the promise's or consent's id: at most one entry exists for each
    (``ref``, ``kind``). ``subject`` is the customer's id; only a keyed HMAC of it
    reaches the log. Values are strings; times are RFC 3339 in UTC.
    """

    kind: Kind
    ref: UUID
    subject: UUID
    at: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed record: the canonical leaf and, once sequenced, its place in the log."""

    id: UUID
    org_id: UUID
    kind: Kind
    ref: UUID
    at: datetime
    index: int | None
    leaf: bytes | None
