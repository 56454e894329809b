"""How urgent, as a sum of points that anyone can check: harm and time, never tone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sentiment.language import View
from sentiment.rules import chinese, english
from sentiment.rules.guards import silenced
from sentiment.rules.life import plainly
from sentiment.rules.rule import Hit
from sentiment.signal import Level, Span
from sentiment.times.deadline import near
from sentiment.times.moment import Moment
from sentiment.words.linear import chances
from sentiment.words.pressure import RISING, Learned, points, weighing

# Points come from one fitted model (words/pressure.py): each hit of a rule moves the odds
# of the four levels, by which the level is decided.
MOST = 2  # hits of one rule that count
GAIN = 14  # points for that, the same for every message; the learned term has the rest
REPEATED = 55  # the third contact about an unsolved thing is high, whatever the words
REPEATED_LEAST, AGAIN, WAITING_MOST = 4, 2, 4
NORMAL, CERTAIN = 25, 75
CRY = 60  # letters; a Chinese one counts for three
LOW_MOST = 18  # advertising and answering machines press nobody

CRITICAL = ("danger", "theft", "stopped", "loss")
IMPACT = ("blocked", "money", "exposed")
NEED = ("trouble", "request")
HARM = (*CRITICAL, *IMPACT, *NEED)
RELIEF = (
    "solved",
    "workaround",
    "calm",
    "praise",
    "idea",
    "marketing",
    "automatic",
    "unreal",
)
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence, how likely the model finds its level (0..1), whether it is settled.

    ``grave``: words of danger, theft, a standstill or a loss are in it, whatever the level.
    """

    spans: tuple[Span, ...]
    chance: float
    solved: bool
    grave: bool


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
    """Run the rules of the scripts present; hits that a guard silences are left out.

    ``text`` is toneless: thanks that are left in it are for something.
    """
    rules = (english.RULES if _LATIN.search(text) else ()) + (
        chinese.RULES if _HAN.search(text) else ()
    )
    hits: dict[str, list[Hit]] = {}
    for rule in rules:
        for match in rule.pattern.finditer(text):
            hit = Hit(rule.name, match.start(), match.end())
            if rule.name not in HARM or not silenced(text, hit):
                hits.setdefault(rule.name, []).append(hit)
    return Found(hits)


def evidence(
    view: View,
    asked: str,
    deadlines: list[Moment],
    learned: tuple[Learned, ...],
    context: Context,
    *,
    now: datetime,
) -> Weighed:
    """The evidence; its weights are whole points, whose sum clipped to 0..100 is the score.

    A hit of a rule is worth the same in every message, a harm never less than nothing, a
    relief never more. The learned term is what the words as a whole say beside that, and
    is bounded; a danger in a cry of a few words, a theft that goes on and a life at stake
    (rules/life.py) are critical; a deadline comes last and never lowers. ``view`` is
    toneless, so anger, capitals and manners cannot move the score; ``asked`` is the same
    without sentences that only set a time.
    """
    found = look(asked)
    model = weighing()
    logits = model.start
    tally = Tally(view)
    tally.add("base", points(logits))
    for kind, names, sign in (("harm", HARM, 1), ("relief", RELIEF, -1)):
        for name in filter(found.hits.get, names):
            moved = model.rules[name]
            worth = sign * max(0, round(sign * GAIN * float(moved @ RISING)))
            for hit in found.hits[name][:MOST]:
                logits = logits + moved
                tally.add(kind, worth, hit)
    likeliest = max(learned, key=lambda one: points(logits + one.shift))
    logits = logits + likeliest.shift
    tally.spans.extend(likeliest.spans(view, points(logits) - tally.total))
    spoken_for = _spoken_for(found)
    sure = None if spoken_for else _certain(found, asked, tally.total)
    if sure:
        tally.add("harm", max(0, CERTAIN - tally.total), sure)
    close = [moment for moment in deadlines if near(moment, now)]
    if deadlines and not spoken_for:
        soonest = min(close or deadlines, key=lambda m: (not m.until, m.due))
        pressed = logits + model.rules["near" if close else "far"]
        least = 1 if close else 0  # a near one is always seen among the evidence
        tally.add("deadline", max(least, points(pressed) - points(logits)), soonest)
        logits = pressed if points(pressed) > points(logits) else logits
    # Something was sent, and nothing said beside manners; a call begins with no words.
    if view.source.strip() and not any(letter.isalpha() for letter in view.own):
        tally.add("relief", min(0, LOW_MOST - tally.total))
    if spoken_for and not found.count(*CRITICAL):
        said = found.first("marketing", "automatic", "unreal")
        tally.add("relief", min(0, LOW_MOST - tally.total), said)
    solved = not found.count(*CRITICAL) and found.count("solved") > 0
    if not (spoken_for or solved):
        _wait(found, tally, context)
    chance, grave = float(chances(logits).max()), found.count(*CRITICAL) > 0
    return Weighed(tuple(tally.spans), chance, solved, grave)


def level(points: int) -> Level:
    """Cut at 25, 50 and 75."""
    cuts = ((75, Level.CRITICAL), (50, Level.HIGH), (25, Level.NORMAL))
    return next((name for cut, name in cuts if points >= cut), Level.LOW)


def _certain(found: Found, asked: str, total: int) -> Hit | None:
    """The words by which it is critical whatever else is said, where there are some."""
    sure = found.first(*CRITICAL) if _short(asked) else found.first("theft")
    if sure and (total >= NORMAL or not found.count("solved", "praise", "idea")):
        return sure
    return None if found.count("solved") else plainly(asked)


def _short(asked: str) -> bool:
    """Whether it is a cry of a few words, in which a word of danger means what it says."""
    words = asked.strip()
    return len(words) + 2 * len(_HAN.findall(words)) <= CRY


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
