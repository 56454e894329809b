"""One person across channels, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class AddressKind(StrEnum):
    """Ways to reach a customer."""

    MAIL = "mail"
    PHONE = "phone"


class Purpose(StrEnum):
    """What a customer's data may be used for. Each is agreed to by itself."""

    ANSWER_BY_MAIL = "answer-by-mail"
    READ_PICTURES = "read-pictures"
    RECORD_CALLS = "record-calls"
    LISTEN_FOR_STRAIN = "listen-for-strain"
    IMPROVE_SERVICE = "improve-service"


# Answering and reading what was sent is what the customer asked for, so it goes on until
# it is objected to; everything else waits for a yes.
ASSUMED_UNTIL_WITHDRAWN = frozenset({Purpose.ANSWER_BY_MAIL, Purpose.READ_PICTURES})


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who contacts the desk. Name and addresses are personal data."""

    id: UUID
    org_id: UUID
    name: str
    mail: str | None
    phone: str | None
    language: str  # "zh" or "en"
    created_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes (``withdrawn_at`` is None) or a yes taken back, for one purpose.

    ``notice`` is the SHA-256 in hex of the words that were shown or told, in ``language``;
    both are empty for consents from before these were kept. ``replaced_by`` is the consent
    that took its place.
    """

    id: UUID
    org_id: UUID
    customer_id: UUID
    purpose: Purpose
    given_at: datetime
    valid_until: datetime
    withdrawn_at: datetime | None
    channel: str = "portal"
    notice: str = ""
    language: str = ""
    replaced_by: UUID | None = None
