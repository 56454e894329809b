"""Which feeling a ticket shows: none where there were no words to read one in."""

from __future__ import annotations

from sentiment.signal import Feeling, Signal

NO_LANGUAGE = "und"


def toneless(language: str, feeling: str) -> bool:
    """Whether calm is only the absence of words: a silent call, a picture without text.

    What moves without a word of any language (an emoji, a row of question marks) is read.
    """
    return language == NO_LANGUAGE and feeling == Feeling.NEUTRAL


def tone(signal: Signal) -> str | None:
    """The strongest feeling in a contact; None where nothing could be read."""
    label = signal.emotion.label.value
    return None if toneless(signal.language, label) else label
