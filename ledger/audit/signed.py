"""Every signed state again, the keys that signed, and what witnesses added."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import BadFormat, BadSignature, Note, Signature, verify_note
from ledger.format.policy import Policy
from ledger.keys import Keys
from ledger.store.signing import KeyMissing, Span, check_keys, read_state, spans
from ledger.store.thinning import anchored
from ledger.tree import Tree

if TYPE_CHECKING:
    from asyncpg import Connection, Record

CHECKPOINTS = """
select size, root, note, at from checkpoint where org_id = $1 order by size
"""
COSIGNATURES = """
select s.size, s.name, s.key, s.line, c.note
from cosignature s left join checkpoint c using (org_id, size)
where s.org_id = $1 order by s.size, s.name, s.key
"""

PUBLISHED = "select size from published where org_id = $1"


async def check(
    db: Connection[Record], org: UUID, keys: Keys, tree: Tree, findings: list[str]
) -> dict[int, bytes]:
    """Check every checkpoint; return the root signed for each size.

    Old ones, whose signatures were let go, against the tree alone.
    """
    signed: dict[int, bytes] = {}
    known = await spans(db, org, keys)
    before = None
    told = await db.fetchval(PUBLISHED, org) or 0
    needed = {told, *await anchored(db, org)}
    async for row in db.cursor(CHECKPOINTS, org, prefetch=500):
        size = row["size"]
        signed[size] = row["root"]
        thinned = row["note"] is None and size < told and size not in needed
        found = None if thinned else read_state(row, keys.origin(org), known)
        if isinstance(found, str):
            findings.append(f"the checkpoint of size {size}: {found}")
        if size > tree.size or tree.root(size) != row["root"]:
            findings.append(f"the records do not give the root signed at {size}")
        if before is not None and row["at"] < before:
            findings.append(f"the checkpoint of size {size} is older than the one before")
        before = row["at"]
    if max(signed, default=0) != tree.size:
        findings.append(f"{tree.size} records, but {max(signed, default=0)} are signed")
    if signed:
        findings += _unvouched(known, sorted(signed))
        try:
            await check_keys(db, org, keys)
        except KeyMissing as error:
            findings.append(str(error))
    return signed


def _unvouched(known: tuple[Span, ...], sizes: list[int]) -> list[str]:
    """Keys that no earlier key of their type signed beside: a stranger's, perhaps."""
    findings = []
    for span in known:
        earlier = [
            one for one in known if one.key.type is span.key.type and one.first < span.first
        ]
        beside = any(one.covers(s) and span.covers(s) for one in earlier for s in sizes)
        if earlier and not beside and any(span.covers(size) for size in sizes):
            findings.append(
                f"key {span.key.id.hex()} signs from size {span.first} on, and no earlier "
                "key signed beside it"
            )
    return findings


async def check_cosignatures(
    db: Connection[Record],
    org: UUID,
    tree: Tree,
    policy: Policy | None,
    findings: list[str],
    warnings: list[str],
) -> int:
    """Check cosignatures by witnesses of ``policy``; return how many there are in all.

    The checkpoint that a cosignature is under was checked against ``tree`` before.
    """
    witnesses = {
        (one.key.name, one.key.id): one.key for one in (policy.witnesses if policy else ())
    }
    count = unknown = 0
    async for row in db.cursor(COSIGNATURES, org, prefetch=500):
        count += 1
        where = f"the cosignature of {row['name']} at size {row['size']}"
        if row["note"] is None or row["size"] > tree.size:
            findings.append(f"{where} is of a state that was never signed")
            continue
        try:
            line = Signature.parse(row["line"].rstrip("\n") + "\n")
        except BadFormat as error:
            findings.append(f"{where}: {error}")
            continue
        if (line.name, line.id) != (row["name"], row["key"]):
            findings.append(f"{where} is stored as another's")
            continue
        key = witnesses.get((line.name, line.id))
        if key is None:
            unknown += 1
            continue
        try:
            verify_note(Note(Note.parse(row["note"]).text, (line,)), [key])
        except (BadFormat, BadSignature) as error:
            findings.append(f"{where}: {error}")
    if unknown:
        warnings.append(
            f"{unknown} cosignatures are by witnesses that the policy does not name, and "
            "were not checked"
        )
    return count
