"""What was seen in a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from intake.contact import Line


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

    def sure_text(self) -> str:
        """The lines that are sure enough to take a time or an amount from."""
        return "\n".join(line.text for line in self.lines if line.sure)
