"""How likely it is that a device with this key is another machine than the enrolled one.

Attributes are weighed by agreement and disagreement (Fellegi and Sunter 1969), never
hashed: fingerprints change within days (Vastel et al., FP-STALKER, 2018).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log
from typing import Any

# Attribute: (probability that the same device agrees a day later, that another one does,
# share of the first that is lost with each month without contact). Starting values.
_WEIGHTS: dict[str, tuple[float, float, float]] = {
    "time_zone": (0.97, 0.20, 0.03),
    "languages": (0.98, 0.20, 0.02),
    "screen": (0.90, 0.10, 0.05),
    "pixel_ratio": (0.93, 0.40, 0.03),
    "cores": (0.999, 0.20, 0.001),
    "memory": (0.999, 0.30, 0.001),
    "touch_points": (0.995, 0.50, 0.002),
    "gpu": (0.99, 0.05, 0.02),
    "gamut": (0.95, 0.60, 0.03),
}
# The same machine cannot change these while it keeps a key that cannot be exported.
_FIXED = ("platform", "brand", "mobile")
_PRIOR = log(0.001 / 0.999)  # before looking: the key was proved
_MOST_CREDIT = 4.0  # a clone agrees in everything, so agreement earns little
_DRIFT_AT = 0.05
ACCEPTED_DRIFT = 2  # attributes that may move in
DRIFT_EVERY = timedelta(hours=24)

ATTRIBUTES = (*_FIXED, "major", *_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Match:
    """``strangeness`` is the probability (0..1) of another machine."""

    strangeness: float
    impossible: bool
    changed: tuple[str, ...]

    @property
    def drifted(self) -> bool:
        """Whether it changed enough to say so."""
        return self.strangeness >= _DRIFT_AT


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the attributes that are known, in bounded, comparable form."""
    kept: dict[str, Any] = {}
    for name in ATTRIBUTES:
        value = said.get(name)
        if isinstance(value, str):
            kept[name] = value[:200].replace("\0", "")
        elif isinstance(value, bool | int | float):
            kept[name] = value
        elif isinstance(value, list | tuple):
            kept[name] = [str(item)[:40].replace("\0", "") for item in value[:10]]
    return kept


def match(
    enrolled: Mapping[str, Any], seen: Mapping[str, Any], *, since: timedelta
) -> Match:
    """Compare a fingerprint with the enrolled one, last confirmed ``since`` ago.

    Hard rules first: platform, brand and form must be the same and the version may not go
    down. An attribute that the device used to send and now keeps back counts as changed;
    one that it never sent counts for nothing. More changes are never less strange.
    """
    changed = [
        name for name in ATTRIBUTES if name in enrolled and enrolled[name] != seen.get(name)
    ]
    if any(name in changed for name in _FIXED) or (
        "major" in changed and _version(seen) < _version(enrolled)
    ):
        return Match(1.0, True, tuple(changed))
    against = credit = 0.0
    months = max(0.0, since / timedelta(days=30))
    for name, (same, other, loss) in _WEIGHTS.items():
        if name not in enrolled:
            continue
        agrees = max(other + 0.01, same * (1 - loss) ** months)
        if name in changed:
            against += log((1 - other) / (1 - agrees))
        else:
            credit += log(agrees / other)
    odds = _PRIOR + against - min(_MOST_CREDIT, credit)
    return Match(1 / (1 + exp(-odds)), False, tuple(changed))


def drift(
    enrolled: Mapping[str, Any], seen: Mapping[str, Any], found: Match, *, since: timedelta
) -> dict[str, Any] | None:
    """The fingerprint to hold the device to from now on; None to leave it.

    Moves only when the machine is believed to be the same, at most two attributes a day
    besides the browser's version, so that nobody can walk it to another machine quickly.
    """
    if found.impossible or found.drifted:
        return None
    moved = dict(enrolled)
    if "major" in found.changed:
        moved["major"] = seen["major"]
    if since >= DRIFT_EVERY:
        names = [name for name in found.changed if name != "major" and name in seen]
        names += [name for name in ATTRIBUTES if name in seen and name not in enrolled]
        for name in names[:ACCEPTED_DRIFT]:
            moved[name] = seen[name]
    return moved if moved != enrolled else None


def _version(of: Mapping[str, Any]) -> float:
    value = of.get("major")
    return value if isinstance(value, int | float) else -1
