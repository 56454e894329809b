"""What anybody may ask of the log: how it grew, how promises ended, that it only grows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, Kind, SealState, seal, seals, sequence, state
from ledger.format.note import Checkpoint
from ledger.public.course import Month, growth, months
from ledger.public.heads import NoSuchHead, consistency
from ledger.public.standing import standing
from ledger.tree import verify_consistency
from ledger.verify import Level
from tests.ledger.scene import NOW, promise


async def grow(db: Connection, org: UUID, keys: Keys, sizes: list[int]) -> list[UUID]:
    """Seal so that the log is signed at each of these sizes."""
    refs: list[UUID] = []
    for step, size in enumerate(sizes):
        while len(refs) < size:
            refs.append(uuid7())
            await seal(db, org, promise(refs[-1]), now=NOW)
        await sequence(db, org, keys, now=NOW + timedelta(minutes=step))
    return refs


def head(note: str) -> Checkpoint:
    return Checkpoint.parse(note.partition("\n\n")[0] + "\n")


async def test_growth_is_spread_over_the_size_and_ends_with_the_newest(
    db: Connection, org: UUID, keys: Keys
) -> None:
    assert await growth(db, org) == []
    await grow(db, org, keys, [1, 2, 3, 5, 8, 13, 21])
    every = await growth(db, org)
    assert [point.size for point in every] == [1, 2, 3, 5, 8, 13, 21]
    few = await growth(db, org, points=3)
    assert [point.size for point in few] == [8, 21]
    assert few[-1].at == NOW + timedelta(minutes=6)


async def test_promises_are_counted_by_the_month_in_which_each_thing_happened(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = [uuid7() for _ in range(3)]
    for ref in made:
        await seal(db, org, promise(ref), now=NOW)
    await sequence(db, org, keys, now=NOW)
    april = NOW + timedelta(days=30)
    await seal(db, org, promise(made[0], Kind.PROMISE_KEPT), now=NOW)
    await seal(db, org, promise(made[1], Kind.PROMISE_KEPT, at=april), now=april)
    await seal(db, org, promise(made[2], Kind.PROMISE_BROKEN, at=april), now=april)
    await sequence(db, org, keys, now=april)
    assert await months(db, org, now=april) == [
        Month(date(2026, 3, 1), made=3, kept=1, broken=0, excused=0),
        Month(date(2026, 4, 1), made=0, kept=1, broken=1, excused=0),
    ]
    assert await months(db, org, now=datetime(2029, 1, 1, tzinfo=UTC)) == []


async def test_what_is_rolled_back_is_not_counted(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await seal(db, org, promise(), now=NOW)
    attempt = db.transaction()
    await attempt.start()
    await sequence(db, org, keys, now=NOW)
    await attempt.rollback()
    assert await months(db, org, now=NOW) == []


async def test_a_later_head_is_proved_to_hold_every_earlier_one(
    db: Connection, org: UUID, keys: Keys
) -> None:
    sizes = [1, 2, 3, 7, 8, 64, 65]
    await grow(db, org, keys, sizes)
    for place, old in enumerate(sizes):
        for new in sizes[place:]:
            proof = await consistency(db, org, old, new)
            assert proof.old is not None
            before, after = head(proof.old), head(proof.new)
            assert (before.size, after.size) == (old, new)
            assert verify_consistency(old, new, proof.hashes, before.root, after.root)
    newest = await consistency(db, org, 4)
    assert newest.old is None, "no head of that size was signed here"
    assert head(newest.new).size == 65


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (1, 2), (-1, 3), (1, 10**18)])
async def test_heads_that_were_never_signed_are_not_proved(
    db: Connection, org: UUID, keys: Keys, old: int, new: int
) -> None:
    await grow(db, org, keys, [3])
    with pytest.raises(NoSuchHead):
        await consistency(db, org, old, new)
    with pytest.raises(NoSuchHead):
        await consistency(db, uuid7(), 1)


async def test_a_reference_tells_its_records_and_when_they_were_merged(
    db: Connection, org: UUID, keys: Keys
) -> None:
    (ref,) = await grow(db, org, keys, [1])
    await seal(db, org, promise(ref, Kind.PROMISE_KEPT), now=NOW)
    merged, waiting = await standing(db, org, [ref])
    assert (merged.kind, merged.index, merged.merged_at) == (Kind.PROMISE_MADE, 0, NOW)
    assert (waiting.kind, waiting.index, waiting.merged_at) == (
        Kind.PROMISE_KEPT,
        None,
        None,
    )
    assert await standing(db, org, [uuid7()]) == []
    assert await standing(db, uuid7(), [ref]) == []


async def test_a_record_is_witnessed_once_a_state_with_it_was_cosigned(
    db: Connection, org: UUID, keys: Keys
) -> None:
    first, second = await grow(db, org, keys, [1, 2])
    assert (await seals(db, org, [first]))[first].state is SealState.SEALED
    await db.execute(
        "insert into cosignature (org_id, size, name, key, line, at) "
        "values ($1, 1, 'w.example', $2, $3, $4)",
        *(org, bytes(4), "— w.example AAAAAAAA\n", NOW),
    )
    stand = await seals(db, org, [first, second])
    assert stand[first].state is SealState.WITNESSED
    assert stand[second].state is SealState.SEALED
    assert (await state(db, org, keys)).level is Level.WITNESSED
