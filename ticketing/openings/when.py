"""When to use an opening, told in each language in which somebody wrote it."""

from __future__ import annotations

from collections.abc import Iterable

from .opening import Opening
from .shipped import shipped


def when_told(opening: Opening, library: Iterable[Opening]) -> dict[str, str]:
    """When to use ``opening``, by language: its own always, another where one is written.

    What is told as it was shipped has the other language's shipped words. What was
    changed here has those of the same opening in the other language, if they were changed
    too: words that nobody changed would tell of something else.
    """
    first = {o.language: o.when for o in shipped() if o.name == opening.name}
    if first.get(opening.language) == opening.when:
        return first
    same = (o for o in library if o.name == opening.name)
    changed = {o.language: o.when for o in same if o.when != first.get(o.language)}
    return {**changed, opening.language: opening.when}
