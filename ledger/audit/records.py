"""Every record again: its leaf, its openings, and why openings are missing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag

from ledger.entry import Kind
from ledger.format.leaf import Opening, parse_leaf
from ledger.format.note import BadFormat, decode
from ledger.keys import Keys, open_box
from ledger.tree import Tree, leaf_hash

if TYPE_CHECKING:
    from asyncpg import Connection, Record

TOGETHER = 2000
KEYS_LIMIT = 100_000  # unwrapped at a time: people come back, but memory is not endless
FINDINGS_LIMIT = 100  # of one kind: a lost key would give one for each record

# entry_index, person_key_pkey
ENTRIES = """
select index, ref, kind, version, leaf, person, openings, wrapped
from entry left join person_key using (org_id, person)
where org_id = $1 and index is not null order by index
"""
# entry_pending
ERASURES_WAITING = """
select fields ->> 'person' from entry
where org_id = $1 and index is null and kind = $2
"""
# Records and the first state that holds them, side by side; the worst first.
LATE = """
with states as (
    select size, at, lag(size, 1, 0::bigint) over (order by size) as before
    from checkpoint where org_id = $1
)
select count(*) as records, min(e.index) as first, max(s.at - e.taken) as longest
from states s join entry e
    on e.org_id = $1 and e.index >= s.before and e.index < s.size
where s.at - e.taken > $2
"""
WAITING = """
select count(*) as records, min(taken) as oldest from entry
where org_id = $1 and index is null and taken < $2
"""


@dataclass(slots=True)
class Records:
    """The tree of all leaves, and what stays closed."""

    tree: Tree = field(default_factory=Tree)
    erased: int = 0
    closed: dict[bytes, int] = field(default_factory=dict)  # person → first record
    explained: set[bytes] = field(default_factory=set)


async def check(
    db: Connection[Record], org: UUID, keys: Keys, findings: list[str]
) -> Records:
    """Check every record, and that each one that is closed has its erasure in the log."""
    found = Records()
    wrong: list[str] = []
    known: dict[bytes, bytes] = {}
    async for row in db.cursor(ENTRIES, org, prefetch=TOGETHER):
        index = row["index"]
        if index != found.tree.size:
            wrong.append(f"records {found.tree.size} to {index - 1} are missing")
            break
        found.tree.append(row["leaf"])
        if said := _check(row, org, keys, known, found):
            wrong.append(f"record {index}: {said}")
    for row in await db.fetch(ERASURES_WAITING, org, Kind.ERASURE.value):
        found.explained.add(bytes.fromhex(row[0] or ""))
    wrong += [
        f"record {first} is closed, and no erasure explains it"
        for person, first in found.closed.items()
        if person not in found.explained
    ]
    findings += wrong[:FINDINGS_LIMIT]
    if len(wrong) > FINDINGS_LIMIT:
        findings.append(f"{len(wrong) - FINDINGS_LIMIT} more of the records are wrong")
    return found


def _check(
    row: Record, org: UUID, keys: Keys, known: dict[bytes, bytes], found: Records
) -> str | None:
    """What is wrong with one record, if anything."""
    try:
        leaf = parse_leaf(row["leaf"])
    except BadFormat as error:
        return str(error)
    if (leaf.kind, leaf.version) != (row["kind"], row["version"]):
        return f"it is stored as {row['kind']} of version {row['version']}"
    person = row["person"]
    if row["wrapped"] is None or row["openings"] is None:
        found.erased += 1
        found.closed.setdefault(person, row["index"])
        return None
    try:
        if person not in known:
            if len(known) >= KEYS_LIMIT:
                known.clear()
            known[person] = keys.unwrap(org, person, row["wrapped"])
        context = org.bytes + leaf_hash(row["leaf"])
        data = json.loads(open_box(known[person], row["openings"], context))
    except InvalidTag:
        return (
            "its openings do not decrypt: master.key under HOME/keys is not the one they "
            "were encrypted with, or they were changed"
        )
    values = {name: value for name, _, value in data}
    for name, salt, value in data:
        if not leaf.opens(Opening(name, decode(salt), value)):
            return "an opening is not what was sealed"
    if values.keys() != leaf.commitments.keys():
        return "openings are missing"
    if (values["ref"], values["subject"]) != (str(row["ref"]), person.hex()):
        return "it is stored as another's"
    if leaf.kind is Kind.ERASURE:
        found.explained.add(bytes.fromhex(values["person"]))
    return None


async def check_delay(
    db: Connection[Record],
    org: UUID,
    limit: timedelta,
    now: datetime | None,
    warnings: list[str],
) -> None:
    """Warn of records that were signed, or wait, longer after they were taken in."""
    (late,) = await db.fetch(LATE, org, limit)
    if late["records"]:
        warnings.append(
            f"{late['records']} records, the first of them {late['first']}, were signed "
            f"later than receipts promise: after {late['longest'].total_seconds():.0f} s "
            "at the longest"
        )
    if now is not None:
        (waiting,) = await db.fetch(WAITING, org, now - limit)
        if waiting["records"]:
            waited = (now - waiting["oldest"]).total_seconds()
            warnings.append(
                f"{waiting['records']} records wait longer to be put in order than "
                f"receipts promise: for {waited:.0f} s at the longest"
            )
