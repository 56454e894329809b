"""Who did what, as a ticket's history tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from customers.customer import Customer
from ticketing.ticket import Actor, ActorKind
from ticketing.view.detail import Change
from ui.shown import shown_change

NOW = datetime(2026, 11, 26, 6, 4, tzinfo=UTC)
HELEN = Customer(uuid4(), uuid4(), "Helen Ashworth", "h@clinic.example", None, "en", NOW)


def told(what: str, kind: ActorKind) -> str:
    actor = Actor(kind, HELEN.id if kind is ActorKind.CUSTOMER else None)
    change = Change(uuid4(), 1, NOW, actor, what, {}, "")
    return shown_change(change, {}, {HELEN.id: HELEN}, "Calder", masked=False).who


def test_what_a_contact_occasions_is_promised_by_the_desk_and_not_by_the_customer() -> None:
    assert told("promised", ActorKind.CUSTOMER) == "Calder"
    assert told("opened", ActorKind.CUSTOMER) == "Helen Ashworth"
    assert told("escalated", ActorKind.DESK) == "Calder"
