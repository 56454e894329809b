"""The customers' own pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ui.shapes.base import ChannelName, Language, PurposeName, SealName, Shape, StateName
from ui.shapes.tickets import ConsentShape, PartShape, PromiseShape


class PortalTicket(Shape):
    id: UUID
    number: int
    channel: ChannelName
    subject: str
    state: StateName
    opened_at: datetime
    updated_at: datetime
    promises: list[PromiseShape]


class PortalMessage(Shape):
    id: UUID
    mine: bool
    author: str
    at: datetime
    text: str
    parts: list[PartShape] = []


class PortalConversation(Shape):
    ticket: PortalTicket
    messages: list[PortalMessage]


class DataUse(Shape):
    """Who used the customer's data, and what for."""

    at: datetime
    who: str
    what: str
    why: str


class PortalHome(Shape):
    name: str
    language: Language
    masked: bool
    tickets: list[PortalTicket]
    consents: list[ConsentShape]
    uses: list[DataUse]


class SetConsent(Shape):
    """A yes or a no; ``notice`` is the digest of the words that were on the screen."""

    given: bool
    months: Annotated[int, Field(ge=1, le=24)] = 6
    notice: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class ConsentMoment(Shape):
    """One yes or no there ever was; ``words`` are what was shown, if they are known."""

    id: UUID
    purpose: PurposeName
    state: Literal["given", "changed", "withdrawn", "expired", "objected"]
    channel: str
    given_at: datetime
    valid_until: datetime
    withdrawn_at: datetime | None
    language: str
    words: str | None
    seal: SealName


class ConsentHistory(Shape):
    """What a customer agreed to, the newest first."""

    items: list[ConsentMoment]


class EraseMe(Shape):
    """Asks to delete everything; ``confirm`` is that very word, typed by the customer."""

    confirm: Literal["delete"]


class SetLanguage(Shape):
    language: Language


class Receipt(Shape):
    """What writing in brought about. The ticket follows once it is read."""

    contact_id: UUID
