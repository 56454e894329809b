"""Contacts and signals to work with, and the check that the log tells what promises do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from uuid6 import uuid7

from intake.contact import Channel, Contact
from sentiment.signal import Emotion, Feeling, Level, Signal, Span, Strain, Urgency

# A Monday morning in working hours.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def contact_of(org: UUID, **given: Any) -> Contact:
    said: dict[str, Any] = {
        "id": uuid7(),
        "org_id": org,
        "channel": Channel.MAIL,
        "customer_id": uuid7(),
        "received_at": NOW,
        "subject": "Order 4411 has not arrived",
        "text": "I ordered two weeks ago and nothing has come.",
        "full_text": "",
    }
    return Contact(**said | given)


def level_of(score: int) -> Level:
    return list(Level)[min(score // 25, 3)]


def signal_of(score: int = 40, **given: Any) -> Signal:
    probabilities = {feeling: 0.0 for feeling in Feeling} | {Feeling.ANGER: 1.0}
    read: dict[str, Any] = {
        "language": "en",
        "urgency": Urgency(
            level_of(score), score, 0.9, False, (Span(0, 0, "", "base", float(score)),)
        ),
        "emotion": Emotion(Feeling.ANGER, probabilities, ()),
        "deadline": None,
        "strain": None,
        "model": "test",
    }
    return Signal(**read | given)


def strain_of(index: float, alarm_at: float | None = None) -> Strain:
    return Strain(index, alarm_at, 30.0, 20.0, True, ((1.0, index),))


# Every promise has the record that it was made, a settled one also how it ended, and the
# log holds nothing else; deadlines and times are the promise's own.
UNTRUE = """
select p.id, p.kind, p.state, wanted.kind as entry
from promise p cross join lateral (
    values ('promise.made', p.made_at)
    union all
    select 'promise.' || p.state, p.settled_at where p.state <> 'running'
) wanted (kind, at)
full join entry e on e.org_id = p.org_id and e.ref = p.id and e.kind = wanted.kind
where coalesce(p.org_id, e.org_id) = $1 and coalesce(e.kind, 'promise.') ^@ 'promise.' and (
    e.id is null or p.id is null or e.at <> wanted.at or e.subject <> p.customer_id
    or (e.fields ->> 'deadline')::timestamptz <> p.due_at
    or e.fields ->> 'promise' <> p.kind)
"""


async def log_tells_promises(db: asyncpg.Connection, org: UUID) -> None:
    """The log's waiting records are exactly what became of the promises."""
    untrue = await db.fetch(UNTRUE, org)
    assert untrue == [], untrue
