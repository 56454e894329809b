"""Decisions that the desk makes by itself, and agents' overriding them, as sealed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import rfc8785
from asyncpg import Connection, Record

from ledger import seal
from ledger.entry import Commitment, Kind
from sentiment.signal import Signal

from .ticket import Priority, Ticket

ESCALATION_MODEL = "escalation-lines-1"

# conversation_ticket; the decision that drives the ticket's urgency
LATEST = """
select s.decision_id, s.signal #>> '{urgency,level}' as level
from conversation c join signal s on s.org_id = c.org_id and s.contact_id = c.message_id
where c.org_id = $1 and c.ticket_id = $2 and c.drives
order by c.at desc, c.message_id desc limit 1
"""


def inputs_of(
    contact_id: UUID, channel: str, words: str, signal: Signal, added: str = ""
) -> str:
    """SHA-256 in hex of what an urgency was read from: docs/ledger/entries.md."""
    strain = None if signal.strain is None else f"{signal.strain.index:.1f}"
    return _digest(
        {
            "added": _whole(added),
            "channel": channel,
            "contact": str(contact_id),
            "strain": strain,
            "words": _whole(words),
        }
    )


def decision_id(contact_id: UUID, inputs: str) -> UUID:
    """The one id of a decision about these inputs: the same again is the same decision."""
    return uuid5(contact_id, f"urgency {inputs}")


def urgency_decided(
    ticket: Ticket, contact_id: UUID, signal: Signal, inputs: str, *, now: datetime
) -> Commitment:
    """That urgency was read in a contact, by which model and from what."""
    fields = {
        "decision": "urgency",
        "ticket": str(ticket.number),
        "model": _name(signal.model),
        "inputs": inputs,
        "outcome": signal.urgency.level.value,
        "score": str(signal.urgency.score),
    }
    ref = decision_id(contact_id, inputs)
    return Commitment(Kind.DECISION_MADE, ref, ticket.customer_id, now, fields)


def escalation_decided(
    ticket: Ticket,
    escalation_id: UUID,
    to: Priority,
    reasons: Sequence[Mapping[str, Any]],
    *,
    first: bool,
    now: datetime,
) -> Commitment:
    """That a ticket was raised, or raised further, and on which grounds."""
    inputs = _digest({"reasons": [dict(reason) for reason in reasons]})
    fields = {
        "decision": "escalation",
        "ticket": str(ticket.number),
        "model": ESCALATION_MODEL,
        "inputs": inputs,
        "outcome": to.value,
    }
    ref = escalation_id if first else uuid5(escalation_id, inputs)
    return Commitment(Kind.DECISION_MADE, ref, ticket.customer_id, now, fields)


async def override_urgency(
    db: Connection[Record], ticket: Ticket, outcome: str, *, now: datetime
) -> None:
    """Seal that an agent decided otherwise than was read; agreeing is no override."""
    made = await db.fetchrow(LATEST, ticket.org_id, ticket.id)
    if made is None or made["decision_id"] is None or made["level"] == outcome:
        return
    await _override(
        db, ticket, "urgency", made["decision_id"], made["level"], outcome, now=now
    )


async def override_escalation(
    db: Connection[Record],
    ticket: Ticket,
    escalation_id: UUID,
    before: Priority,
    outcome: Priority,
    *,
    now: datetime,
) -> None:
    """Seal that an agent took back what the desk had raised by itself."""
    await _override(
        *(db, ticket, "escalation", escalation_id, before.value, outcome.value), now=now
    )


async def _override(
    db: Connection[Record],
    ticket: Ticket,
    decision: str,
    ref: UUID,
    before: str,
    outcome: str,
    *,
    now: datetime,
) -> None:
    fields = {
        "decision": decision,
        "ticket": str(ticket.number),
        "before": before,
        "outcome": outcome,
    }
    kind = Kind.DECISION_OVERRIDDEN
    sealed = Commitment(kind, ref, ticket.customer_id, now, fields)
    await seal(db, ticket.org_id, sealed, now=now)


def _digest(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def _whole(text: str) -> str:
    """Text that UTF-8 can carry: half a surrogate pair is no character."""
    return text.encode("utf-8", "replace").decode()


def _name(model: str) -> str:
    return re.sub(r"[^0-9A-Za-z:.+_-]", "-", model)[:128] or "unnamed"
