"""Tickets as an operator's terminal shows them: JSON lines, a table, a page."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from customers.customer import Customer

from ..ticket import Promise
from .detail import Detail
from .rows import Row


def ticket_json(
    row: Row, requester: Customer | None, promises: Sequence[Promise]
) -> dict[str, Any]:
    """One ticket as ``list --json`` prints it."""
    ticket = row.ticket
    return {
        "id": str(ticket.id),
        "number": ticket.number,
        "subject": ticket.subject,
        "channel": ticket.channel,
        "requester": requester and (requester.name or requester.mail or requester.phone),
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "urgency": ticket.urgency,
        "emotion": ticket.emotion,
        "escalated": ticket.escalated,
        "promises": [
            {
                "id": str(promise.id),
                "kind": promise.kind.value,
                "state": promise.state.value,
                "made_at": _time(promise.made_at),
                "due_at": _time(promise.due_at),
                "settled_at": _time(promise.settled_at),
            }
            for promise in promises
        ],
        "opened_at": _time(ticket.opened_at),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def detail_json(found: Detail) -> dict[str, Any]:
    """What ``show --json`` prints beyond that."""
    forecast, escalation = found.forecast, found.escalation
    return {
        "queue": found.row.ticket.queue,
        "assignee": _text(found.row.ticket.assignee_id),
        "version": found.row.ticket.version,
        "conversation": [
            {"id": str(said.id), "kind": said.kind, "at": _time(said.at)}
            for said in found.conversation
        ],
        "history": [
            {
                "at": _time(change.at),
                "who": f"{change.actor.kind} {change.actor.id or ''}".strip(),
                "what": change.what,
                "detail": dict(change.detail),
                "why": change.why,
            }
            for change in found.history
        ],
        "escalation": escalation
        and {
            "at": _time(escalation.at),
            "from": escalation.from_priority.value,
            "to": escalation.to_priority.value,
            "reasons": [dict(reason) for reason in escalation.reasons],
            "agreed": escalation.agreed,
        },
        "forecast": forecast
        and {
            "promise": forecast.promise_kind.value,
            "probability": round(forecast.probability, 3),
            "model": forecast.model,
            "reasons": [dict(reason) for reason in forecast.reasons],
        },
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _width(text: str) -> int:
    """Columns that a terminal needs: Chinese takes two a character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, columns: int) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    if _width(text) > columns:
        while _width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - _width(text))


TABLE = {"number": 6, "state": 8, "priority": 8, "urgency": 7, "channel": 7}


def as_table(tickets: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The tickets as lines for people."""
    named = {**TABLE, "requester": 20, "subject": 40}
    yield "  ".join(_fit(name, width) for name, width in named.items()) + "  next due"
    for one in tickets:
        running = [p["due_at"] for p in one["promises"] if p["state"] == "running"]
        # Whose data was deleted has no name any more.
        told = {name: "" if one[name] is None else str(one[name]) for name in named}
        cells = "  ".join(_fit(told[name], width) for name, width in named.items())
        flag = "  escalated" if one["escalated"] else ""
        yield f"{cells}  {min(running, default='')}{flag}"


def as_page(one: dict[str, Any]) -> Iterator[str]:
    """One ticket as lines for people."""
    yield f"#{one['number']}  {_fit(one['subject'], 80).rstrip()}"
    for name in ("id", "requester", "channel", "queue", "state", "priority", "urgency"):
        value = "" if one[name] is None else str(one[name])
        yield f"  {name:<12}{_fit(value, 80)}".rstrip()
    for promise in one["promises"]:
        end = f", {promise['state']} {promise['settled_at'] or ''}".rstrip()
        yield f"  promise     {promise['kind']} by {promise['due_at']}{end}"
    if one["forecast"]:
        odds = one["forecast"]
        yield f"  forecast    {odds['promise']} missed: {odds['probability']:.0%}"
    for change in one["history"]:
        told = json.dumps(change["detail"], ensure_ascii=False) if change["detail"] else ""
        yield _fit(
            f"  {change['at']}  {change['who']}  {change['what']}  {told}", 160
        ).rstrip()
