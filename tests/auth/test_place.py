from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.judgement.place import (
    UNKNOWN,
    Fix,
    Place,
    Places,
    _place,
    distance_km,
    is_impossible,
    is_new,
    network_of,
)

DATABASE = Path(
    "ui/web/node_modules/@ip-location-db/geo-whois-asn-country-mmdb/"
    "geo-whois-asn-country.mmdb"
)
LONDON = Place("GB", 51.5, -0.12, 20)
LINKOEPING = Place("SE", 58.4, 15.6, 76)
HOUR = 3600.0


def _fix(place: Place, at: float = 0.0, network: str = "home") -> Fix:
    assert place.latitude is not None
    assert place.longitude is not None
    return Fix(place.latitude, place.longitude, place.radius_km, at, network)


@pytest.mark.skipif(not DATABASE.exists(), reason="set-up has not brought the places yet")
def test_the_default_database_knows_countries():
    places = Places(DATABASE)
    assert places.of("81.2.69.142").country == "GB"
    assert places.of("2a00:1450:4001:82a::200e").country
    assert places.of("127.0.0.1") == UNKNOWN
    places.close()


def test_without_a_database_and_without_an_address_nothing_is_known():
    places = Places(None)
    for address in ("81.2.69.142", "10.0.0.1", "::1", "", "nonsense"):
        assert places.of(address) == UNKNOWN


def test_a_missing_database_is_told_at_once():
    with pytest.raises(FileNotFoundError):
        Places(Path("nowhere.mmdb"))


def test_both_schemas_are_read():
    assert _place({"country_code": "CN"}) == Place("CN")
    nested = {
        "country": {"iso_code": "SE"},
        "location": {"latitude": 58.4, "longitude": 15.6, "accuracy_radius": 76},
        "traits": {"is_satellite_provider": True},
    }
    assert _place(nested) == Place("SE", 58.4, 15.6, 76.0, roaming=True)
    assert _place({}) == UNKNOWN


def test_a_country_is_new_only_once_others_are_known():
    assert not is_new(LONDON, {})
    assert not is_new(UNKNOWN, {"SE": 3})
    assert not is_new(LONDON, {"GB": 1})
    assert is_new(LONDON, {"SE": 3})


def test_nobody_flies_from_london_to_sweden_in_half_an_hour():
    assert is_impossible(LINKOEPING, "new", _fix(LONDON), now=HOUR / 2)
    assert not is_impossible(LINKOEPING, "new", _fix(LONDON), now=3 * HOUR)


def test_travel_is_possible_where_coordinates_say_nothing():
    assert not is_impossible(LINKOEPING, "new", None, now=1)
    assert not is_impossible(Place("SE"), "new", _fix(LONDON), now=1)
    assert not is_impossible(LINKOEPING, "home", _fix(LONDON), now=1)
    satellite = Place("SE", 58.4, 15.6, 76, roaming=True)
    assert not is_impossible(satellite, "new", _fix(LONDON), now=1)
    near = Place("GB", 51.8, -1.2, 50)
    assert not is_impossible(near, "new", _fix(LONDON), now=1)


latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distances_are_symmetric_and_at_most_half_round(a, b, c, d):
    there, back = distance_km(a, b, c, d), distance_km(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016


def test_networks_are_named():
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("nonsense") == ""
