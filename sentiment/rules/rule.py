"""A rule is a kind of harm or relief and the pattern of the words that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """``name`` says what the words show; ``pattern`` runs over the folded text."""

    name: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule's words stand in the folded text."""

    name: str
    start: int
    end: int


def rule(name: str, *patterns: str) -> Rule:
    """One rule from alternatives; they may not begin or end inside a Latin word."""
    joined = "|".join(patterns)
    return Rule(name, re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])"))


def near(one: str, other: str, gap: int = 40) -> str:
    """Both, in either order, in one sentence, at most ``gap`` characters apart."""
    between = rf"[^.!?。\n]{{0,{gap}}}?"
    return rf"(?:{one}){between}(?:{other})|(?:{other}){between}(?:{one})"
