"""Heads over audit rows: whatever is altered afterwards is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, fsck, sequence
from ledger.audit import heads
from ledger.audit.heads import check_heads, hide_why, make_heads
from tests.ledger.scene import NOW

LONG = timedelta(days=3650)
ROW = """
insert into history (org_id, id, ticket_id, version, at, actor, what, detail, why)
values ($1, $2, $3, $4, $5, 'desk', 'opened', $6, $7)
"""
VERDICT = """
insert into verdict (org_id, id, at, route, decision, reasons, risk, assurance, evidence,
    count)
values ($1, $2, $3, 'tickets.list', 'allow', '{}', 0.1, 1, '{}', 1)
"""


def id_at(at: datetime, n: int) -> UUID:
    return UUID(int=(int(at.timestamp() * 1000) << 80) + (7 << 76) + (2 << 62) + n)


async def history(db: Connection, org: UUID, count: int, at: datetime = NOW) -> None:
    for n in range(count):
        detail = {"number": n, "share": 0.5}
        await db.execute(ROW, org, id_at(at, n), uuid7(), n + 1, at, detail, f"why {n}")


async def findings(db: Connection, org: UUID, keys: Keys, now: datetime = NOW) -> list[str]:
    chains = await check_heads(db, org, keys, verdicts_kept=LONG, now=now)
    return [finding for chain in chains for finding in chain.findings]


LATER = NOW + timedelta(minutes=10)


async def test_heads_follow_one_another_and_hold(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await history(db, org, 5)
    await db.execute(VERDICT, org, id_at(NOW, 1), NOW)
    assert await make_heads(db, org, keys, now=NOW) == 0  # too young to be settled
    await make_heads(db, org, keys, now=LATER)
    assert await findings(db, org, keys) == []
    await history(db, org, 3, at=LATER)
    await make_heads(db, org, keys, now=LATER + timedelta(minutes=30))
    await sequence(db, org, keys, now=LATER)
    first = await check_heads(db, org, keys, verdicts_kept=LONG, now=LATER)
    assert [(chain.heads, chain.rows) for chain in first] == [(1, 1), (1, 5)]
    await make_heads(db, org, keys, now=LATER + heads.EVERY)
    await sequence(db, org, keys, now=LATER)
    chains = await check_heads(db, org, keys, verdicts_kept=LONG, now=LATER)
    assert [(chain.heads, chain.rows) for chain in chains] == [(1, 1), (2, 8)]
    assert await findings(db, org, keys) == []
    assert (await fsck(db, org, keys)).findings == ()


ALTERED = {
    "a word": "update history set what = 'noted' where org_id = $1 and version = 2",
    "a number": """
        update history set detail = '{"number": 9, "share": 0.5}'
        where org_id = $1 and version = 2""",
    "a reason": "update history set why = 'another' where org_id = $1 and version = 2",
    "a row gone": "delete from history where org_id = $1 and version = 2",
    "the last row gone": "delete from history where org_id = $1 and version = 5",
    "a time": """
        update history set at = at + interval '1 microsecond'
        where org_id = $1 and version = 2""",
    "a verdict": "update verdict set decision = 'deny' where org_id = $1",
    "a head": "update audit_head set count = count + 1 where org_id = $1",
    "a head gone": """
        delete from audit_head where org_id = $1 and (chain, last) in (
            select chain, last from audit_head where chain = 'history'
            order by last limit 1)""",
    "the last head gone": """
        delete from audit_head where org_id = $1 and (chain, last) in (
            select chain, last from audit_head where chain = 'history'
            order by last desc limit 1)""",
}


@pytest.mark.parametrize("what", ALTERED)
@pytest.mark.parametrize("sequenced", [True, False])
async def test_what_is_altered_after_it_was_sealed_is_found(
    db: Connection, org: UUID, keys: Keys, what: str, sequenced: bool
) -> None:
    await history(db, org, 5)
    await db.execute(VERDICT, org, id_at(NOW, 1), NOW)
    await make_heads(db, org, keys, now=LATER)
    await history(db, org, 2, at=LATER)
    await make_heads(db, org, keys, now=LATER + heads.EVERY)
    if sequenced:
        await sequence(db, org, keys, now=LATER)
    assert await findings(db, org, keys) == []
    await db.execute(ALTERED[what], org)
    assert await findings(db, org, keys) != []


async def test_many_rows_make_a_head_before_its_hour(
    db: Connection, org: UUID, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "AT_ONCE", 4)
    await history(db, org, 11)
    await make_heads(db, org, keys, now=LATER)
    chains = await check_heads(db, org, keys, verdicts_kept=LONG, now=LATER)
    assert [(chain.heads, chain.rows) for chain in chains] == [(0, 0), (2, 8)]
    assert await findings(db, org, keys) == []
    await make_heads(db, org, keys, now=LATER + heads.EVERY)
    chains = await check_heads(db, org, keys, verdicts_kept=LONG, now=LATER)
    assert [(chain.heads, chain.rows) for chain in chains] == [(0, 0), (3, 11)]
    assert await findings(db, org, keys) == []


async def test_a_reason_can_be_erased_and_the_head_still_holds(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await history(db, org, 3)
    await make_heads(db, org, keys, now=LATER)
    row = id_at(NOW, 1)
    hidden = hide_why(keys, row, "why 1")
    erase = "update history set why = '', why_hash = $3 where org_id = $1 and id = $2"
    await db.execute(erase, org, row, hidden)
    assert await findings(db, org, keys) == []


async def test_verdicts_that_are_no_longer_kept_are_past_and_not_altered(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await db.execute(VERDICT, org, id_at(NOW, 1), NOW)
    await make_heads(db, org, keys, now=LATER)
    await db.execute("delete from verdict where org_id = $1", org)
    assert await findings(db, org, keys) != []
    after = NOW + timedelta(days=91)
    chains = await check_heads(db, org, keys, verdicts_kept=timedelta(days=90), now=after)
    assert [(chain.past, chain.findings) for chain in chains] == [(1, ()), (0, ())]
