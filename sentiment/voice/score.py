"""Readable numbers that turn the features of a voice into strain, 0 to 100."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

import numpy as np

from sentiment.voice.features import NAMES, Features

COEFFICIENTS = Path(__file__).with_name("coefficients.toml")

# Where the numbers are anchored: a voice like the caller's own usual one is at 30, and 70
# is where few calm calls come (how few stands in CARD.md). The slope follows from both.
USUAL, LINE = 30.0, 70.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Points on the logit scale for each unit of a feature, in the order of ``NAMES``.

    ``by_itself`` and ``absolute`` judge a voice of which nothing else is known, ``change``
    and ``relative`` its difference from the same caller's usual voice.
    """

    by_itself: tuple[float, ...]
    change: tuple[float, ...]
    absolute: float
    relative: float

    def alone(self, voice: Features) -> float:
        """Logit of the strain in a voice of which nothing else is known."""
        return float(np.dot(self.by_itself, voice)) + self.absolute

    def against(self, voice: Features, usual: Features) -> float:
        """Logit of the strain in a voice measured against the caller's usual one."""
        return float(np.dot(self.change, voice - usual)) + self.relative


def index(logit: float) -> float:
    """Strain 0..100 of a logit."""
    return 100 / (1 + exp(-max(-50.0, min(50.0, logit))))


def logit(strain: float) -> float:
    """Logit of a strain between 0 and 100, both excluded."""
    return log(strain / (100 - strain))


def load(path: Path = COEFFICIENTS) -> Weights:
    """Read the coefficients; raises KeyError if one of the names is missing."""
    with path.open("rb") as file:
        said = tomllib.load(file)
    return Weights(
        tuple(float(said["by_itself"][name]) for name in NAMES),
        tuple(float(said["change"][name]) for name in NAMES),
        float(said["absolute"]),
        float(said["relative"]),
    )


def heard_before(path: Path = COEFFICIENTS) -> frozenset[str]:
    """The speakers on whom the coefficients were fitted, so that none judges them."""
    with path.open("rb") as file:
        return frozenset(tomllib.load(file).get("speakers", ()))


def write(weights: Weights, path: Path, says: str, speakers: Iterable[str] = ()) -> None:
    """Write the coefficients as a file to be read by people, with a comment on top."""
    lines = [f"# {line}" for line in says.splitlines()]
    named = ", ".join(f'"{name}"' for name in sorted(set(speakers)))
    lines += textwrap.wrap(f"speakers = [{named}]", 92) if named else []
    lines += [f"absolute = {weights.absolute:.4f}", f"relative = {weights.relative:.4f}"]
    for table, each in (("by_itself", weights.by_itself), ("change", weights.change)):
        lines += ["", f"[{table}]"]
        lines += [f"{n} = {w:.5f}" for n, w in zip(NAMES, each, strict=True)]
    path.write_text("\n".join(lines) + "\n")
