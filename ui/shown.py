"""How the nouns of the desk look to the web, with personal data hidden where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from auth.account import Account as StaffAccount
from customers.consent import Agreement
from customers.customer import Consent, Customer
from customers.notices import notices, text_of
from ledger.reading import Seal
from sentiment.personal import hidden, masked_mail, masked_phone
from sentiment.signal import Signal, Span
from ticketing.escalation import Escalation
from ticketing.forecasts.store import Forecast, Track
from ticketing.reading.correct import Correction
from ticketing.ticket import DESK, Actor, ActorKind, Promise
from ticketing.view.detail import Change
from ticketing.view.rows import Row
from ui import shapes


def shown_row(
    row: Row,
    customers: Mapping[UUID, Customer],
    staff: Mapping[UUID, StaffAccount],
    *,
    masked: bool,
) -> shapes.TicketRow:
    """One line of the list; without subject and name where masked.

    A list is read over shoulders: a subject shows no number or address that leads to
    anybody. The message itself does.
    """
    ticket = row.ticket
    customer = customers.get(ticket.customer_id)
    assignee = staff.get(ticket.assignee_id) if ticket.assignee_id else None
    return shapes.TicketRow.model_validate(
        {
            "id": ticket.id,
            "number": ticket.number,
            "subject": None if masked else hidden(ticket.subject),
            "requester": None if masked or customer is None else called(customer),
            "masked": masked,
            "channel": ticket.channel,
            "queue": ticket.queue,
            "state": ticket.state.value,
            "priority": ticket.priority.value,
            "urgency": ticket.urgency,
            "level": ticket.level,
            "emotion": ticket.emotion,
            "needs_review": ticket.needs_review,
            "escalated": ticket.escalated,
            "assignee": shown_account(assignee) if assignee else None,
            "next_due": row.next_due,
            "next_made": row.next_made,
            "next_kind": row.next_kind.value if row.next_kind else None,
            "live_call": row.live_call,
            "unread": row.unread,
            "language": ticket.language,
            "opened_at": ticket.opened_at,
            "updated_at": ticket.updated_at,
            "version": ticket.version,
        }
    )


def called(customer: Customer) -> str:
    """What to call a customer: their name, which may be an address; else a masked one."""
    if customer.name:
        return hidden(customer.name)
    return masked_mail(customer.mail) or masked_phone(customer.phone) or ""


def shown_account(account: StaffAccount) -> shapes.Account:
    """A colleague."""
    return shapes.Account(
        id=account.id, name=account.name, role=account.role.value, devices=account.devices
    )


def shown_customer(
    customer: Customer, tickets: int, *, masked: bool
) -> shapes.CustomerShape:
    """A customer; addresses stay masked until they are revealed one by one."""
    return shapes.CustomerShape(
        id=customer.id,
        name=None if masked or customer.name is None else hidden(customer.name),
        mail=None if masked else masked_mail(customer.mail),
        phone=None if masked else masked_phone(customer.phone),
        language=customer.language,
        since=customer.created_at,
        tickets=tickets,
    )


def shown_signal(signal: Signal, text: str | None) -> shapes.SignalShape:
    """What was read in ``text``; without quotes where the text itself is hidden.

    Evidence from a picture or a transcript lies beyond the text: it keeps its words and
    its points, and marks nothing.
    """

    def fitted(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        if text is None:
            return tuple(replace(s, start=0, end=0, text="") for s in spans)
        return tuple(
            s if text[s.start : s.end] == s.text else replace(s, start=0, end=0)
            for s in spans
        )

    urgency = replace(
        signal.urgency,
        evidence=fitted(signal.urgency.evidence),
        otherwise=tuple(
            replace(other, spans=fitted(other.spans)) for other in signal.urgency.otherwise
        ),
    )
    emotion = replace(signal.emotion, evidence=fitted(signal.emotion.evidence))
    deadline = signal.deadline
    if deadline and (text is None or text[deadline.start : deadline.end] != deadline.text):
        deadline = replace(
            deadline, start=0, end=0, text="" if text is None else deadline.text
        )
    return shapes.SignalShape.model_validate(
        _plain(replace(signal, urgency=urgency, emotion=emotion, deadline=deadline))
    )


def shown_correction(
    correction: Correction, staff: Mapping[UUID, StaffAccount]
) -> shapes.CorrectionShape:
    """What a colleague found right instead of what was read."""
    by = staff.get(correction.account_id) if correction.account_id else None
    return shapes.CorrectionShape.model_validate(
        {
            "contact_id": correction.contact_id,
            "aspect": correction.aspect.value,
            "said": correction.said,
            "meant": correction.meant,
            "model": correction.model,
            "by": by.name if by else None,
            "at": correction.at,
        }
    )


def shown_promise(promise: Promise, seals: Mapping[UUID, Seal]) -> shapes.PromiseShape:
    """A promise and how firmly it is sealed."""
    seal = seals.get(promise.id)
    return shapes.PromiseShape.model_validate(
        {
            "id": promise.id,
            "ticket_id": promise.ticket_id,
            "kind": promise.kind.value,
            "words": promise.words,
            "made_at": promise.made_at,
            "due_at": promise.due_at,
            "state": promise.state.value,
            "settled_at": promise.settled_at,
            "excuse": promise.excuse,
            "seal": seal.state if seal else "pending",
            "index": seal.index if seal else None,
        }
    )


def shown_consent(agreement: Agreement, seals: Mapping[UUID, Seal]) -> shapes.ConsentShape:
    """How one purpose stands."""
    consent = agreement.consent
    seal = seals.get(consent.id) if consent else None
    return shapes.ConsentShape.model_validate(
        {
            "id": consent.id if consent else None,
            "purpose": agreement.purpose.value,
            "state": agreement.state.value,
            "given_at": consent.given_at if consent else None,
            "valid_until": consent.valid_until if consent else None,
            "withdrawn_at": consent.withdrawn_at if consent else None,
            "seal": (seal.state if seal else "pending") if consent else None,
            "notices": [
                {
                    "language": one.language,
                    "label": one.label,
                    "more": one.more,
                    "digest": one.digest,
                }
                for one in notices(agreement.purpose)
            ],
        }
    )


def shown_moment(
    consent: Consent, seals: Mapping[UUID, Seal], *, now: datetime
) -> shapes.ConsentMoment:
    """One yes or no of the past or of now."""
    if consent.withdrawn_at is not None:
        objected = consent.given_at == consent.valid_until
        state = "objected" if objected else "withdrawn"
    elif consent.replaced_by is not None:
        state = "changed"
    else:
        state = "given" if consent.valid_until > now else "expired"
    seal = seals.get(consent.id)
    return shapes.ConsentMoment.model_validate(
        {
            "id": consent.id,
            "purpose": consent.purpose.value,
            "state": state,
            "channel": consent.channel,
            "given_at": consent.given_at,
            "valid_until": consent.valid_until,
            "withdrawn_at": consent.withdrawn_at,
            "language": consent.language,
            "words": text_of(consent.purpose, consent.notice),
            "seal": seal.state if seal else "pending",
        }
    )


def shown_escalation(escalation: Escalation) -> shapes.Escalation:
    """A raise in priority and why."""
    return shapes.Escalation(
        at=escalation.at,
        from_priority=escalation.from_priority.value,
        to_priority=escalation.to_priority.value,
        reasons=[_plain(dict(reason)) for reason in escalation.reasons],
        agreed=escalation.agreed,
    )


def shown_forecast(forecast: Forecast, track: Track) -> shapes.ForecastShape:
    """How likely a promise will be missed, what was counted, how often that is right."""
    return shapes.ForecastShape(
        probability=forecast.probability,
        promise_kind=forecast.promise_kind.value,
        reasons=[_plain(dict(reason)) for reason in forecast.reasons],
        seen=forecast.seen,
        missed=forecast.missed,
        alarms=track.alarms,
        right=track.right,
        made_at=forecast.made_at,
        model=forecast.model,
    )


def shown_change(
    change: Change,
    staff: Mapping[UUID, StaffAccount],
    people: Mapping[UUID, Customer],
    organisation: str,
    *,
    masked: bool,
) -> shapes.HistoryShape:
    """One line of a ticket's history."""
    # A contact occasions the first promises, but it is the desk that promises.
    occasioned = change.what == "promised" and change.actor.kind is ActorKind.CUSTOMER
    by = DESK if occasioned else change.actor
    return shapes.HistoryShape(
        at=change.at,
        who=who(by, staff, people, organisation, masked=masked),
        what=change.what,
        detail=_plain(dict(change.detail)),
        why="" if masked else change.why,
    )


def who(
    actor: Actor,
    staff: Mapping[UUID, StaffAccount],
    people: Mapping[UUID, Customer],
    organisation: str,
    *,
    masked: bool,
) -> str:
    """The name of whoever did something."""
    if actor.kind is ActorKind.AGENT:
        found = staff.get(actor.id) if actor.id else None
        return found.name if found else "?"
    if actor.kind is ActorKind.CUSTOMER:
        customer = people.get(actor.id) if actor.id else None
        return "•••" if masked or customer is None else called(customer)
    return organisation


def _plain(value: Any) -> Any:
    """Dataclasses and tuples as what pydantic and JSON take."""
    return TypeAdapter(type(value)).dump_python(value, mode="json")
