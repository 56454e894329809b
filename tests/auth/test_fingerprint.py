from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from auth.judgement.fingerprint import ATTRIBUTES, clean, drift, match

DAY = timedelta(days=1)
LAPTOP = {
    "platform": "Linux",
    "brand": "Chromium",
    "major": 139,
    "mobile": False,
    "time_zone": "Europe/Berlin",
    "languages": ["de", "en"],
    "screen": "1920x1080x24",
    "pixel_ratio": 1.0,
    "cores": 8,
    "memory": 8,
    "touch_points": 0,
    "gpu": "Mesa Intel UHD 620",
    "gamut": "srgb",
}
attributes = st.sets(
    st.sampled_from([a for a in ATTRIBUTES if a not in ("platform", "brand", "mobile")])
)


def _changed(names) -> dict:
    return {**LAPTOP, **{name: "changed" for name in names if name != "major"}}


def test_the_same_machine_is_not_strange():
    assert match(LAPTOP, LAPTOP, since=DAY).strangeness < 0.001


def test_an_update_and_another_screen_are_not_strange():
    seen = {**LAPTOP, "major": 140, "screen": "2560x1440x24", "pixel_ratio": 2.0}
    found = match(LAPTOP, seen, since=DAY)
    assert not found.drifted
    assert set(found.changed) == {"major", "screen", "pixel_ratio"}


def test_another_machine_is_strange():
    seen = {**LAPTOP, "gpu": "NVIDIA", "cores": 16, "memory": 32, "screen": "other"}
    assert match(LAPTOP, seen, since=DAY).strangeness > 0.9


def test_another_platform_or_an_older_browser_cannot_be():
    for change in ({"platform": "Windows"}, {"major": 138}, {"brand": "x"}, {"mobile": 1}):
        found = match(LAPTOP, {**LAPTOP, **change}, since=DAY)
        assert found.impossible
        assert found.strangeness == 1


def test_keeping_everything_back_is_strange():
    assert match(LAPTOP, {}, since=DAY).impossible


def test_a_device_that_never_said_anything_is_neutral():
    assert match({}, LAPTOP, since=DAY).strangeness < 0.01


@given(attributes, attributes)
def test_more_changes_are_never_less_strange(some, more):
    fewer = match(LAPTOP, _changed(some), since=DAY).strangeness
    assert match(LAPTOP, _changed(some | more), since=DAY).strangeness >= fewer - 1e-12


@given(attributes, st.floats(0, 1000), st.floats(0, 1000))
def test_after_a_longer_absence_changes_are_less_strange(names, a, b):
    soon, late = sorted((timedelta(days=a), timedelta(days=b)))
    seen = _changed(names)
    # Agreement counts for less as well, so only a device that changed is compared.
    if {"gpu", "cores", "memory"} <= set(names):
        early = match(LAPTOP, seen, since=soon).strangeness
        assert match(LAPTOP, seen, since=late).strangeness <= early + 0.05


def test_drift_moves_slowly_and_never_to_another_machine():
    seen = {**LAPTOP, "screen": "x", "pixel_ratio": 2.0, "time_zone": "UTC"}
    found = match(LAPTOP, seen, since=DAY)
    assert drift(LAPTOP, seen, found, since=timedelta(hours=1)) is None
    moved = drift(LAPTOP, seen, found, since=DAY)
    assert moved is not None
    assert len({k for k in moved if moved[k] != LAPTOP[k]}) == 2
    other = {**LAPTOP, "gpu": "x", "cores": 2, "memory": 1}
    assert drift(LAPTOP, other, match(LAPTOP, other, since=DAY), since=DAY * 90) is None


def test_a_new_version_is_taken_at_once():
    seen = {**LAPTOP, "major": 140}
    moved = drift(LAPTOP, seen, match(LAPTOP, seen, since=DAY), since=timedelta(0))
    assert moved == seen


@given(
    st.dictionaries(
        st.sampled_from([*ATTRIBUTES, "extra"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    )
)
def test_whatever_is_said_becomes_bounded(said):
    kept = clean(said)
    assert kept.keys() <= set(ATTRIBUTES)
    assert "\0" not in str(kept)
    assert clean(kept) == kept
    match(kept, kept, since=DAY)
