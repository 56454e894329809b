"""Where an address is, and whether a device can have got there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Self

import maxminddb

_EARTH_KM = 6371.0
_FASTEST_KMH = 900.0  # an airliner
_NEAR_KM = 200.0  # below this, coordinates of addresses are too coarse to tell
_UNKNOWN_RADIUS_KM = 50.0
_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a database knows of an address; everything may be unknown.

    ``roaming`` marks anonymisers and satellite links, whose place says nothing about where
    the device is.
    """

    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = _UNKNOWN_RADIUS_KM
    roaming: bool = False


UNKNOWN = Place()


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a device was at a time (seconds), on which network (blinded)."""

    latitude: float
    longitude: float
    radius_km: float
    at: float
    network: str

    @classmethod
    def read(cls, row: Mapping[str, Any] | None) -> Self | None:
        """From its stored form."""
        return cls(**row) if row else None


class Places:
    """Finds the place of an address in a MaxMind-format file.

    Reads MaxMind's nested form and the flat one of @ip-location-db. Without a file, and for
    private and loopback addresses, every place is unknown, which is neutral.
    """

    def __init__(self, database: Path | None) -> None:
        self._reader = (
            maxminddb.open_database(database, maxminddb.MODE_MMAP) if database else None
        )
        self._found: dict[str, Place] = {}

    def of(self, address: str) -> Place:
        """Place of an IP address. Never raises on what is no address."""
        found = self._found.get(address)
        if found is None:
            if len(self._found) >= _CACHED:
                self._found.clear()
            found = self._found[address] = self._look_up(address)
        return found

    def close(self) -> None:
        """Close the file."""
        if self._reader:
            self._reader.close()

    def _look_up(self, address: str) -> Place:
        try:
            ip = ip_address(address)
        except ValueError:
            return UNKNOWN
        if self._reader is None or not ip.is_global:
            return UNKNOWN
        if isinstance(ip, IPv6Address) and self._reader.metadata().ip_version == 4:
            return UNKNOWN
        row = self._reader.get(ip)
        return _place(row) if isinstance(row, dict) else UNKNOWN


def network_of(address: str) -> str:
    """The /24 or /48 around an address, as a person can read it; "" if it is none."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    length = 24 if isinstance(ip, IPv4Address) else 48
    return str(ip_network(f"{ip}/{length}", strict=False))


def is_new(place: Place, known: Mapping[str, int]) -> bool:
    """Whether a device located before is in a country it was never seen in."""
    return bool(place.country and known and place.country not in known)


def is_impossible(place: Place, network: str, last: Fix | None, *, now: float) -> bool:
    """Whether no airliner takes the device from where it was to where it is.

    Both radii of uncertainty are subtracted first. Says no where coordinates are unknown,
    on the network it was on before, and behind anonymisers and satellites.
    """
    if (
        last is None
        or place.latitude is None
        or place.longitude is None
        or place.roaming
        or network == last.network
    ):
        return False
    km = distance_km(last.latitude, last.longitude, place.latitude, place.longitude)
    km -= last.radius_km + place.radius_km
    hours = max(now - last.at, 1.0) / 3600
    return km > _NEAR_KM and km / hours > _FASTEST_KMH


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance along the great circle (haversine)."""
    a, b = radians(lat_a), radians(lat_b)
    half = sin((b - a) / 2) ** 2
    half += cos(a) * cos(b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def _place(row: Mapping[str, Any]) -> Place:
    country = row.get("country") or row.get("registered_country") or {}
    code = country.get("iso_code") if isinstance(country, dict) else country
    location, traits = row.get("location") or row, row.get("traits") or {}
    latitude, longitude = location.get("latitude"), location.get("longitude")
    return Place(
        country=row.get("country_code") or code or None,
        latitude=None if latitude is None or longitude is None else float(latitude),
        longitude=None if latitude is None or longitude is None else float(longitude),
        radius_km=float(location.get("accuracy_radius") or _UNKNOWN_RADIUS_KM),
        roaming=bool(
            traits.get("is_anonymous_proxy") or traits.get("is_satellite_provider")
        ),
    )
