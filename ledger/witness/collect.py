"""Asking every witness of a log for its cosignature, and storing what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Note,
    Signature,
    Signed,
    VerifierKey,
    number,
    verify_note,
)
from ledger.format.policy import Policy
from ledger.store import tiles
from ledger.store.step import reached
from ledger.witness.ask import Answer, Lines, NoAnswer
from ledger.witness.request import AddCheckpoint
from ledger.witness.rules import SIZE

if TYPE_CHECKING:
    from asyncpg import Connection, Record

AHEAD = timedelta(minutes=5)  # by which a witness's clock may differ from ours
TRIES = 2  # the second one from the size that a 409 names

# Through checkpoint_pkey.
NEWEST = """
select size, note from checkpoint where org_id = $1 order by size desc limit 1
"""
SIGNED = "select exists (select from checkpoint where org_id = $1 and size = $2)"
KNOW = """
insert into witness (org_id, url) select $1, unnest($2::text[])
on conflict (org_id, url) do nothing
"""
# Whoever sets the time asks: any number of workers may try. A time ahead of the clock is
# one from before the clock was put back.
CLAIM = """
update witness set asked_at = $4 where org_id = $1 and url = any($2) and size < $3
    and (asked_at is null or asked_at <= $5 or asked_at > $4)
returning url, size
"""
KEEP = """
insert into cosignature (org_id, size, name, key, line, at)
values ($1, $2, $3, $4, $5, $6) on conflict (org_id, size, name, key) do nothing
"""
COSIGNED = """
update witness set size = greatest(size, $3), cosigned_at = $4, trouble = $5, alarm = false
where org_id = $1 and url = $2
"""
TROUBLE = "update witness set trouble = $3, alarm = $4 where org_id = $1 and url = $2"
ANNOUNCE = "select emit($1, 'log', null, $2)"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a witness was of no use. ``alarm``: it may mean that the log shows two faces."""

    url: str
    what: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What one asking brought: how many cosignatures, by whom, and who gave none."""

    size: int = 0
    cosignatures: int = 0
    cosigned: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()


class _No(Exception):
    def __init__(self, what: str, *, alarm: bool = False) -> None:
        super().__init__(what)
        self.alarm = alarm


async def collect(
    db: Connection[Record],
    org: UUID,
    policy: Policy,
    lines: Lines,
    *,
    every: timedelta,
    now: datetime,
) -> Collected:
    """Ask the witnesses of ``policy`` that lack the newest state to cosign it.

    To be called again and again, by any number of workers, outside a transaction: each
    witness is asked at most once in ``every``, all of them at once, in threads. What is no
    right cosignature by a key of the policy is not stored. A witness that is down or
    refuses is told of in the result, and delays nothing but its own cosignature.
    """
    keys: dict[str, list[VerifierKey]] = {}
    for witness in policy.witnesses:
        if witness.url:
            keys.setdefault(witness.url, []).append(witness.key)
    newest = await db.fetchrow(NEWEST, org)
    if not keys or newest is None:
        return Collected()
    await db.execute(KNOW, org, list(keys))
    size, note = newest["size"], Note.parse(newest["note"])
    claimed = await db.fetch(CLAIM, org, list(keys), size, now, now - every)
    known = {row["url"]: row["size"] for row in claimed}
    todo: Mapping[str, int] = {url: known[url] for url in keys if url in known}
    kept: dict[str, int] = {}
    troubles = []
    for attempt in range(1, TRIES + 1):
        again: dict[str, int] = {}
        for url, answer in (await _ask(db, org, todo, size, note, lines)).items():
            try:
                if isinstance(answer, Answer) and answer.status == 409:
                    old = await _other_size(db, org, size, answer)
                    if attempt == TRIES:
                        raise _No("it names another size each time it is asked")
                    again[url] = old
                else:
                    made = await _take(db, org, size, note, url, keys[url], answer, now)
                    kept[url] = made
            except _No as no:
                await db.execute(TROUBLE, org, url, str(no), no.alarm)
                troubles.append(Trouble(url, str(no), no.alarm))
        todo = again
    if kept:
        reached("cosigned")
    return Collected(size, sum(kept.values()), tuple(kept), tuple(troubles))


async def _ask(
    db: Connection[Record],
    org: UUID,
    todo: Mapping[str, int],
    size: int,
    note: Note,
    lines: Lines,
) -> dict[str, Answer | NoAnswer]:
    """Ask witnesses, each from the size that it is said to know, all at once."""
    places = {p for old in todo.values() if old for p in tiles.between(old, size)}
    held = await tiles.read(db, org, places)
    bodies = {
        url: bytes(AddCheckpoint(old, held.consistency(old, size) if old else (), note))
        for url, old in todo.items()
    }

    def post(url: str) -> Answer | NoAnswer:
        try:
            return lines.to(url).post("/add-checkpoint", bodies[url])
        except NoAnswer as error:
            return error

    answers = await asyncio.gather(*(asyncio.to_thread(post, url) for url in bodies))
    return dict(zip(bodies, answers, strict=True))


async def _other_size(db: Connection[Record], org: UUID, size: int, answer: Answer) -> int:
    """The size that a 409 names, if it is one that this log signed."""
    try:
        if answer.type.partition(";")[0].strip().lower() != SIZE:
            raise BadFormat("not a size")
        text = answer.body.decode("ascii")
        known = number(text[:-1]) if text.endswith("\n") else number("")
    except (BadFormat, UnicodeDecodeError) as error:
        raise _No("it answered 409 without the size that it knows") from error
    if known > size:
        raise _No(
            f"it knows a state of {known} records, but this log has only {size}: the log "
            "was put back to an older state, or somebody else signs with its key",
            alarm=True,
        )
    if known and not await db.fetchval(SIGNED, org, known):
        raise _No(
            f"it knows a state of {known} records, which this log never signed: somebody "
            "else signs with its key, or its database is not the one it was",
            alarm=True,
        )
    return known


async def _take(
    db: Connection[Record],
    org: UUID,
    size: int,
    note: Note,
    url: str,
    keys: Sequence[VerifierKey],
    answer: Answer | NoAnswer,
    now: datetime,
) -> int:
    """Store the cosignatures of an answer; how many. Raises _No for any other answer."""
    if isinstance(answer, NoAnswer):
        raise _No(str(answer))
    if answer.status != 200:
        raise _refused(answer.status)
    good, wrong = _read(answer.body, note, keys, now)
    if not good:
        raise _No("; ".join(wrong) or "it signed with no key of the policy")
    async with db.transaction():
        for line, signed in good:
            assert signed.time is not None
            key = signed.key
            await db.execute(KEEP, org, size, key.name, key.id, str(line), signed.time)
        said = "; ".join(wrong) or None
        times = [one.time for _, one in good if one.time]
        await db.execute(COSIGNED, org, url, size, max(times), said)
        await db.execute(ANNOUNCE, org, {"cosigned_size": size})
    return len(good)


def _refused(status: int) -> _No:
    if status == 422:
        return _No(
            "it does not find that this state grew out of the one it knows (422): it may "
            "have been shown another history of this log",
            alarm=True,
        )
    words = {
        400: "it cannot read the request (400)",
        403: "it trusts no key that signed this log (403): give it the log's keys",
        404: "it does not follow this log, or its address is wrong (404)",
    }
    return _No(words.get(status, f"it answered with HTTP status {status}"))


def _read(
    body: bytes, note: Note, keys: Sequence[VerifierKey], now: datetime
) -> tuple[list[tuple[Signature, Signed]], list[str]]:
    """The right cosignatures among an answer's lines, and what is wrong with others.

    Lines of keys that the policy does not name are passed over.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return [], ["its answer is not UTF-8"]
    if not text.endswith("\n"):
        return [], ["its answer is not made of signature lines"]
    good: dict[VerifierKey, tuple[Signature, Signed]] = {}
    wrong: list[str] = []
    for line in text[:-1].split("\n")[:100]:
        try:
            signature = Signature.parse(f"{line}\n")
            found = verify_note(Note(note.text, (signature,)), keys)
        except BadFormat:
            return [], ["its answer is not made of signature lines"]
        except BadSignature as error:
            wrong.append(str(error))
            continue
        for one in found:
            if one.time is None:
                wrong.append(f"{one.key.name} does not say when it signed")
            elif one.time > now + AHEAD:
                wrong.append(f"{one.key.name} signed in the future: {one.time:%F %T}")
            else:
                good.setdefault(one.key, (signature, one))
    return list(good.values()), wrong
