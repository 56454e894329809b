"""How urgent, as a sum of points that anyone can check: harm and time, never tone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sentiment.language import View
from sentiment.rules import chinese, english
from sentiment.rules.guards import silenced
from sentiment.rules.rule import Hit
from sentiment.signal import Level, Span
from sentiment.times.deadline import near
from sentiment.times.moment import Moment
from sentiment.words.plain import calm

# Points. The learned term (words/pressure.py) adds at most ±40 to the base: it was found
# to carry most of what generalises, the rules what must not be missed. A harm lifts the
# score towards its floor: (least, most, floor) points.
BASE = 38
HARM = {
    "danger": (6, 30, 80), "theft": (6, 30, 80),
    "stopped": (6, 30, 80), "loss": (6, 30, 80),
    "blocked": (2, 14, 54), "money": (2, 14, 54), "exposed": (2, 14, 54),
    "trouble": (0, 12, 34), "request": (0, 12, 34),
}  # fmt: skip
MORE, MORE_MOST = 1, 3  # each further harm, and all of them together
SPOKEN_FOR = (6, 40, 18)  # (least, most, ceiling): advertising, automatic, not real
PRAISE_ALONE = (8, 60, 18)
SOLVED, EASY, PLEASANT = -10, -2, -8
DEADLINE, DEADLINE_TOO = 14, 3  # within about two days; beside a greater harm
REPEATED = 55  # the third contact about an unsolved thing is high, whatever the words
REPEATED_LEAST, AGAIN, WAITING_MOST = 4, 2, 4

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
class Found:
    """All hits of the rules in a text, by the name of the rule."""

    hits: dict[str, list[Hit]]

    def first(self, *names: str) -> Hit | None:
        """The first hit of the first of the names that has one."""
        return next((self.hits[name][0] for name in names if self.hits.get(name)), None)

    def count(self, *names: str) -> int:
        """How many hits these rules have together."""
        return sum(len(self.hits.get(name, ())) for name in names)


@dataclass(slots=True)
class Tally:
    """Evidence as it is gathered; each weight is what it adds to what stood before."""

    view: View
    spans: list[Span] = field(default_factory=list)

    def add(self, kind: str, points: int, hit: Hit | Moment | None = None) -> None:
        """Note points, with the words that earned them where there are some."""
        if points:
            start, end = self.view.span(hit.start, hit.end) if hit else (0, 0)
            self.spans.append(Span(start, end, self.view.source[start:end], kind, points))

    @property
    def total(self) -> int:
        """The sum so far."""
        return int(sum(span.weight for span in self.spans))


def look(text: str) -> Found:
    """Run the rules of the scripts present; hits that a guard silences are left out."""
    rules = (english.RULES if _LATIN.search(text) else ()) + (
        chinese.RULES if _HAN.search(text) else ()
    )
    hits: dict[str, list[Hit]] = {}
    quiet = calm(text)
    for rule in rules:
        # Thanks that close a letter are manners; only thanks for something are praise.
        for match in rule.pattern.finditer(quiet if rule.name == "praise" else text):
            hit = Hit(rule.name, match.start(), match.end())
            if rule.name not in HARM or not silenced(text, hit):
                hits.setdefault(rule.name, []).append(hit)
    return Found(hits)


def evidence(
    view: View,
    deadlines: list[Moment],
    learned: tuple[Span, ...],
    context: Context,
    *,
    now: datetime,
) -> tuple[Span, ...]:
    """The evidence; its weights are whole points, whose sum clipped to 0..100 is the score.

    A weight is marginal: a deadline beside a blocked team weighs less than one alone.
    Nothing here looks at anger, capitals or manners, so these cannot move the score.
    """
    found = look(view.own)
    tally = Tally(view)
    tally.add("base", BASE)
    tally.spans.extend(learned)
    spoken_for = _spoken_for(found)
    if spoken_for:
        least, most, ceiling = SPOKEN_FOR
        points = max(least, min(most, tally.total - ceiling))
        tally.add("relief", -points, found.first("marketing", "automatic", "unreal"))
    else:
        _harm(found, tally)
    solved = not found.count(*CRITICAL) and found.count("solved") > 0
    if not found.count(*CRITICAL):
        _ease(found, tally)
    if not (spoken_for or solved):
        _press(found, tally, deadlines, now)
        _wait(found, tally, context)
    return tuple(tally.spans)


def level(points: int) -> Level:
    """Cut at 25, 50 and 75."""
    cuts = ((75, Level.CRITICAL), (50, Level.HIGH), (25, Level.NORMAL))
    return next((name for cut, name in cuts if points >= cut), Level.LOW)


def _spoken_for(found: Found) -> bool:
    """Whether it is advertising, automatic, or said not to be real."""
    asks = found.count(*NEED, *IMPACT)
    return (
        found.count("marketing") >= 2
        or (found.count("marketing") == 1 and not asks)
        or (
            found.count("automatic") >= 1
            and not found.count(*IMPACT)
            and found.count(*CRITICAL) <= 1
        )
        or found.count("unreal") >= 1
    )


def _harm(found: Found, tally: Tally) -> None:
    main = found.first(*CRITICAL, *IMPACT, *NEED)
    if not main:
        return
    least, most, floor = HARM[main.name]
    tally.add("harm", max(least, min(most, floor - tally.total)), main)
    alike = next(kinds for kinds in (CRITICAL, IMPACT, NEED) if main.name in kinds)
    left = MORE_MOST
    for name in alike:
        for hit in found.hits.get(name, ()):
            apart = hit.end <= main.start or hit.start >= main.end
            if hit is not main and apart and left:
                tally.add("harm", MORE, hit)
                left -= MORE


def _ease(found: Found, tally: Tally) -> None:
    solved = found.first("solved")
    if solved:
        tally.add("relief", SOLVED, solved)
    else:
        for name in ("workaround", "calm"):
            tally.add("relief", EASY if found.count(name) else 0, found.first(name))
    if not found.count(*IMPACT):
        pleasant = found.first("praise", "idea")
        alone = found.count("praise") >= 2 and not found.count(*NEED)
        if alone:  # one courtesy proves nothing; praise that asks for nothing does
            least, most, ceiling = PRAISE_ALONE
            points = max(least, min(most, tally.total - ceiling))
            tally.add("relief", -points, pleasant)
        else:
            tally.add("relief", PLEASANT if pleasant else 0, pleasant)


def _press(found: Found, tally: Tally, deadlines: list[Moment], now: datetime) -> None:
    close = [moment for moment in deadlines if near(moment, now)]
    if close:
        soonest = min(close, key=lambda m: (not m.until, m.due))
        greater = found.count(*CRITICAL, *IMPACT)
        tally.add("deadline", DEADLINE_TOO if greater else DEADLINE, soonest)


def _wait(found: Found, tally: Tally, context: Context) -> None:
    asks = found.count(*CRITICAL, *IMPACT, *NEED)
    if not asks and (found.count("praise", "idea") or tally.total < 18):
        return
    words = found.first("repeat")
    if words or context.prior_contacts_7d >= 2:
        tally.add("repeat", max(REPEATED_LEAST, REPEATED - tally.total), words)
    elif context.prior_contacts_7d == 1 or found.count("again"):
        tally.add("repeat", AGAIN, found.first("again"))
    days = int(max(context.hours_waiting, 0) // 24)
    tally.add("waiting", min(WAITING_MOST, days), found.first("waiting") if days else None)
