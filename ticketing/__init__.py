"""Tickets: opened, worked, promised on, escalated and forecast."""

from .calendar import hours_of, set_hours
from .contacts import append_contact, mark_call, open_ticket, update_signal
from .escalation import Lines, agree, escalate, escalate_if, undo, withdraw_if
from .forecasts.store import forecast, forecast_due, track_record
from .promise import promises_of, settle, settle_due
from .reading.correct import correct
from .ticket import DESK, Actor, Conflict, NoTicket, NotPossible, Stated, TicketError, agent
from .view.detail import conversation, detail, history
from .view.rows import Filters, counts, rows, rows_by_id, rows_of_customer
from .work import (
    assign,
    mark_seen,
    note,
    receipt,
    reply,
    set_priority,
    set_state,
)

__all__ = [
    "DESK",
    "Actor",
    "Conflict",
    "Filters",
    "Lines",
    "NoTicket",
    "NotPossible",
    "Stated",
    "TicketError",
    "agent",
    "agree",
    "append_contact",
    "assign",
    "conversation",
    "correct",
    "counts",
    "detail",
    "escalate",
    "escalate_if",
    "forecast",
    "forecast_due",
    "history",
    "hours_of",
    "mark_call",
    "mark_seen",
    "note",
    "open_ticket",
    "promises_of",
    "receipt",
    "reply",
    "rows",
    "rows_by_id",
    "rows_of_customer",
    "set_hours",
    "set_priority",
    "set_state",
    "settle",
    "settle_due",
    "track_record",
    "undo",
    "update_signal",
    "withdraw_if",
]
