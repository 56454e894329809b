"""Signing in: devices, tokens, accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ui.shapes.base import Language, RoleName, Shape


class Fingerprint(Shape):
    """Attributes of the browser, all optional, none of them secret."""

    platform: str | None = None
    brand: str | None = None
    major: int | None = None
    mobile: bool | None = None
    time_zone: str | None = None
    languages: list[str] | None = None
    screen: str | None = None  # "1920x1080x24"
    pixel_ratio: float | None = None
    cores: int | None = None
    memory: float | None = None
    touch_points: int | None = None
    gpu: str | None = None
    gamut: str | None = None


class EnrolRequest(Shape):
    """Bind this device's key (the DPoP proof's) to the account that a link names."""

    token: str = Field(max_length=200)
    fingerprint: Fingerprint
    device_name: str = Field(default="", max_length=80)


class TokenRequest(Shape):
    """Ask for an access token with the device key alone.

    One key may belong to two accounts; ``portal`` says whether the customer's is meant.
    """

    fingerprint: Fingerprint
    portal: bool | None = None


class Token(Shape):
    """An access token bound to the device key (RFC 9449)."""

    access_token: str
    expires_in: int
    role: RoleName


class Totp(Shape):
    """A fresh TOTP secret (RFC 6238), as text and as a QR code."""

    secret: str
    uri: str
    qr: str  # SVG as a data: URL


class Code(Shape):
    """A TOTP code."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class Me(Shape):
    """Who this session is, and how sure the desk is."""

    account_id: UUID
    name: str
    role: RoleName
    organisation: str
    device_name: str
    device_since: datetime
    place: str | None
    network: str | None
    masked: bool
    reasons: list[str]
    assurance: int
    totp: bool
    speech_model: bool
    time_zone: str


class Account(Shape):
    """Someone who works at the desk."""

    id: UUID
    name: str
    role: RoleName
    devices: int = 0


class Accounts(Shape):
    items: list[Account]


class NewAccount(Shape):
    """Invite a colleague."""

    name: str = Field(min_length=1, max_length=80)
    role: Literal["admin", "agent", "auditor"]


class Invitation(Shape):
    """A one-time link that enrols one device."""

    link: str
    expires_at: datetime


class PortalLinkRequest(Shape):
    """Mail a customer their own link. The answer never tells whether they are known."""

    mail: str = Field(max_length=254)
    language: Language = "en"
