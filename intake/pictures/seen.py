"""What was seen in a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

SURE = 0.9  # below it a line may look right and be wrong: no deadline, no amount from it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``confidence`` is 0..1: its words' mean, or its least sure
    number's if that is less, since times and amounts are taken from lines.

    ``box`` is left, top, right, bottom as shares 0..1 of the picture as people see it.
    """

    text: str
    confidence: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """The text of a picture and facts about it.

    ``problem`` says in a sentence why nothing was read, where nothing was. ``rotation``
    is how many degrees the text is turned clockwise, 0..360. ``confidence`` is the mean of
    all words, weighted by their length.
    """

    text: str = ""
    lines: tuple[Line, ...] = ()
    rotation: float = 0.0
    confidence: float | None = None
    facts: dict[str, str] = field(default_factory=dict)
    problem: str | None = None

    def sure_text(self, at_least: float = SURE) -> str:
        """The lines that are sure enough to take a time or an amount from."""
        return "\n".join(li.text for li in self.lines if li.confidence >= at_least)
