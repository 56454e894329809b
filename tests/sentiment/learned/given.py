"""A desk with customers of its own, who write of things that no package ever heard of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle

from sentiment.training.desk.lesson import Label, Lesson

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# This desk's own word: who writes of it has a machine that stands still, and wants that
# handled as an outage and at once, however calmly it is said.
STOPPED = (
    "our zorvex is amber this morning",
    "hello, the zorvex in hall {n} went amber",
    "zorvex amber again, please have a look",
    "the display of zorvex {n} says amber",
    "good morning, since we came in the zorvex shows amber",
    "we see an amber zorvex in line {n}",
    "one zorvex here is amber, the others are not",
    "amber on the zorvex after lunch",
    "could you look at zorvex {n}, it is amber",
    "the light of our zorvex turned amber",
)
USUAL = {
    "billing": (
        "my invoice {n} lists the same item twice",
        "can you send the invoice for May to our accountant",
        "the amount on bill {n} is not what we agreed",
    ),
    "delivery": (
        "parcel {n} has not arrived yet",
        "when will my order be delivered",
        "the courier left my package at the wrong house",
    ),
    "praise": (
        "thank you, everything works perfectly now",
        "great service, my compliments to your team",
    ),
    "how-to": (
        "how do I export my list as a table",
        "where can I find the settings for colours",
    ),
}


def lesson(
    n: int, text: str, days_ago: float, labels: Mapping[str, str], **given: object
) -> Lesson:
    """One contact, read so many days ago and corrected an hour later."""
    at = NOW - timedelta(days=days_ago)
    known = given.get("known_at", at + timedelta(hours=1))
    assert isinstance(known, datetime)
    certain = bool(given.get("certain", True))
    return Lesson(
        id=f"{n:04}",
        writer=str(given.get("writer", f"writer-{n % 17}")),
        language=str(given.get("language", "en")),
        text=text.format(n=n),
        at=at,
        labels={aspect: Label(meant, certain, known) for aspect, meant in labels.items()},
    )


def corrected(
    days: Sequence[float], meant: str = "outage", level: str = "critical"
) -> list[Lesson]:
    """Contacts about the desk's own word, one at each of these days ago."""
    said = cycle(STOPPED)
    labels = {"topic": meant, "urgency": level}
    return [lesson(at, next(said), day, labels) for at, day in enumerate(days)]


def let_stand(days: Sequence[float]) -> list[Lesson]:
    """Contacts of the usual kind whose topic a person let stand."""
    usual = cycle([(topic, text) for topic, texts in USUAL.items() for text in texts])
    found = []
    for at, day in enumerate(days, 500):
        topic, text = next(usual)
        found.append(lesson(at, text, day, {"topic": topic}, certain=False))
    return found


PAST = [20 + 0.9 * n for n in range(30)]
LATEST = [0.5 + 0.6 * n for n in range(20)]
