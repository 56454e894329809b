"""A text as pieces of words: what is said, then its tone and the rest apart."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

HEAD, TAIL = 96, 32  # pieces read from the beginning and from the end of what is said
ASIDE = 32  # pieces of tone and of deadlines that are read beside them
BEGIN, END = 0, 2  # the pieces that stand around a text
_READ = 3_000  # letters looked at from the beginning and from the end
_MARKS = frozenset(".,;:?。、；")
_RUN = r"[a-z0-9]+(?: [a-z0-9]+)*"  # of what no folding changes
_SEEN = re.compile(rf"{_RUN}|[^\s\ud800-\udfff]|(?<=\S)\s")
_LONG = 3  # of the same mark in a row


@dataclass(frozen=True, slots=True)
class Pieces:
    """``ids`` of the pieces; the first ``said``, BEGIN and END with them, are what is said,
    those after are of its tone and whatever else the text holds.

    ``start`` and ``end`` are places in what is said; ``begin`` and ``finish`` places in the
    whole text, of all. Pieces that stand for no words begin where they end.
    """

    ids: list[int]
    start: list[int]
    end: list[int]
    begin: list[int]
    finish: list[int]

    @property
    def said(self) -> int:
        """How many of them are what is said."""
        return len(self.start)


def pieces(
    tokenizer: Any,
    folding: dict[int, str],
    words: str,
    whole: str = "",
    places: Sequence[int] = (),
) -> Pieces:
    """Cut ``words``, what is said, and then what else ``whole`` holds; bounded.

    ``places`` are those of the letters of ``words`` in ``whole``. What is said is cut
    without sight of the rest, so that the rest changes nothing about it.
    """
    text, own = prepared(words, folding)
    found = tokenizer.encode(text)
    ids, spans = found.ids, found.offsets
    if len(ids) > HEAD + TAIL:
        ids, spans = ids[:HEAD] + ids[-TAIL:], spans[:HEAD] + spans[-TAIL:]
    start, end = _places(spans, own)
    made = Pieces([BEGIN, *ids, END], [0, *start, 0], [0, *end, 0], [], [])
    for first, last in zip(made.start, made.end, strict=True):
        made.begin.append(places[first] if last > first and places else first)
        made.finish.append(places[last - 1] + 1 if last > first and places else last)
    marks, apart = aside(whole, {places[at] for at in own} if places else set(own), folding)
    if marks:
        found = tokenizer.encode(marks)
        start, end = _places(found.offsets[:ASIDE], apart)
        made.ids.extend(found.ids[:ASIDE])
        made.begin.extend(start)
        made.finish.extend(end)
    return made


def _places(
    spans: list[tuple[int, int]], letters: list[int]
) -> tuple[list[int], list[int]]:
    start = [letters[first] if last > first else 0 for first, last in spans]
    end = [letters[last - 1] + 1 if last > first else 0 for first, last in spans]
    return start, end


def prepared(text: str, folding: dict[int, str]) -> tuple[str, list[int]]:
    """What the tokenizer sees of toneless text, and which place each letter came from.

    Runs of marks become one mark, none at the end, so that what was left out between them
    is not seen. Of a very long text the middle is left out.
    """
    if len(text) > 2 * _READ:
        text = text[:_READ] + " " * (len(text) - 2 * _READ) + text[-_READ:]
    letters: list[str] = []
    places: list[int] = []
    for found in _SEEN.finditer(text):
        place = found.start()
        if found.end() > place + 1:
            letters += found.group()
            places += range(*found.span())
            continue
        for folded in folding.get(ord(text[place]), text[place]):
            letter = "." if folded == "!" else " " if folded.isspace() else folded
            if letter in _MARKS:
                _drop(letters, places, " ")
                if not letters or letters[-1] in _MARKS:
                    continue
            elif letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            places.append(place)
    _drop(letters, places, " .,;:?。、；")
    return "".join(letters), places


def aside(
    text: str, kept: Container[int], folding: dict[int, str]
) -> tuple[str, list[int]]:
    """What stands in ``text`` beside the places ``kept``, and where it stands."""
    letters: list[str] = []
    apart: list[int] = []
    last = -1
    for place, letter in enumerate(text[:_READ]):
        if place in kept or letter.isspace() or "\ud800" <= letter <= "\udfff":
            continue
        if letters and place != last + 1:
            letters.append(" ")
            apart.append(place)
        last = place
        for folded in folding.get(ord(letter), letter):
            if letters[-_LONG:] != [folded] * _LONG:
                letters.append(folded)
                apart.append(place)
    return "".join(letters), apart


def _drop(letters: list[str], places: list[int], marks: str) -> None:
    while letters and letters[-1] in marks:
        del letters[-1], places[-1]
