"""Closing what was sealed about one person, for good: without their key nobody opens it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

from ledger.entries.sealing import seal
from ledger.entry import Commitment, Kind
from ledger.keys import Keys
from ledger.store import head

if TYPE_CHECKING:
    from asyncpg import Connection, Record

OF_ERASURES = UUID("6f0f7a3e-5b0c-4d0e-9d5a-2c1d8f4b7e60")

MARK = """
insert into erased (org_id, person, at) values ($1, $2, $3)
on conflict do nothing returning person
"""
DROP_KEY = "delete from person_key where org_id = $1 and person = $2"
# entry_person
CLOSE = """
update entry set openings = null
where org_id = $1 and person = $2 and openings is not null
"""
# entry_pending
WAITING = """
select count(*) from entry where org_id = $1 and index is null and subject = $2
"""


def erasure_ref(person: bytes) -> UUID:
    """The reference of the record that a person's key was destroyed; one for each."""
    return uuid5(OF_ERASURES, person.hex())


async def close_person(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    subject: UUID,
    *,
    asked_by: Literal["person", "desk"],
    now: datetime,
) -> bool:
    """Destroy the key of one person and seal that it was; False if it was before.

    In the caller's transaction. What still waits to be put in order gets its place with
    no openings at all. The record of it names the person by the keyed hash alone and is
    about the organisation, so it can be opened by everybody who is shown it.
    """
    person = keys.person(org, subject)
    await head.hold(db, org)  # nobody puts records in order, or makes this key, meanwhile
    if await db.fetchval(MARK, org, person, now) is None:
        return False
    await db.execute(DROP_KEY, org, person)
    closed = await db.execute(CLOSE, org, person)
    waiting = await db.fetchval(WAITING, org, subject)
    fields = {
        "person": person.hex(),
        "records": str(int(closed.rpartition(" ")[2]) + waiting),
        "asked_by": asked_by,
    }
    ref = erasure_ref(person)
    await seal(db, org, Commitment(Kind.ERASURE, ref, org, now, fields), now=now)
    return True
