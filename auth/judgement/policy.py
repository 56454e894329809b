"""The policy of `policy.cedar`, asked once for every case and kept as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import cedarpy

from auth.action import Action
from auth.verdict import Decision, Role

POLICY = Path(__file__).parent.parent / "policy.cedar"


class Band(StrEnum):
    """How strange the circumstances of a request are."""

    LOW = "low"
    RAISED = "raised"
    HIGH = "high"


Case = tuple[Role, Action, Band, int]
Policy = Mapping[Case, Decision]

# Who works tickets; auditors and customers have rules of their own.
_DESK = (Role.ADMIN, Role.AGENT)


class BadPolicy(ValueError):
    """The policy cannot be used; the desk does not start with it."""


def band_of(risk: float) -> Band:
    """Sort a risk (0..1) into its band."""
    return Band.HIGH if risk >= 0.9 else Band.RAISED if risk >= 0.5 else Band.LOW


def compile_policy(text: str | None = None) -> Policy:
    """Ask Cedar about every role, action, band and assurance level (1 and 2).

    The answer is what may be done at once; else what may be done with personal data hidden;
    else a step-up, if that would permit it; else nothing. Raises BadPolicy on a text that
    Cedar cannot read or that makes it stumble.
    """
    try:
        policies = cedarpy.PolicySet.from_str(POLICY.read_text() if text is None else text)
    except ValueError as error:
        raise BadPolicy(str(error)) from error
    entities = cedarpy.Entities.from_json_str(json.dumps(_entities()))
    cases = [
        (role, action, band, assurance)
        for role in Role
        for action in Action
        for band in Band
        for assurance in (1, 2)
    ]
    # For each case: now in full, now masked, in full after a step-up.
    questions = [
        question(role, action, band, asked, view)
        for role, action, band, assurance in cases
        for asked, view in ((assurance, "full"), (assurance, "masked"), (2, "full"))
    ]
    answers = cedarpy.is_authorized_batch(questions, policies, entities)
    if errors := [e for answer in answers for e in answer.diagnostics.errors]:
        raise BadPolicy(str(errors[0]))
    permits = [answer.allowed for answer in answers]
    return {case: _decision(*permits[3 * i : 3 * i + 3]) for i, case in enumerate(cases)}


def question(
    role: Role, action: Action, band: Band, assurance: int, view: str
) -> dict[str, Any]:
    """One request as Cedar wants it."""
    return {
        "principal": f'Role::"{role.value}"',
        "action": f'Action::"{action.value}"',
        "resource": 'Desk::"desk"',
        "context": {"band": band.value, "assurance": assurance, "view": view},
    }


def _decision(full: bool, masked: bool, after_step_up: bool) -> Decision:
    if full:
        return Decision.ALLOW
    if masked:
        return Decision.MASK
    return Decision.STEP_UP if after_step_up else Decision.DENY


def _entities() -> list[dict[str, Any]]:
    return [
        {
            "uid": {"type": "Role", "id": role.value},
            "attrs": {},
            "parents": [{"type": "Group", "id": "desk"}] if role in _DESK else [],
        }
        for role in Role
    ]
