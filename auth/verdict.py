"""What the gate decided about one request, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from aiohttp import web


class Decision(StrEnum):
    """What a request may do. The order is from most to least."""

    ALLOW = "allow"
    MASK = "mask"
    STEP_UP = "step-up"
    DENY = "deny"


class Reason(StrEnum):
    """Every reason a verdict can give; closed, so that each can be translated."""

    PUBLIC = "public"
    PROVED = "proved"
    STEPPED_UP = "stepped-up"
    NO_PROOF = "no-proof"
    AMBIGUOUS_CREDENTIALS = "ambiguous-credentials"
    BAD_PROOF = "bad-proof"
    BAD_SIGNATURE = "bad-signature"
    WRONG_METHOD = "wrong-method"
    WRONG_ADDRESS = "wrong-address"
    STALE_PROOF = "stale-proof"
    STALE_NONCE = "stale-nonce"
    REPLAYED = "replayed"
    UNKNOWN_DEVICE = "unknown-device"
    REVOKED = "revoked"
    BAD_TOKEN = "bad-token"  # noqa: S105
    EXPIRED_TOKEN = "expired-token"  # noqa: S105
    WRONG_DEVICE = "wrong-device"
    BAD_SEQUENCE = "bad-sequence"
    BAD_MAC = "bad-mac"
    TOO_MANY = "too-many"
    TOO_LARGE = "too-large"
    NO_ROUTE = "no-route"
    NOT_PERMITTED = "not-permitted"
    FINGERPRINT_DRIFT = "fingerprint-drift"
    FINGERPRINT_MISMATCH = "fingerprint-mismatch"
    NEW_PLACE = "new-place"
    IMPOSSIBLE_TRAVEL = "impossible-travel"
    UNUSUAL_BEHAVIOUR = "unusual-behaviour"
    NEEDS_STEP_UP = "needs-step-up"
    NOT_READY = "not-ready"


class Role(StrEnum):
    """What an account is for."""

    ADMIN = "admin"
    AGENT = "agent"
    AUDITOR = "auditor"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision with its evidence.

    ``risk`` is 0..1. ``assurance`` is 0 (nothing proved), 1 (a device key proved) or
    2 (stepped up within the last quarter of an hour). Without an account (public
    routes, refusals) the ids are None.
    """

    decision: Decision
    reasons: tuple[Reason, ...]
    risk: float = 0.0
    assurance: int = 0
    org_id: UUID | None = None
    account_id: UUID | None = None
    device_id: UUID | None = None
    customer_id: UUID | None = None
    role: Role | None = None
    place: str | None = None
    evidence: dict[str, float] = field(default_factory=dict)

    @property
    def masked(self) -> bool:
        """Whether personal data in the answer must be hidden."""
        return self.decision is not Decision.ALLOW


# Where the gate leaves its verdict for the handler: ``request[VERDICT]``.
VERDICT = web.RequestKey("verdict", Verdict)

# Everything else answers 401: prove again.
_STATUS = {
    Reason.AMBIGUOUS_CREDENTIALS: 400,
    Reason.NO_ROUTE: 403,
    Reason.NOT_PERMITTED: 403,
    Reason.NEEDS_STEP_UP: 403,
    Reason.TOO_MANY: 429,
    Reason.TOO_LARGE: 413,
    Reason.NOT_READY: 503,
}


class Refused(Exception):
    """A request that may not go on. ``status`` is the HTTP status to answer with."""

    def __init__(
        self, reason: Reason, detail: str = "", *, status: int | None = None
    ) -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
        self.detail = detail
        self.status = status or _STATUS.get(reason, 401)
