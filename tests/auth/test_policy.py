from __future__ import annotations

from dataclasses import fields

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from auth import Evidence, judge
from auth.action import Action
from auth.judgement.policy import (
    POLICY,
    BadPolicy,
    Band,
    _entities,
    band_of,
    compile_policy,
    question,
)
from auth.verdict import Decision, Reason, Role

TABLE = compile_policy()
CEDAR = cedarpy.PolicySet.from_str(POLICY.read_text())
ORDER = list(Decision)  # from most to least

roles = st.sampled_from(Role)
actions = st.sampled_from(Action)
bands = st.sampled_from(Band)
assurances = st.sampled_from([1, 2])
chance = st.floats(0, 1)
evidence = st.builds(
    Evidence,
    org_id=st.just(uuid7()),
    account_id=st.just(uuid7()),
    device_id=st.just(uuid7()),
    customer_id=st.none(),
    role=roles,
    assurance=assurances,
    strangeness=chance,
    mismatch=st.booleans(),
    place=st.none(),
    new_place=st.booleans(),
    impossible_travel=st.booleans(),
    two_networks=st.booleans(),
    unusual=chance,
)


def _asks_cedar(role: Role, action: Action, band: Band, assurance: int, view: str) -> bool:
    asked = question(role, action, band, assurance, view)
    return cedarpy.is_authorized(asked, CEDAR, _entities()).allowed


@given(roles, actions, bands, assurances)
def test_the_table_says_what_cedar_says(role, action, band, assurance):
    decision = TABLE[role, action, band, assurance]
    full = _asks_cedar(role, action, band, assurance, "full")
    masked = _asks_cedar(role, action, band, assurance, "masked")
    later = _asks_cedar(role, action, band, 2, "full")
    assert (decision is Decision.ALLOW) == full
    assert (decision is Decision.MASK) == (masked and not full)
    assert (decision is Decision.STEP_UP) == (later and not masked and not full)
    assert (decision is Decision.DENY) == (not (full or masked or later))


def test_every_case_is_decided():
    assert len(TABLE) == len(Role) * len(Action) * len(Band) * 2


def test_a_stranger_band_never_gives_more():
    for (role, action, band, assurance), decision in TABLE.items():
        if band is not Band.LOW:
            calmer = list(Band)[list(Band).index(band) - 1]
            before = TABLE[role, action, calmer, assurance]
            assert ORDER.index(decision) >= ORDER.index(before)


def test_a_step_up_never_gives_less():
    for (role, action, band, assurance), decision in TABLE.items():
        if assurance == 1:
            assert ORDER.index(TABLE[role, action, band, 2]) <= ORDER.index(decision)


def test_a_strange_band_denies_nothing_that_a_calm_one_gives():
    for (role, action, _, assurance), decision in TABLE.items():
        if decision is Decision.DENY:
            assert TABLE[role, action, Band.LOW, assurance] is Decision.DENY


def test_everybody_can_always_step_up():
    for role in Role:
        for band in Band:
            assert TABLE[role, Action.SELF_STEP_UP, band, 1] is Decision.ALLOW


def test_customers_and_the_desk_never_meet():
    portal = {a for a in Action if a.value.startswith("portal.")}
    own = {a for a in Action if a.value.startswith("self.")}
    shared = {Action.PROOF_READ, Action.LOG_READ, Action.PART_READ, *own}
    for (role, action, _, _), decision in TABLE.items():
        if action not in shared and (role is Role.CUSTOMER) != (action in portal):
            assert decision is Decision.DENY, (role, action)


@pytest.mark.parametrize(
    "text",
    ["permit (everything);", "permit (principal, action, resource) when { context.x };"],
)
def test_a_policy_that_cedar_stumbles_over_is_refused(text):
    with pytest.raises(BadPolicy):
        compile_policy(text)


@given(evidence, actions)
def test_a_verdict_gives_its_reasons(seen, action):
    verdict = judge(seen, action, TABLE)
    assert verdict.reasons
    assert 0 <= verdict.risk <= 1
    assert (Reason.NEEDS_STEP_UP in verdict.reasons) == (
        verdict.decision is Decision.STEP_UP
    )
    assert (Reason.NOT_PERMITTED in verdict.reasons) == (verdict.decision is Decision.DENY)


@given(evidence, actions, chance, chance)
def test_more_that_is_strange_never_gives_more(seen, action, strange, unusual):
    values = {f.name: getattr(seen, f.name) for f in fields(seen)}
    worse = Evidence(
        **{
            **values,
            "strangeness": max(strange, seen.strangeness),
            "unusual": max(unusual, seen.unusual),
            "new_place": True,
        }
    )
    before, after = judge(seen, action, TABLE), judge(worse, action, TABLE)
    assert after.risk >= before.risk - 1e-12
    assert ORDER.index(after.decision) >= ORDER.index(before.decision)


@given(chance, chance)
def test_bands_follow_the_risk(a, b):
    low, high = sorted((a, b))
    order = list(Band)
    assert order.index(band_of(low)) <= order.index(band_of(high))
