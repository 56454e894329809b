"""Drift, calibration and shares are what the textbooks say, and silent with too few."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from ticketing.reading.figures import LEAST, reliability, share, stability

counts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 500), min_size=1)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_has_wilsons_interval(both):
    hits, n = both
    found = share(hits, n)
    wanted = binomtest(hits, n).proportion_ci(method="wilson")
    assert math.isclose(found.low, wanted.low, abs_tol=1e-6)
    assert math.isclose(found.high, wanted.high, abs_tol=1e-6)
    assert 0 <= found.low <= hits / n <= found.high <= 1


def test_of_nothing_everything_is_possible():
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)


@given(counts, counts)
def test_drift_is_told_with_enough_readings_alone_and_is_never_negative(before, now):
    found = stability(before, now)
    enough = sum(before.values()) >= LEAST and sum(now.values()) >= LEAST
    assert (found is not None) == enough
    assert found is None or found >= -1e-12


@given(counts.filter(lambda c: sum(c.values()) >= LEAST), st.integers(1, 3))
def test_more_of_the_same_is_no_drift(before, times):
    found = stability(before, {kind: n * times for kind, n in before.items()})
    assert found is not None
    assert found < 0.06


def test_another_population_is_seen():
    found = stability({"low": 80, "high": 20}, {"low": 20, "high": 80})
    assert found == pytest.approx(2 * 0.6 * math.log(4), rel=0.05)


def test_calibration_weighs_each_gap_by_what_lies_in_it():
    found = reliability([(0.9, True)] * 45 + [(0.9, False)] * 45 + [(0.1, False)] * 10)
    assert found.ece == pytest.approx(0.9 * 0.4 + 0.1 * 0.1)
    assert [(b.n, b.right) for b in found.bins] == [(10, 0), (90, 45)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_every_judged_reading_is_in_one_bin(judged):
    found = reliability(judged)
    assert sum(b.n for b in found.bins) == found.n == len(judged)
    assert (found.ece is None) == (len(judged) < LEAST)
