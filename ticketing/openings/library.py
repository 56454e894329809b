"""The library as administrators changed it: every version is kept, none is overwritten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from sentiment.promises import find
from sentiment.signal import Feeling, Topic

from ..ticket import TicketError
from .opening import Circumstance, Opening, Place
from .shipped import shipped

MOST_OWN = 200  # openings of the desk's own
LONGEST_WHEN, LONGEST_WORDS = 300, 2000
# Control characters, and those that turn the direction of what stands beside them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class NoOpening(TicketError):
    """There is no such opening in this library."""

    status = 404


class OpeningChanged(TicketError):
    """Somebody changed the opening after what this change answers to."""

    status = 409


class BadOpening(TicketError):
    """An opening that cannot be kept as it is; the message says what to change."""

    status = 422


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the library: who did what to which opening, and when."""

    name: str
    language: str
    version: int
    act: str  # added, changed, switched-off, switched-on or restored
    when: str
    at: datetime
    by: UUID


# primary key
LATEST = """
select distinct on (language, name) name, language, version, act, place, fits_when, words,
    feelings, topics, circumstances, off, at, by
from opening where org_id = $1 order by language, name, version desc
"""
# opening_latest
CHANGES = """
select name, language, version, act, fits_when, at, by from opening
where org_id = $1 order by at desc, name, version desc limit $2
"""
KEEP = """
insert into opening (org_id, language, name, version, act, place, fits_when, words,
    feelings, topics, circumstances, off, at, by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict do nothing returning version
"""
COUNT = "select count(distinct name) from opening where org_id = $1 and act = 'added'"


async def library(db: Connection[Record], org: UUID) -> list[Opening]:
    """Every opening as it stands: first what was shipped, then the desk's own by age.

    A shipped one that was restored follows what the desk comes with, whatever that is.
    """
    rows = {(r["language"], r["name"]): r for r in await db.fetch(LATEST, org)}
    found = []
    for opening in shipped():
        row = rows.pop((opening.language, opening.name), None)
        if row is None:
            found.append(opening)
        elif row["act"] == "restored":
            found.append(replace(opening, version=row["version"]))
        else:
            found.append(_opening(row, shipped=True))
    # Names of our own are UUIDv7: their order is their age.
    return found + [_opening(row, shipped=False) for row in rows.values()]


async def changes(db: Connection[Record], org: UUID, limit: int = 50) -> list[Change]:
    """What was changed and by whom, the latest first."""
    return [
        Change(
            *(row["name"], row["language"], row["version"], row["act"]),
            *(row["fits_when"], row["at"], row["by"]),
        )
        for row in await db.fetch(CHANGES, org, limit)
    ]


async def add(
    db: Connection[Record], org: UUID, opening: Opening, by: UUID, *, now: datetime
) -> Opening:
    """Add an opening of the desk's own under a new name. Raises BadOpening.

    What it says in the other language is a ``change`` of what is not there yet.
    """
    if await db.fetchval(COUNT, org) >= MOST_OWN:
        raise BadOpening(f"a library holds {MOST_OWN} openings of its own: change one")
    named = replace(opening, name=str(uuid7()), shipped=False, version=0)
    return await _keep(db, org, named, "added", by, now=now)


async def change(
    db: Connection[Record],
    org: UUID,
    name: str,
    language: str,
    to: Opening,
    by: UUID,
    *,
    seen: int,
    now: datetime,
) -> Opening:
    """Give an opening new words or conditions, or switch it off or on.

    ``name``, language, place and origin stay. The same again changes nothing. One of the
    desk's own that is not written in this language yet (``seen`` is 0) is written in it.
    Raises NoOpening, BadOpening, and OpeningChanged if it changed since version ``seen``.
    """
    every = await library(db, org)
    same = [o for o in every if o.name == name]
    if same and all(o.language != language for o in same):
        unwritten = replace(
            same[0], language=language, version=0, changed_at=None, changed_by=None
        )
        _refuse_stale(unwritten, seen)
        return await _keep(db, org, _as_asked(unwritten, to), "added", by, now=now)
    held = _held(every, name, language, seen)
    asked = _as_asked(held, to)
    if asked == held:
        return held
    act = "changed"
    if replace(asked, off=held.off) == held:
        act = "switched-off" if asked.off else "switched-on"
    return await _keep(db, org, asked, act, by, now=now)


async def restore(
    db: Connection[Record],
    org: UUID,
    name: str,
    language: str,
    by: UUID,
    *,
    seen: int,
    now: datetime,
) -> Opening:
    """Let a shipped opening be as it was shipped. Raises NoOpening, OpeningChanged."""
    held = _held(await library(db, org), name, language, seen)
    first = next((o for o in shipped() if (o.name, o.language) == (name, language)), None)
    if first is None:
        raise NoOpening("this opening is the desk's own: there is nothing to restore")
    if not held.altered:
        return held
    kept = await _keep(
        db, org, replace(first, version=held.version), "restored", by, now=now
    )
    return replace(kept, changed_at=None, changed_by=None)


def _as_asked(held: Opening, to: Opening) -> Opening:
    return replace(
        held,
        when=to.when,
        words=to.words,
        feelings=to.feelings,
        topics=to.topics,
        circumstances=to.circumstances,
        off=to.off,
    )


def _held(every: Sequence[Opening], name: str, language: str, seen: int) -> Opening:
    held = next((o for o in every if (o.name, o.language) == (name, language)), None)
    if held is None:
        raise NoOpening("there is no such opening")
    _refuse_stale(held, seen)
    return held


def _refuse_stale(held: Opening, seen: int) -> None:
    if held.version != seen:
        raise OpeningChanged("somebody changed this opening: read it again")


async def _keep(
    db: Connection[Record],
    org: UUID,
    opening: Opening,
    act: str,
    by: UUID,
    *,
    now: datetime,
) -> Opening:
    fit = replace(
        opening,
        when=_checked(opening.when, LONGEST_WHEN, "when to use it"),
        words=_checked(opening.words, LONGEST_WORDS, "its words"),
        version=opening.version + 1,
        changed_at=now,
        changed_by=by,
    )
    if find(fit.words, now=now, zone="UTC"):
        raise BadOpening("an opening must promise nothing by a time: agents do that")
    kept = await db.fetchval(
        KEEP,
        *(org, fit.language, fit.name, fit.version, act, fit.place.value),
        *(fit.when, fit.words, sorted(fit.feelings), sorted(fit.topics)),
        *(sorted(fit.circumstances), fit.off, now, by),
    )
    if kept is None:
        raise OpeningChanged("somebody changed this opening: read it again")
    return fit


def _checked(text: str, longest: int, what: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if not tidy or len(tidy) > longest:
        raise BadOpening(f"{what} must have 1 to {longest} characters")
    if _UNSEEN.search(tidy):
        raise BadOpening(f"{what} must hold no control characters: type it again")
    return tidy


def _opening(row: Record, *, shipped: bool) -> Opening:
    return Opening(
        name=row["name"],
        language=row["language"],
        place=Place(row["place"]),
        when=row["fits_when"],
        words=row["words"],
        feelings=frozenset(map(Feeling, row["feelings"])),
        topics=frozenset(map(Topic, row["topics"])),
        circumstances=frozenset(map(Circumstance, row["circumstances"])),
        off=row["off"],
        shipped=shipped,
        version=row["version"],
        changed_at=row["at"],
        changed_by=row["by"],
    )
