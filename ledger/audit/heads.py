"""Heads of hash chains over the desk's own audit rows, sealed so that none can be altered.

docs/ledger/entries.md says how a head is made of rows.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import rfc8785
from uuid6 import uuid7

from ledger.entries.sealing import seal
from ledger.entry import Commitment, Kind
from ledger.keys import Keys
from ledger.log import PERSON_KEYS
from ledger.reading import openings

if TYPE_CHECKING:
    from asyncpg import Connection, Record

EVERY = timedelta(hours=1)
AT_ONCE = 10_000  # rows under one head at most, and as many make one before its hour
# Rows are numbered by the clock before they are committed: what is younger may still be
# joined by a row with a lower id.
SETTLED = timedelta(minutes=5)
NONE = UUID(int=0)
ZEROES = bytes(32)

# primary keys
VERDICTS = """
select id, at, route, action, decision, reasons, risk, assurance, account_id, device_id,
    place, network, evidence, count
from verdict where org_id = $1 and id > $2 and id <= $3 order by id limit $4
"""
HISTORY = """
select id, ticket_id, version, at, actor, actor_id, what, detail, why, why_hash
from history where org_id = $1 and id > $2 and id <= $3 order by id limit $4
"""
MANY_VERDICTS = """
select id from verdict where org_id = $1 and id > $2 and id <= $3
order by id offset $4 limit 1
"""
MANY_HISTORY = """
select id from history where org_id = $1 and id > $2 and id <= $3
order by id offset $4 limit 1
"""
CHAINS: Mapping[str, tuple[str, str]] = {
    "verdicts": (VERDICTS, MANY_VERDICTS),
    "history": (HISTORY, MANY_HISTORY),
}
ALONE = "select pg_try_advisory_xact_lock(hashtextextended('head ' || $1::text || $2, 0))"
LAST = """
select last, head, at from audit_head where org_id = $1 and chain = $2
order by last desc limit 1
"""
ADD = """
insert into audit_head (org_id, chain, last, id, first, count, previous, head, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
HEADS = """
select h.id, h.last, h.first, h.count, h.previous, h.head, e.kind, e.fields, e.index,
    e.leaf, e.person, e.openings
from audit_head h left join entry e
    on e.org_id = h.org_id and e.ref = h.id and e.kind = 'audit.head'
where h.org_id = $1 and h.chain = $2 order by h.last
"""
GONE = """
select count(*) from entry e
where e.org_id = $1 and e.kind = 'audit.head' and not exists (
    select from audit_head h where h.org_id = e.org_id and h.id = e.ref)
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """How the rows of one chain stand: under how many heads, and what is wrong."""

    name: str
    heads: int
    rows: int
    past: int  # heads over rows that are no longer kept
    findings: tuple[str, ...]


async def make_heads(
    db: Connection[Record], org: UUID, keys: Keys, *, now: datetime
) -> int:
    """Seal the head of each chain that is due for one; how many were sealed.

    Opens its own transactions. Any number of workers may call this as often as they like:
    a lock lets one at a time make the next head of a chain.
    """
    made = 0
    for chain in CHAINS:
        while await _make(db, org, keys, chain, now=now):
            made += 1
    return made


async def _make(
    db: Connection[Record], org: UUID, keys: Keys, chain: str, *, now: datetime
) -> bool:
    async with db.transaction():
        if not await db.fetchval(ALONE, str(org), chain):
            return False
        before = await db.fetchrow(LAST, org, chain)
        last, previous = (before["last"], before["head"]) if before else (NONE, ZEROES)
        settled = _first_id(now - SETTLED)
        rows_of, many = CHAINS[chain]
        if before and now - before["at"] < EVERY:
            full = await db.fetchval(many, org, last, settled, AT_ONCE - 1)
            if full is None:
                return False
        rows = await db.fetch(rows_of, org, last, settled, AT_ONCE)
        if not rows:
            return False
        head = _head(keys, previous, rows)
        ref, first, end = uuid7(), rows[0]["id"], rows[-1]["id"]
        await db.execute(ADD, org, chain, end, ref, first, len(rows), previous, head, now)
        fields = _fields(chain, first, end, len(rows), previous, head)
        await seal(db, org, Commitment(Kind.AUDIT_HEAD, ref, org, now, fields), now=now)
        return len(rows) == AT_ONCE


async def check_heads(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    *,
    verdicts_kept: timedelta,
    now: datetime,
) -> list[Chain]:
    """Go through all heads again: are the rows the ones over which they were sealed?

    Rows that were altered, added or taken away are findings, and so is a head that is not
    the one that was sealed. Verdicts older than they are kept are *past*.
    """
    kept_from = {"verdicts": _first_id(now - verdicts_kept)}
    chains = [
        await _check(db, org, keys, chain, kept_from.get(chain, NONE)) for chain in CHAINS
    ]
    if gone := await db.fetchval(GONE, org):
        lost = Chain("heads", 0, 0, 0, (f"{gone} heads stand in the log alone",))
        chains.append(lost)
    return chains


async def _check(
    db: Connection[Record], org: UUID, keys: Keys, chain: str, kept_from: UUID
) -> Chain:
    findings: list[str] = []
    heads, count, past, last, previous = 0, 0, 0, NONE, ZEROES
    wrapped = {
        row["person"]: row["wrapped"]
        for row in await db.fetch(PERSON_KEYS, org, [keys.person(org, org)])
    }
    for row in await db.fetch(HEADS, org, chain):
        told = f"{chain}, head of {_when(row['last'])}"
        heads += 1
        if row["previous"] != previous:
            findings.append(f"{told}: does not follow the head before it")
        said = _fields(
            chain, row["first"], row["last"], row["count"], row["previous"], row["head"]
        )
        if await _sealed(row, org, keys, wrapped) != said:
            findings.append(f"{told}: is not the one that was sealed")
        if row["first"] < kept_from:
            past += 1
        else:
            rows = [r async for r in _rows(db, org, chain, last, row["last"])]
            count += len(rows)
            if len(rows) != row["count"]:
                findings.append(f"{told}: {len(rows)} rows, but {row['count']} were sealed")
            elif _head(keys, row["previous"], rows) != row["head"]:
                findings.append(f"{told}: a row was altered after it was sealed")
        last, previous = row["last"], row["head"]
    return Chain(chain, heads, count, past, tuple(findings))


async def _rows(
    db: Connection[Record], org: UUID, chain: str, after: UUID, last: UUID
) -> AsyncIterator[Record]:
    while True:
        rows = await db.fetch(CHAINS[chain][0], org, after, last, AT_ONCE)
        for row in rows:
            yield row
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["id"]


async def _sealed(
    row: Record, org: UUID, keys: Keys, wrapped: Mapping[bytes, bytes]
) -> dict[str, str] | None:
    """The fields under which a head was sealed, from the log; None if it was not."""
    if row["kind"] is None:
        return None
    if row["fields"] is not None:
        return dict(row["fields"])
    shown = openings(row, org, keys, wrapped.get(row["person"]))
    own = {"at", "ref", "sealed", "subject"}
    return {o.name: o.value for o in shown if o.name not in own}


def _fields(
    chain: str, first: UUID, last: UUID, count: int, previous: bytes, head: bytes
) -> dict[str, str]:
    return {
        "chain": chain,
        "first": str(first),
        "last": str(last),
        "count": str(count),
        "previous": previous.hex(),
        "head": head.hex(),
    }


def _head(keys: Keys, previous: bytes, rows: list[Record]) -> bytes:
    told = hashlib.sha256(previous)
    for row in rows:
        told.update(_row_hash(keys, dict(row)))
    return told.digest()


def _row_hash(keys: Keys, row: dict[str, Any]) -> bytes:
    if "why" in row:
        gone = row.pop("why_hash")
        row["why"] = (gone or hide_why(keys, row["id"], row["why"])).hex()
    plain = {name: _plain(value) for name, value in row.items()}
    return hashlib.sha256(rfc8785.dumps(plain)).digest()


def hide_why(keys: Keys, row_id: UUID, why: str) -> bytes:
    """What stands for an agent's reason in the chain, so that the words can be erased."""
    said = b"why" + row_id.bytes + why.encode("utf-8", "surrogatepass")
    return hmac.digest(keys.subject, said, hashlib.sha256)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value


def _first_id(at: datetime) -> UUID:
    """No version 7 id that was made at or after this time is lower."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _when(id: UUID) -> str:
    made = datetime.fromtimestamp((id.int >> 80) / 1000, UTC)
    return made.isoformat(timespec="seconds").replace("+00:00", "Z")
