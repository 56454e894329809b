"""What a message says once its tone is taken away: the same words, however said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sentiment.language import View
from sentiment.rules.tone import EMPTY, SHARP, SMILES, TONE

_MARKS = re.compile(r"[^\w\s']|_|\d")
_GONE, _SPARE = "\0", "\1"  # stand for tone and for stretched letters; no view has them
_TIMES = 8  # what is left may read as tone again, "thanks you idiots"
_LONG = re.compile(r"([a-vx-z])\1{2,}")  # pleeease, nooo; not www
_EMPTY = re.compile(r"[(\[（【「《\"'][\s\0.!?,。]++[)\]）】」》\"']|[*~～]+")
_BETWEEN = r"\s\0\1.!?,:;、。；…"
_GAP = re.compile(rf"(?! [^{_BETWEEN}])[{_BETWEEN}]+")  # one mere space stays as it is
_ENDS = " …,.:;、。；-\r\n\t\0"
_STOPS = ".!?。…;；\n"
_PART = re.compile(r"[^.!?,:;、。；…\n]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def calm(text: str) -> str:
    """The folded text with manners and insults blanked, place for place."""
    return TONE.sub(lambda found: " " * len(found.group()), text)


def plain(text: str) -> str:
    """The folded text with manners, insults and marks blanked and digits made alike.

    So adding them, or shouting, leaves what a head sees nearly the same. Place for
    place the same length as ``text``.
    """
    return _MARKS.sub(lambda mark: "0" if mark.group().isdecimal() else " ", calm(text))


def toneless(view: View) -> View:
    """The view of a text without its tone, each place of which leads back to the source.

    Manners, insults, swearing, the say-so of anger, emoji, stretched letters and repeated
    marks are left out, exclamation marks become full stops, and marks and spaces at the
    ends go. Taking it again changes nothing. So whatever is read in ``own`` cannot depend
    on tone: with tone added, it is the same string.
    """
    text = view.own
    places = list(view.origin) if view.origin is not None else list(range(len(text)))
    for _ in range(_TIMES):
        less, kept = _less(text)
        if less == text:
            break
        text, places = less, [places[at] for at in kept]
    return replace(view, text=text, own=text, origin=tuple(places))


def leading(seen: View, bare: View) -> Sequence[int]:
    """For each place of ``toneless(seen)`` the place in ``seen`` that it stands for."""
    if seen.origin is None:
        return bare.origin or ()
    back = {place: at for at, place in enumerate(seen.origin)}
    return tuple(back[place] for place in bare.origin or ())


def _less(text: str) -> tuple[str, list[int]]:
    """One pass: the text that is left, and the place in ``text`` of each of its letters."""
    text = _EMPTY.sub(_gone, TONE.sub(_gone, text))
    text = _LONG.sub(lambda run: run.group()[0] + _SPARE * (len(run.group()) - 1), text)
    text = _PART.sub(_hollow, text)
    text = SMILES.sub(_gone, text)
    begin = len(text) - len(text.lstrip(_ENDS + "!?"))
    said = len(text.rstrip(_ENDS + "!?"))
    tone = text.find(_GONE, said)  # a question that was nothing but tone asks nothing
    finish = len((text[:tone] if tone >= 0 else text).rstrip(_ENDS + "!"))
    letters: list[str] = []
    places: list[int] = []
    at = begin
    for gap in _GAP.finditer(text, begin, finish):
        letters.append(text[at : gap.start()])
        places += range(at, gap.start())
        at = gap.end()
        before, after = text[gap.start() - 1 : gap.start()], text[at : at + 1]
        place = 0
        for letter in _between(gap.group(), before, after):
            place = max(place, gap.group().find(letter, place))
            letters.append(letter)
            places.append(gap.start() + place)
    letters.append(text[at:finish])
    places += range(at, max(at, finish))
    return "".join(letters), places


def _gone(found: re.Match[str]) -> str:
    return _GONE * len(found.group())


def _hollow(found: re.Match[str]) -> str:
    """Nothing, for words between two marks that mean nothing beside tone."""
    part = found.group()
    if _GONE not in part and not SHARP.search(part):
        return part
    left = SHARP.sub("", EMPTY.sub("", part))
    return part if any(map(str.isalnum, left)) else _gone(found)


def _between(gap: str, before: str, after: str) -> str:
    """The one way to write what stands between two words."""
    gap = gap.replace(_SPARE, "")
    if len(gap) == 1 and gap in ".,:;" and before.isascii() and after.isascii():
        return gap  # 10:15, 3.5, example.org
    if set(gap) == {"!"} and before.isdecimal() and after.isdecimal():
        return "."
    han = bool(_HAN.match(before))
    first, tone, _ = gap.partition(_GONE)
    said = first if tone and any(mark in first for mark in _STOPS) else gap
    if "?" in said:  # the marks of a sentence that was nothing but tone went with it
        mark = "?"
    elif any(stop in said for stop in ".!。…"):
        mark = "。" if han else "."
    else:
        mark = next((letter for letter in said if letter in ",:;、；"), "")
    if "\n" in gap:
        return mark + "\n"
    if mark:
        return mark if han or _HAN.match(after) else mark + " "
    apart = _GONE in gap and not (han or _HAN.match(after))
    return " " if apart or any(letter.isspace() for letter in gap) else ""
