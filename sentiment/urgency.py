"""How urgent, as a sum of points that anyone can check: harm and time, never tone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sentiment.language import View
from sentiment.rules import chinese, english
from sentiment.rules.guards import silenced
from sentiment.rules.rule import Hit
from sentiment.signal import Level, Span
from sentiment.times.deadline import near
from sentiment.times.moment import Moment

BASE = 10
POINTS = {
    "danger": 72, "theft": 70, "stopped": 70, "loss": 70,
    "blocked": 46, "money": 44, "exposed": 44,
    "trouble": 24, "request": 22,
}  # fmt: skip
CRITICAL = ("danger", "theft", "stopped", "loss")
IMPACT = ("blocked", "money", "exposed")
NEED = ("trouble", "request")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the words: earlier contacts of a week, hours without answer."""

    prior_contacts_7d: int = 0
    hours_waiting: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """All hits of the rules in a text, by name."""

    hits: dict[str, list[Hit]]

    def first(self, *names: str) -> Hit | None:
        """The first hit of the first of the names that has one."""
        return next((self.hits[name][0] for name in names if self.hits.get(name)), None)

    def count(self, *names: str) -> int:
        return sum(len(self.hits.get(name, ())) for name in names)


def look(text: str) -> Reading:
    """Run the rules of the scripts present; hits that a guard silences are left out."""
    rules = (english.RULES if _LATIN.search(text) else ()) + (
        chinese.RULES if _HAN.search(text) else ()
    )
    hits: dict[str, list[Hit]] = {}
    for rule in rules:
        for match in rule.pattern.finditer(text):
            hit = Hit(rule.name, match.start(), match.end())
            if rule.name not in _HARMS or not silenced(text, hit):
                hits.setdefault(rule.name, []).append(hit)
    return Reading(hits)


_HARMS = frozenset(POINTS)


def score(
    view: View,
    deadlines: list[Moment],
    learned: tuple[int, int, int],
    context: Context,
    *,
    now: datetime,
) -> tuple[list[Span], Reading]:
    """The evidence, whose weights are whole points and sum to the score before clipping.

    ``learned`` is (points, start, end) from the learned term. Weights are marginal: what
    these words add to those above them, so that a deadline beside a blocked team weighs
    less than one alone. Nothing here looks at anger, capitals, praise of the desk or
    manners, so these cannot move the score.
    """
    read = look(view.own)
    spans: list[Span] = [Span(0, 0, "", "base", BASE)]

    def add(kind: str, points: float, start: int = 0, end: int = 0) -> None:
        if points:
            first, last = view.span(start, end)
            spans.append(Span(first, last, view.source[first:last], kind, points))

    if _spoken_for(read):
        kind = read.first("marketing", "automatic", "unreal")
        if kind:
            add("relief", -4, kind.start, kind.end)
        return spans, read
    harm = _harm(read, add)
    if harm < POINTS["loss"]:
        harm = _ease(read, harm, add)
    harm = _press(read, harm, deadlines, now, add)
    _wait(read, harm, context, add)
    points, start, end = learned
    add("learned", points, start, end)
    return spans, read


def level(points: int) -> Level:
    """Cut at 25, 50 and 75."""
    cuts = ((75, Level.CRITICAL), (50, Level.HIGH), (25, Level.NORMAL))
    return next((name for cut, name in cuts if points >= cut), Level.LOW)


def _spoken_for(read: Reading) -> bool:
    """Advertising, automatic mail, and what is said not to be real carry no pressure."""
    harm = read.count(*CRITICAL)
    return (
        read.count("marketing") >= 2
        or (read.count("marketing") == 1 and not read.count("request", "trouble", *IMPACT))
        or (read.count("automatic") >= 1 and not read.count(*IMPACT) and harm <= 1)
        or read.count("unreal") >= 1
    )


def _harm(read: Reading, add: object) -> int:
    assert callable(add)
    main = read.first(*CRITICAL, *IMPACT, *NEED)
    if not main:
        return 0
    total = POINTS[main.name]
    add("harm", total, main.start, main.end)
    more = [
        hit
        for name in (*CRITICAL, *IMPACT, *NEED)
        for hit in read.hits.get(name, ())
        if hit is not main and (hit.end <= main.start or hit.start >= main.end)
    ]
    extra = 0
    for hit in more:
        points = 3 if hit.name in CRITICAL else 2 if hit.name in IMPACT else 1
        if hit.name == main.name or POINTS[hit.name] >= 44 or main.name in NEED:
            points = min(points, 6 - extra)
            if points > 0:
                add("harm", points, hit.start, hit.end)
                extra += points
    return total + extra


def _ease(read: Reading, harm: int, add: object) -> int:
    assert callable(add)
    solved = read.first("solved")
    if solved and harm:
        left = 0 if not read.count("request") else POINTS["request"]
        add("relief", left - harm, solved.start, solved.end)
        return left
    if harm >= POINTS["exposed"]:
        for name, points in (("workaround", 24), ("calm", 20)):
            hit = read.first(name)
            if hit:
                add("relief", -points, hit.start, hit.end)
                return harm - points
    if harm and harm < POINTS["exposed"] and not read.count("trouble"):
        hit = read.first("idea")
        if hit:
            add("relief", -harm + 6, hit.start, hit.end)
            return 6
    return harm


def _press(
    read: Reading, harm: int, deadlines: list[Moment], now: datetime, add: object
) -> int:
    assert callable(add)
    if not deadlines:
        return harm
    soonest = min(deadlines, key=lambda m: (not near(m, now), not m.until, m.due))
    if not near(soonest, now):
        points = 4 if harm else 0
    elif harm >= POINTS["exposed"]:
        points = 12 if harm < POINTS["loss"] else 4
    elif harm >= 18:
        points = 30
    elif soonest.until:
        points = 24
    else:
        points = 4
    add("deadline", points, soonest.start, soonest.end)
    return harm + points


def _wait(read: Reading, harm: int, context: Context, add: object) -> None:
    assert callable(add)
    quiet = read.count("solved") or (not harm and read.count("praise", "idea"))
    words = read.first("repeat")
    if not quiet and (words or context.prior_contacts_7d >= 2):
        points = 6 if harm >= 40 else 42 - min(harm, 24)
        add("repeat", points, *((words.start, words.end) if words else (0, 0)))
    elif not quiet and (context.prior_contacts_7d == 1 or read.count("again")):
        hit = read.first("again")
        add("repeat", 4, *((hit.start, hit.end) if hit else (0, 0)))
    if not quiet and context.hours_waiting >= 24:
        hit = read.first("waiting")
        points = min(4, int(context.hours_waiting // 24))
        add("waiting", points, *((hit.start, hit.end) if hit else (0, 0)))
