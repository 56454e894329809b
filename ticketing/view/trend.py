"""How a customer's contacts went: each as it was read by itself, over all their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from sentiment.conversation import Heard, own_score, trend
from sentiment.signal import Level
from sentiment.urgency import level

from ..contacts import SIGNAL
from ..reading.tone import tone

MOST = 30


@dataclass(frozen=True, slots=True)
class Point:
    """One contact; ``score`` is of its own words and voice, nothing carried over."""

    at: datetime
    ticket_id: UUID
    number: int
    score: int
    level: Level
    emotion: str | None  # None where there were no words to read it in


@dataclass(frozen=True, slots=True)
class Course:
    """The latest contacts, oldest first, and where they lead: rising, falling, steady."""

    course: str
    points: tuple[Point, ...]


# ticket_customer, conversation_ticket, signal: primary key
HEARD = """
select c.at, t.id, t.number, s.signal
from (
    select id, number from ticket where org_id = $1 and customer_id = $2
    order by opened_at desc limit 50
) t
join conversation c on c.org_id = $1 and c.ticket_id = t.id and c.drives
join signal s on s.org_id = $1 and s.contact_id = c.message_id
order by c.at desc, c.message_id desc limit $3
"""


async def course_of(db: Connection[Record], org: UUID, customer_id: UUID) -> Course:
    """The course of a customer's latest MOST contacts that had words or a voice to read."""
    rows = (await db.fetch(HEARD, org, customer_id, MOST))[::-1]
    heard = [Heard(row["at"], SIGNAL.validate_python(row["signal"])) for row in rows]
    points = []
    for row, one in zip(rows, heard, strict=True):
        score = own_score(one.signal)
        felt = tone(one.signal)
        points.append(Point(one.at, row["id"], row["number"], score, level(score), felt))
    return Course(trend(heard), tuple(points))
