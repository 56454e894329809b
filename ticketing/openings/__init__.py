"""Calming openings: a library for each language, and which of them fit a ticket now."""

from .choose import suggest
from .library import (
    BadOpening,
    Change,
    NoOpening,
    OpeningChanged,
    add,
    change,
    changes,
    library,
    restore,
)
from .opening import Circumstance, Opening, Place, Reason, Situation, Suggestion
from .situation import situation
from .when import when_told

__all__ = [
    "BadOpening",
    "Change",
    "Circumstance",
    "NoOpening",
    "Opening",
    "OpeningChanged",
    "Place",
    "Reason",
    "Situation",
    "Suggestion",
    "add",
    "change",
    "changes",
    "library",
    "restore",
    "situation",
    "suggest",
    "when_told",
]
