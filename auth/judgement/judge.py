"""From evidence to a verdict: pure, so that every case can be tested and explained."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from auth.action import Action
from auth.judgement.policy import Policy, band_of
from auth.verdict import Decision, Reason, Role, Verdict

# What each circumstance says about the probability that the key is in other hands. Even
# both together say less than a proof by the key: they hide and ask, and never deny.
_NEW_PLACE = 0.6
_IMPOSSIBLE = 0.9
_TWO_NETWORKS = 0.6
_SPEAKS_AT = 0.05


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a request whose key and token were proved.

    ``strangeness`` (fingerprint) and ``unusual`` (behaviour) are probabilities 0..1.
    ``assurance`` is 1, or 2 within 15 minutes of a step-up.
    """

    org_id: UUID
    account_id: UUID
    device_id: UUID
    customer_id: UUID | None
    role: Role
    assurance: int
    strangeness: float = 0.0
    mismatch: bool = False
    place: str | None = None
    new_place: bool = False
    impossible_travel: bool = False
    two_networks: bool = False
    unusual: float = 0.0


def risk_of(evidence: Evidence) -> float:
    """Probability that at least one circumstance is right to warn (noisy or); monotone."""
    calm = (1 - evidence.strangeness) * (1 - evidence.unusual)
    if evidence.mismatch:
        calm = 0.0
    if evidence.new_place:
        calm *= 1 - _NEW_PLACE
    if evidence.impossible_travel:
        calm *= 1 - _IMPOSSIBLE
    if evidence.two_networks:
        calm *= 1 - _TWO_NETWORKS
    return 1 - calm


def judge(evidence: Evidence, action: Action, policy: Policy) -> Verdict:
    """Decide what a proved request may do.

    Denies only what the policy permits to nobody in that role: strange circumstances hide
    personal data or ask for a step-up, and a step-up answers them for 15 minutes.
    """
    risk = risk_of(evidence)
    decision = policy[evidence.role, action, band_of(risk), evidence.assurance]
    reasons = [Reason.STEPPED_UP if evidence.assurance == 2 else Reason.PROVED]
    if evidence.mismatch:
        reasons.append(Reason.FINGERPRINT_MISMATCH)
    elif evidence.strangeness >= _SPEAKS_AT:
        reasons.append(Reason.FINGERPRINT_DRIFT)
    if evidence.new_place:
        reasons.append(Reason.NEW_PLACE)
    if evidence.impossible_travel:
        reasons.append(Reason.IMPOSSIBLE_TRAVEL)
    if evidence.two_networks or evidence.unusual >= 0.5:
        reasons.append(Reason.UNUSUAL_BEHAVIOUR)
    if decision is Decision.STEP_UP:
        reasons.append(Reason.NEEDS_STEP_UP)
    elif decision is Decision.DENY:
        reasons.append(Reason.NOT_PERMITTED)
    return Verdict(
        decision=decision,
        reasons=tuple(reasons),
        risk=risk,
        assurance=evidence.assurance,
        org_id=evidence.org_id,
        account_id=evidence.account_id,
        device_id=evidence.device_id,
        customer_id=evidence.customer_id,
        role=evidence.role,
        place=evidence.place,
        evidence={
            "fingerprint": evidence.strangeness,
            "new_place": float(evidence.new_place),
            "impossible_travel": float(evidence.impossible_travel),
            "behaviour": evidence.unusual,
        },
    )
